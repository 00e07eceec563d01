import { ChangeUpstream, type Operations, type OutputOf } from '@tegata/contract'
import type * as z from 'zod'
import { Sentence } from '../http/listening.ts'
import { type Args, type Option, type World, yesNo } from './command.ts'
import { sayField } from './upstream-refusals.ts'

export type Upstream = OutputOf<Operations['getUpstream']>
type Changes = z.output<typeof ChangeUpstream>

/** The question of every screen, and its three answers. */
const answers: Readonly<Record<Upstream['trust'], string>> = { always: 'No', evidence: 'Unless it proved one', never: 'Yes, by our rules' }
export const askedAfter = ({ trust }: Pick<Upstream, 'trust'>): string => answers[trust]

const trusts = ['always', 'evidence', 'never'] as const satisfies readonly Upstream['trust'][]
const clientAuths = ['client_secret_basic', 'client_secret_post', 'none'] as const satisfies readonly Upstream['clientAuth'][]

export const settingOptions = {
  'client-secret-file': { kind: 'value', help: 'file that holds our secret there; it is never shown again' },
  'client-auth': { kind: 'value', oneOf: clientAuths, help: 'how we prove ourselves there' },
  name: { kind: 'value', help: 'what people read: "Sign in with …"' },
  'name-ja': { kind: 'value', help: 'the same in Japanese' },
  'name-ko': { kind: 'value', help: 'the same in Korean' },
  trust: { kind: 'value', oneOf: trusts, help: 'after signing in there, ask for our code? always: No; evidence: Unless it proved one; never: Yes, by our rules' },
  evidence: { kind: 'values', help: 'a value that counts as a second factor: acr=gold, amr=otp; worth 2 unless it ends in =code or =3; "none" clears' },
  'evidence-minutes': { kind: 'value', help: 'how long ago the sign-in there may be for its evidence to count; 15 at first' },
  acr: { kind: 'values', help: 'always asked for there; "none" clears' },
  scope: { kind: 'values', help: 'asked for there; openid is always among them' },
  'new-people': { kind: 'value', oneOf: ['create', 'connect'], help: 'somebody unknown: create makes an account, connect asks to connect one' },
  profile: { kind: 'value', oneOf: ['upstream', 'local'], help: 'whose word counts for names and address' },
  hidden: { kind: 'value', oneOf: yesNo, help: 'yes: no button on the sign-in page; kc_idp_hint alone leads there' },
  'sign-out': { kind: 'value', oneOf: yesNo, help: 'yes: signing out here goes on to the provider' },
  claim: { kind: 'values', help: 'where it says something: roles=realm_access.roles, username=upn, rolesFrom=access-token, groups=none' },
  'pass-on': { kind: 'value', oneOf: yesNo, help: 'yes: its roles and groups stand in our tokens; never administrative ones' },
  rule: { kind: 'values', help: 'what a value grants here: roles:boss=role:editor, groups:staff=group:staff; "none" clears' },
} as const satisfies Record<string, Option>

function yesOrNo(args: Args, option: string): boolean | undefined {
  const written = args.text(option)
  return written === undefined ? undefined : written === 'yes'
}

/** Values of a list that replaces the one before; undefined when none was written. */
function listOf<Item>(args: Args, option: string, read: (written: string) => Item): Item[] | undefined {
  const written = args.list(option)
  if (written.length === 0) return undefined
  return written.length === 1 && written[0] === 'none' ? [] : written.map(read)
}

function readEvidence(written: string): unknown {
  const [, claim, value, level] = /^(acr|amr)=(.+?)(?:=(code|2|3))?$/.exec(written) ?? []
  if (value === undefined) throw new Sentence(`--evidence "${written}" is not like acr=gold, amr=otp or acr=phr=3.`)
  return { claim, value, level: level === 'code' ? 'code' : Number(level ?? 2) }
}

function readRule(written: string): unknown {
  const [, claim, value, kind, name] = /^(roles|groups):(.+)=(role|group):(.+)$/.exec(written) ?? []
  if (kind === undefined) throw new Sentence(`--rule "${written}" is not like roles:boss=role:editor or groups:staff=group:staff.`)
  return { claim, value, grants: { [kind]: name } }
}

function readClaim(written: string): [member: string, path: string | null] {
  const at = written.indexOf('=')
  if (at < 1) throw new Sentence(`--claim "${written}" is not like roles=realm_access.roles.`)
  const [member, path] = [written.slice(0, at), written.slice(at + 1)]
  return [member, path === 'none' ? null : path]
}

function readSecret({ readFile }: Pick<World, 'readFile'>, path: string): string {
  try {
    return readFile(path).trim()
  } catch {
    throw new Sentence(`--client-secret-file: the file "${path}" cannot be read.`)
  }
}

const written = (fields: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** What the options say, in the API's words. `before`: names in languages that are not written stay. */
export function readSettings(world: Pick<World, 'readFile'>, args: Args, before?: Pick<Upstream, 'name'>): Changes {
  const secretFile = args.text('client-secret-file')
  const minutes = args.text('evidence-minutes')
  const names = written({ en: args.text('name'), ja: args.text('name-ja'), ko: args.text('name-ko') })
  const mapping = written({
    ...Object.fromEntries(args.list('claim').map(readClaim)), passOn: yesOrNo(args, 'pass-on'), rules: listOf(args, 'rule', readRule),
  })
  const scopes = listOf(args, 'scope', (scope) => scope)
  const result = ChangeUpstream.safeParse(written({
    name: Object.keys(names).length === 0 ? undefined : { ...before?.name, ...names },
    clientSecret: secretFile === undefined ? undefined : readSecret(world, secretFile),
    clientAuth: args.text('client-auth'),
    trust: args.text('trust'),
    evidence: listOf(args, 'evidence', readEvidence),
    evidenceMaxAgeMinutes: minutes === undefined ? undefined : Number(minutes),
    acrValues: listOf(args, 'acr', (acr) => acr),
    scopes: scopes && [...new Set(['openid', ...scopes])],
    newPeople: args.text('new-people'),
    profile: args.text('profile'),
    hidden: yesOrNo(args, 'hidden'),
    signOut: yesOrNo(args, 'sign-out'),
    mapping: Object.keys(mapping).length === 0 ? undefined : mapping,
  }))
  if (result.success) return result.data
  throw new Sentence(result.error.issues.map(({ path, message }) => sayField(path.join('.'), message)).join('\n'))
}
