import { randomBytes } from 'node:crypto'
import { referenceNumber } from '@tegata/otp'
import type { Realm } from '@tegata/storage'
import { readForm } from '../http/body.ts'
import type { RequestContext } from '../http/route.ts'
import { afterAnswer, type Assessment } from '../journey/assess.ts'
import { csrfOf, ensureBrowser, readBrowser, refuseForm } from '../journey/browser.ts'
import type { Where } from '../journey/enrol.ts'
import type { Interaction } from '../journey/interaction.ts'
import { type Journey, move, newJourney } from '../journey/state.ts'
import type { Form } from '../ui/pieces.ts'
import { isLanguage, type Language } from '../ui/languages.ts'
import type { Frame } from '../ui/layout.ts'
import type { Parts } from '../journey/parts.ts'
import { frame, languageOf, queryOf, realmOf, seeOther, sendCookiesNeeded, sendError, whereOf } from '../journey/reading.ts'

/** One request to a journey's page, with all that a handler looks at. */
export type Visit = Assessment & {
  ctx: RequestContext
  realm: Realm
  journey: Journey
  interaction: Interaction | null
  language: Language
  frame: Frame
  where: Where
  now: number
  /** The browser's own, which its cookie holds. */
  token: string
  /** The path of the journey's page, or of one of its steps. */
  path(step?: string): string
  /** What a form of this journey posts to, and its proof that we showed it. */
  form(step: string): Form
}

/** Steps of a sign-in that can be left for the application as long as nothing is proved that it waits for. */
const leavable: readonly Assessment['step']['name'][] = ['login', 'connect', 'code', 'choose', 'enrol', 'address', 'prove-address']
/** A refusal too (S1-39); one that is too weak for the application has its own link back, with that answer. */
const mayBeLeft = (step: Assessment['step']): boolean => leavable.includes(step.name) || (step.name === 'refused' && step.reason !== 'too-weak')

/** Ids as oidc-provider and we make them. Anything else never reaches a header or the storage, where some of ours have other names. */
const idShape = /^[\w-]{1,64}$/

type Seen = { ctx: RequestContext; realm: Realm; journey: Journey; interaction: Interaction | null; token: string }

export function createVisits(parts: Parts) {
  const { journeys, cookies, interactions, assess, storage, publicUrl } = parts

  const pathOf = (realm: Realm, id: string) => (step?: string): string => `/realms/${realm.name}/journey/${id}${step === undefined ? '' : `/${step}`}`

  /** The same request, judged again from the database as it is now. */
  async function look({ ctx, realm, journey, interaction, token }: Seen): Promise<Visit> {
    const assessment = await assess({ realm, journey, interaction, address: ctx.state.address })
    // The language of an account says that there is one: it is used once the person is known.
    const language = languageOf(ctx, realm, { chosen: journey.state.language, uiLocales: interaction?.uiLocales, user: assessment.user })
    const path = pathOf(realm, journey.id)
    const csrf = csrfOf(token, journey.id)
    const mayLeave = interaction?.prompt === 'login' && mayBeLeft(assessment.step)
    return {
      ...assessment, ctx, realm, journey, interaction, language, path, token,
      frame: { ...frame(realm, language, ctx.method === 'GET' ? ctx.path : path()), ...(mayLeave && { cancel: { action: path('cancel'), csrf } }) },
      where: whereOf(ctx, interaction?.client.clientId ?? null),
      now: storage.clock.now(),
      form: (step) => ({ action: path(step), csrf }),
    }
  }

  /** Finds the journey of a request; a page has been sent when there is none to go on with. `mayBegin`: a GET may begin one. */
  async function find(ctx: RequestContext, mayBegin: boolean): Promise<Seen | undefined> {
    const realm = realmOf(ctx)
    const id = ctx.params.id ?? ''
    if (!idShape.test(id)) return void sendError(ctx, storage.clock.now(), 'gone')
    const found = await journeys.find(realm.id, id)
    const browser = readBrowser(cookies, ctx, realm.name)
    if (found !== undefined && browser.token === undefined) return void sendCookiesNeeded(ctx, publicUrl, pathOf(realm, id)())
    if (found !== undefined && found.browserHash !== browser.hash) return void sendError(ctx, storage.clock.now(), 'other-browser')
    // Perhaps it has just ended by its own last step: its page says what became of it.
    if (found === undefined && !mayBegin) return void seeOther(ctx, pathOf(realm, id)())

    const interaction = found === undefined || found.state.kind === 'sign-in' ? await interactions.describe(ctx, realm, id) : null
    if (interaction === null && (found === undefined || found.state.kind === 'sign-in')) return void sendError(ctx, storage.clock.now(), 'gone')
    if (found !== undefined && browser.token !== undefined) return { ctx, realm, journey: found, interaction, token: browser.token }

    const { token, hash } = ensureBrowser(cookies, ctx, realm.name)
    const journey = newJourney({ id, realmId: realm.id, browserHash: hash, now: storage.clock.now(), kind: 'sign-in', reference: referenceNumber(randomBytes) })
    const begun = await begin(journey)
    if (begun === undefined || begun.browserHash !== hash) return void sendError(ctx, storage.clock.now(), 'other-browser')
    return { ctx, realm, journey: begun, interaction, token }
  }

  async function begin(journey: Journey): Promise<Journey | undefined> {
    if (await journeys.create(journey)) return journey
    const standing = await journeys.find(journey.realmId, journey.id)
    if (standing !== undefined) return standing
    // One of an epoch that is over may still lie there.
    await journeys.remove(journey.realmId, journey.id)
    return await journeys.create(journey) ? journey : undefined
  }

  /** A step-up belongs to the session's user from its first page on (P34). */
  async function ofSession({ realm, interaction }: Seen, journey: Journey): Promise<Journey> {
    const userId = interaction?.session?.userId
    const user = userId === undefined || journey.userId !== null ? undefined : await storage.users.find(realm.id, userId)
    return user === undefined ? journey : { ...journey, userId: user.id, epoch: user.epoch }
  }

  /** Goes on after an answered reset request, and remembers a language that was chosen on the page. */
  async function catchUp(seen: Seen): Promise<Seen> {
    const answered = await ofSession(seen, await afterAnswer({ storage }, seen.journey))
    const chosen = seen.ctx.method === 'GET' ? queryOf(seen.ctx, 'ui_locales') : null
    const changed = isLanguage(chosen) && chosen !== answered.state.language ? move(answered, { language: chosen }) : answered
    if (changed === seen.journey) return seen
    const saved = await journeys.save(changed) ?? await journeys.find(seen.realm.id, seen.journey.id)
    return { ...seen, journey: saved ?? seen.journey }
  }

  return {
    /** For a GET. Undefined when a page has been sent already. */
    async show(ctx: RequestContext): Promise<Visit | undefined> {
      const seen = await find(ctx, true)
      return seen && look(await catchUp(seen))
    },

    /** For a POST: the form is ours and was shown to this browser (S-6). Undefined when a page has been sent already. */
    async answer(ctx: RequestContext): Promise<{ visit: Visit; fields: Readonly<Record<string, string>> } | undefined> {
      const seen = await find(ctx, false)
      if (seen === undefined) return undefined
      const body = await readForm(ctx.req)
      if (!body.ok) {
        sendError(ctx, storage.clock.now(), 'bad-request', { retryHref: pathOf(seen.realm, seen.journey.id)() })
        ctx.status = body.status
        return undefined
      }
      const browser = readBrowser(cookies, ctx, seen.realm.name)
      const refusal = refuseForm(ctx, { browser, about: seen.journey.id, csrf: body.value.csrf, origin: publicUrl.origin })
      if (refusal !== null) return void sendError(ctx, storage.clock.now(), 'forbidden', { retryHref: pathOf(seen.realm, seen.journey.id)() })
      return { visit: await look(await catchUp(seen)), fields: body.value }
    },

    /** The same visit after its journey moved; undefined when it is gone. */
    async again(visit: Visit): Promise<Visit | undefined> {
      const journey = await journeys.find(visit.realm.id, visit.journey.id)
      return journey && look({ ...visit, journey })
    },

    pathOf,
  }
}
