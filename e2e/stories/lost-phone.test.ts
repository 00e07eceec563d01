import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from '../support/chromium.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { enrol, onSample, openWiki, password, person, submitCode, takeApp } from '../support/walk.ts'

describe.skipIf(chromiumPath === undefined)('8:55, a new phone', () => {
  let tegata: Tegata
  beforeAll(async () => {
    tegata = await startTegata()
  })
  afterAll(() => tegata.stop())

  const api = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${tegata.url}/api/realms/demo${path}`, {
      method,
      headers: { authorization: `Bearer ${await tegata.adminToken()}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: answer.status === 204 ? undefined : ((await answer.json()) as { items?: Record<string, unknown>[] }) }
  }
  const userId = async (name: string) => {
    const { body } = await api('GET', `/users?search=${name}`)
    return String(body?.items?.find((user) => user.username === name)?.id)
  }

  const askForReset = async (who: Awaited<ReturnType<typeof person>>) => {
    await openWiki(who.page, tegata)
    await password(who.page, 'yuna')
    await who.page.getByText("Can't use your code?").click()
    await who.page.getByRole('button', { name: /reset/i }).click()
    await who.page.locator('text=/\\d{4}-\\d{2}/').first().waitFor()
    return /\d{4}-\d{2}/.exec(await who.page.locator('main').innerText())?.[0] ?? ''
  }

  test('S2-20, P23: the reset goes on only in the window whose reference was read out; every other one ends', async () => {
    const yuna = await person()
    const stranger = await person()
    // a stranger who has the password waits with a code page open
    await openWiki(stranger.page, tegata)
    await password(stranger.page, 'yuna')

    const reference = await askForReset(yuna)
    expect(reference).toMatch(/^\d{4}-\d{2}$/)
    // mailed to the help desk, with the reference
    await expect.poll(async () => (await tegata.mails()).some((mail) => mail.text.includes(reference)), { timeout: 15_000 }).toBe(true)

    const open = await api('GET', '/reset-requests?state=open')
    expect(open.body?.items?.filter((item) => item.reference === reference)).toMatchObject([{ user: { username: 'yuna' }, state: 'open' }])
    const answered = await api('POST', `/users/${await userId('yuna')}/reset-otp`, { reason: 'called back', reference })
    expect(answered.status).toBe(204)

    await yuna.page.reload()
    await enrol(yuna.page, tegata)
    await onSample(yuna.page, tegata)
    await yuna.page.getByText('You are signed in as').waitFor()

    await stranger.page.reload()
    expect(await stranger.page.locator('#otp-key').count()).toBe(0)
    await yuna.leave()
    await stranger.leave()
  })

  test('S2-21…S2-23: Reset OTP ends old codes, sessions and refresh tokens at once; the next sign-in enrols anew', async () => {
    const hana = await person()
    await openWiki(hana.page, tegata)
    await password(hana.page, 'hana')
    await hana.page.locator('input[name=code]').fill(await tegata.codeOf('hana'))
    await hana.page.getByRole('button', { name: 'Submit' }).click()
    await onSample(hana.page, tegata)
    const old = await tegata.codeOf('hana')
    expect((await api('POST', `/users/${await userId('hana')}/reset-otp`, { reason: 'lost phone' })).status).toBe(204)

    await hana.page.getByRole('button', { name: 'Refresh the token' }).click()
    await expect.poll(() => hana.page.locator('#signed-in-as').count()).toBe(0)
    await hana.page.goto(`${tegata.demoUrl}/`)
    await hana.page.locator('#sign-in').waitFor()

    // the session is gone, and what the old phone shows is no code any more
    await openWiki(hana.page, tegata)
    await password(hana.page, 'hana')
    await takeApp(hana.page)
    await submitCode(hana.page, old)
    await takeApp(hana.page)
    await enrol(hana.page, tegata)
    await onSample(hana.page, tegata)
    await hana.page.getByText('You are signed in as').waitFor()
    await hana.leave()
  })
})
