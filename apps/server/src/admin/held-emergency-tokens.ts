import { Problem } from '@tegata/contract'
import type { Realm, Role, Statement, Storage, User } from '@tegata/storage'
import { administrativeRolesOf, type Caller } from './caller.ts'
import { commit, commitGuarded } from './commit.ts'
import { getUser } from './find-user.ts'
import { keepAnAdministratorAfter, refuseAbove, roseMeanwhile, staysBelow } from './guard.ts'
import type { Decide, Letters } from './needs.ts'
import { alarm, revealLimitOf } from './reveal-limit.ts'
import type { Performs } from './serve.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'clock' | 'realms' | 'users' | 'roles' | 'policies' | 'emergencyTokens' | 'throttle' | 'audit'>
  letters: Letters
  decide: Decide
}

/** Emergency tokens that somebody holds: one is revealed, one is revoked, all are. */
export const heldEmergencyTokensApi = (needs: Needs): Performs<'revealEmergencyToken' | 'revokeEmergencyToken' | 'revokeEmergencyTokens'> => {
  const { storage, letters } = needs
  const { unit, clock, roles, emergencyTokens, throttle, audit } = storage

  /** A token may be all that lets the last global administrator in: it is not taken away from them. */
  const commitKeeping = (
    caller: Caller, realm: Realm, user: User, held: readonly Role[], takesLast: () => Promise<boolean>, statements: readonly Statement[], onMiss: () => Problem,
  ) => commitGuarded(needs, realm, administrativeRolesOf(held).length > 0, async () => {
    if (await takesLast()) await keepAnAdministratorAfter(needs, realm, { withoutTokens: ({ id }) => id === user.id })
    return [...staysBelow(storage, caller, realm, user.id), ...statements]
  }, (miss) => roseMeanwhile(miss) ?? onMiss())

  return {
    // K-6. What the operation asks for besides stands in the contract: a permission of its own, a second factor of five minutes, a reason.
    async revealEmergencyToken({ realm, caller, params, body, event }) {
      const user = await getUser(needs, realm, params.userId)
      if (caller.kind === 'operator') throw new Problem('permission.not-on-the-host')
      if (caller.user?.id === user.id) throw new Problem('permission.not-for-yourself')
      refuseAbove(caller, await roles.effectiveOf(realm.id, user.id))
      const [tokens, values] = await Promise.all([emergencyTokens.list(realm.id, user.id), emergencyTokens.openLeft(realm.id, user.id)])
      if (!tokens.some(({ id }) => id === params.tokenId)) throw new Problem('emergency-token.not-found')
      const value = values.get(params.tokenId)
      if (value === undefined || realm.settings.emergencyMode === 'once') throw new Problem('emergency-token.not-kept')

      // Told to nobody before the limit is reserved, and the log and its owner know.
      const counted = revealLimitOf(realm, needs.storage, caller, clock.now())
      const limit = throttle.reserve('admin.emergency-reveal', counted.key, counted.limit)
      await commit(unit, [
        ...counted.before, limit, ...staysBelow(storage, caller, realm, user.id),
        emergencyTokens.stillReadable(realm.id, user.id, params.tokenId),
        audit.record(event('emergency.revealed', { userId: user.id, reason: body.reason, detail: { tokenId: params.tokenId } })),
        ...letters.emergencyRevealed(realm, user, { at: clock.now(), by: caller.name }),
      ], async ({ missed }) => {
        if (missed !== limit.name) return roseMeanwhile({ missed }) ?? new Problem('emergency-token.not-found')
        await alarm(needs, realm, caller, { ...event('emergency.reveal-refused', { userId: user.id, reason: 'too many in an hour' }), outcome: 'refused' })
        return new Problem('request.too-many', { retryAfterSeconds: counted.limit.windowMs / 1000 })
      })
      return { value: { value } }
    },

    async revokeEmergencyToken({ realm, caller, params, event }) {
      const user = await getUser(needs, realm, params.userId)
      const held = await roles.effectiveOf(realm.id, user.id)
      refuseAbove(caller, held)
      await commitKeeping(caller, realm, user, held, async () => await emergencyTokens.countLeft(realm.id, user.id) <= 1, [
        emergencyTokens.revoke(realm.id, user.id, params.tokenId),
        audit.record(event('emergency.revoked', { userId: user.id, reason: null, detail: { revoked: 1, tokenId: params.tokenId } })),
        ...letters.emergencyRevoked(realm, user, { at: clock.now(), by: caller.name, count: 1 }),
      ], () => new Problem('emergency-token.not-found'))
    },

    async revokeEmergencyTokens({ realm, caller, params, event }) {
      const user = await getUser(needs, realm, params.userId)
      const held = await roles.effectiveOf(realm.id, user.id)
      refuseAbove(caller, held)
      const revoked = await emergencyTokens.countLeft(realm.id, user.id)
      await commitKeeping(caller, realm, user, held, async () => true, [
        emergencyTokens.revokeAll(realm.id, user.id),
        audit.record(event('emergency.revoked', { userId: user.id, reason: null, detail: { revoked } })),
        ...(revoked === 0 ? [] : letters.emergencyRevoked(realm, user, { at: clock.now(), by: caller.name, count: revoked })),
      ], () => new Problem('user.not-found'))
    },
  }
}
