import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeUpstream, idOf, operatorOf, type Operator } from '../support/api.ts'
import { chromiumPath } from '../support/chromium.ts'
import { startDyingProvider } from '../support/dying-provider.ts'
import { look } from '../support/look.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { atCorp, enrol, onSample, openSample, password, person, submitCode, told } from '../support/walk.ts'

const label = 'In front of Corp ID'

describe.skipIf(chromiumPath === undefined)('in front of Corp ID', () => {
  let tegata: Tegata
  let front: Operator
  let corp: Operator
  beforeAll(async () => {
    tegata = await startTegata()
    front = operatorOf(tegata, 'front')
    corp = operatorOf(tegata, 'corp')
  })
  afterAll(() => tegata.stop())

  /** From the application straight to Corp ID, and its password. */
  const throughCorp = async (page: Page, username: string) => {
    await openSample(page, tegata, '/front')
    await atCorp(page, tegata)
    await password(page, username)
  }
  const signedIn = async (page: Page) => {
    await onSample(page, tegata)
    await page.locator('#signed-in-as').waitFor()
  }
  const comeIn = async (page: Page) => {
    await throughCorp(page, 'hana')
    await page.locator('input[name=code]').waitFor()
    await tegata.nextTimeStep()
    await submitCode(page, await tegata.codeOf('hana', label))
    await signedIn(page)
  }
  const accessOf = async (page: Page) => JSON.parse(await page.locator('#access-token').textContent() ?? '{}')

  test('straight on to Corp ID and back, our code is the second factor; sub, names, roles and groups are those of Corp ID (place 2)', async () => {
    const { page, leave } = await person()
    await comeIn(page)
    const sub = await idOf(corp, 'hana')
    const claims = await told(page)
    expect(claims).toMatchObject({ sub, preferred_username: 'hana', email: 'hana@demo.example', given_name: '花', family_name: '伊藤', acr: '2' })
    expect(claims.amr).toEqual(expect.arrayContaining(['otp', 'mfa']))
    expect(claims.amr).not.toContain('pwd') // no password was seen here
    const access = await accessOf(page)
    expect(access).toMatchObject({ sub, realm_access: { roles: ['approver', 'reader'] }, groups: ['Finance'] })
    expect(await page.locator('main').innerText()).toContain('approver and reader')
    await leave()
  })

  test('people imported with their subject are there before they come: taro must have a code, sets one up on arrival, and is asked next time', async () => {
    const taro = await idOf(front, 'taro')
    expect((await front('GET', `/users/${taro}`)).body).toMatchObject({ otpRequired: true, otp: { required: true, registered: false, status: 'waiting' } })
    expect((await front('GET', `/users/${taro}/identities`)).body.items).toMatchObject([{ linkedBy: 'import', lastSignInAt: null }])
    const { page, leave } = await person()
    await throughCorp(page, 'taro')
    await page.getByText('Authenticator app').first().waitFor()
    if (await page.locator('#otp-key').count() === 0) await page.getByRole('button', { name: /Authenticator app/ }).first().click()
    await enrol(page, tegata)
    await signedIn(page)
    expect(await told(page)).toMatchObject({ sub: await idOf(corp, 'taro'), acr: '2' })
    await leave()

    const again = await person()
    await throughCorp(again.page, 'taro')
    await again.page.locator('input[name=code]').waitFor()
    expect(await again.page.locator('#otp-key').count()).toBe(0)
    await again.leave()
  })

  test('somebody whom only Corp ID knows gets an account on arrival, sets a code up, and has their roles at once (P10)', async () => {
    const { page, leave } = await person()
    await throughCorp(page, 'jisoo')
    await page.getByText('Authenticator app').first().waitFor()
    if (await page.locator('#otp-key').count() === 0) await page.getByRole('button', { name: /Authenticator app/ }).first().click()
    await enrol(page, tegata)
    await signedIn(page)
    expect(await accessOf(page)).toMatchObject({ sub: await idOf(corp, 'jisoo'), realm_access: { roles: ['accountant', 'reader'] }, groups: ['Finance'] })
    expect((await front('GET', `/users/${await idOf(front, 'jisoo')}/identities`)).body.items).toMatchObject([{ linkedBy: 'created' }])
    await leave()
  })

  test('a role taken away at Corp ID is gone here at the next sign-in', async () => {
    const [hana, roles] = [await idOf(corp, 'hana'), (await corp('GET', '/roles')).body.items ?? []]
    const approver = roles.find(({ name }) => name === 'approver')?.id
    expect((await corp('DELETE', `/users/${hana}/roles/${approver}`)).status).toBe(204)
    const { page, leave } = await person()
    await comeIn(page)
    expect((await accessOf(page)).realm_access).toEqual({ roles: ['reader'] })
    await corp('PUT', `/users/${hana}/roles/${approver}`)
    await leave()
  })

  test('signing out goes on to Corp ID and comes back; neither session is left', async () => {
    const { page, leave } = await person()
    await comeIn(page)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${tegata.demoUrl}/front`)
    await page.getByText('You are signed out.').waitFor()
    await openSample(page, tegata, '/front')
    await atCorp(page, tegata)
    await page.getByRole('textbox', { name: 'Password', exact: true }).waitFor()
    await leave()
  })

  test('without script, on a phone: to Corp ID, back, the code, and out again', async () => {
    const { page, leave } = await person({ script: false, width: 360 })
    await comeIn(page)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${tegata.demoUrl}/front`)
    await page.getByText('You are signed out.').waitFor()
    await openSample(page, tegata, '/front')
    await atCorp(page, tegata)
    await page.getByRole('textbox', { name: 'Password', exact: true }).waitFor()
    await leave()
  })

  test('one session at Corp ID serves both realms: no password again, our code all the same; signing out in one ends the other', async () => {
    const { page, leave } = await person()
    await openSample(page, tegata)
    await page.getByRole('link', { name: 'Sign in with Corp ID' }).click()
    await atCorp(page, tegata)
    await password(page, 'hana')
    await signedIn(page)
    await openSample(page, tegata, '/front')
    await page.waitForURL(/\/realms\/front\/journey\//)
    await page.locator('input[name=code]').waitFor()
    await tegata.nextTimeStep()
    await submitCode(page, await tegata.codeOf('hana', label))
    await signedIn(page)

    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out.').waitFor()
    // Corp ID tells realm demo, and realm demo tells its application, each by back-channel
    await expect.poll(async () => {
      await page.goto(`${tegata.demoUrl}/`)
      return page.locator('#signed-in-as').count()
    }, { timeout: 20_000 }).toBe(0)
    await leave()
  })

  test('OpenID Connect Back-Channel Logout 1.0: when Corp ID ends a session, ours ends and the application is told', async () => {
    const { page, leave } = await person()
    await comeIn(page)
    expect((await corp('POST', `/users/${await idOf(corp, 'hana')}/sessions/end`, {})).status).toBe(204)
    await expect.poll(async () => (await front('GET', `/users/${await idOf(front, 'hana')}/sessions`)).body.items, { timeout: 20_000 }).toEqual([])
    await expect.poll(async () => {
      await page.goto(`${tegata.demoUrl}/front`)
      return page.locator('#signed-in-as').count()
    }, { timeout: 20_000 }).toBe(0)
    await leave()
  })

  test('break-glass: under an address of its own an administrator signs in with password and code, and nobody else does', async () => {
    const { page, leave } = await person()
    const local = async () => {
      await page.goto(`${tegata.url}/realms/front/local`)
      await page.locator('form button').first().click()
      await page.getByRole('textbox', { name: 'Password', exact: true }).waitFor()
    }
    await local()
    await password(page, 'hana')
    const refused = await page.locator('[role=alert]').innerText()
    await password(page, 'nobody-at-all')
    expect(await page.locator('[role=alert]').innerText()).toBe(refused)
    await password(page, 'front-admin')
    await page.locator('input[name=code]').waitFor()
    await tegata.nextTimeStep()
    await submitCode(page, await tegata.codeOf('front-admin'))
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor()
    expect(page.url()).toContain('/console/front')
    await leave()
  })

  test('the provider dies while somebody is at it: a sentence and a way to try again, no password form, and the administrator still gets in', async () => {
    const { issuer, stop } = await startDyingProvider()
    const before = (await front('GET', '/upstreams/corp')).body
    await changeUpstream(front, 'corp', { issuer, clientSecret: 'nobody reads it' })
    try {
      const { page, leave } = await person()
      await openSample(page, tegata, '/front')
      await page.locator('[role=alert]').waitFor()
      expect(page.url()).toContain('/realms/front/journey/')
      expect(await page.locator('input[name=password]').count()).toBe(0)
      // it is asked for again, and no answer is said, too
      await page.getByRole('link', { name: 'Corp ID' }).click()
      await page.locator('[role=alert]').waitFor()
      await look(page, 'front-away')
      await leave()

      const admin = await person()
      await admin.page.goto(`${tegata.url}/realms/front/local`)
      await admin.page.locator('form button').first().click()
      await password(admin.page, 'front-admin')
      await tegata.nextTimeStep()
      await submitCode(admin.page, await tegata.codeOf('front-admin'))
      await admin.page.getByRole('heading', { name: 'Dashboard' }).waitFor()
      await admin.leave()
    } finally {
      stop()
      await changeUpstream(front, 'corp', { enabled: true, issuer: before.issuer, clientSecret: 'demo-only-secret-of-front-at-corp' })
    }
    const { page, leave } = await person()
    await comeIn(page)
    await leave()
  })
})
