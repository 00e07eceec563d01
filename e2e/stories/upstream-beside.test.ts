import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeUpstream, idOf, operatorOf, type Operator } from '../support/api.ts'
import { Application } from '../support/application.ts'
import { chromiumPath } from '../support/chromium.ts'
import { startDyingProvider } from '../support/dying-provider.ts'
import { look } from '../support/look.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { atCorp, everybodysPassword, goOnWithTest, onSample, openSample, password, person, submitCode, told } from '../support/walk.ts'

describe.skipIf(chromiumPath === undefined)('beside Corp ID', () => {
  let tegata: Tegata
  let demo: Operator
  beforeAll(async () => {
    tegata = await startTegata()
    demo = operatorOf(tegata, 'demo')
  })
  afterAll(() => tegata.stop())

  const throughCorp = async (page: Page, username: string, path = '/') => {
    await openSample(page, tegata, path)
    await page.getByRole('link', { name: 'Sign in with Corp ID' }).click()
    await atCorp(page, tegata)
    await password(page, username)
  }
  const signedIn = (page: Page) => page.locator('#signed-in-as').waitFor()
  const lastSignIn = async (userId: string, type = 'sign-in.succeeded') => (await demo('GET', `/events?userId=${userId}&type=${type}`)).body.items?.[0]

  test('S2-19: hana, who has set a code up, comes through Corp ID and is not taken to the code page; the audit log says that line 3 decided', async () => {
    const { page, leave } = await person()
    await throughCorp(page, 'hana')
    await onSample(page, tegata)
    await signedIn(page)
    // one factor as far as we know, and what Corp ID proved is nobody's word but its own (policy.md, P30)
    expect(await told(page)).toMatchObject({ preferred_username: 'hana', acr: '1' })
    expect((await told(page)).amr ?? []).not.toContain('mfa')
    expect(await lastSignIn(await idOf(demo, 'hana'))).toMatchObject({ type: 'sign-in.succeeded', reason: 'line3.trusted', details: { line: 3 } })
    const why = await tegata.cli('policy', 'explain', '--realm', 'demo', '--user', 'hana', '--upstream', 'corp')
    expect(why.stdout).toMatch(/^asked: no\n/)
    expect(why.stdout).toMatch(/^ {2}3 .*"corp" is always trusted {3}← decides$/m)
    await leave()
  })

  test('policy line 2: payroll demands a code, and asks hana for hers although she came through Corp ID', async () => {
    const { page, leave } = await person()
    await throughCorp(page, 'hana')
    await onSample(page, tegata)
    await openSample(page, tegata, '/payroll')
    await page.locator('input[name=code]').waitFor()
    await tegata.nextTimeStep()
    await submitCode(page, await tegata.codeOf('hana'))
    await onSample(page, tegata)
    await signedIn(page)
    // the strongest of what payroll asked for that is met; an app is worth more, and says so in amr
    expect(await told(page)).toMatchObject({ acr: 'urn:tegata:acr:code', amr: expect.arrayContaining(['otp']) })
    expect(await lastSignIn(await idOf(demo, 'hana'), 'sign-in.stepped-up')).toMatchObject({ reason: 'line2.demand', details: { line: 2, asked: 'yes' } })
    await leave()
  })

  test('her own password still works, and then the code is asked: trust is in Corp ID, not in hana', async () => {
    const { page, leave } = await person()
    await openSample(page, tegata)
    await password(page, 'hana')
    await tegata.nextTimeStep()
    await submitCode(page, await tegata.codeOf('hana'))
    await onSample(page, tegata)
    await signedIn(page)
    await leave()
  })

  test('kc_idp_hint=corp goes straight on, without our page; an unknown alias shows it', async () => {
    const { page, leave } = await person()
    const app = new Application({ issuer: `${tegata.url}/realms/demo`, clientId: 'your-app', node: () => tegata.url })
    await page.goto(app.ask({ kc_idp_hint: 'corp' }).url.href)
    await atCorp(page, tegata)
    await page.goto(app.ask({ kc_idp_hint: 'nobody' }).url.href)
    await page.waitForURL(/\/realms\/demo\/journey\//)
    await page.getByRole('link', { name: 'Sign in with Corp ID' }).waitFor()
    await leave()
  })

  test('whoever goes back at Corp ID, or says no there, is back at our page and can sign in otherwise', async () => {
    const { page, leave } = await person()
    await openSample(page, tegata)
    await page.getByRole('link', { name: 'Sign in with Corp ID' }).press('Enter') // the keyboard alone
    await atCorp(page, tegata)
    await page.getByRole('button', { name: 'Cancel' }).or(page.getByRole('link', { name: 'Cancel' })).first().click()
    await page.waitForURL(/\/realms\/demo\/journey\//)
    await page.locator('[role=alert]').waitFor()
    await password(page, 'emma')
    await onSample(page, tegata)
    await signedIn(page)
    await leave()
  })

  test('B-3: emma is known here and not linked; her address alone links nothing, a code mailed to it does, and next time nobody asks', async () => {
    const { page, leave } = await person()
    await throughCorp(page, 'emma')
    await page.waitForURL(/\/realms\/demo\/journey\//)
    expect((await demo('GET', `/users/${await idOf(demo, 'emma')}/identities`)).body.items).toEqual([])
    await page.getByRole('button', { name: 'Send me a code' }).click()
    const mail = await tegata.mailTo('emma@demo.example', /Connect your account/)
    await page.locator('input[name=code]').fill(/\b\d{8}\b/.exec(mail.text)?.[0] ?? '')
    await page.keyboard.press('Enter') // the keyboard alone
    await onSample(page, tegata)
    await signedIn(page)
    expect((await demo('GET', `/users/${await idOf(demo, 'emma')}/identities`)).body.items).toMatchObject([{ linkedBy: 'mail', username: 'emma' }])
    expect((await tegata.mailTo('emma@demo.example', /A way to sign in was connected/)).text).toContain('Corp ID')
    await leave()

    const again = await person()
    await throughCorp(again.page, 'emma')
    await onSample(again.page, tegata)
    await signedIn(again.page)
    await again.leave()
  })

  test('B-3: taro connects with his password here, and with the code that his account has, although his group does not ask him in the office', async () => {
    const { page, leave } = await person()
    await throughCorp(page, 'taro')
    await page.waitForURL(/\/realms\/demo\/journey\//)
    expect(await page.locator('input[name=username]').inputValue()).toBe('taro')
    await page.locator('input[name=password]').fill(everybodysPassword)
    await page.keyboard.press('Enter')
    await page.locator('input[name=code]').waitFor()
    expect((await demo('GET', `/users/${await idOf(demo, 'taro')}/identities`)).body.items).toEqual([])
    await tegata.nextTimeStep()
    await submitCode(page, await tegata.codeOf('taro'))
    await onSample(page, tegata)
    await signedIn(page)
    expect((await demo('GET', `/users/${await idOf(demo, 'taro')}/identities`)).body.items).toMatchObject([{ linkedBy: 'password' }])
    await leave()
  })

  test('B-1, B-3: a stranger from Corp ID with hana’s password is asked for her code, and even with it does not become a second hana', async () => {
    const { page, leave } = await person()
    await throughCorp(page, 'jisoo')
    await page.waitForURL(/\/realms\/demo\/journey\//)
    await page.locator('input[name=username]').fill('hana')
    await page.locator('input[name=password]').fill(everybodysPassword)
    await page.keyboard.press('Enter')
    await page.locator('input[name=code]').waitFor()
    await tegata.nextTimeStep()
    await submitCode(page, await tegata.codeOf('hana'))
    await page.locator('[role=alert]').waitFor()
    const { body } = await demo('GET', `/users/${await idOf(demo, 'hana')}/identities`)
    expect(body.items).toMatchObject([{ username: 'hana' }])
    expect(body.items).toHaveLength(1)
    await leave()
  })

  test('signing out here signs out at Corp ID, too, and comes back', async () => {
    const { page, leave } = await person()
    await throughCorp(page, 'hana')
    await onSample(page, tegata)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out.').waitFor()
    expect(page.url()).toBe(`${tegata.demoUrl}/`)
    await openSample(page, tegata)
    await page.getByRole('link', { name: 'Sign in with Corp ID' }).click()
    await atCorp(page, tegata)
    await page.getByRole('textbox', { name: 'Password', exact: true }).waitFor()
    await leave()
  })

  test('P38: switched off while hana is away at it, Corp ID lets nobody in, and a session that came from it ends at its next use; passwords work as ever', async () => {
    const away = await person()
    const inside = await person()
    await throughCorp(inside.page, 'hana')
    await onSample(inside.page, tegata)
    await openSample(away.page, tegata)
    await away.page.getByRole('link', { name: 'Sign in with Corp ID' }).click()
    await atCorp(away.page, tegata)

    await changeUpstream(demo, 'corp', { enabled: false })
    try {
      await password(away.page, 'hana')
      await away.page.waitForURL(/\/realms\/demo\/journey\//)
      await away.page.locator('[role=alert]').waitFor()
      expect(await away.page.getByRole('link', { name: 'Sign in with Corp ID' }).count()).toBe(0)
      await password(away.page, 'emma')
      await onSample(away.page, tegata)
      await signedIn(away.page)

      await inside.page.getByRole('button', { name: 'Refresh the token' }).click()
      await expect.poll(() => inside.page.locator('#signed-in-as').count()).toBe(0)
      await openSample(inside.page, tegata, '/calendar')
      await inside.page.getByRole('textbox', { name: 'Password', exact: true }).waitFor()
    } finally {
      await changeUpstream(demo, 'corp', { enabled: true })
    }
    await away.leave()
    await inside.leave()
  })

  test('the provider dies while somebody is at it: a sentence, and the password works as ever', async () => {
    const { issuer, stop } = await startDyingProvider()
    await changeUpstream(demo, 'corp', { issuer, clientSecret: 'nobody reads it' })
    try {
      const { page, leave } = await person()
      await openSample(page, tegata)
      await page.getByRole('link', { name: 'Sign in with Corp ID' }).click()
      await page.locator('[role=alert]').waitFor()
      expect(page.url()).toContain('/realms/demo/journey/')
      await look(page, 'beside-away')
      await password(page, 'emma')
      await onSample(page, tegata)
      await signedIn(page)
      await leave()
    } finally {
      stop()
      await changeUpstream(demo, 'corp', { issuer: `${tegata.url}/realms/corp`, clientSecret: 'demo-only-secret-of-demo-at-corp' })
    }
  })

  test('P32: prompt=login asks at Corp ID, too, although she is signed in at both; its answer from before is not taken', async () => {
    const { page, leave } = await person()
    await throughCorp(page, 'hana')
    await onSample(page, tegata)
    const app = new Application({ issuer: `${tegata.url}/realms/demo`, clientId: 'your-app', node: () => tegata.url })
    await page.goto(app.ask({ prompt: 'login', kc_idp_hint: 'corp' }).url.href)
    await atCorp(page, tegata)
    await page.getByRole('textbox', { name: 'Password', exact: true }).waitFor()
    await leave()
  })

  test('trust “unless it proved one”: a code proved at Corp ID is enough, a password there is not; payroll takes the evidence, too', async () => {
    const auditor = await idOf(demo, 'auditor')
    const link = await demo('PUT', `/users/${auditor}/identities/corp`, { subject: await idOf(operatorOf(tegata, 'corp'), 'corp-admin'), reason: 'the same person' })
    expect(link.status).toBe(200)
    await changeUpstream(demo, 'corp', { trust: 'evidence', evidence: [{ claim: 'acr', value: '2', level: 2 }], acrValues: ['2'] })
    try {
      const two = await person()
      await throughCorp(two.page, 'corp-admin')
      await two.page.locator('input[name=code]').waitFor()
      await tegata.nextTimeStep()
      await submitCode(two.page, await tegata.codeOf('corp-admin'))
      await onSample(two.page, tegata)
      expect(await told(two.page)).toMatchObject({ preferred_username: 'auditor', acr: '2' })
      await openSample(two.page, tegata, '/payroll')
      await onSample(two.page, tegata)
      await signedIn(two.page)
      await two.leave()

      const one = await person()
      await throughCorp(one.page, 'hana')
      await one.page.waitForURL(/\/realms\/demo\/journey\//)
      await one.page.locator('input[name=code]').waitFor()
      await one.leave()
    } finally {
      await changeUpstream(demo, 'corp', { trust: 'always', evidence: [], acrValues: [] })
    }
  })

  test('P28: trust taken back, hana is asked at the next use of the session that Corp ID began', async () => {
    const { page, leave } = await person()
    await throughCorp(page, 'hana')
    await onSample(page, tegata)
    await changeUpstream(demo, 'corp', { trust: 'never' })
    try {
      await openSample(page, tegata, '/calendar')
      await page.locator('input[name=code]').waitFor()
      await tegata.nextTimeStep()
      await submitCode(page, await tegata.codeOf('hana'))
      await onSample(page, tegata)
      await signedIn(page)
    } finally {
      await changeUpstream(demo, 'corp', { trust: 'always' })
    }
    await leave()
  })

  test('a link taken away ends what came by it, and the next time taro of Corp ID is a stranger', async () => {
    const { page, leave } = await person()
    await throughCorp(page, 'taro')
    await onSample(page, tegata)
    const taro = await idOf(demo, 'taro')
    expect((await demo('POST', `/users/${taro}/identities/corp/unlink`, { reason: 'asked for it' })).status).toBe(204)
    await page.getByRole('button', { name: 'Refresh the token' }).click()
    await expect.poll(() => page.locator('#signed-in-as').count()).toBe(0)
    await openSample(page, tegata)
    await page.getByRole('link', { name: 'Sign in with Corp ID' }).click()
    await page.waitForURL(/\/realms\/demo\/journey\//)
    await page.locator('input[name=password]').waitFor()
    expect(await page.locator('#signed-in-as').count()).toBe(0)
    await leave()
  })

  test('the console tries the connection: a real sign-in in a window of its own, which shows what came and what would be decided', async () => {
    const { page, leave } = await person()
    await page.goto(`${tegata.url}/console/demo/identity-providers/corp`)
    await password(page, 'admin')
    await tegata.nextTimeStep()
    await submitCode(page, await tegata.codeOf('admin'))
    const [window] = await Promise.all([page.waitForEvent('popup'), page.getByRole('button', { name: 'Test the connection' }).click()])
    await goOnWithTest(window)
    await atCorp(window, tegata)
    await password(window, 'hana')
    await page.getByText('The connection works').waitFor()
    const shown = await page.getByRole('dialog').innerText()
    expect(shown).toContain('It would be hana, who is linked.')
    expect(shown).toContain('Our code would not be asked.')
    expect(shown).toContain(await idOf(operatorOf(tegata, 'corp'), 'hana'))
    await leave()
  })

  test('P2: from the day of an enforcement trust makes no exception: an administrator who came unasked through Corp ID is asked', async () => {
    const help = await idOf(demo, 'help')
    const link = await demo('PUT', `/users/${help}/identities/corp`, { subject: await idOf(operatorOf(tegata, 'corp'), 'jisoo'), reason: 'the same person' })
    expect(link.status).toBe(200)
    const before = await person()
    await throughCorp(before.page, 'jisoo')
    await onSample(before.page, tegata)
    await signedIn(before.page)
    await before.leave()

    await tegata.setClock(await tegata.now() + 11 * 86_400_000)
    try {
      const after = await person()
      await throughCorp(after.page, 'jisoo')
      await after.page.locator('input[name=code]').waitFor()
      await submitCode(after.page, await tegata.codeOf('help'))
      await onSample(after.page, tegata)
      await signedIn(after.page)
      await after.leave()
    } finally {
      await tegata.setClock(null)
    }
  })
})
