import { blankUser, type Group, type Link, type NewUser, type Realm, type Role, type Statement, type Storage, type User } from '@tegata/storage'
import { initialEmergencyTokens } from '../../journey/new-emergency-tokens.ts'
import { counter } from '../../journey/subject.ts'
import { idOf, totpSecretOf } from './deterministic.ts'
import { addressOf, type DemoPerson, nameInDemo, type Standing, userIdOf } from './people.ts'

type Needs = Pick<Storage, 'clock' | 'users' | 'roles' | 'groups' | 'authenticators' | 'emergencyTokens' | 'links' | 'throttle' | 'audit'>

export type Seeding = {
  realm: Realm
  roles: readonly Role[]
  groups: readonly Group[]
  /** Everybody's; null for people who cannot sign in yet. One hash for all is a demo's privilege. */
  passwordHash: string
  start: number
  /** Builds statements as if it were that instant: storage stamps what it writes with its clock. */
  at: <Made>(instant: number, build: () => Made) => Made
}

/** Storage stamps what it writes with its clock. Nothing else runs before the server listens, so it may be moved for a moment. */
export const timeMachine = (clock: Storage['clock']): Seeding['at'] => (instant, build) => {
  const before = clock.now()
  const began = performance.now()
  clock.set(instant)
  try {
    return build()
  } finally {
    clock.set(before + Math.round(performance.now() - began))
  }
}

const hours = 3_600_000
const days = 24 * hours
const stepMs = 30_000

/** What of a person makes up the row; `hasPassword` false: the set-up mail is the way in. */
const rowOf = (realm: Realm, person: DemoPerson, passwordHash: string | null, provedAt: number | null): NewUser => ({
  id: userIdOf(realm, person.username), username: person.username, email: addressOf(person.username), emailProvedAt: provedAt,
  givenName: person.givenName, familyName: person.familyName, sortName: person.sortName ?? null, language: person.language ?? null,
  department: person.department, shared: person.shared ?? false, otpRequired: false,
  policyGroupId: person.policyGroup === undefined ? null : idOf(`policy group ${person.policyGroup}`), passwordHash,
})

/** One person with everything that is theirs, as statements for the one unit of the seeding. */
export function seedPerson(storage: Needs, person: DemoPerson, seeding: Seeding & { canSignIn: boolean }): readonly Statement[] {
  const { users, roles, groups, authenticators, throttle, audit } = storage
  const { realm, start, at, canSignIn } = seeding
  const { standing, username } = person
  const id = userIdOf(realm, username)
  const isInvited = standing.kind === 'invited'
  const createdAt = isInvited ? start - standing.hoursAgo * hours : start - (standing.kind === 'app' || standing.kind === 'mail' ? standing.days + 30 : 200) * days
  const hash = canSignIn && !isInvited ? seeding.passwordHash : null
  const granted = [...(person.role === undefined ? [] : [person.role]), ...person.roles ?? []]
  const held = seeding.roles.filter(({ name, clientId }) => clientId === null && granted.includes(name))
  const joined = seeding.groups.filter(({ name }) => person.groups?.includes(name))
  const usedAt = start - (1 + (username.length * 7) % 13) * hours

  return [
    ...at(createdAt, () => [
      ...users.create(realm.id, rowOf(realm, person, hash, isInvited ? null : createdAt)),
      ...held.flatMap((role) => roles.grant(realm.id, id, role.id)),
      ...joined.flatMap((group) => groups.add(realm.id, id, group.id)),
      ...(person.hasTokens ? initialEmergencyTokens({ storage }, realm, { userId: id, by: userIdOf(realm, 'admin') }).statements : []),
    ]),
    ...(person.otpRequired ? [at(isInvited ? createdAt : start, () => users.setOtpRequired(realm.id, id, true))] : []),
    ...(standing.kind === 'app' ? at(usedAt, () => [
      ...authenticators.create(appOf(person, realm, start - standing.days * days), ''),
      // The step of a sign-in some hours ago: long spent, so that the code of now is fresh.
      ...(standing.used ? [authenticators.spendTimeStep(realm.id, totpIdOf(realm, username), Math.floor(usedAt / stepMs)), users.signedIn(realm.id, id)] : []),
    ]) : []),
    ...(standing.kind === 'mail' ? at(start - standing.days * days, () => authenticators.create(mailOf(person, standing, realm, start - standing.days * days), '')) : []),
    ...(person.waits ? [
      // A day, so that somebody who takes the tour this afternoon still finds it; the help desk lifts it.
      throttle.close(counter(realm, 'code', 'day', id), start + days, { realmId: realm.id, userId: id }),
      audit.record({ realmId: realm.id, type: 'codes.closed', actor: null, userId: id, outcome: 'refused', detail: { until: start + days } }),
    ] : []),
  ]
}

const totpIdOf = (realm: Realm, username: string): string => idOf(`totp ${nameInDemo(realm, username)}`)

type NewAuthenticator = Parameters<Storage['authenticators']['create']>[0]

const appOf = ({ username }: DemoPerson, realm: Realm, boundAt: number): NewAuthenticator => ({
  id: totpIdOf(realm, username), realmId: realm.id, userId: userIdOf(realm, username), kind: 'totp', state: 'active', label: 'Phone', boundBy: 'mailbox',
  confirmedFor: 'mailLink', boundAt, boundByActor: userIdOf(realm, username), lastStep: null, totp: { algorithm: 'sha1', digits: 6, periodSeconds: 30 },
  address: null, secret: totpSecretOf(nameInDemo(realm, username)),
})

const mailOf = ({ username }: DemoPerson, { address, byAdministrator }: Extract<Standing, { kind: 'mail' }>, realm: Realm, boundAt: number): NewAuthenticator => ({
  id: idOf(`emailed code ${nameInDemo(realm, username)}`), realmId: realm.id, userId: userIdOf(realm, username), kind: 'emailed-code', state: byAdministrator ? 'unproved' : 'active', label: address,
  boundBy: byAdministrator ? 'administrator' : 'mailbox', confirmedFor: byAdministrator ? 'deny' : 'mailLink', boundAt, boundByActor: userIdOf(realm, byAdministrator ? 'admin' : username),
  lastStep: null, totp: null, address, secret: '',
})

/** A set-up link whose mail has been thrown away: for the many who are only there to fill the list. */
export function seedSilentLink({ links }: Needs, { username }: DemoPerson, { realm, start }: Seeding, hoursAgo: number): readonly Statement[] {
  const createdAt = start - hoursAgo * hours
  const link: Omit<Link, 'usedAt' | 'voidAt' | 'voidReason'> = {
    id: idOf(`link ${username}`), realmId: realm.id, userId: userIdOf(realm, username), purpose: 'set-up', credentialVersion: 1, createdAt,
    expiresAt: createdAt + realm.settings.setupLinkMs, createdBy: userIdOf(realm, 'admin'), subject: null,
  }
  return links.create(link, idOf(`unread link ${username}`))
}

/** The letter's reader, before anything is read back from the database. */
export const readerOf = (person: DemoPerson, realm: Realm, now: number): User => blankUser({
  id: userIdOf(realm, person.username), realmId: realm.id, username: person.username, email: addressOf(person.username),
  givenName: person.givenName, familyName: person.familyName, sortName: person.sortName ?? null, language: person.language ?? null,
  department: person.department, otpRequired: true, otpRequiredAt: now, createdAt: now,
})
