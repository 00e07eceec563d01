import { isAddressUsable, isMailboxWithinReach, setUpLinkOf, stricter, suffices } from './strength.ts'
import type { Situation } from './situation.ts'
import type { Facts, Floor, OnUnenrolled, Requirement } from './types.ts'

const minutes = 60_000
const hours = 60 * minutes
/** How long the page that asked for a reset waits for the answer, in milliseconds; as long its person has the floor `mailLink` elsewhere. */
export const resetRequestLife = 30 * minutes
const afterPasswordReset = 24 * hours

/** Half-open: at `since + enrolWithin` the first proof no longer binds. A demand of unknown age is old. */
const isOld = ({ since }: Requirement, { now, realm }: Facts): boolean => since === null || now >= since + realm.enrolWithin

function floorsOf(facts: Facts, rules: readonly Requirement[], hasDemand: boolean): Floor[] {
  const { now, user, realm, journey, channel } = facts
  const floors: Floor[] = rules.map(({ onUnenrolled, name, id }) =>
    ({ floor: onUnenrolled, reason: { code: 'floor.rule', params: { rule: name, ruleId: id } } }))
  const add = (holds: boolean, floor: OnUnenrolled, code: Floor['reason']['code'], params = {}) => {
    if (holds) floors.push({ floor, reason: { code, params } })
  }

  add(user.administrative, 'mailLink', 'floor.administrative')
  add(hasDemand, 'mailLink', 'floor.request')
  add(channel === 'account', 'mailLink', 'floor.account-page')
  for (const { ahead, name, id } of facts.enforcements) add(ahead === true, 'mailLink', 'floor.rule-to-come', { rule: name, ruleId: id })
  add(realm.enrolWithin === 0, 'mailLink', 'floor.never-first-proof')
  for (const rule of rules) add(isOld(rule, facts), 'mailLink', 'floor.demand-old', { rule: rule.name, ruleId: rule.id })

  const { reset } = user
  if (reset) {
    add(reset.proof !== null, reset.proof ?? 'enrol', 'floor.reset-chosen')
    const another = reset.reference !== null && journey?.resetReference !== reset.reference
    add(another && now < reset.at + resetRequestLife, 'mailLink', 'floor.reset-request')
    add(user.administrative, 'codeOnly', 'floor.administrator-reset')
  }
  const mailed = user.passwordResetByMailAt
  add(user.administrative && mailed !== null && now < mailed + afterPasswordReset, 'codeOnly', 'floor.administrator-password-reset')
  return floors
}

export type Ladder = { onUnenrolled: OnUnenrolled; floors: readonly Floor[] }

/**
 * The proof that binds this user's first authenticator: the strictest of rules and floors, and what set each of them.
 * Rules that excuse the session count too, because `letRunOut` never covers binding (P29).
 */
export function ladderOf({ facts, proofs, requirements, demands }: Situation): Ladder {
  const floors = floorsOf(facts, [...requirements.all, ...requirements.excused], demands.length > 0)
  const setUpLink = setUpLinkOf(facts, proofs)
  if (!isAddressUsable(facts, setUpLink)) {
    // Who cannot prove a mailbox is not let in with less: the next rung is the token.
    const code = !isMailboxWithinReach(facts, setUpLink) ? 'floor.no-mail' : facts.user.administrative ? 'floor.administrator-no-address' : 'floor.no-address'
    if (floors.some(({ floor }) => suffices(floor, 'mailLink'))) floors.push({ floor: 'codeOnly', reason: { code, params: {} } })
  }
  return { onUnenrolled: floors.reduce<OnUnenrolled>((strict, { floor }) => stricter(strict, floor), 'enrol'), floors }
}
