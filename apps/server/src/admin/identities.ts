import { Problem } from '@tegata/contract'
import type { Realm, Statement, Storage, Upstream, UpstreamIdentity, User } from '@tegata/storage'
import { endingEverything, sweep } from '../journey/ending.ts'
import { commit, commitGuarded } from './commit.ts'
import { getUser } from './find-user.ts'
import { keepAnAdministrator, refuseAbove } from './guard.ts'
import { identityView, linkerNames } from './identity-view.ts'
import type { Decide, Letters } from './needs.ts'
import type { Performs } from './serve.ts'
import { makesAdministrators } from './upstream-rules.ts'
import { getUpstream } from './upstreams.ts'

type Needs = {
  storage: Pick<Storage,
    'unit' | 'volatileUnit' | 'clock' | 'realms' | 'users' | 'roles' | 'policies' | 'groups' | 'upstreams' | 'identities' | 'sessions' | 'clients' | 'logouts' | 'audit'>
  letters: Letters
  decide: Decide
}

/** Which of the two it is that already exists: the subject is somebody's, or the user has another one there. Null: neither. */
export async function linkTaken(
  { storage: { identities, users } }: { storage: Pick<Storage, 'identities' | 'users'> }, realm: Realm, upstream: Upstream,
  wanted: { issuer: string; subject: string; userId: string | null },
): Promise<Problem | null> {
  const holder = await identities.find(realm.id, upstream.id, wanted.issuer, wanted.subject)
  if (holder && holder.userId !== wanted.userId) return new Problem('identity.taken')
  const own = wanted.userId === null ? [] : await identities.listOf(realm.id, wanted.userId)
  if (own.some(({ upstreamId }) => upstreamId === upstream.id)) return new Problem('identity.person-has-one')
  if (realm.settings.onlyUpstreamId !== upstream.id) return null
  // Nobody is called by what is somebody else's id, whatever that one is called by now.
  const called = [await users.findBySubject(realm.id, wanted.subject), await users.find(realm.id, wanted.subject)]
  return called.some((other) => other && other.id !== wanted.userId) ? new Problem('identity.taken') : null
}

/**
 * What tokens call somebody who is linked to the only first step: by its subject, so that applications that moved from
 * its address find the same people. Undefined where nothing changes.
 */
export const subjectOf = (realm: Realm, upstream: Upstream, subject: string, userId: string): string | undefined =>
  realm.settings.onlyUpstreamId === upstream.id && subject !== userId ? subject : undefined

/** What ties a user to identity providers. To link somebody is to let somebody else's proof in as theirs: it takes what granting their roles takes (Z-2). */
export const identitiesApi = (needs: Needs): Performs<'listIdentities' | 'linkIdentity' | 'unlinkIdentity'> => {
  const { storage, letters } = needs
  const { unit, clock, users, roles, upstreams, identities, audit } = storage

  /** Tokens and sessions that call somebody otherwise than from now on are worth nothing. */
  const renaming = async (realm: Realm, user: User, subject: string | null | undefined): Promise<readonly Statement[]> =>
    subject === undefined || subject === user.subject ? [] : [users.setSubject(realm.id, user.id, subject), ...await endingEverything(needs, realm, user.id)]

  return {
    async listIdentities({ realm, params }) {
      const user = await getUser(needs, realm, params.userId)
      const [all, known] = await Promise.all([identities.listOf(realm.id, user.id), upstreams.list(realm.id)])
      const names = await linkerNames(needs, realm, all)
      const items = all.flatMap((identity) => {
        const upstream = known.find(({ id }) => id === identity.upstreamId)
        return upstream ? [identityView(identity, upstream, names)] : []
      })
      return { value: { items, next: null } }
    },

    async linkIdentity({ realm, caller, params, body, event }) {
      const [user, upstream] = [await getUser(needs, realm, params.userId), await getUpstream(needs, realm, params.alias)]
      if (caller.user?.id === user.id) throw new Problem('permission.not-for-yourself')
      refuseAbove(caller, await roles.effectiveOf(realm.id, user.id))
      const issuer = body.issuer ?? upstream.issuer
      const there = (await identities.listOf(realm.id, user.id)).find(({ upstreamId }) => upstreamId === upstream.id)
      const show = async (identity: UpstreamIdentity) => ({ value: identityView(identity, upstream, await linkerNames(needs, realm, [identity])) })
      if (there?.issuer === issuer && there.subject === body.subject) return show(there)

      const wanted = { issuer, subject: body.subject, userId: user.id }
      const taken = await linkTaken(needs, realm, upstream, wanted)
      if (taken) throw taken
      const identity: UpstreamIdentity = {
        ...wanted, realmId: realm.id, upstreamId: upstream.id, username: body.username ?? null,
        linkedAt: clock.now(), linkedBy: 'administrator', linkedByActor: caller.actor, lastSignInAt: null,
      }
      const renamed = await renaming(realm, user, subjectOf(realm, upstream, body.subject, user.id))
      await commit(unit, [
        identities.link(identity),
        ...renamed,
        audit.record(event('identity.linked', {
          userId: user.id, reason: body.reason, detail: { upstream: upstream.alias, issuer, subject: body.subject, username: identity.username, by: 'administrator' },
        })),
        ...letters.identityLinked(realm, user, { upstream, account: identity.username, at: identity.linkedAt, by: caller.name }),
      ], async () => await linkTaken(needs, realm, upstream, wanted) ?? new Problem('upstream.not-found'))
      if (renamed.length > 0) await sweep(needs, realm, user.id)
      return show(identity)
    },

    async unlinkIdentity({ realm, caller, params, body, event }) {
      const [user, upstream] = [await getUser(needs, realm, params.userId), await getUpstream(needs, realm, params.alias)]
      refuseAbove(caller, await roles.effectiveOf(realm.id, user.id))
      const identity = (await identities.listOf(realm.id, user.id)).find(({ upstreamId }) => upstreamId === upstream.id)
      if (!identity) throw new Problem('identity.not-found')
      const mayBeAdministrator = await makesAdministrators(needs, realm, upstream)
      await commitGuarded(needs, realm, mayBeAdministrator, async () => {
        if (mayBeAdministrator) await keepAnAdministrator(needs, realm, ({ id }) => id === user.id)
        return [
          ...identities.unlink(realm.id, user.id, upstream.id),
          // The subject may be somebody else's from now on.
          ...(user.subject === identity.subject ? [users.setSubject(realm.id, user.id, null)] : []),
          ...await endingEverything(needs, realm, user.id),
          audit.record(event('identity.unlinked', {
            userId: user.id, reason: body.reason, detail: { upstream: upstream.alias, issuer: identity.issuer, subject: identity.subject, username: identity.username },
          })),
          ...letters.identityUnlinked(realm, user, { upstream, at: clock.now(), by: caller.name }),
        ]
      }, () => new Problem('identity.not-found'))
      await sweep(needs, realm, user.id)
    },
  }
}
