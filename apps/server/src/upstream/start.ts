import { meets, type Proof } from '@tegata/policy'
import type { Realm, Storage, Upstream } from '@tegata/storage'
import type { RequestContext } from '../http/route.ts'
import { readBrowser } from '../journey/browser.ts'
import type { Interaction } from '../journey/interaction.ts'
import { realmOf, seeOther, sendCookiesNeeded, sendError, whereOf } from '../journey/reading.ts'
import type { Journey } from '../journey/state.ts'
import type { Records } from './audit.ts'
import type { JourneyParts } from './needs.ts'
import type { Pace } from './pace.ts'
import { problemOf } from './refusals.ts'
import type { Asked, RelyingParty } from './relying-party.ts'
import type { States } from './state.ts'

type Needs = {
  publicUrl: URL
  storage: { upstreams: Pick<Storage['upstreams'], 'find'>; identities: Pick<Storage['identities'], 'listOf'>; clock: Pick<Storage['clock'], 'now'> }
  parts: JourneyParts
  relyingParty: Pick<RelyingParty, 'authorizationUrl'>
  states: States
  records: Records
  pace: Pick<Pace, 'start' | 'say'>
}

/** Ids as oidc-provider and we make them, and aliases: anything else never reaches a header or the storage. */
const idShape = /^[\w-]{1,64}$/

export const journeyPath = (realm: Pick<Realm, 'name'>, id: string): string => `/realms/${realm.name}/journey/${id}`

const isInFront = ({ settings }: Realm, { id }: Upstream): boolean => settings.onlyUpstreamId === id

/** Whether an upstream is a way in now: switched on, and none of those that one in front has taken the place of. */
export const isOpen = (realm: Realm, upstream: Upstream): boolean => upstream.enabled && (realm.settings.onlyUpstreamId === null || isInFront(realm, upstream))

/**
 * Sends a walk to an upstream. A GET, since a posted form may not lead off our origin; it writes the row that its answer
 * must fit, and nothing else. Whatever does not fit leads back to the walk's own page.
 */
export const createStart = ({ publicUrl, storage, parts, relyingParty, states, records, pace }: Needs) => async (ctx: RequestContext): Promise<void> => {
  const realm = realmOf(ctx)
  const { id = '', alias = '' } = ctx.params
  if (!idShape.test(id) || !idShape.test(alias)) return sendError(ctx, storage.clock.now(), 'gone')
  const back = journeyPath(realm, id)
  const journey = await parts.journeys.find(realm.id, id)
  // Its page begins it, or says what became of it.
  if (journey === undefined || ctx.method !== 'GET') return seeOther(ctx, back)
  const browser = readBrowser(parts.cookies, ctx, realm.name)
  if (browser.hash === undefined) return sendCookiesNeeded(ctx, publicUrl, back)
  if (browser.hash !== journey.browserHash) return sendError(ctx, storage.clock.now(), 'other-browser')

  const { kind, link, finishedAt, leaveBy } = journey.state
  const interaction = kind === 'sign-in' ? await parts.interactions.describe(ctx, realm, id) : null
  const upstream = await storage.upstreams.find(realm.id, alias)
  const isAsked = interaction === null ? kind === 'account' || link?.purpose === 'confirm-mail' : interaction.prompt === 'login'
  if (!isAsked || upstream === undefined || finishedAt !== null || leaveBy !== null) return seeOther(ctx, back)
  const known = journey.userId === null ? [] : await storage.identities.listOf(realm.id, journey.userId)
  const identity = known.find(({ upstreamId }) => upstreamId === upstream.id)
  // Where no application waits, only a first proof of whoever the walk belongs to is wanted; nobody is connected there (P34).
  if (interaction === null && identity === undefined) return seeOther(ctx, back)
  if (upstream.hidden && interaction?.upstreamHint !== alias && journey.userId === null && !isInFront(realm, upstream)) return seeOther(ctx, back)
  if (!isOpen(realm, upstream)) {
    await parts.upstreamProblem(journey, 'upstream-disabled', upstream.name)
    return seeOther(ctx, back)
  }

  const until = await pace.start(realm, id)
  if (until !== null) {
    await pace.say(journey, upstream, 'starts-wait', until)
    return seeOther(ctx, back)
  }

  const clientId = interaction?.client.clientId ?? null
  const { asked, signedInSince } = askedOf({ interaction, journey, upstream, username: identity?.username ?? null, now: storage.clock.now() })
  const secrets = states.make()
  const url = await relyingParty.authorizationUrl(realm, upstream, secrets, asked)
  if (!url.ok) {
    await records.refused({ realm, upstream, where: whereOf(ctx, clientId), journeyId: id }, 'start', url)
    await parts.upstreamProblem(journey, problemOf(url), upstream.name)
    return seeOther(ctx, back)
  }
  await states.keep(realm, {
    ...secrets, upstreamId: upstream.id, issuer: upstream.issuer, browserHash: browser.hash, signedInSince, purpose: { journeyId: id, clientId },
  })
  seeOther(ctx, url.value)
}

/** `interaction`: null where no application waits; `username`: what the upstream calls whom the walk knows already, null while nobody is known. */
type Asking = { interaction: Interaction | null; journey: Journey; upstream: Upstream; username: string | null; now: number }

/**
 * What the application asks of the sign-in, passed on to whoever does the signing in. Where none waits, a sign-in that is
 * made for this very walk: what was proved before it binds nothing (P13).
 */
function askedOf({ interaction, journey, upstream, username, now }: Asking): { asked: Asked; signedInSince: number | null } {
  const { language, startedAt } = journey.state
  const hints = { loginHint: printable(username ?? interaction?.loginHint ?? null), uiLocales: printable(language ?? interaction?.uiLocales ?? null) }
  if (interaction === null) return { signedInSince: startedAt, asked: { ...hints, newSignIn: true, maxAge: null, acrValues: upstream.acrValues } }
  const { newSignIn, maxAgeSeconds } = interaction
  return {
    signedInSince: interaction.request.proofsSince ?? null,
    // Nothing older than the request itself comes to the same as a new sign-in.
    asked: { ...hints, newSignIn: newSignIn || maxAgeSeconds === 0, maxAge: maxAgeSeconds, acrValues: acrValuesOf(interaction, journey, upstream, now) },
  }
}

/** Those that are always asked for, and what would meet the application's demand or wish if the upstream said it. */
function acrValuesOf({ client, request }: Interaction, journey: Journey, upstream: Upstream, now: number): readonly string[] {
  const demanded = [client.minimumAcr, ...request.essentialAcr ?? [], ...request.wishedAcr ?? []].filter((value) => value !== null)
  const context = { now, upstreams: [{ ...upstream, enabledSince: null, evidenceMaxAge: upstream.evidenceMaxAgeMs }], loaMap: client.acrLoaMap, consoleUsedAt: null }
  const saying = (acr: string): Proof => ({
    kind: 'upstream', at: now, journeyId: journey.id, epoch: 0, upstream: { id: upstream.id, issuer: upstream.issuer, acr, amr: [], authTime: now, idTokenJourneyId: journey.id },
  })
  // What one factor meets anyway needs no evidence.
  const open = demanded.filter((value) => !meets(value, [saying('')], context))
  const answering = upstream.evidence.filter(({ claim, value }) => claim === 'acr' && open.some((demand) => meets(demand, [saying(value)], context)))
  return [...new Set([...upstream.acrValues, ...answering.map(({ value }) => value)])]
}

/** A hint is text of the application's: short, and without anything that is no character. */
const printable = (text: string | null): string | null => (text !== null && text !== '' && text.length <= 255 && text.isWellFormed() && !/\p{Cc}/u.test(text) ? text : null)
