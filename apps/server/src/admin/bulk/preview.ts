import { setImmediate } from 'node:timers/promises'
import { type BulkPreview, Problem, type ProblemCode } from '@tegata/contract'
import type { OnUnenrolled } from '@tegata/policy'
import type { Belongings, ManyUser, PolicyGroup, User } from '@tegata/storage'
import { keepAnAdministrator, keepAnAdministratorAfter, workingAdministrators } from '../guard.ts'
import { purposeFor } from '../mailing-set-up.ts'
import { requiredOtherwise } from '../otp-switch.ts'
import { alikeBy, foresee, groupsById, nextOf } from '../policy-impact.ts'
import { missingTokens } from './accounts.ts'
import type { Action, BulkCall, BulkNeeds } from './action.ts'
import { isMeant, type Meant, pageOf } from './meant.ts'
import { problemIn, refusalFor } from './rights.ts'

/** What one call looks at at most, in people and in milliseconds. */
const mostPerCall = 100_000
const longestMs = 1500
/** People who are read at one go: between two goes everybody else's requests have their turn. */
const slice = 1000
const namesShown = 20

/** What happens to a person besides what the action says of everybody. */
export type Effect = 'otp-on' | 'otp-off' | 'reset' | 'letter' | 'top-up' | 'none'

/** People to whom the very same happens, and what they have together. */
type Heap = Belongings & { count: number; withAddress: number; authenticatorsToldOf: number; untold: number; reset: boolean; first: readonly number[] }
/** `proof`: how people prove who they are after a reset. */
type Asked = { action: Action; effect: Effect; proof?: OnUnenrolled | null; meant: Meant; from: number | null }

const nothing: Belongings = { sessions: 0, authenticators: 0, emergencyTokens: 0 }

const empty = (): Omit<BulkPreview, 'refused' | 'lockedOutPeople' | 'mailMinutes' | 'confirm' | 'next'> => ({
  people: 0, changed: 0, unchanged: 0, asked: 0, setUp: 0, notAsked: 0, needToken: 0, lockedOut: 0, signedOut: 0, sessions: 0, authenticators: 0,
  emergencyTokensRevoked: 0, emergencyTokensIssued: 0, resets: 0, keeping: 0, administrators: 0, mails: 0, newPasswords: 0, withoutAddress: 0,
})

/**
 * What an action would do to those who are meant, in exact numbers. Who is changed, and what goes with it, is read of
 * everybody; what they meet at the next sign-in is decided once for all who are alike, by the decision of the sign-in
 * itself, as if each came with a password from anywhere.
 */
export async function previewOf(needs: BulkNeeds, call: BulkCall, { action, effect, proof = null, meant, from }: Asked): Promise<BulkPreview> {
  const { realm } = call
  const started = performance.now()
  const sum = empty()
  const refused = new Map<ProblemCode, number>()
  const heaps = new Map<string, Heap>()
  const looks = createLooks(needs, call, { action, effect, proof, meant })
  const refuse = (code: ProblemCode, people = 1) => refused.set(code, (refused.get(code) ?? 0) + people)

  if (meant.ids && from === null) {
    const { numbers } = await pageOf(needs, realm, meant, null, meant.ids.length)
    sum.people += meant.ids.length - numbers.length
    if (meant.ids.length > numbers.length) refuse('user.not-found', meant.ids.length - numbers.length)
  }
  let weighs = false
  let before = from
  for (;;) {
    const page = await pageOf(needs, realm, meant, before, slice)
    const people = await needs.storage.many.people(realm.id, page.numbers)
    const verdicts = await looks.judge(people)
    const changed = people.filter((user) => verdicts.get(user.n) === 'change')
    weighs ||= changed.some(action.weighs)
    sum.people += people.length
    sum.changed += changed.length
    sum.administrators += changed.filter(({ administrative }) => administrative).length
    for (const verdict of verdicts.values()) {
      if (verdict === 'unchanged') sum.unchanged++
      else if (verdict !== 'change') refuse(verdict)
    }
    await looks.sort(changed, heaps, sum)
    before = page.next
    if (before === null || sum.people >= mostPerCall || performance.now() - started > longestMs) break
    await setImmediate()
  }
  const lockedOut = await looks.decide(heaps, sum)
  return {
    ...sum,
    refused: [...refused].map(([code, people]) => ({ code, ...wordsOf(code), people })).sort((one, other) => other.people - one.people),
    lockedOutPeople: lockedOut.map(({ id, username, givenName, familyName }) => ({ id, username, givenName, familyName })),
    mailMinutes: Math.ceil(sum.mails / Math.max(1, realm.settings.mailsPerMinute)),
    confirm: weighs,
    next: before === null ? null : String(before),
  }
}

const wordsOf = (code: ProblemCode) => {
  const { title, detail } = new Problem(code).toJSON()
  return { title, detail }
}

function createLooks(needs: BulkNeeds, call: BulkCall, { action, effect, proof = null, meant }: Omit<Asked, 'from'>) {
  const { realm, caller } = call
  const { many, roles, users, policies, clock } = needs.storage

  /** Of those who administer the realm, whom it would be done to if none of them were the last: read once. */
  async function goingAdministrators(): Promise<readonly ManyUser[]> {
    const working = (await workingAdministrators(needs, realm)).map(({ n }) => n)
    const going: ManyUser[] = []
    const people = await many.people(realm.id, working)
    const verdict = await action.judge(people)
    for (const user of people) {
      if (verdict(user) !== 'change' || await refusalFor({ roles }, realm, caller, action, user) !== null) continue
      if (await isMeant(needs, realm, meant, user.n)) going.push(user)
    }
    return going
  }
  let going: Promise<readonly ManyUser[]> | undefined

  /** The last of those who administer is refused: those who come before, newest first, are gone by then. */
  async function lastAdministrator(user: ManyUser): Promise<ProblemCode | null> {
    going ??= goingAdministrators()
    const gone = new Set((await going).filter(({ n }) => n >= user.n).map(({ id }) => id))
    if (!gone.has(user.id)) return null
    const { becomes } = action
    return problemIn(async () => {
      if (action.disarms(user)) await keepAnAdministrator(needs, realm, ({ id }) => gone.has(id))
      else if (becomes) await keepAnAdministratorAfter(needs, realm, { user: (each) => (gone.has(each.id) ? becomes(each) : undefined) })
    })
  }

  /** What becomes of one heap at the next sign-in. */
  async function meets(heap: Heap, user: User, groupOf: (id: string | null) => PolicyGroup | null): Promise<{ field: 'asked' | 'setUp' | 'notAsked' | 'needToken' | 'lockedOut' | null; keeps: boolean }> {
    const group = groupOf(user.policyGroupId)
    if (effect === 'reset' || heap.reset) {
      const next = user.enabled ? await needs.tellAfterReset(realm, user, { proof: effect === 'reset' ? proof : null, reference: null }) : null
      return { field: next === null ? null : next === 'emergency-token' ? 'needToken' : next === 'help' ? 'lockedOut' : 'setUp', keeps: false }
    }
    const now = clock.now()
    const keeps = effect === 'otp-off' && await requiredOtherwise(needs, realm, user)
    if (!user.enabled) return { field: null, keeps }
    const then = effect === 'otp-on' ? { ...user, otpRequired: true, otpRequiredAt: user.otpRequiredAt ?? now } : { ...user, otpRequired: false, otpRequiredAt: null }
    const today = fields[nextOf(await foresee(needs, realm, user, group))]
    // Whoever keeps nothing, and of whom nothing is required, is asked for nothing.
    const tomorrow = effect === 'otp-off' && !keeps ? 'notAsked' : fields[nextOf(await foresee(needs, realm, then, group))]
    return { field: today === tomorrow ? null : tomorrow, keeps }
  }

  return {
    async judge(people: readonly ManyUser[]): Promise<ReadonlyMap<number, 'change' | 'unchanged' | ProblemCode>> {
      const verdict = await action.judge(people)
      const found = new Map<number, 'change' | 'unchanged' | ProblemCode>()
      for (const user of people) {
        const refusal = await refusalFor({ roles }, realm, caller, action, user)
        const outcome = refusal ?? verdict(user)
        const last = outcome === 'change' && user.administrative && (action.becomes || action.disarms(user)) ? await lastAdministrator(user) : null
        found.set(user.n, last ?? outcome)
      }
      return found
    },

    /** Puts people on their heaps, and counts what needs no decision. */
    async sort(changed: readonly ManyUser[], heaps: Map<string, Heap>, sum: ReturnType<typeof empty>): Promise<void> {
      if (changed.length === 0) return
      if (effect === 'letter') {
        sum.mails += changed.length
        sum.newPasswords += changed.filter((user) => purposeFor(user) === 'reset-password').length
      }
      if (effect === 'top-up') {
        const missing = await missingTokens(needs, call, changed)
        for (const user of changed) sum.emergencyTokensIssued += missing(user)
        const told = changed.filter(({ email }) => email !== null).length
        sum.mails += told
        sum.withoutAddress += changed.length - told
      }
      const ending = changed.filter(action.ends)
      const have = await many.belongings(realm.id, ending.map(({ n }) => n))
      for (const { sessions } of have.values()) {
        sum.sessions += sessions
        sum.signedOut += sessions > 0 ? 1 : 0
      }
      const byNumber = new Map(changed.map((user) => [user.n, user]))
      const alike = effect === 'otp-on' || effect === 'otp-off' || effect === 'reset'
        ? await policies.alike(realm.id, changed.map(({ n }) => n), await alikeBy(needs, realm)) : [{ key: '', numbers: changed.map(({ n }) => n) }]
      for (const { key, numbers } of alike) {
        for (const n of numbers) {
          const user = byNumber.get(n)
          if (user) add(heaps, `${Number(user.hasPassword)}${Number(user.email !== null)}${Number(action.weighs(user))}|${key}`, user, have.get(n) ?? nothing)
        }
      }
    },

    /** Decides for each heap, and answers the first people who will not get in by themselves. */
    async decide(heaps: ReadonlyMap<string, Heap>, sum: ReturnType<typeof empty>): Promise<readonly User[]> {
      if (effect !== 'otp-on' && effect !== 'otp-off' && effect !== 'reset') return []
      const groupOf = await groupsById(needs.storage, realm)
      const locked: number[] = []
      for (const heap of heaps.values()) {
        const [user] = await users.numbered(realm.id, heap.first.slice(0, 1))
        if (!user) continue
        const { field, keeps } = await meets(heap, user, groupOf)
        if (field) sum[field] += heap.count
        if (field === 'lockedOut' || field === 'needToken') locked.push(...heap.first)
        if (keeps) sum.keeping += heap.count
        const removing = effect === 'otp-off' ? !keeps : heap.reset
        if (removing) {
          sum.authenticators += heap.authenticators
          sum.emergencyTokensRevoked += heap.emergencyTokens
        }
        if (heap.reset) {
          sum.mails += heap.withAddress
          sum.withoutAddress += heap.count - heap.withAddress
        } else if (removing) {
          sum.mails += heap.authenticatorsToldOf
          sum.withoutAddress += heap.untold
        }
        if (effect === 'otp-on' && heap.reset) sum.resets += heap.count
      }
      return users.numbered(realm.id, locked.toSorted((one, other) => other - one).slice(0, namesShown))
    },
  }

  function add(heaps: Map<string, Heap>, key: string, user: ManyUser, have: Belongings): void {
    const reset = effect === 'reset' || (effect === 'otp-on' && action.weighs(user))
    const heap = heaps.get(key) ?? { ...nothing, count: 0, withAddress: 0, authenticatorsToldOf: 0, untold: 0, reset, first: [] }
    const hasAddress = user.email !== null
    heaps.set(key, {
      count: heap.count + 1,
      withAddress: heap.withAddress + Number(hasAddress),
      sessions: heap.sessions + have.sessions,
      authenticators: heap.authenticators + have.authenticators,
      authenticatorsToldOf: heap.authenticatorsToldOf + (hasAddress ? have.authenticators : 0),
      emergencyTokens: heap.emergencyTokens + have.emergencyTokens,
      untold: heap.untold + Number(!hasAddress && have.authenticators > 0),
      reset,
      first: heap.first.length < namesShown ? [...heap.first, user.n] : heap.first,
    })
  }
}

const fields = { in: 'notAsked', code: 'asked', token: 'needToken', 'set-up': 'setUp', 'locked-out': 'lockedOut' } as const satisfies Record<ReturnType<typeof nextOf>, keyof BulkPreview>
