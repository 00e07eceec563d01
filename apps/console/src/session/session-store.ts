import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { useLanguage } from '../i18n/language-store.ts'
import { useBrowser } from './browser.ts'
import { keepDeparture, takeDeparture } from './departures.ts'
import { useDrafts } from './drafts.ts'
import {
  ACR_FRESH, authorizationUrl, depart, endSessionUrl, redeemCode, redirectUriOf, refreshTokens,
  type Departure, type Person, type TokenOutcome, type Tokens,
} from './oidc.ts'
import type { PopupAnswer } from './popup.ts'

/** `fresh`: a risky action asks for a code again. `ended`: the session is over. */
export type Question = 'fresh' | 'ended'
/** `no-code`: nothing was asked there, since nothing is set up, or the person came in by an emergency token, which is never fresh (P25). */
export type Hindrance = 'blocked' | 'closed' | 'refused' | 'other-person' | 'unreachable' | 'no-code'
export type Arrival = { ok: true, returnTo: string } | { ok: false, reason: string }
export type TokenAnswer = { ok: true, accessToken: string } | { ok: false, reason: 'ended' | 'unreachable' }

/** Renewed this long before it expires, so that a slow request does not arrive with a dead token. */
const RENEW_BEFORE_MS = 30_000
const LOOK_AT_POPUP_EVERY_MS = 500

/** Whether a sign-in is told to be worth less than a code shown just now. */
const isWithoutCode = ({ acr }: Tokens): boolean => acr !== null && acr !== ACR_FRESH

/** Who is signed in, and how to go on when that is not enough. Tokens live in this closure and nowhere else. */
export const useSession = defineStore('session', () => {
  const browser = useBrowser()
  const drafts = useDrafts()
  const language = useLanguage()
  const person = shallowRef<Person | null>(null)
  const question = ref<Question | null>(null)
  const hindrance = ref<Hindrance | null>(null)
  const waitingForPopup = ref(false)
  /** Stands for what the person may do, as the server said with its last answer; empty before the first one. */
  const rights = ref('')

  let tokens: Tokens | null = null
  let renewal: Promise<TokenAnswer> | null = null
  let asking: { promise: Promise<boolean>, settle: (confirmed: boolean) => void } | null = null
  let stopPopup: (() => void) | null = null
  /** Left for a code in this very window, and came back without having been asked for one. */
  let cameWithoutCode = false

  const call = () => ({ fetch: browser.fetch, place: browser.place, now: browser.now() })

  function accept(next: Tokens): void {
    tokens = next
    person.value = next.person
  }

  async function leaveFor(returnTo: string, { fresh = false, anew = false } = {}): Promise<void> {
    const departure = depart(redirectUriOf(browser.place, 'callback'), returnTo, fresh)
    keepDeparture(browser.keep, departure)
    const loginHint = person.value?.username
    browser.leave(await authorizationUrl(browser.place, departure, {
      language: language.current, fresh, anew, ...(loginHint ? { loginHint } : {}),
    }))
  }

  /** Goes to the sign-in; with a living SSO session that is a blink. */
  const begin = (returnTo: string) => leaveFor(returnTo)

  /** Comes back from the sign-in: redeems the code of the authorization response, once. */
  async function arrive(search: string): Promise<Arrival> {
    const parameters = new URLSearchParams(search)
    const departure = takeDeparture(browser.keep, parameters.get('state') ?? '')
    if (!departure) return { ok: false, reason: 'unknown-state' }
    const code = parameters.get('code')
    if (!code) return { ok: false, reason: parameters.get('error') ?? 'no-code' }
    const outcome = await redeemCode(call(), departure, code)
    if (!outcome.ok) return { ok: false, reason: outcome.reason === 'unreachable' ? 'unreachable' : outcome.detail }
    accept(outcome.tokens)
    drafts.keepOnlyOf(outcome.tokens.person.userId)
    cameWithoutCode = departure.fresh && isWithoutCode(outcome.tokens)
    return { ok: true, returnTo: departure.returnTo }
  }

  async function renewOnce(): Promise<TokenAnswer> {
    const before = tokens
    if (!before?.refreshToken) return { ok: false, reason: 'ended' }
    const outcome = await refreshTokens(call(), before, before.refreshToken)
    // Somebody confirmed in a pop-up meanwhile: those tokens are newer than this answer.
    if (tokens && tokens !== before) return { ok: true, accessToken: tokens.accessToken }
    if (outcome.ok) {
      accept(outcome.tokens)
      return { ok: true, accessToken: outcome.tokens.accessToken }
    }
    return { ok: false, reason: outcome.reason === 'unreachable' ? 'unreachable' : 'ended' }
  }

  /** A new access token; however many ask at once, the refresh token is used once. */
  function renew(): Promise<TokenAnswer> {
    renewal ??= renewOnce().finally(() => (renewal = null))
    return renewal
  }

  async function token(): Promise<TokenAnswer> {
    if (tokens && tokens.expiresAt - RENEW_BEFORE_MS > browser.now()) return { ok: true, accessToken: tokens.accessToken }
    return renew()
  }

  /** Shows the question; resolves true when the person has signed in (again), false when they would rather not. */
  function ask(what: Question): Promise<boolean> {
    if (asking) return asking.promise
    const { promise, resolve } = Promise.withResolvers<boolean>()
    asking = { promise, settle: resolve }
    question.value = what
    hindrance.value = null
    // The same way would lead back here at once, in a window as in this one: it is said, and then tried once more if wanted.
    if (what === 'fresh' && cameWithoutCode) {
      cameWithoutCode = false
      hindrance.value = 'no-code'
      return promise
    }
    // Whoever has just pressed the button knows what it is for: the window opens from that very click.
    if (what === 'fresh' && browser.mayOpenWindow()) void openPopup('unasked')
    return promise
  }

  function settle(confirmed: boolean): void {
    stopPopup?.()
    stopPopup = null
    waitingForPopup.value = false
    question.value = null
    asking?.settle(confirmed)
    asking = null
  }

  function hinder(why: Hindrance): void {
    stopPopup?.()
    stopPopup = null
    waitingForPopup.value = false
    hindrance.value = why
  }

  function takeAnswer(outcome: TokenOutcome): void {
    if (!outcome.ok) return hinder(outcome.reason === 'unreachable' ? 'unreachable' : 'refused')
    // A step-up belongs to the session's user: another account would finish this person's work (P34).
    if (person.value && outcome.tokens.person.userId !== person.value.userId) return hinder('other-person')
    accept(outcome.tokens)
    // The call would be refused again, and the same window would open and close for ever.
    if (question.value === 'fresh' && isWithoutCode(outcome.tokens)) return hinder('no-code')
    cameWithoutCode = false
    settle(true)
  }

  function watchPopup(departure: Departure, popup: { readonly closed: boolean, close: () => void }): () => void {
    let heard = false
    const stopListening = browser.listenForPopups(async (answer: PopupAnswer) => {
      if (answer.state !== departure.state || heard) return
      heard = true
      popup.close()
      if (answer.code === null) return hinder('refused')
      takeAnswer(await redeemCode(call(), departure, answer.code))
    })
    // A window that answers closes itself at once: only when it stays closed without an answer did the person give up.
    let looksClosed = 0
    const timer = setInterval(() => {
      looksClosed = popup.closed && !heard ? looksClosed + 1 : 0
      if (looksClosed === 2) hinder('closed')
    }, LOOK_AT_POPUP_EVERY_MS)
    return () => {
      stopListening()
      clearInterval(timer)
    }
  }

  /**
   * The answer to the question, in a window of its own; called from a click, so that the browser lets it open. Where it
   * does not let an unasked one, nothing is said: the question has a button for it.
   */
  async function openPopup(how: 'asked' | 'unasked' = 'asked'): Promise<void> {
    if (!question.value) return
    stopPopup?.()
    hindrance.value = null
    const departure = depart(redirectUriOf(browser.place, 'popup'), '')
    const loginHint = person.value?.username
    const url = await authorizationUrl(browser.place, departure, {
      language: language.current, fresh: question.value === 'fresh', ...(loginHint ? { loginHint } : {}),
    })
    const popup = browser.openWindow(url, 'confirm')
    if (!popup) return how === 'asked' ? hinder('blocked') : undefined
    waitingForPopup.value = true
    stopPopup = watchPopup(departure, popup)
    popup.focus()
  }

  /** The same without a second window: what was typed is carried across. Where no code was asked, from the beginning. */
  async function goThere(returnTo: string): Promise<void> {
    if (person.value) drafts.carry(person.value.userId)
    await leaveFor(returnTo, { fresh: question.value === 'fresh', anew: hindrance.value === 'no-code' })
  }

  function signOut(): void {
    const url = endSessionUrl(browser.place, tokens?.idToken ?? null)
    tokens = null
    person.value = null
    drafts.keepOnlyOf(null)
    browser.leave(url)
  }

  const hearRights = (mark: string): void => { rights.value = mark }

  return {
    rights, hearRights, person, question, hindrance, waitingForPopup,
    begin, arrive, token, renew, ask, dismiss: () => settle(false), openPopup: () => openPopup(), goThere, signOut,
  }
})
