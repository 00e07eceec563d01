import { isProblem, type ProblemCode } from '@tegata/contract'
import type { ManyUser, Realm, Storage } from '@tegata/storage'
import type { Caller } from '../caller.ts'
import { refuseAbove } from '../guard.ts'
import type { Action } from './action.ts'

/** The code of the problem that a check throws; null when it throws none. */
export async function problemIn(check: () => void | Promise<void>): Promise<ProblemCode | null> {
  try {
    await check()
    return null
  } catch (error) {
    if (isProblem(error)) return error.code
    throw error
  }
}

/**
 * Whether this caller may do it to this person (Z-2). Nobody does to themself what would end the session that they do
 * it with: a call for everybody would end in the middle.
 */
export async function refusalFor({ roles }: Pick<Storage, 'roles'>, realm: Realm, caller: Caller, action: Action, user: ManyUser): Promise<ProblemCode | null> {
  if (caller.user?.id === user.id && action.ends(user)) return 'permission.not-for-yourself'
  if (!user.administrative) return null
  const held = await roles.effectiveOf(realm.id, user.id)
  return problemIn(() => refuseAbove(caller, held))
}
