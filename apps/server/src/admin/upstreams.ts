import { Problem } from '@tegata/contract'
import type { Page, Realm, Storage, Upstream, UpstreamIdentity, User } from '@tegata/storage'
import { endingEverything, sweep } from '../journey/ending.ts'
import { commit, commitAlone } from './commit.ts'
import { keepAnAdministrator } from './guard.ts'
import { expectVersion } from './if-match.ts'
import { linkerNames, linkView } from './identity-view.ts'
import type { UpstreamsOnTheWire } from './needs.ts'
import { contains, defaultLimit, pageOf, readCursor } from './paging.ts'
import type { Performs } from './serve.ts'
import { makesAdministrators, refuseCarryingSecret, refuseIncomplete, refuseRules, refuseUnreadable, readProvider, secretSent } from './upstream-rules.ts'
import { suggestionsOf } from './upstream-suggestions.ts'
import { makeUpstream, settingsOf, upstreamView, withChanges } from './upstream-view.ts'
import { summariesOf, type ViewNeeds } from './user-view.ts'

type Needs = ViewNeeds & {
  storage: Pick<Storage,
    | 'unit' | 'volatileUnit' | 'clock' | 'realms' | 'users' | 'roles' | 'policies' | 'groups' | 'upstreams' | 'identities' | 'sessions' | 'clients' | 'logouts' | 'audit'>
  publicUrl: URL
  upstreams: UpstreamsOnTheWire
}

export async function getUpstream({ storage }: { storage: Pick<Storage, 'upstreams'> }, realm: Realm, alias: string): Promise<Upstream> {
  const upstream = await storage.upstreams.find(realm.id, alias)
  if (!upstream) throw new Problem('upstream.not-found')
  return upstream
}

/** What an edit changed, for the audit log; of the secret only that it changed (C-3). */
function differences(before: Upstream, after: Upstream, secret: string | null) {
  const old = new Map<string, unknown>(Object.entries(settingsOf(before)))
  const changed = Object.entries(settingsOf(after)).filter(([name, value]) => JSON.stringify(old.get(name)) !== JSON.stringify(value))
  return {
    alias: before.alias,
    before: Object.fromEntries(changed.map(([name]) => [name, old.get(name)])),
    after: Object.fromEntries(changed),
    ...(secret === 'keep' ? {} : { secret: secret === null ? 'removed' : 'changed' }),
  }
}

/** Identity providers of the realm ("upstreams"): what they are, who comes by them, and whether they answer. */
export const upstreamsApi = (needs: Needs): Performs<
  | 'listUpstreams' | 'discoverUpstream' | 'createUpstream' | 'getUpstream' | 'changeUpstream' | 'deleteUpstream' | 'listUpstreamPeople'
  | 'startUpstreamTest' | 'getUpstreamTest'
> => {
  const { storage, upstreams: wire } = needs
  const { unit, clock, realms, upstreams, identities, audit } = storage
  const view = async (realm: Realm, alias: string) => upstreamView(needs, realm, await getUpstream(needs, realm, alias))

  /** As the realm is at this moment: another request may have made it the only first step since this one began. */
  const refuseOnlyFirstStep = async (realm: Realm, { id }: Upstream) => {
    if ((await realms.find(realm.name))?.settings.onlyUpstreamId === id) throw new Problem('upstream.is-only-first-step')
  }

  /** Those who may be global administrators by its word alone do not count (Z-2): somebody else must be left who works. */
  const keepAnAdministratorWithout = async (realm: Realm, upstream: Upstream) => {
    if (!await makesAdministrators(needs, realm, upstream)) return
    await keepAnAdministrator(needs, realm, async (user) => (await identities.listOf(realm.id, user.id)).some(({ upstreamId }) => upstreamId === upstream.id))
  }

  /** Signs out everybody who ever came by it, a few at a time: what began there stands on nothing any more. */
  async function endPeople(realm: Realm, { id }: Upstream): Promise<void> {
    let cursor: string | null = null
    do {
      const page: Page<UpstreamIdentity & { user: User }> = await identities.ofUpstream(realm.id, id, cursor, 50)
      const came = page.items.filter(({ lastSignInAt }) => lastSignInAt !== null).map(({ user }) => user)
      const endings = await Promise.all(came.map((user) => endingEverything(needs, realm, user.id)))
      // Somebody who was deleted meanwhile has nothing left to end.
      for (const ending of endings) await unit(ending)
      for (const user of came) await sweep(needs, realm, user.id)
      cursor = page.next
    } while (cursor !== null)
  }

  return {
    async listUpstreams({ realm, query }) {
      const wanted = (await upstreams.list(realm.id)).filter(({ alias, name, issuer }) => contains(`${alias} ${Object.values(name).join(' ')} ${issuer}`, query.search))
      const { items, next } = pageOf(wanted, ({ alias }) => alias, query)
      return { value: { items: await Promise.all(items.map((upstream) => upstreamView(needs, realm, upstream))), next } }
    },

    async discoverUpstream({ realm, body }) {
      const metadata = await readProvider(wire, body.url, 'url')
      return { value: suggestionsOf(metadata, new Set((await upstreams.list(realm.id)).map(({ alias }) => alias))) }
    },

    async createUpstream({ realm, caller, body, event }) {
      if (await upstreams.find(realm.id, body.alias)) throw new Problem('upstream.alias-taken')
      const secret = secretSent(body.clientSecret)
      const sent = secret === 'keep' ? null : secret
      const upstream = makeUpstream(realm, clock.now(), { ...body, clientSecret: sent })
      refuseIncomplete(upstream)
      await refuseRules(needs, realm, caller, upstream, true)
      if (upstream.enabled) await refuseUnreadable(wire, upstream.issuer)
      await commit(unit, [
        upstreams.create(upstream, sent),
        audit.record(event('upstream.created', { userId: null, detail: { alias: upstream.alias, ...settingsOf(upstream) } })),
      ], () => new Problem('upstream.alias-taken'))
      return { value: await view(realm, upstream.alias), location: `/upstreams/${upstream.alias}` }
    },

    async getUpstream({ realm, params }) {
      return { value: await view(realm, params.alias) }
    },

    async changeUpstream({ realm, caller, params, body, ifMatch, event }) {
      const { clientSecret, ...changes } = body
      const secret = secretSent(clientSecret)
      const changed = (current: Upstream): Upstream => ({
        ...withChanges(current, changes, clock.now()), hasSecret: secret === 'keep' ? current.hasSecret : secret !== null,
      })
      const first = await getUpstream(needs, realm, params.alias)
      expectVersion(ifMatch, first.version)
      const wanted = changed(first)
      if (wanted.enabled && wanted.issuer !== first.issuer) await refuseUnreadable(wire, wanted.issuer)

      await commitAlone(needs, realm, async () => {
        const current = await getUpstream(needs, realm, params.alias)
        expectVersion(ifMatch, current.version)
        const next = changed(current)
        refuseIncomplete(next)
        refuseCarryingSecret(current, next, secret)
        await refuseRules(needs, realm, caller, next, changes.mapping?.rules !== undefined)
        if (!next.enabled) await refuseOnlyFirstStep(realm, current)
        return [
          upstreams.change(next),
          ...(secret === 'keep' ? [] : [upstreams.setSecret(realm.id, current.id, secret)]),
          audit.record(event('upstream.changed', { userId: null, detail: differences(current, next, secret) })),
        ]
      }, () => new Problem('request.precondition-failed'))
      return { value: await view(realm, params.alias) }
    },

    async deleteUpstream({ realm, params, ifMatch, event }) {
      const upstream = await getUpstream(needs, realm, params.alias)
      expectVersion(ifMatch, upstream.version)
      const gone = () => new Problem('upstream.not-found')
      // Disabled first: from here on nobody comes in by it while the others are signed out.
      await commitAlone(needs, realm, async () => {
        const current = await getUpstream(needs, realm, params.alias)
        expectVersion(ifMatch, current.version)
        await refuseOnlyFirstStep(realm, current)
        await keepAnAdministratorWithout(realm, current)
        const disabled = { ...current, enabled: false }
        return current.enabled
          ? [upstreams.change(disabled), audit.record(event('upstream.changed', { userId: null, detail: differences(current, disabled, 'keep') }))]
          : []
      }, gone)
      await endPeople(realm, upstream)
      await commitAlone(needs, realm, async () => {
        await refuseOnlyFirstStep(realm, upstream)
        await keepAnAdministratorWithout(realm, upstream)
        return [
          ...upstreams.remove(realm.id, upstream.id),
          audit.record(event('upstream.deleted', { userId: null, detail: { alias: upstream.alias, ...settingsOf(upstream) } })),
        ]
      }, gone)
    },

    async listUpstreamPeople({ realm, params, query }) {
      const upstream = await getUpstream(needs, realm, params.alias)
      const page = await identities.ofUpstream(realm.id, upstream.id, readCursor(query.cursor), query.limit ?? defaultLimit)
      const names = await linkerNames(needs, realm, page.items)
      const people = new Map((await summariesOf(needs, realm, page.items.map(({ user }) => user))).map((user) => [user.id, user]))
      const items = page.items.flatMap((identity) => {
        const user = people.get(identity.user.id)
        return user ? [{ ...linkView(identity, upstream, names), user }] : []
      })
      return { value: { items, next: page.next } }
    },

    // Written down when it ends, with how it went, by the part that does it.
    async startUpstreamTest({ realm, caller, params }) {
      const upstream = await getUpstream(needs, realm, params.alias)
      const test = await wire.startTest(realm, upstream, caller.actor)
      return { value: test, location: `/upstreams/${upstream.alias}/test/${encodeURIComponent(test.id)}` }
    },

    async getUpstreamTest({ realm, params }) {
      const result = await wire.testResult(realm, await getUpstream(needs, realm, params.alias), params.testId)
      if (!result) throw new Problem('upstream.test-not-found')
      return { value: result }
    },
  }
}
