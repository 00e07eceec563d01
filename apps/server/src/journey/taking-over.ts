import type { AuditEvent, Realm, Statement, Storage, User } from '@tegata/storage'
import type { UpstreamOrigin } from './interaction.ts'
import type { Letters } from './letters.ts'
import { profileOf } from './upstream-profile.ts'
import { told } from './upstream-rights.ts'

export type TakingOverNeeds = {
  storage: Pick<Storage, 'users' | 'upstreams' | 'audit' | 'clock'>
  letters: Pick<Letters, 'addressChanged'>
}

export type TakenOver = {
  statements: readonly Statement[]
  /** What is different of the person afterwards, for the event of the sign-in. */
  changed: readonly string[]
  /** Whether tokens call the person otherwise from now on. */
  isRenamed: boolean
}

export const nothingTaken: TakenOver = { statements: [], changed: [], isRenamed: false }

/**
 * What an upstream's word changes of a person's names, address and subject: for the unit that begins their session, when
 * everything that this takes was proved. Its word alone is one factor, and never moves the address that resets go to, nor
 * the name that the owner types. What cannot be taken over is left and told, so that the sign-in goes on.
 */
export async function takingOver(
  { storage, letters }: TakingOverNeeds, realm: Realm, user: User, origin: UpstreamOrigin, { where, journeyId }: { where: Pick<AuditEvent, 'address' | 'userAgent' | 'clientId'>; journeyId: string },
): Promise<TakenOver> {
  const upstream = await storage.upstreams.get(realm.id, origin.upstreamId)
  // Beside a password of ours its proof may have fallen without ending the sign-in.
  if (upstream?.enabled !== true || upstream.issuer !== origin.issuer || origin.names === undefined) return nothingTaken
  const { changes, proves, subject, skipped } = await profileOf(storage, realm, upstream, user, { ...origin.names, subject: origin.subject })
  const by = upstream.name[user.language ?? 'en'] ?? upstream.name.en
  return {
    statements: [
      ...(Object.keys(changes).length === 0 ? [] : storage.users.change(realm.id, user.id, changes)),
      ...(proves === null ? [] : [storage.users.proveEmail(realm.id, user.id, proves)]),
      ...(changes.email == null ? [] : letters.addressChanged(realm, user, { at: storage.clock.now(), by, newAddress: changes.email })),
      ...(subject === undefined ? [] : [storage.users.setSubject(realm.id, user.id, subject)]),
      ...(skipped.length === 0 ? [] : [storage.audit.record({
        realmId: realm.id, type: 'upstream.mapping-skipped', actor: user.id, userId: user.id, ...where, journeyId, outcome: 'success', reason: null,
        detail: { upstream: upstream.alias, ...told(skipped) },
      })]),
    ],
    changed: [...Object.keys(changes), ...(proves === null ? [] : ['emailProved']), ...(subject === undefined ? [] : ['subject'])],
    isRenamed: subject !== undefined,
  }
}
