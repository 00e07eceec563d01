import { type BulkFailure, Problem, type ProblemCode } from '@tegata/contract'
import type { ManyUser, Realm, Storage } from '@tegata/storage'

const sentence = (code: ProblemCode) => {
  const { title, detail } = new Problem(code).toJSON()
  return { code, title, detail }
}

/** Somebody to whom it was not done, by name and with the reason. */
export const failureOf = ({ id, username, givenName, familyName }: Pick<ManyUser, 'id' | 'username' | 'givenName' | 'familyName'>, code: ProblemCode): BulkFailure =>
  ({ userId: id, username, givenName, familyName, ...sentence(code) })

/** Of people who were named, those who are not there: told once, by the first call. */
export async function missingOf({ storage }: { storage: Pick<Storage, 'policies' | 'many'> }, { id }: Realm, ids: readonly string[]): Promise<readonly BulkFailure[]> {
  const { numbers } = await storage.policies.people(id, { ids }, null, ids.length)
  const there = new Set((await storage.many.people(id, numbers)).map((user) => user.id))
  return ids.filter((each) => !there.has(each)).map((userId) => ({ userId, username: null, givenName: '', familyName: '', ...sentence('user.not-found') }))
}
