import { setImmediate } from 'node:timers/promises'
import { type BulkFailure, type BulkRun, isProblem, Problem, type ProblemCode } from '@tegata/contract'
import type { ManyUser, Statement, User } from '@tegata/storage'
import { commitGuarded } from '../commit.ts'
import { keepAnAdministrator, keepAnAdministratorAfter } from '../guard.ts'
import type { Action, BulkCall, BulkNeeds } from './action.ts'
import { failureOf } from './failures.ts'
import { type Meant, pageOf } from './meant.ts'
import { refusalFor } from './rights.ts'

/** What one call is through with at most, in people and in milliseconds: the caller shows how far it is, and can stop between two. */
const mostPerCall = 2000
const longestMs = 2000
/** People whose letters, sessions and authenticators one unit takes in: other writers wait for it. */
const inOneUnit = 20
/** So often is somebody looked at anew whom others change at the same time. */
const attempts = 3

type Progress = { done: number; changed: number; failures: BulkFailure[] }

/**
 * One call of an action on many, from a cursor on. People stand in units of a few: each unit is all or nothing, with
 * everything that the action on one person writes. Whoever cannot be changed is told by name and holds nobody up.
 */
export async function runOn(needs: BulkNeeds, call: BulkCall, action: Action, meant: Meant, from: number | null): Promise<BulkRun> {
  const { realm } = call
  const started = performance.now()
  const through: Progress = { done: 0, changed: 0, failures: [] }
  let before = from
  for (;;) {
    const page = await pageOf(needs, realm, meant, before, Math.min(action.step, mostPerCall - through.done))
    try {
      await slice(needs, call, action, page.numbers, through)
    } catch (error) {
      // What is done is told, with where to go on; the next call meets what stood in the way, and says it.
      if (through.done === 0 || before === null) throw error
      return { ...through, next: String(before) }
    }
    if (page.next === null) break
    before = page.next
    if (through.done >= mostPerCall || performance.now() - started > longestMs) return { ...through, next: String(before) }
    await setImmediate()
  }
  return { ...through, next: null }
}

async function slice(needs: BulkNeeds, call: BulkCall, action: Action, numbers: readonly number[], through: Progress): Promise<void> {
  const { realm, caller } = call
  const { many, roles } = needs.storage
  const people = await many.people(realm.id, numbers)
  const verdict = await action.judge(people)
  const changing: ManyUser[] = []
  const settled: Progress = { done: 0, changed: 0, failures: [] }
  for (const user of people) {
    const outcome = await refusalFor({ roles }, realm, caller, action, user) ?? verdict(user)
    if (outcome === 'change') changing.push(user)
    else {
      settled.done++
      if (outcome !== 'unchanged') settled.failures.push(failureOf(user, outcome))
    }
  }
  // Before anything of this slice is written, so that it is repeated as a whole.
  if (changing.some(action.risky)) await call.demandFresh()
  const one = createChange(needs, call, action, settled)
  const ordinary = changing.filter(({ administrative }) => !administrative)
  const alike = ordinary.filter((user) => action.alike?.includes(user) === true)
  const others = ordinary.filter((user) => !alike.includes(user))
  await one.together(alike)
  for (let first = 0; first < others.length; first += inOneUnit) {
    await one.together(others.slice(first, first + inOneUnit))
    await setImmediate()
  }
  for (const user of changing) if (user.administrative) await one.alone(user)
  through.done += settled.done
  through.changed += settled.changed
  through.failures.push(...settled.failures)
}

function createChange(needs: BulkNeeds, { realm, caller, demandFresh }: BulkCall, action: Action, settled: Progress) {
  const { storage } = needs
  const { unit, users, many, roles } = storage

  async function changed(people: readonly ManyUser[]): Promise<void> {
    settled.done += people.length
    settled.changed += people.length
    const ended = people.filter(action.ends)
    if (ended.length > 0) await storage.volatileUnit(ended.flatMap(({ id }) => users.endVolatile(realm.id, id)))
  }
  const failed = (user: ManyUser, code: ProblemCode): void => {
    settled.done++
    settled.failures.push(failureOf(user, code))
  }
  /** As they are now; null when somebody is gone, or it is no longer to be done to somebody. */
  async function whole(people: readonly ManyUser[]): Promise<readonly User[] | null> {
    const now = await users.numbered(realm.id, people.map(({ n }) => n))
    const verdict = await action.judge(now.map((user) => ({ ...user, administrative: false })))
    return now.length === people.length && now.every((user) => verdict({ ...user, administrative: false }) === 'change') ? now : null
  }

  async function statementsOf(people: readonly ManyUser[]): Promise<readonly Statement[] | null> {
    if (action.alike && people.every(action.alike.includes)) return action.alike.all(people)
    const now = await whole(people)
    return now && (await Promise.all(now.map(action.one))).flat()
  }

  /** Ordinary people in one unit, or none of them; then in halves, until those are alone who stand in the way. */
  async function together(people: readonly ManyUser[], attempt = 1): Promise<void> {
    if (people.length === 0) return
    const statements = await statementsOf(people)
    if (statements === null) return again(people, 'somebody who is as before', attempt)
    const numbers = people.map(({ n }) => n)
    // Their rows first, also where the action writes none of them: a role that somebody is being granted is waited for, and seen (Z-2).
    const outcome = await unit([many.hold(realm.id, numbers), ...statements, many.ordinary(realm.id, numbers)])
    await (outcome.ok ? changed(people) : again(people, outcome.missed, attempt))
  }

  async function again(people: readonly ManyUser[], missed: string, attempt: number): Promise<void> {
    const left = new Map((await many.people(realm.id, people.map(({ n }) => n))).map((user) => [user.n, user]))
    const verdict = await action.judge([...left.values()])
    const still: ManyUser[] = []
    for (const user of people) {
      const now = left.get(user.n)
      if (!now) failed(user, 'user.not-found')
      else if (now.administrative) await alone(now)
      else {
        const outcome = verdict(now)
        if (outcome === 'change') still.push(now)
        else if (outcome === 'unchanged') settled.done++
        else failed(now, outcome)
      }
    }
    // Somebody turned one of them off meanwhile: on again is a reset now.
    if (still.some(action.risky)) await demandFresh()
    const [only] = still
    if (only && still.length === 1 && people.length === 1) {
      const problem = action.missed(missed) ?? (attempt === attempts ? 'request.precondition-failed' : null)
      if (problem !== null) failed(only, problem)
      else await together(still, attempt + 1)
      return
    }
    const half = Math.ceil(still.length / 2)
    await together(still.slice(0, half))
    await together(still.slice(half))
  }

  /** Somebody who administers, as the action on one person does it: with the rights looked at, and the last one kept. */
  async function alone(user: ManyUser): Promise<void> {
    const refusal = await refusalFor({ roles }, realm, caller, action, user)
    if (refusal !== null) return failed(user, refusal)
    try {
      const { becomes } = action
      await commitGuarded(needs, realm, becomes !== undefined || action.disarms(user), async () => {
        const [now] = await whole([user]) ?? []
        if (!now) throw new Problem(await users.find(realm.id, user.id) ? 'request.precondition-failed' : 'user.not-found')
        if (action.disarms(user)) await keepAnAdministrator(needs, realm, ({ id }) => id === user.id)
        if (becomes) await keepAnAdministratorAfter(needs, realm, { user: ({ id }) => (id === user.id ? becomes(now) : undefined) })
        return action.one(now)
      }, ({ missed }) => new Problem(action.missed(missed) ?? 'request.precondition-failed'))
    } catch (error) {
      if (!isProblem(error) || error.status === 503) throw error
      return failed(user, error.code)
    }
    await changed([user])
  }

  return { together, alone }
}
