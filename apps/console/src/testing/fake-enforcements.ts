import { readinessReasons, readinessStates, type Api, type Enforcement, type EnforcementProof, type EnforcementTally, type EnforcementVersion, type ProofSignIn, type ReadinessPerson } from '@tegata/contract'
import { instantOf } from '../i18n/zone-time.ts'
import type { Answer } from './fake-answers.ts'
import type { Asked, World } from './fake-server.ts'
import { at, newId, NOW, type Person, roles } from './people.ts'

type EnforcementMails = Awaited<ReturnType<Api['getEnforcementMails']>>

/** What is known about enforcements beside what they say themselves. */
export type FakeEnforcements = {
  list: Enforcement[]
  versions: EnforcementVersion[]
  people: ReadinessPerson[]
  days: { day: string, states: Partial<Record<ReadinessPerson['state'], number>> }[]
  signIns: ProofSignIn[]
  tally: Partial<EnforcementTally>
  /** How the waves of mail stand, where it is not the ordinary way. */
  mails?: Partial<EnforcementMails>
}
export const noEnforcements = (): FakeEnforcements => ({ list: [], versions: [], people: [], days: [], signIns: [], tally: {} })

/** An enforcement as the API shows one; what is not said is ordinary: announced, from Tuesday 1 December 2026, 00:00 JST. */
export const enforcementOf = (name: string, overrides: Partial<Enforcement> = {}): Enforcement => ({
  id: newId(), name, state: 'announced', inForce: false, enforceFrom: '2026-11-30T15:00:00.000Z', zone: 'Asia/Tokyo', deadline: '2026-11-30T14:59:00.000Z', registerBy: null,
  target: { everyone: false, roles: roles.filter((role) => role.administrative).slice(0, 2).map(({ id, name: role }) => ({ id, name: role })), groups: [], departments: [], policyGroups: [] },
  reason: { en: 'One leaked password must not be enough.' }, helpLink: {}, kinds: ['totp', 'emailed-code', 'push', 'passkey'], recoveries: ['emergency-token', 'backup-code', 'mail'],
  onUnenrolled: 'codeOnly', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false, waves: [30, 14, 7, 3, 1, 0], lateWaves: [], announcedAt: at(48), version: 3, ...overrides,
})

export const readinessOf = (person: Person, state: ReadinessPerson['state'], reasons: ReadinessPerson['reasons'] = []): ReadinessPerson => ({
  id: person.id, username: person.username, givenName: person.givenName, familyName: person.familyName, email: person.email, department: person.department, state, reasons,
  administrator: person.administrator, emergencyTokensLeft: person.emergencyTokensLeft, lastSignInAt: person.lastSignInAt,
})

/** A wave of mail; what is not said is ordinary: a reminder to come. */
export const waveOf = (part: Partial<EnforcementMails['waves'][number]>): EnforcementMails['waves'][number] =>
  ({ days: null, kind: 'reminder', at: at(0), state: 'planned', mails: 0, withoutAddress: 0, heardAlready: 0, waiting: 0, ...part })

/** As the server lists them: the worst first. */
const worst: readonly ReadinessPerson['state'][] = ['locked-out', 'needs-token', 'set-up', 'ready-unproved', 'ready-untested', 'ready', 'not-met']
const stateCounts = (part: Partial<Record<ReadinessPerson['state'], number>>) => Object.fromEntries(readinessStates.map((state) => [state, part[state] ?? 0]))
const counts = (people: readonly ReadinessPerson[]) => ({
  people: people.length,
  states: stateCounts(Object.fromEntries(readinessStates.map((state) => [state, people.filter((each) => each.state === state).length]))),
  reasons: Object.fromEntries(readinessReasons.map((reason) => [reason, people.filter(({ reasons }) => reasons.includes(reason)).length])),
})
const forecastOf = (people: readonly ReadinessPerson[], instant: string) => ({
  at: instant, ...counts(people),
  lockedOutPeople: people.filter(({ state }) => state === 'locked-out').map(({ id, username, givenName, familyName }) => ({ id, username, givenName, familyName })).slice(0, 20),
})

type Local = { date: string, time?: string, zone?: string }
const isLocal = (value: unknown): value is Local => typeof value === 'object' && value !== null && 'date' in value
const instantIn = (value: unknown, zone: string): string | null => (isLocal(value) ? instantOf(value.date, value.time ?? '00:00', value.zone ?? zone) : null)

const named = (list: unknown, from: readonly { id: string, name: string }[]) =>
  (Array.isArray(list) ? list.map((id) => ({ id: String(id), name: from.find((each) => each.id === id)?.name ?? 'unknown' })) : [])
function targetOf(world: World, sent: unknown, before: Enforcement['target']): Enforcement['target'] {
  if (typeof sent !== 'object' || sent === null) return before
  const part = sent as Record<string, unknown>
  return {
    everyone: part['everyone'] === true, roles: named(part['roles'], roles), groups: named(part['groups'], []), policyGroups: named(part['policyGroups'], world.policyGroups),
    departments: Array.isArray(part['departments']) ? part['departments'].map(String) : [],
  }
}

/** Writes it down as the server does: the next version, who did it and why. */
export function writeVersion(world: World, enforcement: Enforcement, act: EnforcementVersion['act'], reason: string, changes: EnforcementVersion['changes'] = [], actor = 'admin'): void {
  enforcement.version += act === 'draft' ? 0 : 1
  world.enforcements.versions.unshift({ version: enforcement.version, at: at(0), act, actor: { id: world.me.id, name: actor }, reason, changes })
}

function moved(enforcement: Enforcement, { body }: Asked): EnforcementVersion['changes'] {
  if (body['registerBy'] !== undefined) enforcement.registerBy = instantIn(body['registerBy'], enforcement.zone)
  const before = enforcement.enforceFrom
  const to = body['now'] === true ? new Date(NOW).toISOString() : instantIn(body['enforceFrom'], enforcement.zone)
  if (to === null) return []
  enforcement.enforceFrom = to
  enforcement.deadline = new Date(Date.parse(to) - 60_000).toISOString()
  return [{ field: 'enforceFrom', before, after: to }]
}

const actions = { announceEnforcement: 'announce', postponeEnforcement: 'postpone', bringForwardEnforcement: 'bring-forward', suspendEnforcement: 'suspend', resumeEnforcement: 'resume', endEnforcement: 'end' } as const
const isAction = (id: string): id is keyof typeof actions => id in actions

function acted(world: World, enforcement: Enforcement, asked: Asked): Answer {
  const { id, body } = asked
  if (!isAction(id)) throw new Error(`the fake has no answer for ${id}`)
  const act = actions[id]
  const stuck = world.enforcements.people.filter(({ state }) => state === 'locked-out').length
  if ((act === 'announce' || act === 'bring-forward' || act === 'resume') && stuck > 0 && body['confirmed'] !== stuck) return { problem: 'enforcement.other-number' }
  const before = enforcement.state
  const changes = moved(enforcement, asked)
  if (act === 'announce') enforcement.announcedAt = at(0)
  enforcement.state = act === 'suspend' ? 'suspended' : act === 'end' ? 'ended' : 'announced'
  enforcement.inForce = enforcement.state === 'announced' && Date.parse(enforcement.enforceFrom) <= NOW
  writeVersion(world, enforcement, act, String(body['reason']), [...before === enforcement.state ? [] : [{ field: 'state', before, after: enforcement.state }], ...changes])
  return { value: enforcement }
}

/** Those whom the list of people shows for these. */
export function metBy(people: readonly ReadinessPerson[], { state, reason, search }: { state?: unknown, reason?: unknown, search?: unknown }): readonly ReadinessPerson[] {
  const isListed = (wanted: unknown, values: readonly string[]) => !Array.isArray(wanted) || wanted.some((each) => values.includes(String(each)))
  return people.filter((each) => isListed(state, [each.state]) && isListed(reason, each.reasons) && `${each.username}${each.familyName}`.includes(typeof search === 'string' ? search : ''))
}

function ofOne(world: World, enforcement: Enforcement, asked: Asked): Answer {
  const { id, body, input, ifMatch } = asked
  const { people, versions, days, signIns, tally } = world.enforcements
  if (ifMatch !== null && ifMatch !== enforcement.version) return { problem: 'request.precondition-failed' }
  const all = (items: readonly unknown[]): Answer => ({ value: { items, next: null } })
  switch (id) {
    case 'getEnforcement': return { value: enforcement }
    case 'changeEnforcement': {
      const { why, target } = body
      const rest = Object.fromEntries(Object.entries(body).filter(([field]) => !['why', 'confirmed', 'nobodyYet', 'target', 'enforceFrom', 'registerBy'].includes(field)))
      const changes = Object.entries(rest).map(([field, after]) => ({ field, before: enforcement[field as 'name'], after: after as string }))
      const start = moved(enforcement, asked)
      Object.assign(enforcement, rest, { target: targetOf(world, target, enforcement.target) })
      writeVersion(world, enforcement, 'change', String(why ?? ''), [...changes, ...start])
      return { value: enforcement }
    }
    case 'deleteEnforcement': world.enforcements.list = world.enforcements.list.filter((each) => each !== enforcement); return { value: undefined }
    case 'listEnforcementVersions': return all(versions)
    case 'getReadiness': return { value: { at: enforcement.enforceFrom, ...counts(people), days: days.map(({ day, states }) => ({ day, states: stateCounts(states) })) } }
    case 'listReadinessPeople': {
      const found = metBy(people.toSorted((one, other) => worst.indexOf(one.state) - worst.indexOf(other.state)), { state: input['state']?.split(','), reason: input['reason']?.split(','), search: input['search'] })
      const until = Number(input['cursor'] ?? 0) + Number(input['limit'] ?? 50)
      return { value: { items: found.slice(Number(input['cursor'] ?? 0), until), next: until < found.length ? String(until) : null } }
    }
    case 'previewEnforcement': return { value: forecastOf(people, instantIn(body['enforceFrom'], enforcement.zone) ?? enforcement.enforceFrom) }
    case 'getEnforcementMails': return {
      value: {
        perMinute: 20, canMail: world.canMail, failure: null, answer: null, waves: [
          waveOf({ days: 7, at: at(24), state: 'done', mails: 12, withoutAddress: 1 }), waveOf({ days: 0, at: enforcement.enforceFrom }), waveOf({ kind: 'by-hand', at: at(1), state: 'done', mails: 2 }),
        ], ...world.enforcements.mails,
      },
    }
    case 'previewEnforcementMail': return { value: { subject: `${input['kind']} (${input['language']})`, text: `For: ${input['consequence']}`, html: `<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"></head>\n<body>\n<p>For: ${input['consequence']}</p>\n</body>\n</html>` } }
    case 'sendTestEnforcementMail': return world.canMail ? { value: { to: world.me.email ?? '' } } : { problem: 'mail.not-configured' }
    case 'remindPeople': {
      const asked = Array.isArray(body['userIds']) ? body['userIds'].length : metBy(people, body).length
      const sent = Array.isArray(body['userIds']) ? asked : Math.ceil(asked / 2)
      const now = body['cursor'] === undefined ? sent : asked - sent
      return { value: { mailed: Math.max(0, now - 1), today: Math.min(1, now), withoutAddress: 0, notMet: 0, next: body['cursor'] === undefined && now < asked ? 'further' : null } }
    }
    case 'getEnforcementTally': {
      const none = { people: 0, last: [] }
      return { value: { at: at(0), since: enforcement.enforceFrom, until: at(0), people: people.length, withCode: none, setUp: none, byToken: none, refused: none, notSeen: people.length, more: false, ...tally } }
    }
    case 'getEnforcementProof': {
      const proof: EnforcementProof = {
        name: enforcement.name, from: input['from'] ?? '', to: input['to'] ?? '', inForce: [{ from: enforcement.enforceFrom, to: input['to'] ?? '' }], target: [{ at: at(48), text: 'global-admin', names: enforcement.target }], people: people.length, signIns: signIns.length,
        answers: Object.fromEntries((['code', 'set-up', 'emergency-token', 'two-factors', 'provider', 'none'] as const).map((answer) => [answer, signIns.filter((each) => each.answer === answer).length])) as EnforcementProof['answers'],
        exceptions: signIns.filter(({ exception }) => exception).length, more: false,
      }
      return { value: proof }
    }
    case 'listProofSignIns': return all(signIns.filter(({ exception, answer }) => (input['only'] === 'exceptions' ? exception : input['only'] === 'tokens' ? answer === 'emergency-token' : true)))
    default: return acted(world, enforcement, asked)
  }
}

/** What the fake server says about enforcements and who is ready for them; null where it is asked for something else. */
export function enforcementAnswers(world: World, asked: Asked): Answer | null {
  const { id, body, input } = asked
  if (id === 'listEnforcements') return { value: { items: world.enforcements.list, next: null } }
  if (id === 'createEnforcement') {
    if (world.enforcements.list.some(({ name }) => name === body['name'])) return { problem: 'enforcement.name-taken' }
    const { target, enforceFrom, registerBy, ...rest } = body
    const zone = isLocal(enforceFrom) ? enforceFrom.zone ?? 'Asia/Tokyo' : 'Asia/Tokyo'
    const added = enforcementOf('', { ...rest, state: 'draft', announcedAt: null, version: 1, zone, target: targetOf(world, target, enforcementOf('').target), registerBy: instantIn(registerBy, zone) })
    moved(added, asked)
    world.enforcements.list.push(added)
    writeVersion(world, added, 'draft', '')
    return { value: added }
  }
  if (id === 'previewNewEnforcement') return { value: forecastOf(world.enforcements.people, instantIn(body['enforceFrom'], 'Asia/Tokyo') ?? new Date(NOW).toISOString()) }
  const known = input['enforcementId']
  if (known === undefined) return null
  const enforcement = world.enforcements.list.find((each) => each.id === known)
  return enforcement ? ofOne(world, enforcement, asked) : { problem: 'enforcement.not-found' }
}
