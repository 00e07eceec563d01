import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Phone } from '../support/phone.ts'
import { type Act, actsOf, forgeable, password, startWandering, stepIn, type Tab, type Wandering } from '../support/wandering.ts'

describe('a random walk over every endpoint of a set-up link', () => {
  let world: Wandering
  beforeAll(async () => { world = await startWandering() }, 120_000)
  afterAll(() => world?.tegata.stop())

  test('P-6, P-9, T-2, P13, P18: a set-up link changes a password and an authenticator only as one whole, by the browser that walked it', { timeout: 240_000 }, async () => {
    const { tegata, api, now, pass, browserOf, appOf, invite } = world
    let finished = 0
    let number = 0

    async function walk(acts: readonly Act[]): Promise<void> {
      const username = `invited-${(number += 1)}`
      const { id, link } = await invite(username)
      const browsers = [browserOf(), browserOf()]
      const tabs: Tab[] = browsers.map((walker, browser) => ({ browser, walker, seen: [] }))
      /** What was rightly proved in a journey, by the browser that began it. */
      const journeys = new Map<string, { browser: number; code: boolean; password: boolean }>()
      const told: string[] = []
      let done = false

      async function settle(tab: Tab): Promise<void> {
        const { shown } = tab.walker
        tab.seen.push(shown)
        expect(shown.status, told.join('\n')).toBeLessThan(500)
        expect(shown.status, `a link never leads to an application\n${told.join('\n')}`).not.toBe(0)
        const journey = stepIn(shown)
        // A page that asks for the code says that nothing is proved (any more): the walk of this browser begins there.
        if (journey !== undefined && shown.status === 200 && (!journeys.has(journey) || shown.step === 'enrol')) {
          journeys.set(journey, { browser: tab.browser, code: false, password: false })
        }
        const { body } = await api('GET', `/users/${id}`)
        const [hasPassword, registered] = [body.hasPassword === true, (body.otp as { registered: boolean }).registered]
        expect(hasPassword, `half of it took effect\n${told.join('\n')}`).toBe(registered)
        if (hasPassword) expect([...journeys.values()].some(({ code, password: chosen }) => code && chosen), told.join('\n')).toBe(true)
        if (done) expect(hasPassword).toBe(true)
        if (hasPassword && !done) finished += 1
        done ||= hasPassword
      }

      for (const { what, tab: n, how } of acts) {
        const tab = tabs[n % tabs.length]
        if (tab === undefined) continue
        const { walker } = tab
        const shown = tab.seen.length === 0 ? undefined : walker.shown
        const form = shown?.forms[0]
        const journey = shown === undefined ? undefined : stepIn(shown)
        const mine = journey === undefined ? undefined : journeys.get(journey)
        told.push(`browser ${tab.browser} (${shown?.step ?? shown?.title ?? 'nothing'}): ${what} ${how}`)
        if (what === 'open' || shown === undefined) {
          await walker.open(link)
        } else if (what === 'go on') {
          if (form === undefined) continue
          const step = shown.step
          const key = /id="otp-key"[^>]*>([^<]+)</.exec(shown.body)?.[1]?.replaceAll(/\s/g, '')
          await pass(31_000)
          if (step === 'enrol' && key !== undefined) {
            if (mine?.browser === tab.browser) mine.code = true
            await walker.send({ code: await new Phone(key, now).next() }, 'enrol')
          } else if (step === 'password') {
            if (mine?.browser === tab.browser) mine.password = true
            await walker.send({ newPassword: password, confirmPassword: password }, 'password')
          } else if (step === 'choose') await walker.send({ method: 'totp' }, 'choose')
          else if (!form.action.includes('/link/new')) await walker.send()
        } else if (what === 'wrong') {
          if (form === undefined || form.action.includes('/link')) continue
          const bad = [['short', 'short'], [password, `${password}!`], ['', ''], [username, username]][how % 4] ?? ['', '']
          await walker.send({ code: ['', '000000', 'x'][how % 3] ?? '', newPassword: bad[0] ?? '', confirmPassword: bad[1] ?? '' })
        } else if (what === 'forge') {
          const target = journey ?? [...journeys.keys()][how % Math.max(1, journeys.size)]
          if (target === undefined) continue
          const to = forgeable[how % forgeable.length] ?? ''
          // A password sent to its own step is chosen there, whatever page it was sent from.
          const of = journeys.get(target)
          if (to === 'password' && of?.browser === tab.browser) of.password = true
          const csrf = shown.forms.map(({ fields }) => fields.csrf ?? '').find((value) => value !== '') ?? ''
          const response = await walker.request('POST', new URL(`${tegata.url}/realms/demo/journey/${target}/${to}`), {
            csrf, username, password, code: '123456', method: 'totp', newPassword: password, confirmPassword: password, answer: 'later',
          })
          await walker.open(response.headers.get('location') ?? shown.url.href)
        } else if (what === 'back') {
          const earlier = tab.seen[how % tab.seen.length]
          if (earlier !== undefined) walker.back(earlier)
          continue
        } else if (what === 'reload') {
          await walker.open(how % 2 === 0 ? `${shown.url.pathname}?ui_locales=ko` : shown.url)
        } else if (what === 'steal') {
          const thief = tabs[1 - tab.browser]
          if (thief === undefined) continue
          await thief.walker.open(shown.url)
          await settle(thief)
        }
        await settle(tab)
      }
      // Nobody is signed in by a link.
      for (const [index, browser] of browsers.entries()) {
        const asked = appOf('app').ask({ prompt: 'none' })
        await browser.open(asked.url)
        expect(browser.shown.url.searchParams.get('error'), `browser ${index}\n${told.join('\n')}`).toBe('login_required')
      }
    }

    await fc.assert(fc.asyncProperty(fc.array(actsOf(
      ['open', 2], ['go on', 14], ['wrong', 3], ['forge', 4], ['back', 3], ['reload', 2], ['steal', 2],
    ), { minLength: 14, maxLength: 26 }), walk), { seed: 20_261_122, numRuns: 12, endOnFailure: true })
    expect(finished).toBeGreaterThan(3)
  })
})
