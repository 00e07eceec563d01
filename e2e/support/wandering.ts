import fc from 'fast-check'
import { expect } from 'vitest'
import { operatorOf } from './api.ts'
import { Application, callbackOrigin } from './application.ts'
import { linkIn } from './mail-server.ts'
import { startTegata } from './tegata.ts'
import { type Shown, Walker } from './walker.ts'

export const password = 'a long walk home'
const many = { max: 10_000, minutes: 15 }
export const forgeable = [
  'login', 'code', 'choose', 'enrol', 'confirm-mail', 'password', 'notice', 'cannot-use-code', 'request-reset', 'send-again', 'updated', 'consent', 'cancel',
  'emergency', 'still-have-it', 'leaving', 'refused', 'finish', '..%2f..', '',
]

/** One thing that somebody does with a browser; numbers choose which tab, page, person or value it is about. */
export type Act = { what: string; tab: number; who: number; how: number }
export const actsOf = (...weighted: (readonly [string, number])[]): fc.Arbitrary<Act> => fc.record({
  what: fc.constantFrom(...weighted.flatMap(([what, weight]) => Array.from({ length: weight }, () => what))),
  tab: fc.nat(5), who: fc.nat(2), how: fc.nat(19),
})

export type Tab = { browser: number; walker: Walker; seen: Shown[] }

/** The journey that a page belongs to. */
export const stepIn = (shown: Shown) => /\/journey\/([\w-]+)/.exec(shown.url.pathname)?.[1]

export type Wandering = Awaited<ReturnType<typeof startWandering>>

/** A house whose limits stop nobody, whose clock is moved on, and where people do whatever comes to their minds. */
export async function startWandering() {
  const tegata = await startTegata()
  const api = operatorOf(tegata, 'demo')
  let shift = 0
  const now = () => Date.now() + shift
  const limits = Object.fromEntries(['secondFactorDay', 'secondFactorMonth', 'passwordKnownBrowser', 'passwordUnknownBrowser', 'passwordAddress', 'mailBeforePassword', 'mailAfterPassword'].map((name) => [name, many]))
  expect((await api('PATCH', '', { limits: { ...limits, secondFactorShort: { ...many, waitMinutes: [1] } } })).status).toBe(200)
  for (const [clientId, minimumAcr] of [['app', null], ['strict', 'urn:tegata:acr:code']] as const) {
    expect((await api('POST', '/clients', { clientId, kind: 'single-page', firstParty: true, minimumAcr, redirectUris: [`${callbackOrigin}/callback`] })).status).toBe(201)
  }
  return {
    tegata, api, now,
    async pass(ms: number) {
      shift += ms
      await tegata.setClock(now())
    },
    browserOf: () => new Walker({ stop: (url) => url.origin === callbackOrigin }),
    appOf: (clientId: string) => new Application({ issuer: `${tegata.url}/realms/demo`, clientId, node: () => tegata.url }),
    async invite(username: string, more: Record<string, unknown> = {}) {
      const { status, body } = await api('POST', '/users', { username, email: `${username}@demo.example`, givenName: 'W', familyName: 'W', otpRequired: true, sendSetupMail: true, ...more })
      expect(status).toBe(201)
      return { id: String(body.id), link: linkIn(await tegata.mailTo(`${username}@demo.example`, /Set up/)) }
    },
  }
}
