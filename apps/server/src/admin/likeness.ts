import { isReadThroughSignIn } from '@tegata/contract'
import type { PersonInstants } from '@tegata/storage'

/** The instants at which something about a person turns over. */
export type Boundaries = { at: number; demandsBefore: number; addressesBefore: number; mailedBefore: number; mailDomains: readonly string[] }

const day = 24 * 60 * 60_000

export const boundariesAt = (at: number, { enrolWithinMs, mailDomains }: { enrolWithinMs: number; mailDomains: readonly string[] }): Boundaries =>
  ({ at, demandsBefore: at - enrolWithinMs, addressesBefore: at - 7 * day, mailedBefore: at - day, mailDomains })

/** People as the database says that they are alike (migration 0009), and what is left of it at an instant. */
export type Likeness = {
  enabled: boolean
  /** Equal for those of whom the same is decided, roles, groups and departments aside. */
  decided: string
  /** Of which group, then. */
  policyGroupId: string | null
  hasPassword: boolean
  isLinked: boolean
  /** What is read of them besides the decision. */
  about: { hasAddress: boolean; everSignedIn: boolean; behindProvider: { onFile: boolean; codes: boolean } }
}

/** Before, at or after an instant; null where there is none; undefined where the day alone does not say. */
type Side = 'old' | 'new' | null | undefined
const daysIn = (word: string): number | null => (word === '-' ? null : Number(word))
/** `old`: at the boundary or before it. */
function sideOf(dayOf: number | null, boundary: number, exact: number | null | undefined): Side {
  if (exact !== undefined) return exact === null ? null : exact <= boundary ? 'old' : 'new'
  if (dayOf === null) return null
  const turning = Math.floor(boundary / day)
  return dayOf === turning ? undefined : dayOf < turning ? 'old' : 'new'
}
const later = (one: Side, other: Side): Side => one === null ? null : one === undefined || other === undefined ? undefined : other === 'new' ? 'new' : one

/**
 * Takes a likeness apart as it is at an instant. Undefined: whoever is so may lie on either side of a boundary, and their
 * own instants are needed. `administers`: of administrators the last password reset by mail counts, which no likeness holds.
 */
export function likenessAt(text: string, { at, demandsBefore, addressesBefore, mailedBefore, mailDomains }: Boundaries, exact?: PersonInstants, administers = false): Likeness | undefined {
  const [flags = '', group = '-', until = '-', back = '-', proof = '-', required = '-', since = '-', reset = '-', changed = '-', tokens = '-', domain = '-', ...rest] = text.split(' ')
  const facts = rest.join(' ')
  const [enabled, shared, otpRequired, hasPassword, hasSignedIn, linked, email] = flags
  const isBare = facts === ''

  const over = sideOf(daysIn(until), at, exact?.policyGroupUntil)
  const policyGroupId = over === 'old' ? (back === '-' ? null : back) : group === '-' ? null : group
  const begun = isBare && policyGroupId !== null ? over === 'old' ? sideOf(daysIn(until), demandsBefore, exact?.policyGroupUntil) : sideOf(daysIn(since), demandsBefore, exact?.policyGroupSince) : null
  const wasReset = isBare ? sideOf(daysIn(reset), demandsBefore, exact?.otpResetAt) : null
  const switched = isBare ? later(sideOf(daysIn(required), demandsBefore, exact?.otpRequiredAt), wasReset) : null
  const assigned = later(begun, wasReset)
  const address = email === 'p' ? sideOf(daysIn(changed), addressesBefore, exact?.emailChangedAt) : 'new'
  const left = sideOf(daysIn(tokens), at, exact?.emergencyUntil)
  if ([over, wasReset, switched, assigned, address, left].includes(undefined) || (administers && exact === undefined)) return undefined

  const mailed = administers ? sideOf(null, mailedBefore, exact?.passwordResetByMailAt) : null
  const authenticators = isBare ? [] : facts.split(',').map((each) => each.split(':'))
  const codesTo = authenticators.filter(([kind]) => kind === 'emailed-code').map(([, , , , to = '']) => to)
  const isBehind = (of: string) => isReadThroughSignIn(`@${of}`, mailDomains)
  return {
    enabled: enabled === '1', policyGroupId, hasPassword: hasPassword === '1', isLinked: linked === '1',
    decided: [
      shared, otpRequired, policyGroupId, isBare ? proof : '', switched, assigned, wasReset, address !== 'new', left === 'new', mailed, ...authenticators.map((parts) => parts.slice(0, 4).join(':')),
    ].join(' '),
    about: {
      hasAddress: email !== '-', everSignedIn: hasSignedIn === '1',
      behindProvider: { onFile: domain !== '-' && isBehind(domain), codes: codesTo.length > 0 && codesTo.every(isBehind) },
    },
  }
}
