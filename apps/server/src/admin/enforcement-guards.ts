import { Problem } from '@tegata/contract'
import type { Enforcement, PolicyGroup, Realm } from '@tegata/storage'
import type { CanMail } from '../journey/facts.ts'
import { kindsOf } from '../journey/next-step.ts'
import type { Caller } from './caller.ts'
import { isEmpty } from './enforcement-target.ts'
import { forecast, type ForecastNeeds } from './forecast.ts'
import { keepAnAdministratorUnder } from './guard.ts'
import { createLookAhead, rulesWith } from './look-ahead.ts'

export type GuardNeeds = ForecastNeeds & { canMail: CanMail; storage: ForecastNeeds['storage'] & Parameters<typeof keepAnAdministratorUnder>[0]['storage'] }

/** What whoever acts has seen and accepted. */
export type Accepted = { confirmed?: number | undefined; nobodyYet?: true | undefined }

/**
 * Refuses a rule that nobody could follow: of the kinds that it, the realm and others accept, at least one is the same
 * (P9), and not codes by mail alone where no mail goes out.
 */
export function refuseWithoutKind({ canMail }: { canMail: CanMail }, realm: Realm, rule: Enforcement, rules: readonly Enforcement[], groups: readonly PolicyGroup[]): void {
  const others = rules.filter(({ id, state }) => id !== rule.id && state !== 'ended')
  const always = others.filter(({ target }) => target.everyone === true)
  const beside = [...others, ...groups.filter(({ ask }) => ask !== 'never')]
  for (const other of [undefined, ...beside]) {
    const together = [rule, ...always, ...(other ? [other] : [])]
    const kinds = kindsOf(realm).filter((kind) => together.every(({ acceptedKinds }) => acceptedKinds.includes(kind)))
    if (kinds.length === 0) throw new Problem('enforcement.no-kind')
    if (kinds.every((kind) => kind === 'emailed-code') && !canMail(realm)) throw new Problem('enforcement.mail-only')
  }
}

/**
 * Refuses a rule that would surprise: one that meets nobody, or whoever sets it without being ready, or that leaves no
 * global administrator a way in; and one that locks people out, unless their very number was confirmed. All of it is said
 * by the decision of a sign-in at the start.
 */
export async function refuseSurprises(needs: GuardNeeds, realm: Realm, caller: Caller, rule: Enforcement, { confirmed, nobodyYet }: Accepted): Promise<void> {
  const { clock, policies } = needs.storage
  const stored = await policies.standing(realm.id)
  refuseWithoutKind(needs, realm, rule, stored, await policies.groups(realm.id))
  if (isEmpty(rule.target)) throw new Problem('enforcement.nobody')

  const at = Math.max(rule.enforceFrom, clock.now())
  if (caller.user) {
    const look = await createLookAhead(needs, realm, { at, enforcement: rule })
    const { readiness: { state }, meant } = await look(caller.user)
    if (meant && ['set-up', 'needs-token', 'locked-out'].includes(state)) throw new Problem('enforcement.not-ready-yourself')
  }
  await keepAnAdministratorUnder(needs, realm, at, rulesWith(stored, rule))

  const { people, states } = await forecast(needs, realm, { at, enforcement: rule })
  if (people === 0 && !nobodyYet) throw new Problem('enforcement.nobody')
  const lockedOut = states['locked-out']
  if (lockedOut !== (confirmed ?? 0)) throw new Problem('enforcement.other-number', { lockedOut })
}
