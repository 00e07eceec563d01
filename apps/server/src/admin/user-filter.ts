import { lastSignInEnds, Problem, type UserFilter as Asked } from '@tegata/contract'
import { readReference } from '@tegata/otp'
import type { Realm, Role, Storage, UserFilter } from '@tegata/storage'
import { stateAt } from '../journey/reset.ts'
import { administrativeRolesOf } from './caller.ts'
import { demandersOf, isNobodys } from './demanded.ts'
import { worksBy, worksNot } from './otp-status.ts'

export type FilterNeeds = Pick<Storage, 'clock' | 'roles' | 'groups' | 'policies' | 'upstreams' | 'resetRequests' | 'journeys' | 'tallies'>

type OtpStatus = NonNullable<UserFilter['otp']>[number]
/** As parsed: what is absent may also be there as undefined. */
type Loose<T> = { [Key in keyof T]: T[Key] | undefined }

/** For each choice: what must be set up, and whether it must be required. */
const otpFilters = {
  required: { required: true },
  'set-up': { otp: worksBy },
  'not-set-up': { otp: worksNot },
  waiting: { required: true, otp: worksNot },
  'not-required': { required: false, otp: worksNot },
} as const satisfies Record<NonNullable<Asked['otp']>, { required?: boolean, otp?: readonly OtpStatus[] }>

const byMail: readonly OtpStatus[] = ['email', 'unproved']

const day = 24 * 60 * 60_000
/** So many are looked up at one go in either database. */
const mostLockedOut = 1000

/** Ids of the roles that are asked for; null when none of that name exists, so that nobody can have it. */
function rolesAsked(roles: readonly Role[], { role, administrators }: Loose<Asked>): readonly string[] | null {
  const found = roles.filter((one) =>
    (role === undefined || (role.includes(one.name) && one.clientId === null))
    && (administrators !== true || administrativeRolesOf([one]).length > 0))
  return found.length === 0 ? null : found.map(({ id }) => id)
}

/** What is required and what is set up, in the words of the status column. Null: nobody can be both. */
async function otpAsked(needs: FilterNeeds, realm: Realm, { otp, otpKind, oneMailbox }: Loose<Asked>): Promise<Pick<UserFilter, 'otp' | 'otpRequired' | 'demand'> | null> {
  const only: { required?: boolean, otp?: readonly OtpStatus[] } = otp ? otpFilters[otp] : {}
  // Nothing else is set up: that is what an index knows of it.
  const asked: { required?: boolean, otp?: readonly OtpStatus[] } = oneMailbox && only.otp ? { ...only, otp: only.otp.filter((each) => byMail.includes(each)) } : oneMailbox ? { ...only, otp: byMail } : only
  const statuses = otpKind && asked.otp ? otpKind.filter((kind) => asked.otp?.includes(kind)) : otpKind ?? asked.otp
  if (statuses?.length === 0) return null
  const { required } = asked
  const by = required === undefined ? null : await demandersOf(needs, realm)
  return {
    ...(statuses ? { otp: statuses } : {}),
    // The switch alone has an index of its own.
    ...(by === null || required === undefined ? {} : isNobodys(by) ? { otpRequired: required } : { demand: { required, by } }),
  }
}

function signInAsked(asked: Loose<Asked>): Pick<UserFilter, 'signedIn'> {
  const { neverSignedIn, signedInBefore: before, signedInSince: since } = asked
  const end = lastSignInEnds.find((name) => asked[name] !== undefined)
  if (neverSignedIn !== undefined && end !== undefined) {
    throw new Problem('request.invalid', { errors: [{ path: end, rule: 'invalid', message: 'stands instead of another question about the last sign-in' }] })
  }
  if (neverSignedIn !== undefined) return { signedIn: neverSignedIn ? 'never' : { since: 0 } }
  if (end === undefined) return {}
  return { signedIn: { ...(before === undefined ? {} : { before: Date.parse(before) }), ...(since === undefined ? {} : { since: Date.parse(since) }) } }
}

/** Null: no such identity provider, so that nobody is linked to it. */
async function upstreamAsked({ upstreams }: FilterNeeds, realm: Realm, asked: string | undefined): Promise<Pick<UserFilter, 'upstreamIds'> | null> {
  if (asked === undefined) return {}
  if (asked === 'none') return { upstreamIds: null }
  const found = (await upstreams.list(realm.id)).filter(({ alias, enabled, trust }) => asked === 'trusted' ? enabled && trust === 'always' : alias === asked)
  return found.length === 0 ? null : { upstreamIds: found.map(({ id }) => id) }
}

/**
 * A help desk types what the caller reads out: the digits of an open reset request mean its person, those of any other
 * page that is being looked at whoever signed in there, refused or not.
 */
async function searchAsked({ resetRequests, journeys, clock }: FilterNeeds, realm: Realm, asked: string | undefined): Promise<Pick<UserFilter, 'search' | 'ids'>> {
  const search = asked?.trim()
  if (!search) return {}
  const reference = readReference(search)
  if (reference === null) return { search }
  const request = await resetRequests.findByReference(realm.id, reference)
  if (request && stateAt(request, clock.now()) === 'open') return { ids: [request.userId] }
  const ids = await journeys.findByReference(realm.id, reference)
  return ids.length > 0 ? { ids } : { search }
}

/** The last whom nothing that they have led in, and who have not got in since: what somebody has to look at today. */
export const lockedOutOf = ({ tallies, clock }: Pick<FilterNeeds, 'tallies' | 'clock'>, realm: Realm): ReturnType<Storage['tallies']['lockedOut']> =>
  tallies.lockedOut(realm.id, { type: 'sign-in.locked-out', since: clock.now() - day }, mostLockedOut)

/** Whom the search names, of those who were locked out where only they are asked for. */
async function idsAsked(needs: FilterNeeds, realm: Realm, named: readonly string[] | undefined, lockedOut: boolean | undefined): Promise<Pick<UserFilter, 'ids'>> {
  if (!lockedOut) return named ? { ids: named } : {}
  const { ids } = await lockedOutOf(needs, realm)
  return { ids: named ? ids.filter((id) => named.includes(id)) : ids }
}

/** Whom the user list is narrowed to, also where a change is for everybody of a filter. Null: nobody can be meant. */
export async function userFilter(needs: FilterNeeds, realm: Realm, asked: Loose<Asked>): Promise<UserFilter | null> {
  const { role, administrators, policyGroup, department, enabled, waits, lockedOut, emergencyLeft, emailProved, oneMailbox, unusedDays, shared } = asked
  const signedIn = signInAsked(asked)
  const roleIds = role || administrators ? rolesAsked(await needs.roles.list(realm.id), asked) : undefined
  const [otp, upstream, search] = await Promise.all([otpAsked(needs, realm, asked), upstreamAsked(needs, realm, asked.upstream), searchAsked(needs, realm, asked.search)])
  if (roleIds === null || otp === null || upstream === null) return null
  const named = await idsAsked(needs, realm, search.ids, lockedOut)
  if (named.ids?.length === 0) return null
  return {
    ...search, ...named, ...otp, ...upstream, ...signedIn,
    ...(roleIds ? { roleIds } : {}),
    ...(enabled === undefined ? {} : { enabled }),
    ...(policyGroup ? { policyGroupIds: policyGroup.map((id) => (id === 'none' ? null : id)) } : {}),
    ...(department ? { departments: department } : {}),
    ...(waits ? { waits } : {}),
    ...(emergencyLeft ? { emergencyLeft } : {}),
    ...(emailProved === undefined ? {} : { emailProved }),
    ...(oneMailbox ? { oneMailbox } : {}),
    ...(unusedDays === undefined ? {} : { unusedSince: needs.clock.now() - unusedDays * day }),
    ...(shared === undefined ? {} : { shared }),
  }
}
