import type { Enforcement, EnforcementAct, Realm, Statement, Storage } from '@tegata/storage'
import { userIdOf } from './people.ts'

/** A rule with the history that it would have, had the demo's administrator drafted it and announced it at that instant. */
export function seedEnforcement({ policies }: Pick<Storage, 'policies'>, realm: Pick<Realm, 'name'>, rule: Enforcement, at: number): readonly Statement[] {
  const actor = { id: userIdOf(realm, 'admin'), name: 'admin' }
  const told = (document: Enforcement, act: EnforcementAct, reason: string) => policies.recordEnforcement({ at, act, actor, reason, document })
  const draft: Enforcement = { ...rule, state: 'draft', announcedAt: null, version: 1, edition: 1 }
  const drafted = [policies.saveEnforcement(draft), told(draft, 'draft', '')]
  if (rule.state === 'draft') return drafted
  const announced: Enforcement = { ...rule, version: 2, edition: 2 }
  return [...drafted, policies.saveEnforcement({ ...announced, version: 1 }), told(announced, 'announce', 'Decided by the board')]
}
