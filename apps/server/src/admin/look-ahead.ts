import { isReadThroughSignIn } from '@tegata/contract'
import { type Decision, type Readiness, readinessOf } from '@tegata/policy'
import { asOf, type Enforcement, type Realm, type Storage, type Upstream, type User } from '@tegata/storage'
import type { Decide } from './needs.ts'

export type LookAheadNeeds = {
  storage: Pick<Storage, 'authenticators' | 'clock' | 'identities' | 'outbox' | 'policies' | 'upstreams'>
  decide: Decide
}

/** Under the rules of then, and, where one is meant, with it in place of what is stored of it, as if it were announced. */
export type Ahead = { at: number; enforcement?: Enforcement | undefined }

export type Foreseen = {
  decision: Decision
  readiness: Readiness
  /** Whether the enforcement that is meant reaches this person; true where none is. */
  meant: boolean
}

/** The rules of the realm with this one as it would be: one that is not stored yet among them. */
export const rulesWith = (stored: readonly Enforcement[], meant: Enforcement | undefined): readonly Enforcement[] =>
  meant ? [...stored.filter(({ id }) => id !== meant.id), { ...meant, state: 'announced' }] : stored

/** Where somebody comes from: the one provider before us, their password, or a provider that they are linked to. */
async function wayOf({ storage }: LookAheadNeeds, realm: Realm, upstreams: readonly Upstream[], user: User): Promise<Upstream | undefined> {
  const { onlyUpstreamId } = realm.settings
  if (onlyUpstreamId !== null) return upstreams.find(({ id }) => id === onlyUpstreamId)
  if (user.hasPassword || upstreams.length === 0) return undefined
  const linked = new Set((await storage.identities.listOf(realm.id, user.id)).map(({ upstreamId }) => upstreamId))
  return upstreams.find(({ id, enabled }) => enabled && linked.has(id))
}

/** Whether the decision was taken with that enforcement among those that reach the person. */
const reaches = ({ requirements, excused, upcoming }: Decision, { id }: Enforcement): boolean =>
  requirements.some((rule) => rule.source === 'enforcement' && rule.id === id) || excused.some((rule) => rule.id === id) || upcoming.some((rule) => rule.id === id)

/**
 * What a sign-in at an instant will be for somebody, by the decision of the sign-in itself: as they come, from anywhere,
 * to no application in particular. An identity provider is taken to state nothing about a second factor.
 */
export async function createLookAhead(needs: LookAheadNeeds, realm: Realm, { at, enforcement }: Ahead): Promise<(user: User) => Promise<Foreseen>> {
  const { authenticators, outbox, policies, upstreams } = needs.storage
  const [stored, providers, refused] = await Promise.all([policies.enforcements(realm.id), upstreams.list(realm.id), outbox.lastRefused(realm.id)])
  const enforcements = rulesWith(stored, enforcement)
  const { mailDomains } = realm.settings

  return async (person) => {
    const user = asOf(person, at)
    const through = await wayOf(needs, realm, providers, user)
    const [decision, held] = await Promise.all([
      needs.decide(realm, user, { channel: 'page', session: null, clientId: null, essentialAcr: [], signIn: { at, enforcements, ...(through ? { through } : {}) } }),
      authenticators.listOf(realm.id, user.id),
    ])
    const uses = held.map(({ lastUsedAt, boundAt }) => lastUsedAt ?? boundAt)
    const codesTo = held.filter(({ kind }) => kind === 'emailed-code').map(({ address }) => address)
    const readiness = readinessOf(decision, {
      at,
      user: {
        shared: user.shared, authenticators: held.map((each) => ({ ...each, boundInJourney: null })),
        address: user.email === null ? null : { provedAt: user.emailProvedAt, changedAt: user.emailChangedAt },
      },
      usedIds: held.filter(({ lastUsedAt }) => lastUsedAt !== null).map(({ id }) => id),
      lastUseAt: uses.length === 0 ? null : Math.max(...uses),
      behindProvider: {
        onFile: isReadThroughSignIn(user.email, mailDomains),
        codes: codesTo.length > 0 && codesTo.every((address) => isReadThroughSignIn(address, mailDomains)),
      },
      mailRefused: refused.has(user.id),
      everSignedIn: user.lastSignInAt !== null,
      throughUpstream: through !== undefined,
    })
    return { decision, readiness, meant: enforcement === undefined || reaches(decision, enforcement) }
  }
}
