import { randomBytes } from 'node:crypto'
import { toWire, type UpstreamTest } from '@tegata/contract'
import type { Instant, ProtocolRow, Realm, Storage, Upstream } from '@tegata/storage'
import { readForm } from '../http/body.ts'
import type { RequestContext } from '../http/route.ts'
import { type Cookies, csrfOf, ensureBrowser, readBrowser, refuseForm } from '../journey/browser.ts'
import { languageOf, realmOf, seeOther, sendCookiesNeeded, sendError, whereOf } from '../journey/reading.ts'
import { frameOf, inWords } from '../ui/frame.ts'
import { sendPage } from '../ui/send-page.ts'
import type { Foresee } from './foresee.ts'
import type { RelyingParty } from './relying-party.ts'
import type { Sent, States } from './state.ts'
import { failedReport, succeededReport, waitingReport } from './test-report.ts'
import { testAskPage, testLeavingPage, testPage } from './test-view.ts'

type Needs = {
  publicUrl: URL
  storage: Pick<Storage, 'upstreams' | 'protocol' | 'audit' | 'unit' | 'clock'> & { users: Pick<Storage['users'], 'find'> }
  cookies: Cookies
  relyingParty: Pick<RelyingParty, 'authorizationUrl' | 'redeem'>
  states: States
  foresee: Foresee
}

type Started = { upstreamId: string; startedBy: string; at: Instant }
type Ended = { browserHash: string; report: UpstreamTest }

const model = 'UpstreamTest'
/** Milliseconds. */
const testLife = 10 * 60_000

const isStarted = (payload: object): payload is Started => 'upstreamId' in payload && 'startedBy' in payload && 'at' in payload
const isEnded = (payload: object): payload is Ended => 'browserHash' in payload && 'report' in payload

/**
 * A real round trip to an upstream that links nobody and lets nobody in: shows what came back, whom it would be and what
 * would be asked. Whoever opens its address is told first whose test it is and who will read what the upstream says of them:
 * an address can be sent to anybody. It works once; the report is read for ten minutes by whoever may administer, and in the
 * browser that it ran in.
 */
export function createTestConnection({ publicUrl, storage, cookies, relyingParty, states, foresee }: Needs) {
  const { protocol, clock, unit, audit, users } = storage

  const row = (realm: Realm, id: string, payload: Started | Ended, at: Instant): ProtocolRow => ({
    model, id, realmId: realm.id, payload, userId: null, epoch: null, grantId: null, sessionUid: null, uid: null, userCode: null, consumedAt: null, expiresAt: at + testLife,
  })
  const pathOf = (realm: Realm, id: string): string => `/realms/${realm.name}/upstream-test/${id}`
  const aboutOf = (id: string): string => `upstream-test ${id}`
  const resultId = (id: string): string => `${id} result`

  async function find(realm: Realm, id: string): Promise<{ started: Started; isOpened: boolean } | undefined> {
    const found = /^[\w-]{43}$/.test(id) ? await protocol.find(realm.id, model, id) : undefined
    if (found === undefined || !isStarted(found.payload) || clock.now() - found.payload.at >= testLife) return undefined
    return { started: found.payload, isOpened: found.consumedAt !== null }
  }

  async function resultOf(realm: Realm, id: string): Promise<Ended | undefined> {
    const found = await protocol.find(realm.id, model, resultId(id))
    return found !== undefined && isEnded(found.payload) ? found.payload : undefined
  }

  const frameOfTest = (id: string, { at }: Started) => ({ id, expiresAt: toWire(at + testLife) })

  /** Begins a test, and says where a browser goes for it. `startedBy`: as the audit log names them. */
  async function start(realm: Realm, upstream: Upstream, startedBy: string): Promise<{ id: string; url: string }> {
    const id = randomBytes(32).toString('base64url')
    const at = clock.now()
    await protocol.save(row(realm, id, { upstreamId: upstream.id, startedBy, at }, at), { insertOnly: true })
    return { id, url: `${publicUrl.origin}${pathOf(realm, id)}` }
  }

  /** Undefined when it is unknown, over, or of another upstream. */
  async function result(realm: Realm, upstream: Pick<Upstream, 'id'>, id: string): Promise<UpstreamTest | undefined> {
    const found = await find(realm, id)
    if (found?.started.upstreamId !== upstream.id) return undefined
    return (await resultOf(realm, id))?.report ?? waitingReport(frameOfTest(id, found.started))
  }

  /** The test that an address names, with its upstream; undefined, and a page was sent, when there is none any more. */
  async function named(ctx: RequestContext, realm: Realm) {
    const id = ctx.params.id ?? ''
    const found = await find(realm, id)
    const upstream = found && await storage.upstreams.get(realm.id, found.started.upstreamId)
    return found === undefined || upstream === undefined ? void sendError(ctx, clock.now(), 'expired') : { id, upstream, ...found }
  }

  /** Somebody of this realm by their user name, an application by its id; null: whoever is at the host. */
  async function starterOf(realm: Realm, { startedBy }: Started): Promise<string | null> {
    const user = await users.find(realm.id, startedBy)
    return user?.username ?? /^client:(.+)$/.exec(startedBy)?.[1] ?? null
  }

  /** The pop-up: asks at the first visit, and shows the report once there is one. Spends nothing. */
  async function open(ctx: RequestContext): Promise<void> {
    const realm = realmOf(ctx)
    if (ctx.method !== 'GET') return void (ctx.status = 204)
    const test = await named(ctx, realm)
    if (test === undefined) return
    const { id, upstream, started, isOpened } = test
    if (isOpened) return show(ctx, realm, upstream, id)
    const language = languageOf(ctx, realm)
    const { token } = ensureBrowser(cookies, ctx, realm.name)
    sendPage(ctx, testAskPage({
      ...frameOf(realm, language, ctx.path), provider: inWords(upstream.name, language), starter: await starterOf(realm, started),
      action: ctx.path, csrf: csrfOf(token, aboutOf(id)),
    }))
  }

  /** The button of that page: on to the upstream, by a page of ours, since a posted form may not lead off our origin. */
  async function go(ctx: RequestContext): Promise<void> {
    const realm = realmOf(ctx)
    const test = await named(ctx, realm)
    if (test === undefined) return
    const { id, upstream, started, isOpened } = test
    const self = pathOf(realm, id)
    const body = await readForm(ctx.req)
    const browser = readBrowser(cookies, ctx, realm.name)
    const refusal = body.ok ? refuseForm(ctx, { browser, about: aboutOf(id), csrf: body.value.csrf, origin: publicUrl.origin }) : 'csrf'
    const { hash } = browser
    if (refusal === 'no-cookie' || hash === undefined) return sendCookiesNeeded(ctx, publicUrl, self)
    if (refusal !== null) return sendError(ctx, clock.now(), 'forbidden', { retryHref: self })
    if (isOpened || !await protocol.consume(realm.id, model, id)) return seeOther(ctx, self)

    const secrets = states.make()
    const url = await relyingParty.authorizationUrl(realm, upstream, secrets, { loginHint: null, uiLocales: null, newSignIn: false, maxAge: null, acrValues: upstream.acrValues })
    if (!url.ok) {
      await end(ctx, realm, upstream, { id, started, browserHash: hash, report: failedReport(frameOfTest(id, started), url) })
      return seeOther(ctx, self)
    }
    await states.keep(realm, { ...secrets, upstreamId: upstream.id, issuer: upstream.issuer, browserHash: hash, signedInSince: null, purpose: { testId: id } })
    const language = languageOf(ctx, realm)
    sendPage(ctx, testLeavingPage({ ...frameOf(realm, language, self), provider: inWords(upstream.name, language), href: url.value }))
  }

  async function show(ctx: RequestContext, realm: Realm, upstream: Upstream, id: string): Promise<void> {
    const ended = await resultOf(realm, id)
    // Claims are shown in the browser that fetched them, and nowhere else by this address.
    if (ended === undefined) return sendError(ctx, clock.now(), 'expired')
    if (readBrowser(cookies, ctx, realm.name).hash !== ended.browserHash) return sendError(ctx, clock.now(), 'other-browser')
    const language = languageOf(ctx, realm)
    sendPage(ctx, testPage({ ...frameOf(realm, language, ctx.path), provider: inWords(upstream.name, language), report: ended.report }))
  }

  /** The answer of the upstream, by the ordinary callback. Its page is shown by an address of its own, which holds no code. */
  async function finish(ctx: RequestContext, { realm, upstream, sent, testId }: { realm: Realm; upstream: Upstream; sent: Sent; testId: string }): Promise<void> {
    const found = await find(realm, testId)
    if (found === undefined) return sendError(ctx, clock.now(), 'expired')
    const { started } = found
    const redeemed = await relyingParty.redeem(realm, upstream, { ...sent, search: ctx.search })
    const frame = frameOfTest(testId, started)
    const report = redeemed.ok ? succeededReport(frame, upstream, redeemed.value, await foresee(realm, upstream, redeemed.value.said, testId)) : failedReport(frame, redeemed)
    await end(ctx, realm, upstream, { id: testId, started, browserHash: sent.browserHash, report })
    seeOther(ctx, pathOf(realm, testId))
  }

  async function end(ctx: RequestContext, realm: Realm, upstream: Upstream, { id, started, browserHash, report }: Ended & { id: string; started: Started }): Promise<void> {
    await unit([audit.record({
      realmId: realm.id, type: 'upstream.tested', actor: started.startedBy, userId: null, ...whereOf(ctx, null), outcome: report.failure === null ? 'success' : 'error',
      reason: report.failure?.reason ?? null, detail: { upstream: upstream.alias, ...(report.said !== null && { subject: report.said.subject }) },
    })])
    await protocol.save(row(realm, resultId(id), { browserHash, report }, started.at), { insertOnly: true })
  }

  return { start, result, open, go, finish }
}
