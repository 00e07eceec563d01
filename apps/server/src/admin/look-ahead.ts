import { type Decision, type Readiness, readinessOf } from '@tegata/policy'
import { asOf, type Authenticator, type Enforcement, type Realm, type Storage, type Upstream, type User } from '@tegata/storage'
import { isReadThroughSignIn } from '@tegata/contract'
import type { Likeness } from './likeness.ts'
import type { Decide } from './needs.ts'

export type LookAheadNeeds = {
  storage: Pick<Storage, 'authenticators' | 'clock' | 'identities' | 'outbox' | 'policies' | 'upstreams'>
  decide: Decide
}

/** Under the rules of then, and, where one is meant, with it in place of what is stored of it, as if it were announced. */
export type Ahead = { at: number; enforcement?: Enforcement | undefined }

/** Of somebody, or of everybody of whom the same is decided. */
export type Looked = {
  decision: Decision
  /** Whether the enforcement that is meant reaches them; true where none is. */
  meant: boolean
  held: readonly Authenticator[]
  through: boolean
  shared: boolean
}
export type Foreseen = Pick<Looked, 'decision' | 'meant'> & { readiness: Readiness }
/** What is known of people besides what is decided of them. */
export type About = Likeness['about'] & { unusedForAYear: boolean; mailRefused: boolean }

const year = 365 * 24 * 60 * 60_000

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
export async function createLooks(needs: LookAheadNeeds, realm: Realm, { at, enforcement }: Ahead) {
  const { authenticators, policies, upstreams } = needs.storage
  const [stored, providers] = await Promise.all([policies.standing(realm.id), upstreams.list(realm.id)])
  const enforcements = rulesWith(stored, enforcement)
  // What was not used for a year is so today: until then people go on using it.
  const now = needs.storage.clock.now()

  return {
    enforcements, now,
    async lookAt(person: User): Promise<Looked> {
      const user = asOf(person, at)
      const through = await wayOf(needs, realm, providers, user)
      const [decision, held] = await Promise.all([
        needs.decide(realm, user, { channel: 'page', session: null, client: null, essentialAcr: [], signIn: { at, enforcements, ...(through ? { through } : {}) } }),
        authenticators.listOf(realm.id, user.id),
      ])
      return { decision, held, shared: user.shared, through: through !== undefined, meant: enforcement === undefined || reaches(decision, enforcement) }
    },
    readinessOf: ({ decision, held, through, shared }: Looked, { hasAddress, everSignedIn, behindProvider, unusedForAYear, mailRefused }: About): Readiness => readinessOf(decision, {
      now,
      user: {
        shared, authenticators: held.map((each) => ({ ...each, boundInJourney: null })),
        address: hasAddress ? { provedAt: null, changedAt: null } : null,
      },
      usedIds: held.filter(({ lastUsedAt }) => lastUsedAt !== null).map(({ id }) => id),
      lastUseAt: unusedForAYear ? now - year : null, behindProvider, mailRefused, everSignedIn, throughUpstream: through,
    }),
    /** The same of one person, whose row is at hand. */
    aboutOf(user: User, held: readonly Authenticator[], mailRefused: boolean): About {
      const { mailDomains } = realm.settings
      const codesTo = held.filter(({ kind }) => kind === 'emailed-code').map(({ address }) => address)
      return {
        hasAddress: user.email !== null, everSignedIn: user.lastSignInAt !== null, mailRefused,
        behindProvider: {
          onFile: isReadThroughSignIn(user.email, mailDomains),
          codes: codesTo.length > 0 && codesTo.every((address) => isReadThroughSignIn(address, mailDomains)),
        },
        unusedForAYear: held.length > 0 && held.every(({ lastUsedAt, boundAt }) => now - (lastUsedAt ?? boundAt) >= year),
      }
    },
  }
}

/** The same for one person after the other. */
export async function createLookAhead(needs: LookAheadNeeds, realm: Realm, ahead: Ahead): Promise<(user: User) => Promise<Foreseen>> {
  const [{ lookAt, readinessOf: readinessFor, aboutOf }, refused] = await Promise.all([createLooks(needs, realm, ahead), needs.storage.outbox.lastRefused(realm.id)])
  return async (user) => {
    const looked = await lookAt(user)
    return { decision: looked.decision, meant: looked.meant, readiness: readinessFor(looked, aboutOf(user, looked.held, refused.has(user.id))) }
  }
}
