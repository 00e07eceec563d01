import { statedAddress } from '../journey/connect.ts'
import type { Parts } from '../journey/parts.ts'
import { move } from '../journey/state.ts'
import { inWords } from '../ui/frame.ts'
import { contactOf, type Page } from '../ui/layout.ts'
import type { PageProblem } from '../ui/words.ts'
import { connectPage } from './connect.ts'
import { createFirstPassword } from './first-password.ts'
import type { Fields } from './step.ts'
import type { Visit } from './visit.ts'

/** The step at which somebody whom an upstream vouches for says which account here is theirs, and proves it. */
export function createConnectingPages(parts: Parts) {
  const { storage, journeys, connect } = parts
  const firstPassword = createFirstPassword(parts)

  const personOf = ({ step, user }: Visit) => (step.name === 'connect' && step.samePerson ? user : null)

  async function show(visit: Visit): Promise<Page> {
    const { realm, frame, form, journey, language } = visit
    const { connecting, username, problem } = journey.state
    if (connecting === null) throw new Error('The page that connects was reached with nobody to connect.')
    const { said, mail } = connecting
    const upstream = await storage.upstreams.get(realm.id, connecting.upstreamId)
    const person = personOf(visit)
    const address = statedAddress(said)
    return connectPage({
      ...frame, ...form('connect'), provider: inWords(upstream?.name ?? { en: '?' }, language), account: said.username ?? said.email ?? undefined,
      username: username || said.username || undefined, samePerson: person === null ? undefined : { username: person.username }, takesPassword: person === null || person.hasPassword,
      mail: address === null ? undefined : { address, sent: mail && { at: mail.sentAt, until: mail.expiresAt } }, problem: problem ?? undefined,
    })
  }

  async function answer(visit: Visit, fields: Fields): Promise<void> {
    const { journey } = visit
    switch (fields.answer) {
      case 'leave': return void await connect.leave(journey, null)
      case 'mail': return sendCode(visit)
      case 'code': return takeCode(visit, fields.code ?? '')
      default: return firstPassword(visit, fields, { person: personOf(visit), onlyAdministrators: false })
    }
  }

  const say = async ({ journey }: Visit, problem: PageProblem): Promise<void> =>
    void await journeys.update(journey, (newest) => newest.state.round !== journey.state.round ? null : move(newest, { problem }))

  async function sendCode(visit: Visit): Promise<void> {
    const { realm, journey, where, language, frame } = visit
    const { connecting } = journey.state
    const upstream = await storage.upstreams.get(realm.id, connecting?.upstreamId ?? '')
    if (upstream?.enabled !== true || upstream.issuer !== connecting?.said.issuer) return void await connect.leave(journey, { code: 'upstream-disabled', provider: inWords(upstream?.name ?? { en: '?' }, language) })
    const sent = await connect.send(realm, upstream, journey, where, language)
    if (sent.kind === 'too-soon') return say(visit, { code: 'mail-wait', until: sent.until })
    if (sent.kind === 'too-many') return say(visit, { code: 'mail-limit', until: sent.until, contact: contactOf(frame) })
  }

  async function takeCode(visit: Visit, code: string): Promise<void> {
    const { realm, journey, where } = visit
    if (code.trim() === '') return say(visit, { code: 'code-missing' })
    const kind = await connect.confirm(realm, journey, code, where)
    if (kind === 'right' || kind === 'gone') return
    const problems = { wrong: 'mail-code-wrong', malformed: 'mail-code-wrong', expired: 'mail-code-expired', 'too-many': 'mail-code-tries' } as const
    return say(visit, { code: problems[kind] })
  }

  /** Everything is proved: the link is made with the answer that completed it. True when the walk is to be looked at again. */
  async function arrive({ realm, user, journey, where, connecting }: Visit): Promise<boolean> {
    if (user === null || connecting === null) return false
    await connect.commit({ realm, user, journey, where, proved: connecting })
    return true
  }

  return { step: { show, answer }, arrive }
}
