import { randomBytes, randomUUID } from 'node:crypto'
import { Problem, toWire } from '@tegata/contract'
import { newEmergencyToken, normaliseEmergencyToken } from '@tegata/otp'
import type { Realm, Storage } from '@tegata/storage'
import { commit } from './commit.ts'
import { getUser } from './find-user.ts'
import { refuseAbove } from './guard.ts'
import type { Letters } from './needs.ts'
import type { Performs } from './serve.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'clock' | 'users' | 'roles' | 'emergencyTokens' | 'throttle' | 'audit'>
  letters: Letters
}

const hour = 60 * 60_000
/** So many may one administrator issue an hour (section 5.4). */
const issuing = { max: 60, windowMs: hour }

/** Emergency tokens of a user: how many are left, another one, none any more. */
export const emergencyTokensApi = (needs: Needs): Performs<'listEmergencyTokens' | 'issueEmergencyToken' | 'revokeEmergencyTokens'> => {
  const { storage, letters } = needs
  const { unit, clock, users, roles, emergencyTokens, throttle, audit } = storage

  const nameOf = async (realm: Realm, actor: string): Promise<string> => (await users.find(realm.id, actor))?.username ?? actor

  return {
    async listEmergencyTokens({ realm, params }) {
      const user = await getUser(needs, realm, params.userId)
      const tokens = await emergencyTokens.list(realm.id, user.id)
      const names = new Map(await Promise.all([...new Set(tokens.map(({ createdBy }) => createdBy))].map(async (actor) => [actor, await nameOf(realm, actor)] as const)))
      const items = tokens.map(({ id, createdAt, createdBy, expiresAt }) =>
        ({ id, issuedAt: toWire(createdAt), issuedBy: names.get(createdBy) ?? createdBy, expiresAt: expiresAt === null ? null : toWire(expiresAt) }))
      return { value: { items, next: null } }
    },

    async issueEmergencyToken({ realm, caller, params, body, event }) {
      const user = await getUser(needs, realm, params.userId)
      if (caller.user?.id === user.id) throw new Problem('permission.not-for-yourself')
      refuseAbove(caller, await roles.effectiveOf(realm.id, user.id))
      if (!user.enabled) throw new Problem('user.disabled')

      const now = clock.now()
      const [id, value, expiresAt] = [randomUUID(), newEmergencyToken(randomBytes), now + body.expiresInHours * hour]
      const limit = throttle.reserve('admin.emergency-issue', `emergency-issue:${realm.id}:${caller.actor}`, issuing)
      await commit(unit, [
        limit,
        ...emergencyTokens.create({ id, realmId: realm.id, userId: user.id, createdAt: now, createdBy: caller.actor, reason: body.reason, expiresAt }, normaliseEmergencyToken(value), realm.settings.emergencyMode === 'recoverable' ? value : null),
        audit.record(event('emergency.issued', { userId: user.id, reason: body.reason, detail: { tokenId: id, expiresAt: toWire(expiresAt) } })),
        ...letters.emergencyIssued(realm, user, { at: now, by: caller.name }),
      ], async ({ missed }) => {
        if (missed === 'emergencyTokens.create') return new Problem('emergency-token.too-many')
        if (missed !== limit.name) return new Problem('user.not-found')
        await unit([audit.record({ ...event('emergency.issue-refused', { userId: user.id, reason: 'too many in an hour' }), outcome: 'refused' })])
        return new Problem('request.too-many', { retryAfterSeconds: issuing.windowMs / 1000 })
      })
      return { value: { id, value, expiresAt: toWire(expiresAt) } }
    },

    async revokeEmergencyTokens({ realm, caller, params, event }) {
      const user = await getUser(needs, realm, params.userId)
      refuseAbove(caller, await roles.effectiveOf(realm.id, user.id))
      const revoked = await emergencyTokens.countLeft(realm.id, user.id)
      await commit(unit, [
        emergencyTokens.revokeAll(realm.id, user.id),
        audit.record(event('emergency.revoked', { userId: user.id, reason: null, detail: { revoked } })),
      ], () => new Problem('user.not-found'))
    },
  }
}
