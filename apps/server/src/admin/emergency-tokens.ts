import { Problem, toWire } from '@tegata/contract'
import { isGuessable, isLongEnough, maskedToken, writtenToken } from '@tegata/otp'
import type { Realm, Storage, User } from '@tegata/storage'
import { makeValues } from '../journey/new-emergency-tokens.ts'
import type { Caller } from './caller.ts'
import { getUser } from './find-user.ts'
import { refuseAbove, roseMeanwhile, staysBelow } from './guard.ts'
import { issuingEmergencyTokens } from './issuing-emergency-tokens.ts'
import type { Letters } from './needs.ts'
import type { Call, Performs } from './serve.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'clock' | 'users' | 'roles' | 'emergencyTokens' | 'throttle' | 'audit'>
  letters: Letters
}

const hour = 60 * 60_000
/** So often may one administrator issue in an hour. */
const issuing = { max: 60, windowMs: hour }

/** Emergency tokens of a user: which there are, another one, several, as many as are missing. */
export const emergencyTokensApi = (needs: Needs): Performs<
  'listEmergencyTokens' | 'issueEmergencyToken' | 'issueEmergencyTokens' | 'topUpEmergencyTokens'
> => {
  const { storage } = needs
  const { unit, clock, users, roles, emergencyTokens, throttle, audit } = storage

  const nameOf = async (realm: Realm, actor: string): Promise<string> => (await users.find(realm.id, actor))?.username ?? actor

  /** Nobody issues their own, and nobody to whom is beyond them. */
  async function personFor(realm: Realm, caller: Caller, userId: string): Promise<User> {
    const user = await getUser(needs, realm, userId)
    if (caller.user?.id === user.id) throw new Problem('permission.not-for-yourself')
    refuseAbove(caller, await roles.effectiveOf(realm.id, user.id))
    if (!user.enabled) throw new Problem('user.disabled')
    return user
  }

  type Wanted = { user: User; reason: string; expiresInHours: number | null; values: readonly string[]; chosen?: boolean; atMost?: number }

  /** All of them with event and mail in one unit, or none. `full`: what more than there may be is answered with. */
  async function issue({ realm, caller, event }: Pick<Call<unknown>, 'realm' | 'caller' | 'event'>, wanted: Wanted, full: () => Problem | null) {
    const { user } = wanted
    const expiresAt = wanted.expiresInHours === null ? null : clock.now() + wanted.expiresInHours * hour
    const { issued, statements } = issuingEmergencyTokens(needs, { realm, caller, event }, user, { ...wanted, expiresAt })
    const limit = throttle.reserve('admin.emergency-issue', `emergency-issue:${realm.id}:${caller.actor}`, issuing)
    const until = expiresAt === null ? null : toWire(expiresAt)
    const outcome = await unit([limit, ...staysBelow(storage, caller, realm, user.id), ...statements])
    if (outcome.ok) return issued.map((token) => ({ ...token, expiresAt: until }))
    if (outcome.missed === limit.name) {
      await unit([audit.record({ ...event('emergency.issue-refused', { userId: user.id, reason: 'too many in an hour' }), outcome: 'refused' })])
      throw new Problem('request.too-many', { retryAfterSeconds: issuing.windowMs / 1000 })
    }
    if (outcome.missed !== 'emergencyTokens.create') throw roseMeanwhile(outcome) ?? new Problem('user.not-found')
    if (outcome.duplicate) throw new Problem('emergency-token.value-taken')
    const problem = full()
    if (problem) throw problem
    return null
  }
  const tooMany = () => new Problem('emergency-token.too-many')

  return {
    async listEmergencyTokens({ realm, params }) {
      const user = await getUser(needs, realm, params.userId)
      const [tokens, values, everHad] = await Promise.all([
        emergencyTokens.list(realm.id, user.id), emergencyTokens.openLeft(realm.id, user.id), emergencyTokens.everHad(realm.id, user.id),
      ])
      const names = new Map(await Promise.all([...new Set(tokens.map(({ createdBy }) => createdBy))].map(async (actor) => [actor, await nameOf(realm, actor)] as const)))
      const items = tokens.map(({ id, createdAt, createdBy, expiresAt }) => ({
        id, masked: maskedToken(values.get(id) ?? ''), recoverable: values.has(id),
        issuedAt: toWire(createdAt), issuedBy: names.get(createdBy) ?? createdBy, expiresAt: expiresAt === null ? null : toWire(expiresAt),
      }))
      return { value: { items, next: null, everHad } }
    },

    async issueEmergencyToken(call) {
      const { realm, caller, params, body } = call
      // Longer than the realm says is not for who hands out one (S3-25).
      const { emergencyHandOutHours: usual } = realm.settings
      const { reason, expiresInHours = usual } = body
      if (expiresInHours > usual && !caller.permissions.has('emergency.write')) throw new Problem('permission.missing')
      const user = await personFor(realm, caller, params.userId)
      const [issued] = await issue(call, { user, reason, expiresInHours, values: makeValues(1) }, tooMany) ?? []
      if (!issued) throw tooMany()
      return { value: issued }
    },

    async issueEmergencyTokens(call) {
      const { realm, caller, params, body } = call
      const user = await personFor(realm, caller, params.userId)
      if (body.values?.some((value) => !isLongEnough(value))) throw new Problem('emergency-token.too-short')
      if (body.values?.some(isGuessable)) throw new Problem('emergency-token.too-simple')
      const wanted = { user, ...body, values: body.values?.map(writtenToken) ?? makeValues(body.count ?? 1), chosen: body.values !== undefined }
      return { value: { items: await issue(call, wanted, tooMany) ?? [], next: null } }
    },

    async topUpEmergencyTokens(call) {
      const { realm, caller, params, body } = call
      const user = await personFor(realm, caller, params.userId)
      const atMost = realm.settings.emergencyInitial
      // Somebody else may top up, or a sign-in use one, in between: counted again, so that there are never more.
      for (let attempt = 0; attempt < 5; attempt++) {
        const missing = atMost - await emergencyTokens.countLeft(realm.id, user.id)
        if (missing <= 0) return { value: { items: [], next: null } }
        const issued = await issue(call, { user, reason: body.reason, expiresInHours: null, values: makeValues(missing), atMost }, () => null)
        if (issued) return { value: { items: issued, next: null } }
      }
      throw new Problem('server.unavailable', { retryAfterSeconds: 1 })
    },
  }
}
