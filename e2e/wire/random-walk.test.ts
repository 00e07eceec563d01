import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Application, claimsOf } from '../support/application.ts'
import { Phone } from '../support/phone.ts'
import { type Act, actsOf, forgeable, password, startWandering, stepIn, type Tab, type Wandering } from '../support/wandering.ts'

type Request = { browser: number; app: Application; prompt: string; asked: ReturnType<Application['ask']> }
type Proved = { browser: number; password: Set<string>; code: Set<string>; token: Set<string> }
type Person = { username: string; id: string; phone: Phone | null; must: boolean }

describe('a random walk over every endpoint of a journey', () => {
  let world: Wandering
  beforeAll(async () => { world = await startWandering() }, 120_000)
  afterAll(() => world?.tegata.stop())

  test('S-10, I-2, P28, P30, P32, P34: a code is issued only on proofs that were really made, and its token says no more than they', { timeout: 240_000 }, async () => {
    const { tegata, api, now, pass, browserOf, appOf, invite } = world
    // Somebody with a code, somebody who must set one up, somebody whose password is all there is.
    const people: Person[] = []
    for (const username of ['coded', 'demanded', 'simple']) {
      const { id, link } = await invite(username, { otpRequired: username !== 'simple' })
      const browser = browserOf()
      await browser.open(link)
      await browser.send()
      let phone: Phone | null = null
      if (browser.shown.step === 'enrol') {
        phone = new Phone(browser.key, now)
        await browser.send({ code: await phone.next() }, 'enrol')
      }
      await browser.send({ newPassword: password, confirmPassword: password }, 'password')
      expect(browser.shown.title, username).toBe('Your account has been updated.')
      people.push({ username, id, phone, must: username !== 'simple' })
    }
    const [, demanded, simple] = people
    if (demanded === undefined || simple === undefined) throw new Error('nobody')
    const heldBy = async ({ id }: Person): Promise<readonly string[]> =>
      ((await api('GET', `/users/${id}/authenticators`)).body.items as { id: string }[]).map((each) => each.id)
    let issued = 0

    async function walk(acts: readonly Act[]): Promise<void> {
      // The one who must set up has nothing again, and the one who need not neither.
      for (const person of [demanded, simple]) {
        if (person === undefined || (person === simple && person.phone === null)) continue
        expect((await api('POST', `/users/${person.id}/reset-otp`, { reason: 'again' })).status).toBe(204)
        person.phone = null
      }
      expect((await api('PATCH', `/users/${simple?.id}`, { otpRequired: false })).status).toBe(200)
      await pass(60_000)
      const emergency = new Map<string, string>()
      for (const { username, id, must } of people) {
        if (!must) continue
        const { status, body } = await api('POST', `/users/${id}/emergency-tokens`, { reason: 'for this walk', expiresInHours: 24 })
        if (status === 201) emergency.set(username, String(body.value))
      }
      const browsers = [browserOf(), browserOf()]
      const tabs: Tab[] = []
      const requests = new Map<string, Request>()
      const journeys = new Map<string, { proved: Proved; state: string }>()
      const sessions = new Map<number, { userId: string; password: boolean; code: boolean; token: boolean }>()
      const usedCodes = new Set<string>()
      const told: string[] = []

      const provedIn = (state: string) => [...journeys.values()].filter((journey) => journey.state === state).map(({ proved }) => proved)

      /** What an application that got a code may believe. */
      async function judge(tab: Tab): Promise<void> {
        const { url } = tab.walker.shown
        const [code, state] = [url.searchParams.get('code'), url.searchParams.get('state') ?? '']
        const request = requests.get(state)
        if (code === null || request === undefined) return
        const { status, body } = await request.app.redeem(code, request.asked)
        // The same address opened twice: a code is redeemed once.
        if (usedCodes.has(code)) return void expect(status).toBe(400)
        usedCodes.add(code)
        const why = told.slice(-12).join('\n')
        expect(status, `a code that is worth nothing: ${JSON.stringify(body)}\n${why}`).toBe(200)
        issued += 1
        const claims = claimsOf(body.id_token)
        const person = people.find(({ id }) => id === claims.sub)
        if (person === undefined) throw new Error(`a token for nobody: ${String(claims.sub)}`)
        const session = sessions.get(tab.browser)
        const kept = session?.userId === person.id && request.prompt !== 'login' ? session : undefined
        const here = provedIn(state)
        expect(request.browser, `another browser got the code\n${why}`).toBe(tab.browser)
        const proof = {
          password: kept?.password === true || here.some((proved) => proved.password.has(person.username)),
          code: kept?.code === true || here.some((proved) => proved.code.has(person.username)),
          token: kept?.token === true || here.some((proved) => proved.token.has(person.username)),
        }
        const amr = claims.amr as string[]
        expect(proof.password, `${person.username} without a password\n${why}`).toBe(true)
        if (person.must || person.phone !== null || request.app.clientId === 'strict') {
          expect(proof.code || (proof.token && request.app.clientId !== 'strict'), `${person.username} without a second factor for ${request.app.clientId}\n${why}`).toBe(true)
        }
        if (amr.includes('otp')) expect(proof.code, `amr says otp\n${why}`).toBe(true)
        if (amr.includes('mfa') || claims.acr === '2') expect(proof.code, `acr ${String(claims.acr)}, amr ${amr.join(' ')}\n${why}`).toBe(true)
        if (amr.includes('urn:tegata:amr:emergency')) expect(proof.token, why).toBe(true)
        sessions.set(tab.browser, { userId: person.id, ...proof })
      }

      /** What the answer tells the model: which request a journey belongs to, and that its proofs are gone. */
      async function look(tab: Tab, state?: string): Promise<void> {
        const { shown } = tab.walker
        tab.seen.push(shown)
        expect(shown.status, `${shown.url.href}\n${told.slice(-6).join('\n')}`).toBeLessThan(500)
        const id = stepIn(shown)
        if (id !== undefined && state !== undefined && shown.status === 200 && !journeys.has(id)) {
          journeys.set(id, { state, proved: { browser: tab.browser, password: new Set(), code: new Set(), token: new Set() } })
        }
        const journey = id === undefined ? undefined : journeys.get(id)
        if (shown.step === 'login' && shown.status === 200 && journey?.proved.browser === tab.browser) {
          journey.proved.password.clear()
          journey.proved.code.clear()
          journey.proved.token.clear()
        }
        if (shown.status === 0) await judge(tab)
      }

      /** Posts; a right value counts as a proof only where it was sent to its own step by the browser that began. */
      async function post(tab: Tab, action: string, fields: Record<string, string>, proof?: { kind: 'password' | 'code' | 'token'; username: string }, then?: () => Promise<void>): Promise<void> {
        const target = new URL(new URL(action, tegata.url).pathname, tegata.url)
        const [, id = '', step = ''] = /\/journey\/([\w-]+)\/([\w-]*)$/.exec(target.pathname) ?? []
        const journey = journeys.get(id)
        const steps = { password: ['login'], code: ['code', 'enrol'], token: ['emergency', 'code'] }
        if (proof !== undefined && journey?.proved.browser === tab.browser && steps[proof.kind].includes(step)) journey.proved[proof.kind].add(proof.username)
        told.push(`browser ${tab.browser} posts ${step} to ${id.slice(0, 6)}: ${JSON.stringify({ ...fields, csrf: undefined })}`)
        const state = journey?.state
        const response = await tab.walker.request('POST', target, fields)
        await then?.()
        const to = response.headers.get('location')
        await tab.walker.open(new URL(to ?? target.pathname.replace(/\/[\w-]*$/, ''), target))
        await look(tab, state)
      }
      const csrfOf = ({ walker }: Tab) => walker.shown.forms.map(({ fields }) => fields.csrf ?? '').find((value) => value !== '') ?? ''

      async function act({ what, tab: n, who, how }: Act): Promise<void> {
        const person = people[who % people.length]
        const tab = tabs[n % Math.max(1, tabs.length)]
        if (what === 'begin' || tab === undefined || person === undefined) {
          const browser = n % 2
          const app = appOf(how % 4 === 0 ? 'strict' : 'app')
          const prompt = how === 5 || how === 6 ? 'login' : how === 7 ? 'none' : ''
          const asked = app.ask({ ...(prompt !== '' && { prompt }), ...(how === 8 && { max_age: '0' }), ...(how === 9 && { login_hint: 'coded' }), ...(how === 10 && { acr_values: '2' }) })
          const fresh: Tab = { browser, walker: browsers[browser]?.tab() ?? browserOf(), seen: [] }
          if (tabs.length < 6) tabs.push(fresh)
          else tabs[n % 6] = fresh
          requests.set(asked.state, { browser, app, prompt: how === 8 ? 'login' : prompt, asked })
          told.push(`browser ${browser} begins ${app.clientId} ${prompt}`)
          await fresh.walker.open(asked.url)
          return look(fresh, asked.state)
        }
        const { walker } = tab
        const form = walker.shown.forms.find(({ action }) => /\/journey\/[\w-]+\/[\w-]+$/.test(action))
        const step = walker.shown.step ?? ''
        const id = stepIn(walker.shown)
        const state = id === undefined ? undefined : journeys.get(id)?.state
        switch (what) {
          // What the page asks for, done right.
          case 'go on': {
            if (form === undefined) return act({ what: 'begin', tab: n, who, how })
            if (step === 'login') return post(tab, form.action, { ...form.fields, username: form.fields.username || person.username, password }, { kind: 'password', username: form.fields.username || person.username })
            if (step === 'choose') return post(tab, form.action, { ...form.fields, method: 'totp' })
            if (step === 'enrol' || step === 'code') return act({ what: 'right code', tab: n, who, how })
            if (step === 'confirm-mail') {
              const known = people.find(({ username }) => walker.shown.body.includes(`${username[0]}…${username.at(-1)}@demo.example`))
              const mail = known === undefined ? undefined : await tegata.mailTo(`${known.username}@demo.example`, /Confirm that it is you/)
              return post(tab, form.action, { ...form.fields, code: /^ {4}(\d{8})$/m.exec(mail?.text ?? '')?.[1] ?? '' })
            }
            if (step === 'still-have-it') return post(tab, form.action, { ...form.fields, answer: how % 2 === 0 ? 'keep' : 'lost' })
            return post(tab, form.action, form.fields)
          }
          case 'right code': {
            if (form === undefined) return
            await pass(31_000)
            // On a set-up page the key is shown: the phone is made of it, and is worth something only once it is bound.
            const key = /id="otp-key"[^>]*>([^<]+)</.exec(walker.shown.body)?.[1]?.replaceAll(/\s/g, '')
            if (step === 'enrol' && key !== undefined) {
              const owner = people.find(({ username }) => walker.shown.body.includes(`(${username})`))
              const before = owner === undefined ? [] : await heldBy(owner)
              const phone = new Phone(key, now)
              if (owner === undefined) return post(tab, form.action, { ...form.fields, code: await phone.next() })
              const code = await phone.next()
              await post(tab, form.action, { ...form.fields, code }, { kind: 'code', username: owner.username }, async () => {
                if ((await heldBy(owner)).some((each) => !before.includes(each))) owner.phone = phone
              })
              return
            }
            if (person.phone === null) return
            return post(tab, form.action, { ...form.fields, code: await person.phone.next() }, { kind: 'code', username: person.username })
          }
          case 'wrong': return form && post(tab, form.action, {
            ...form.fields, username: person.username, password: how % 2 === 0 ? '' : 'not this one', code: ['', '000000', '１２３４５６', 'abc', '999 999'][how % 5] ?? '',
          })
          // Any value to any step of this journey, with the secret of whatever form is there.
          case 'forge': {
            const target = id ?? [...journeys.keys()][how % Math.max(1, journeys.size)]
            if (target === undefined) return
            const to = forgeable[how % forgeable.length] ?? ''
            const isLogin = to === 'login'
            return post(tab, `/realms/demo/journey/${target}/${to}`, {
              csrf: csrfOf(tab), username: person.username, password, answer: 'later', method: 'totp', code: '123456', newPassword: password, confirmPassword: password, ...(to === 'consent' && { answer: 'allow' }),
            }, isLogin ? { kind: 'password', username: person.username } : undefined)
          }
          case 'emergency': {
            const value = emergency.get(person.username)
            if (id === undefined || value === undefined) return
            return post(tab, `/realms/demo/journey/${id}/emergency`, { csrf: csrfOf(tab), code: value }, { kind: 'token', username: person.username })
          }
          case 'reload': {
            await walker.open(how % 3 === 0 ? `${walker.shown.url.pathname}?ui_locales=ja` : walker.shown.url)
            return look(tab, state)
          }
          case 'back': {
            const earlier = tab.seen[how % Math.max(1, tab.seen.length)]
            if (earlier !== undefined && earlier.status !== 0) walker.back(earlier)
            return
          }
          case 'duplicate': {
            const copy: Tab = { browser: tab.browser, walker: walker.tab(), seen: [...tab.seen] }
            if (tabs.length < 6) tabs.push(copy)
            return
          }
          // The address, or the form with its secret, in somebody else's browser.
          case 'steal': {
            const other = 1 - tab.browser
            const thief: Tab = { browser: other, walker: browsers[other]?.tab() ?? browserOf(), seen: [] }
            told.push(`browser ${other} takes ${walker.shown.url.pathname.slice(-12)}`)
            if (how % 2 === 0 || form === undefined) {
              await thief.walker.open(walker.shown.url)
            } else {
              const response = await thief.walker.request('POST', new URL(form.action, tegata.url), { ...form.fields, username: person.username, password })
              await thief.walker.open(response.headers.get('location') ?? walker.shown.url.href)
            }
            return look(thief)
          }
          // Straight to where a finished sign-in goes on.
          case 'resume': {
            if (id === undefined) return
            told.push(`browser ${tab.browser} resumes ${id.slice(0, 6)}`)
            await walker.open(`${tegata.url}/realms/demo/protocol/openid-connect/auth/${id}`)
            return look(tab, state)
          }
          case 'sign out': {
            await walker.open(`${tegata.url}/realms/demo/protocol/openid-connect/logout`)
            const [out] = walker.shown.forms
            if (out !== undefined) await walker.send({ logout: 'yes' })
            told.push(`browser ${tab.browser} signs out`)
            return look(tab)
          }
          case 'lose cookies': {
            const jar = browsers[tab.browser]?.cookies.get('localhost')
            for (const [key, cookie] of jar ?? []) if (how % 3 === 0 || cookie.name.includes(how % 3 === 1 ? 'interaction' : 'browser')) jar?.delete(key)
            told.push(`browser ${tab.browser} loses cookies`)
            return
          }
          default: throw new Error(`nobody knows how to ${what}`)
        }
      }
      for (const each of acts) await act(each)
      // Whatever was done: nobody has more than one authenticator, and only one whose set-up was walked.
      for (const person of people) {
        expect((await heldBy(person)).length, `${person.username}\n${told.join('\n')}`).toBe(person.phone === null ? 0 : 1)
      }
    }

    await fc.assert(fc.asyncProperty(fc.array(actsOf(
      ['begin', 4], ['go on', 14], ['right code', 4], ['wrong', 3], ['forge', 5], ['emergency', 2], ['reload', 2], ['back', 3], ['duplicate', 1], ['steal', 2], ['resume', 2], ['sign out', 1], ['lose cookies', 1],
    ), { minLength: 25, maxLength: 45 }), walk), { seed: 20_261_122, numRuns: 30, endOnFailure: true })
    // A walk that never arrives anywhere proves nothing.
    expect(issued).toBeGreaterThan(20)
  })
})
