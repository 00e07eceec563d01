import type { Realm, Storage, Upstream } from '@tegata/storage'
import type { RequestContext } from '../http/route.ts'
import { readBrowser } from '../journey/browser.ts'
import { queryOf, realmOf, seeOther, sendError, whereOf } from '../journey/reading.ts'
import type { Records } from './audit.ts'
import type { JourneyParts } from './needs.ts'
import type { Pace } from './pace.ts'
import { problemOf } from './refusals.ts'
import type { RelyingParty } from './relying-party.ts'
import { isOpen, journeyPath } from './start.ts'
import type { Sent, States } from './state.ts'

type Needs = {
  storage: { upstreams: Pick<Storage['upstreams'], 'find'>; clock: Pick<Storage['clock'], 'now'> }
  parts: JourneyParts
  relyingParty: Pick<RelyingParty, 'redeem'>
  states: States
  records: Records
  pace: Pick<Pace, 'answer' | 'settle' | 'say'>
  /** Takes an answer to an administrator's test, and shows its page. */
  finishTest(ctx: RequestContext, arrived: { realm: Realm; upstream: Upstream; sent: Sent; testId: string }): Promise<void>
}

/** What `randomBytes(32)` is in base64url; anything else was never ours. */
const stateShape = /^[\w-]{43}$/

/**
 * Takes the answer of an upstream: one address per upstream, so that an answer of another one is seen for what it is
 * (RFC 9700 §4.4). An answer that does not belong to this browser, this upstream and these ten minutes changes nothing
 * (B-7). The answer itself is judged next, and who it lets in by the walk that it belongs to.
 */
export function createCallback({ storage, parts, relyingParty, states, records, pace, finishTest }: Needs) {
  async function take(ctx: RequestContext): Promise<void> {
    const realm = realmOf(ctx)
    // HEAD is what looks at links does; it must not spend anything.
    if (ctx.method !== 'GET') return void (ctx.status = 204)
    const now = storage.clock.now()
    const state = queryOf(ctx, 'state') ?? ''
    const found = stateShape.test(state) ? await states.find(realm, state) : undefined
    if (found === undefined) return sendError(ctx, now, 'gone', { retryHref: accountPath(realm) })
    const { sent, isUsed, isOld } = found
    const browser = readBrowser(parts.cookies, ctx, realm.name)
    if (browser.hash !== sent.browserHash) return sendError(ctx, now, 'other-browser')
    const retryHref = backOf(realm, sent)
    const upstream = await storage.upstreams.find(realm.id, ctx.params.alias ?? '')
    // Mix-up: it came back by another upstream's address. Or the upstream was made anew, or became another one, meanwhile.
    if (upstream?.id !== sent.upstreamId || upstream.issuer !== sent.issuer) {
      if (upstream !== undefined) await records.refused({ realm, upstream, where: whereOf(ctx, null), journeyId: null }, 'callback', { reason: 'other-upstream', detail: null })
      return sendError(ctx, now, 'upstream', { retryHref })
    }
    const { purpose } = sent
    if (isUsed || isOld) return sendError(ctx, now, 'expired', { retryHref })
    if (!('testId' in purpose)) return admit(ctx, realm, upstream, sent, purpose)
    if (!await states.spend(realm, sent)) return sendError(ctx, now, 'expired')
    return finishTest(ctx, { realm, upstream, sent, testId: purpose.testId })
  }

  async function admit(ctx: RequestContext, realm: Realm, upstream: Upstream, sent: Sent, { journeyId, clientId }: { journeyId: string; clientId: string | null }): Promise<void> {
    const journey = await parts.journeys.find(realm.id, journeyId)
    if (journey === undefined || journey.browserHash !== sent.browserHash) return sendError(ctx, storage.clock.now(), 'gone', { retryHref: accountPath(realm) })
    const back = journeyPath(realm, journeyId)
    const about = { realm, upstream, where: whereOf(ctx, clientId), journeyId }
    const knownCookie = parts.cookies.read(ctx, parts.cookies.nameOf(realm.name, 'known'))
    const turn = await pace.answer(realm, { address: about.where.address, knownCookie })
    if (!turn.ok) {
      // Nothing was spent: the same answer is as good after the wait.
      await records.closed(about)
      await pace.say(journey, upstream, 'answers-wait', turn.until)
      return seeOther(ctx, back)
    }
    const { counted } = turn
    if (!await states.spend(realm, sent)) {
      await pace.settle(realm, counted, { stands: true, taken: null })
      return sendError(ctx, storage.clock.now(), 'expired', { retryHref: back })
    }
    if (!isOpen(realm, upstream)) {
      await pace.settle(realm, counted, { stands: false, taken: journeyId })
      await records.refused(about, 'callback', { reason: 'disabled', detail: null })
      await parts.upstreamProblem(journey, 'upstream-disabled', upstream.name)
      return seeOther(ctx, back)
    }
    const redeemed = await relyingParty.redeem(realm, upstream, { ...sent, search: ctx.search })
    await pace.settle(realm, counted, { stands: redeemed.ok, taken: journeyId })
    // It may have been switched off while it was asked.
    const standing = await storage.upstreams.find(realm.id, upstream.alias)
    if (standing?.id !== upstream.id || !standing.enabled) {
      await records.refused(about, 'callback', { reason: 'disabled', detail: null })
      await parts.upstreamProblem(journey, 'upstream-disabled', upstream.name)
      return seeOther(ctx, back)
    }
    if (!redeemed.ok) {
      await records.refused(about, 'callback', redeemed)
      await parts.upstreamProblem(journey, problemOf(redeemed), upstream.name)
      return seeOther(ctx, back)
    }
    const { said, skipped } = redeemed.value
    await records.skipped(about, skipped)
    const became = await parts.admit({ realm, upstream: standing, journey, said, where: about.where, requested: { signedInSince: sent.signedInSince } })
    if (became === 'gone') return sendError(ctx, storage.clock.now(), 'gone', { retryHref: accountPath(realm) })
    seeOther(ctx, back)
  }

  /** Where somebody goes on whose answer is not taken: the walk that they were sent off from. */
  const backOf = (realm: Realm, { purpose }: Sent): string | undefined => ('journeyId' in purpose ? journeyPath(realm, purpose.journeyId) : undefined)

  return {
    take,
    /** We never ask for `form_post`: what is posted here was made by somebody else's page. */
    refusePosted(ctx: RequestContext): void {
      sendError(ctx, storage.clock.now(), 'bad-request', { retryHref: accountPath(realmOf(ctx)) })
      ctx.status = 405
      ctx.set('Allow', 'GET')
    },
  }
}

const accountPath = ({ name }: Pick<Realm, 'name'>): string => `/realms/${name}/account`
