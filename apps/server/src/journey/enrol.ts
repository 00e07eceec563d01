import { randomBytes, randomUUID } from 'node:crypto'
import { newTotpParameters, newTotpSecret } from '@tegata/otp'
import type { Binding as PolicyBinding, BoundBy, OnUnenrolled, Proof } from '@tegata/policy'
import type { Authenticator, Instant, Realm, Statement, Storage, User } from '@tegata/storage'
import { endingWithoutSecondFactor } from './ending.ts'
import type { Letters } from './letters.ts'
import { readAddress } from '../mail/address.ts'
import { type Addressing, type Pending, type Proven, setUpLife } from './state.ts'

type Needs = {
  storage: Pick<Storage, 'users' | 'authenticators' | 'sessions' | 'clients' | 'logouts' | 'audit' | 'clock'>
  letters: Pick<Letters, 'authenticatorAdded' | 'authenticatorReplaced'>
}

/** Tries to confirm a set-up, generous: a wrong code tells nobody anything about a secret that the page shows. */
export const confirmTries = { max: 40, windowMs: 15 * 60_000 }

/** Where something was done from, for audit and mail. */
export type Where = { address: string; userAgent: string; clientId: string | null }

/** A set-up that begins now. The secret is known to us and to the page, and comes back from nobody (T-2). */
export const beginSetUp = (set: string, shown: string, now: Instant): Pending =>
  ({ authenticatorId: randomUUID(), secret: newTotpSecret(randomBytes), expiresAt: now + setUpLife, set, shown, replaces: null })

/** Whether what a page showed still counts. */
export const isAlive = (pending: Pending, set: string, shown: string, now: Instant): boolean =>
  pending.expiresAt > now && pending.set === set && pending.shown === shown

/** Codes will go to that address, once one from it was typed. To the address on file it is its own proof of that mailbox, so it has to be that very one. */
export const beginAddress = (user: Pick<User, 'email'>, { address, typed }: Pick<Addressing, 'address' | 'typed'>, { set, shown, replaces = null }: { set: string; shown: string; replaces?: string | null }): Addressing =>
  ({ authenticatorId: randomUUID(), address, onFile: isOnFile(user, address), typed, set, shown, replaces })

/** Letter for letter: who may tell whether Anna@ and anna@ are one mailbox? */
export const isOnFile = ({ email }: Pick<User, 'email'>, address: string): boolean => email !== null && readAddress(email) === address

const longestLabel = 64
/** How an address is called among the authenticators of a person, who may rename it. */
export const labelOfAddress = (address: string): string => (address.length <= longestLabel ? address : `${address.slice(0, longestLabel - 1)}…`)

/** What `canBind` is asked about it. */
export const bindingOf = (authenticator: Proven, shown: string = authenticator.shown): PolicyBinding =>
  'address' in authenticator ? { kind: 'emailed-code', address: authenticator.onFile ? 'on-file' : 'other', shown } : { kind: 'totp', shown }

/** What binds, and what that is worth to stricter rules later (P16): `canBind` says it. */
type Bond = { boundBy: BoundBy; confirmedFor: OnUnenrolled }

export type Binding = {
  realm: Realm
  user: User
  authenticator: Proven
  bond: Bond
  /** Null where an administrator binds it: that is no walk of the person's. */
  journeyId: string | null
  /** The session that goes on, in a step-up. */
  keepSession: string | null
  where: Where
  at: Instant
  /** Authenticators that this one takes the place of: removed in the same unit (P19). */
  replaces?: readonly Pick<Authenticator, 'id'>[]
  /** An address that an administrator entered: its first use proves it (S1-24). */
  unproved?: boolean
  /** The administrator beside the person: as the audit log and as the mail name them. */
  by?: { actor: string; name: string }
}

/**
 * Everything that binding writes, for one unit: of two open set-up pages one wins, and nothing is bound on what the
 * user no longer is (P15). The confirming code's step is spent with it (T-2); the person is told (P24).
 */
export async function binding(needs: Needs, bound: Binding): Promise<readonly Statement[]> {
  const { storage, letters } = needs
  const { realm, user, authenticator, bond, where, at, replaces = [], by, unproved = false } = bound
  const kind = 'address' in authenticator ? 'emailed-code' : 'totp'
  const told = { id: authenticator.id, label: authenticator.label, kind } as const
  const isNew = replaces.length === 0
  const replacing = replaces.flatMap(({ id }) => storage.authenticators.remove(realm.id, user.id, id))
  const letter = isNew ? letters.authenticatorAdded : letters.authenticatorReplaced
  return [
    ...storage.authenticators.create({
      id: authenticator.id, realmId: realm.id, userId: user.id, kind, state: unproved ? 'unproved' : 'active', label: authenticator.label,
      boundBy: bond.boundBy, confirmedFor: bond.confirmedFor, boundAt: at, boundByActor: by?.actor ?? user.id,
      ...('address' in authenticator
        ? { lastStep: null, totp: null, address: authenticator.address, secret: '' }
        : { lastStep: authenticator.step, totp: newTotpParameters, address: null, secret: authenticator.secret }),
    }, authenticator.set),
    ...replacing,
    ...(user.emergencyInARow > 0 ? [storage.users.countEmergency(realm.id, user.id, 0)] : []),
    ...await endingWithoutSecondFactor(needs, realm, user.id, bound.keepSession),
    storage.audit.record({
      realmId: realm.id, type: isNew ? 'authenticator.added' : 'authenticator.replaced', actor: by?.actor ?? user.id, userId: user.id,
      clientId: where.clientId, address: where.address, userAgent: where.userAgent, journeyId: bound.journeyId, outcome: 'success',
      detail: { authenticatorId: authenticator.id, kind, label: authenticator.label, boundBy: bond.boundBy, ...(isNew ? {} : { replaces: replaces.map(({ id }) => id) }) },
    }),
    // Where an administrator sat says nothing to the person: who it was does.
    ...letter(realm, user, told, by === undefined ? { at, address: where.address } : { at, by: by.name }),
  ]
}

/** Enrolling is a proof of its kind: no second code is asked for (S0-30). */
export const proofOfBinding = ({ authenticator, journeyId, user, at }: Pick<Binding, 'authenticator' | 'user' | 'at'> & { journeyId: string }): Proof =>
  ({ kind: 'address' in authenticator ? 'emailed-code' : 'totp', at, journeyId, epoch: user.epoch, authenticatorId: authenticator.id })

/** A name that the person has not given to another one. */
export function freeLabel(wanted: string, taken: readonly string[]): string {
  const fold = (text: string) => text.normalize('NFKC').toLowerCase()
  const known = new Set(taken.map(fold))
  for (let n = 1; ; n += 1) {
    const label = n === 1 ? wanted : `${wanted} ${n}`
    if (!known.has(fold(label))) return label
  }
}
