import { type Operations, Problem } from '@tegata/contract'
import type { PolicyGroup, Realm, Statement, Storage, User, UserChanges } from '@tegata/storage'
import { endingEverything, sweep } from '../journey/ending.ts'
import type { ComposeMail } from '../mail/compose.ts'
import { administrativeRolesOf } from './caller.ts'
import { commitGuarded } from './commit.ts'
import { getUser, normalUsername, takenBy } from './find-user.ts'
import { isTargeted, keepAnAdministrator, keepAnAdministratorAfter, refuseAbove } from './guard.ts'
import { expectVersion } from './if-match.ts'
import type { Letters } from './needs.ts'
import type { Call, Perform } from './serve.ts'
import { assigned, endOf } from './policy-assignments.ts'
import { groupsById, keepAnAdministratorIn } from './policy-impact.ts'
import { switchedOnAgain, turningOff } from './otp-switch.ts'
import { type ViewNeeds, viewOf } from './user-view.ts'

type Needs = ViewNeeds & {
  storage: Pick<Storage,
    'unit' | 'volatileUnit' | 'realms' | 'users' | 'groups' | 'policies' | 'clock' | 'roles' | 'authenticators' | 'emergencyTokens' | 'links' | 'sessions' | 'clients' | 'logouts' | 'audit' | 'resetRequests'>
  letters: Letters
  compose: ComposeMail
}
type Body = Call<Operations['changeUser']>['body']

/** What an edit does to the second factor. */
type Switch = 'leave' | 'turn-on' | 'turn-off' | 'reset'

/**
 * Reads the box. Off and on in one edit is a reset, and so is on after it was off: whatever was bound in between
 * belongs to nobody we asked (S2-21, P20).
 */
export function switchOf(user: User, body: Pick<Body, 'otpRequired' | 'resetOtp'>): Switch {
  if (body.resetOtp === true && body.otpRequired !== false) return 'reset'
  if (body.otpRequired === undefined || body.otpRequired === user.otpRequired) return 'leave'
  if (!body.otpRequired) return 'turn-off'
  return user.otpTurnedOffAt === null ? 'turn-on' : 'reset'
}

const changeable = ['username', 'email', 'givenName', 'familyName', 'sortName', 'language', 'department', 'enabled', 'shared'] as const

/** The fields that differ from what is there, and what they were: for the write, and for the audit log. */
function differences(user: User, body: Body): { changes: UserChanges; before: Record<string, unknown> } {
  const wanted = { ...body, ...(body.username === undefined ? {} : { username: normalUsername(body.username) }) }
  const names = changeable.filter((name) => wanted[name] !== undefined && wanted[name] !== user[name])
  return {
    changes: Object.fromEntries(names.map((name) => [name, wanted[name]])),
    before: Object.fromEntries(names.map((name) => [name, user[name]])),
  }
}

/** A new address is told to both: whoever sits at the old one must hear of it (C-5). */
function addressLetters({ compose, storage }: Needs, realm: Realm, user: User, email: string | null, by: string): readonly Statement[] {
  const params = { at: storage.clock.now(), by, oldAddress: user.email ?? '', newAddress: email ?? '' }
  const letters = [
    user.email === null ? null : compose({ realm, user, kind: 'address-changed', params: { ...params, to: 'old' } }),
    email === null ? null : compose({ realm, user, kind: 'address-changed', to: email, params: { ...params, to: 'new' } }),
  ]
  return letters.filter((letter) => letter !== null)
}

/** The statements of an edit besides the plain fields: links, sessions, the factor, and the letters that tell about it. */
async function consequences(needs: Needs, realm: Realm, user: User, call: Call<Operations['changeUser']>, factor: Switch, changes: UserChanges) {
  const { storage: { users, links, audit } } = needs
  const { body, caller, event } = call
  const about = { userId: user.id, reason: null }
  const disabled = changes.enabled === false
  const ends = disabled || factor === 'turn-off' || (factor === 'turn-on' && body.signOutNow === true)

  const statements: Statement[] = []
  if (disabled) statements.push(links.voidAll(realm.id, user.id, 'disabled'))
  if (changes.email !== undefined) statements.push(...addressLetters(needs, realm, user, changes.email, caller.name))
  if (factor === 'turn-on') statements.push(users.setOtpRequired(realm.id, user.id, true), audit.record(event('user.otp-turned-on', about)))
  if (factor === 'turn-off') statements.push(...await turningOff(needs, realm, user, { by: caller.name, reason: null, event }))
  if (factor === 'reset') statements.push(...await switchedOnAgain(needs, realm, user, { by: caller.name, reason: null, event }))
  else if (ends) statements.push(...await endingEverything(needs, realm, user.id))
  return { statements, ends: ends || factor === 'reset' }
}

/** Another policy group: it has to be there, and whoever assigns it may decide about policies (Z-4). Undefined: stays. */
async function regroupingOf(
  { storage }: Needs, { realm, caller, body }: Call<Operations['changeUser']>, user: User,
): Promise<{ group: PolicyGroup | null; until: number | null } | undefined> {
  if (body.policyGroup === undefined) return undefined
  const home = user.policyGroupUntil === null ? user.policyGroupId : user.policyGroupBack
  // Whoever goes home stays there, whatever end was named.
  const until = body.policyGroup === home ? null : endOf(storage.clock.now(), body.policyGroupUntil)
  if (body.policyGroup === user.policyGroupId && until === user.policyGroupUntil) return undefined
  if (!caller.permissions.has('policy.write')) throw new Problem('permission.missing')
  const group = body.policyGroup === null ? null : await storage.policies.group(realm.id, body.policyGroup)
  if (group === undefined) throw new Problem('policy-group.not-found')
  return { group, until }
}

/** As the policy will see them: a demand may ask for what they have not set up, another address proves nothing yet. */
function personAfter(user: User, changes: UserChanges, factor: Switch, now: number): User {
  return {
    ...user, ...changes,
    ...(changes.email === undefined ? {} : { emailProvedAt: null, emailChangedAt: now }),
    ...(factor === 'turn-on' ? { otpRequired: true, otpRequiredAt: now } : factor === 'turn-off' ? { otpRequired: false, otpRequiredAt: null } : {}),
  }
}

/** PATCH of a user: everything that an edit changes, with all it brings about, in one unit. */
export const changeUser = (
  needs: Needs, duplicate: (realm: Realm, wanted: { username?: string; email?: string | null }, self: string) => () => Promise<Problem>,
): Perform<Operations['changeUser']> => async (call) => {
  const { realm, caller, params, body, ifMatch, event } = call
  const { storage } = needs
  const user = await getUser(needs, realm, params.userId)
  const version = expectVersion(ifMatch, user.version)
  const { changes, before } = differences(user, body)
  const regrouping = await regroupingOf(needs, call, user)
  const group = regrouping?.group
  const regrouped: UserChanges = regrouping === undefined ? {} : { policyGroupId: group?.id ?? null, policyGroupUntil: regrouping.until }
  const factor = switchOf(user, body)
  if (Object.keys(changes).length === 0 && factor === 'leave' && group === undefined) return { value: await viewOf(needs, realm, user) }

  const held = await storage.roles.effectiveOf(realm.id, user.id)
  refuseAbove(caller, held)
  // An administrator's address leads to their password: changing it is as risky as changing their factor.
  const isAdministrator = administrativeRolesOf(held).length > 0
  const leavesDepartment = changes.department !== undefined
    && (isAdministrator || (user.department !== null && await isTargeted(needs, realm, { departments: [user.department] })))
  const risky = factor === 'turn-off' || factor === 'reset' || group !== undefined || leavesDepartment || (changes.email !== undefined && isAdministrator)
  if (risky) await call.demandFresh()
  const wanted = { ...(changes.username === undefined ? {} : { username: changes.username }), ...('email' in changes ? { email: changes.email } : {}) }
  const taken = await takenBy(needs, realm, wanted, user.id)
  if (taken) throw taken

  const ended = { sessions: false }
  const groupOf = await groupsById(storage, realm)
  await commitGuarded(needs, realm, isAdministrator, async () => {
    if (changes.enabled === false || factor === 'reset') await keepAnAdministrator(needs, realm, ({ id }) => id === user.id)
    if (group !== undefined) await keepAnAdministratorIn(needs, realm, ({ id }) => (id === user.id ? group : undefined))
    await keepAnAdministratorAfter(needs, realm, { user: ({ id }) => (id === user.id ? personAfter(user, changes, factor, storage.clock.now()) : undefined) })
    const { statements, ends } = await consequences(needs, realm, user, call, factor, changes)
    ended.sessions = ends
    return [
      ...(group ? [storage.policies.holdGroup(realm.id, group.id)] : []),
      ...storage.users.change(realm.id, user.id, { ...changes, ...regrouped }, version),
      ...(group === undefined ? [] : [storage.audit.record(assigned(event, user.id, groupOf(user.policyGroupId), group, regrouping?.until))]),
      ...(Object.keys(changes).length > 0 ? [storage.audit.record(event('user.changed', { userId: user.id, detail: { before, after: changes } }))] : []),
      ...statements,
    ]
  }, async ({ missed, duplicate: isDuplicate }) => {
    if (missed === 'policies.holdGroup') return new Problem('policy-group.not-found')
    if (isDuplicate) return duplicate(realm, wanted, user.id)()
    return new Problem(await storage.users.find(realm.id, user.id) ? 'request.precondition-failed' : 'user.not-found')
  })
  if (ended.sessions) await sweep(needs, realm, user.id)
  return { value: await viewOf(needs, realm, await getUser(needs, realm, user.id)) }
}
