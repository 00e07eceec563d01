import { randomUUID } from 'node:crypto'
import { Problem } from '@tegata/contract'
import { blankUser, type Realm, type Statement, type Storage } from '@tegata/storage'
import { endingEverything, sweep } from '../journey/ending.ts'
import { initialEmergencyTokens } from '../journey/new-emergency-tokens.ts'
import { intoNewUserGroup } from '../journey/new-user-group.ts'
import type { ComposeMail } from '../mail/compose.ts'
import { administrativeRolesOf } from './caller.ts'
import { changeUser } from './change-user.ts'
import { commit, commitGuarded } from './commit.ts'
import { getUser, normalUsername, takenBy } from './find-user.ts'
import { linkingNew } from './link-new-user.ts'
import { keepAnAdministrator, refuseAbove, roseMeanwhile, staysBelow } from './guard.ts'
import { expectVersion } from './if-match.ts'
import type { Letters, Waits } from './needs.ts'
import { afterKey, cursorOf, defaultLimit, readCursor } from './paging.ts'
import { requestOfReference, resetOtp } from './reset-otp.ts'
import type { Performs } from './serve.ts'
import { userFilter } from './user-filter.ts'
import { summariesOf, type ViewNeeds, viewOf, withNext } from './user-view.ts'

type Needs = ViewNeeds & {
  storage: Pick<Storage,
    | 'unit' | 'volatileUnit' | 'clock' | 'realms' | 'users' | 'roles' | 'groups' | 'authenticators' | 'emergencyTokens' | 'links' | 'sessions' | 'clients' | 'logouts'
    | 'audit' | 'resetRequests' | 'journeys' | 'tallies' | 'policies' | 'upstreams' | 'identities'>
  letters: Letters
  compose: ComposeMail
  waits: Waits
  /** Whether mail can leave this realm at all. */
  canMail: (realm: Realm) => boolean
}

/** Users of a realm: list, add, change, delete, reset. */
export const usersApi = (needs: Needs): Performs<
  'listUsers' | 'countUsers' | 'listDepartments' | 'createUser' | 'getUser' | 'changeUser' | 'deleteUser' | 'resetOtp' | 'liftWait'
> => {
  const { storage, letters } = needs
  const { unit, users, roles, audit } = storage
  const duplicate = (realm: Realm, wanted: { username?: string; email?: string | null }, self: string | null) => async () =>
    await takenBy(needs, realm, wanted, self) ?? new Problem(self === null ? 'server.unavailable' : 'request.precondition-failed')

  return {
    async listUsers({ realm, query }) {
      const filter = await userFilter(storage, realm, query)
      if (filter === null) return { value: { items: [], next: null } }
      const page = await users.list(realm.id, filter, readCursor(query.cursor), query.limit ?? defaultLimit)
      const people = await summariesOf(needs, realm, page.items)
      return { value: { items: query.outlook === true ? await withNext(needs, realm, page.items, people) : people, next: page.next } }
    },

    async countUsers({ realm, query }) {
      const filter = await userFilter(storage, realm, query)
      return { value: filter === null ? { count: 0, more: false } : await users.count(realm.id, filter, 1000) }
    },

    async listDepartments({ realm, query }) {
      const limit = query.limit ?? defaultLimit
      const names = await users.departments(realm.id, afterKey(query.cursor) ?? '', limit + 1)
      const shown = names.slice(0, limit)
      const last = shown.at(-1)
      return { value: { items: shown.map((name) => ({ name })), next: names.length > limit && last !== undefined ? cursorOf(last) : null } }
    },

    async createUser({ realm, caller, body, event }) {
      const { sendSetupMail, upstream: alias, upstreamSubject, ...fields } = body
      const wanted = { username: normalUsername(body.username), email: body.email ?? null }
      if (sendSetupMail && wanted.email === null) throw new Problem('user.no-email')
      if (sendSetupMail && body.enabled === false) throw new Problem('user.disabled')
      if (sendSetupMail && !needs.canMail(realm)) throw new Problem('mail.not-configured')
      const taken = await takenBy(needs, realm, wanted, null)
      if (taken) throw taken
      const linking = alias === undefined || upstreamSubject === undefined ? null : await linkingNew(needs, realm, caller, { alias, subject: upstreamSubject })
      const id = linking?.id ?? randomUUID()
      // Who comes by an identity provider proves the second factor there, and is topped up when they need it here (S3-21).
      const emergency = linking ? { issued: [], statements: [] } : initialEmergencyTokens(needs, realm, { userId: id, by: caller.actor })
      // The user that this unit creates, for the letter that is written in it.
      const draft = blankUser({ ...fields, ...wanted, id, realmId: realm.id })
      const outcome = await intoNewUserGroup(needs, realm, (policyGroupId) => [
        ...users.create(realm.id, { ...fields, ...wanted, id, subject: linking?.subject ?? null, policyGroupId }),
        ...emergency.statements,
        audit.record(event('user.created', {
          userId: id, detail: { username: wanted.username, otpRequired: body.otpRequired, setupMail: sendSetupMail, emergencyTokens: emergency.issued.length },
        })),
        ...(linking ? [linking.link, audit.record(event('identity.linked', { userId: id, detail: linking.detail }))] : []),
        ...(sendSetupMail ? letters.setUp(realm, draft, caller.name) : []),
      ])
      if (!outcome.ok) throw await linking?.taken() ?? await duplicate(realm, wanted, null)()
      return { value: await viewOf(needs, realm, await getUser(needs, realm, id)), location: `/users/${id}` }
    },

    async getUser({ realm, params }) {
      return { value: await viewOf(needs, realm, await getUser(needs, realm, params.userId)) }
    },

    changeUser: changeUser(needs, duplicate),

    async deleteUser({ realm, caller, params, ifMatch, event }) {
      const user = await getUser(needs, realm, params.userId)
      expectVersion(ifMatch, user.version)
      const held = await roles.effectiveOf(realm.id, user.id)
      refuseAbove(caller, held)
      await commitGuarded(needs, realm, administrativeRolesOf(held).length > 0, async () => {
        await keepAnAdministrator(needs, realm, ({ id }) => id === user.id)
        const unchanged: readonly Statement[] = ifMatch.absent ? [] : users.change(realm.id, user.id, {}, user.version)
        return [
          ...unchanged,
          ...await endingEverything(needs, realm, user.id),
          ...users.remove(realm.id, user.id),
          audit.record(event('user.deleted', { userId: user.id, detail: { username: user.username } })),
        ]
      }, async () => new Problem(await users.find(realm.id, user.id) ? 'request.precondition-failed' : 'user.not-found'))
      await sweep(needs, realm, user.id)
    },

    async resetOtp({ realm, caller, params, body, event }) {
      const user = await getUser(needs, realm, params.userId)
      refuseAbove(caller, await roles.effectiveOf(realm.id, user.id))
      const answers = body.reference === undefined ? null : await requestOfReference(needs, realm, user, body.reference)
      await resetOtp(needs, { realm, caller, event }, user, { answers, proof: body.proof ?? null, reason: body.reason ?? null })
    },

    async liftWait({ realm, caller, params, body, event }) {
      const user = await getUser(needs, realm, params.userId)
      refuseAbove(caller, await roles.effectiveOf(realm.id, user.id))
      await commit(unit, [
        ...staysBelow(storage, caller, realm, user.id),
        ...needs.waits.lift(realm, user.id),
        audit.record(event('user.wait-lifted', { userId: user.id, reason: body.reason ?? null })),
      ], (miss) => roseMeanwhile(miss) ?? new Problem('user.not-found'))
    },
  }
}
