import { catalogue, isProblemCode, type BulkFailure, type BulkPreview, type ProblemCode } from '@tegata/contract'
import type { Answer } from './fake-answers.ts'
import { metBy } from './fake-enforcements.ts'
import { purposeOf } from './fake-handing.ts'
import type { Asked, World } from './fake-server.ts'
import type { Person } from './people.ts'

const previews = ['previewBulkOtpOn', 'previewBulkOtpOff', 'previewBulkResetOtp', 'previewBulkSetupMail', 'previewBulkTopUp', 'previewBulkEnable', 'previewBulkDisable'] as const
const runs = ['bulkOtpOn', 'bulkOtpOff', 'bulkResetOtp', 'bulkSetupMail', 'bulkTopUp', 'bulkEnable', 'bulkDisable'] as const
type Run = (typeof runs)[number]
const confirmed: readonly string[] = ['bulkOtpOff', 'bulkResetOtp', 'bulkDisable', 'bulkEnable']

const quiet: BulkPreview = {
  people: 0, changed: 0, unchanged: 0, refused: [], asked: 0, setUp: 0, notAsked: 0, needToken: 0, lockedOut: 0, lockedOutPeople: [], signedOut: 0, sessions: 0, authenticators: 0,
  emergencyTokensRevoked: 0, emergencyTokensIssued: 0, resets: 0, keeping: 0, administrators: 0, mails: 0, newPasswords: 0, withoutAddress: 0, mailMinutes: 0, confirm: false, next: null,
}

/** Whom one call is about, in the order of their numbers, and where the next one begins. */
function sliceOf(world: World, { body }: Asked, meant: (filter: Record<string, unknown>) => Person[]): { ids: string[], next: string | null } {
  const { userIds, filter, readiness, cursor } = body
  const all = Array.isArray(userIds) ? userIds.map(String) : typeof readiness === 'object' && readiness !== null ? metBy(world.enforcements.people, readiness).map(({ id }) => id) : meant(filter as Record<string, unknown>).map(({ id }) => id)
  const from = Number(cursor ?? 0)
  const until = from + world.bulkStep
  return { ids: all.slice(from, until), next: until < all.length ? String(until) : null }
}

function changes(run: Run, person: Person): boolean {
  switch (run) {
    case 'bulkOtpOn': return !person.otpRequired
    case 'bulkOtpOff': return person.otpRequired
    case 'bulkEnable': return !person.enabled
    case 'bulkDisable': return person.enabled
    default: return true
  }
}
function apply(run: Run, person: Person): void {
  if (run === 'bulkOtpOn' || run === 'bulkOtpOff') {
    person.otpRequired = run === 'bulkOtpOn'
    person.otp = { ...person.otp, required: person.otpRequired, status: person.otp.registered ? 'set-up' : person.otpRequired ? 'waiting' : 'not-required' }
  } else if (run === 'bulkEnable' || run === 'bulkDisable') person.enabled = run === 'bulkEnable'
  else if (run === 'bulkResetOtp') person.authenticators = []
}

const failureOf = (userId: string, person: Person | undefined, code: ProblemCode): BulkFailure => ({
  userId, username: person?.username ?? null, givenName: person?.givenName ?? '', familyName: person?.familyName ?? '', code, title: catalogue[code].why, detail: catalogue[code].fix,
})

/** Puts people into a group: whoever is refused by name stays where they are. */
function regrouped(world: World, asked: Asked, meant: (filter: Record<string, unknown>) => Person[]): Answer {
  const { ids, next } = sliceOf(world, asked, meant)
  const group = world.policyGroups.find(({ id }) => id === asked.body['policyGroup']) ?? null
  const failures: BulkFailure[] = []
  for (const id of ids) {
    const person = world.people.find((each) => each.id === id)
    const code = person ? world.bulkRefuses.get(id) : 'user.not-found'
    if (!person || code !== undefined) failures.push(failureOf(id, person, code ?? 'user.not-found'))
    else person.policyGroup = group && { id: group.id, name: group.name }
  }
  return { value: { done: ids.length, changed: ids.length - failures.length, failures, next } }
}

/** What the fake server says about actions on many; null where it is asked for something else. */
export function bulkAnswers(world: World, asked: Asked, meant: (filter: Record<string, unknown>) => Person[]): Answer | null {
  if (asked.id === 'assignPolicyGroup') return regrouped(world, asked, meant)
  const preview = previews.find((id) => id === asked.id)
  const run = runs.find((id) => id === asked.id || `previewB${id.slice(1)}` === preview)
  if (!run) return null
  const { ids, next } = sliceOf(world, asked, meant)
  const found = (id: string) => world.people.find((each) => each.id === id)
  const refusalOf = (id: string): ProblemCode | null => (found(id) ? world.bulkRefuses.get(id) ?? null : 'user.not-found')
  if (preview) {
    const refused = new Map<ProblemCode, number>()
    for (const id of ids) {
      const code = refusalOf(id)
      if (code !== null && isProblemCode(code)) refused.set(code, (refused.get(code) ?? 0) + 1)
    }
    const affected = ids.flatMap((id) => { const who = found(id); return who !== undefined && refusalOf(id) === null && changes(run, who) ? [who] : [] })
    const changed = affected.length
    const newPasswords = run === 'bulkSetupMail' ? affected.filter((who) => purposeOf(who) === 'new-password').length : 0
    const refusedPeople = [...refused.values()].reduce((sum, people) => sum + people, 0)
    return {
      value: {
        ...quiet, people: ids.length, changed, unchanged: ids.length - changed - refusedPeople, newPasswords, confirm: confirmed.includes(run), next, ...world.bulkImpact,
        refused: [...refused].map(([code, people]) => ({ code, title: catalogue[code].why, detail: catalogue[code].fix, people })),
      },
    }
  }
  const { userIds, filter, cursor, confirmed: number } = asked.body
  const people = () => (Array.isArray(userIds) ? userIds.length : meant(filter as Record<string, unknown>).length)
  if (confirmed.includes(run) && cursor === undefined && number !== people()) return { problem: 'bulk.other-number' }
  const failures: BulkFailure[] = []
  let changed = 0
  for (const id of ids) {
    const [person, code] = [found(id), refusalOf(id)]
    if (code !== null || !person) failures.push(failureOf(id, person, code ?? 'user.not-found'))
    else if (changes(run, person)) {
      apply(run, person)
      changed += 1
    }
  }
  return { value: { done: ids.length, changed, failures, next } }
}
