import { isProblem } from '@tegata/contract'
import { Sentence } from '../http/listening.ts'

/** Fields of the API and the options that fill them; of several beginnings the longest counts. */
const options: Readonly<Record<string, string>> = {
  alias: 'alias', issuer: 'issuer', url: 'url', clientId: 'client-id', clientSecret: 'client-secret-file', clientAuth: 'client-auth',
  name: 'name', 'name.ja': 'name-ja', 'name.ko': 'name-ko', trust: 'trust', evidence: 'evidence', evidenceMaxAgeMinutes: 'evidence-minutes',
  acrValues: 'acr', scopes: 'scope', newPeople: 'new-people', profile: 'profile', hidden: 'hidden', signOut: 'sign-out',
  mapping: 'claim', 'mapping.passOn': 'pass-on', 'mapping.rules': 'rule',
}

function optionOf(path: string): string {
  const members = path.split('.')
  for (let length = members.length; length > 0; length -= 1) {
    const option = options[members.slice(0, length).join('.')]
    if (option !== undefined) return `--${option}`
  }
  return path
}

/** A field that was refused, by the option that people typed; words of the API inside of the message as well. */
export const sayField = (path: string, message: string): string =>
  `${optionOf(path)} ${message.replaceAll(/\b(?:client[A-Z]\w*|evidenceMaxAgeMinutes|acrValues|newPeople|signOut)\b/g, optionOf)}`

/** What to type next. */
const next = (realm: string, alias: string): Readonly<Record<string, string>> => ({
  'upstream.is-only-first-step': `tegata realm first-step local --realm ${realm}`,
  'upstream.disabled': `tegata upstream enable ${alias} --realm ${realm}`,
  'upstream.not-found': `tegata upstream list --realm ${realm}`,
  'upstream.no-way-in': `tegata admin invite --realm ${realm} --username …`,
})

/** The same refusal for whoever typed a command; what is none of these stays what it was. */
export function inCommandWords(error: unknown, realm: string, alias: string): unknown {
  if (!isProblem(error)) return error
  const { title, errors = [] } = error.toJSON()
  const fields = errors.map(({ path, message }) => sayField(path, message))
  const command = next(realm, alias)[error.code]
  if (command !== undefined) return new Sentence(`${title}\n${command}`)
  return fields.length > 0 ? new Sentence([...(error.code === 'request.invalid' ? [] : [title]), ...fields].join('\n')) : error
}
