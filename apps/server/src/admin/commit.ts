import { Problem } from '@tegata/contract'
import type { Realm, Statement, Storage, Unit } from '@tegata/storage'
import { fallsAsSeen } from '../journey/fallen-addresses.ts'

type Miss = { missed: string; duplicate: boolean }

/** Runs a unit; what it misses becomes the problem that `onMiss` names. */
export async function commit(unit: Unit, statements: readonly Statement[], onMiss: (miss: Miss) => Problem | Promise<Problem>): Promise<void> {
  const outcome = await unit(statements)
  if (!outcome.ok) throw await onMiss(outcome)
}

type Needs = { storage: Pick<Storage, 'unit' | 'realms'> }
type Decided = () => Promise<readonly Statement[]>
type OnMiss = (miss: Miss) => Problem | Promise<Problem>

/**
 * Commits what was decided by looking at other people of the realm (the last administrator, what a group carries).
 * The realm's version is a lock: of two such changes that were decided at the same time, the second is decided anew
 * on what the first one left. It also makes every node see the change at its next request.
 */
export async function commitAlone(
  { storage }: Needs, realm: Realm, decide: Decided, onMiss: OnMiss,
): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const current = await storage.realms.find(realm.name)
    if (!current) throw new Problem('realm.not-found')
    const lock = storage.realms.saveSettings(current.id, current.settings, current.version)
    const outcome = await storage.unit([lock, ...await decide()])
    if (outcome.ok) return
    if (outcome.missed !== lock.name) throw await onMiss(outcome)
  }
  throw new Problem('server.unavailable', { retryAfterSeconds: 1 })
}

/**
 * Alone where the change concerns people or groups with administrative roles; otherwise side by side with everybody
 * else's changes, and without a new version of the realm, which every node would rebuild it for.
 */
export async function commitGuarded(needs: Needs, realm: Realm, concernsAdministrators: boolean, decide: Decided, onMiss: OnMiss): Promise<void> {
  if (concernsAdministrators) return commitAlone(needs, realm, decide, onMiss)
  return commit(needs.storage.unit, await decide(), onMiss)
}

/** An address was entered for somebody at the very moment in which they were made an administrator: whoever asks again is told of it, too. */
export const lookAgain = (missed: string): Problem | null => missed === fallsAsSeen ? new Problem('server.unavailable', { retryAfterSeconds: 1 }) : null
