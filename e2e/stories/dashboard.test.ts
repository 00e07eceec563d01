import { describe, expect, test } from 'vitest'
import { idOf, operatorOf } from '../support/api.ts'
import { atTheConsole, page, tegata } from '../support/at-the-console.ts'
import { chromiumPath } from '../support/chromium.ts'
import { look } from '../support/look.ts'
import { onSample, openWiki, password, person } from '../support/walk.ts'

describe.skipIf(chromiumPath === undefined)('the dashboard', () => {
  atTheConsole()

  const open = async () => {
    await page.getByRole('link', { name: 'Dashboard', exact: true }).click()
    await page.getByRole('region', { name: 'One-time codes' }).waitFor()
  }
  const figure = async (name: string) => Number((await page.locator('.figure').filter({ hasText: name }).locator('.count').innerText()).replaceAll(/\D/g, ''))
  const people = () => page.locator('tbody tr')

  test('S0-39, S0-40: administrators without OTP are one click from where the console opens', async () => {
    await page.getByRole('link', { name: '2 administrators have not set up OTP' }).click()
    // 이서연 has: an address, which an administrator entered for her.
    for (const name of ['Laura Klein', '森 拓也']) await page.getByRole('link', { name }).waitFor()
    expect(await people().count()).toBe(2)
    expect(new URL(page.url()).search).toBe('?administrators=true&otp=not-set-up&enabled=true')
  })

  test('its numbers move with what people do: somebody sets up on the spot, and one waits less', async () => {
    await open()
    const [setUp, waiting] = [await figure('Set up'), await figure('Waiting for set-up')]
    await tegata.cli('user', 'reset-otp', '--realm', 'demo', '--username', 'yuna', '--reason', 'new phone')
    await page.reload()
    await page.locator('.figure').filter({ hasText: 'Waiting for set-up' }).getByText(String(waiting + 1), { exact: true }).waitFor()
    expect(await figure('Set up')).toBe(setUp - 1)
    await page.getByRole('region', { name: 'By role' }).getByRole('link', { name: '1 waiting: Certificate Admin' }).click()
    await page.getByRole('link', { name: '森 拓也' }).waitFor()
    expect(await people().count()).toBe(1)
  })

  test('S2-20: who waits for a reset stands on top, and the way to answer is beside it', async () => {
    const hana = await person()
    await openWiki(hana.page, tegata)
    await password(hana.page, 'hana')
    await hana.page.getByText("Can't use your code?").click()
    await hana.page.getByRole('button', { name: 'Ask for a reset' }).click()
    await hana.page.getByText(/\d{4}-\d{2}/).first().waitFor()
    await open()
    await page.reload()
    await page.getByText('1 person waits for an answer to a reset request').waitFor()
    await look(page, 'dashboard')
    await page.getByRole('link', { name: 'Answer them' }).click()
    await page.getByRole('heading', { name: 'Reset requests' }).waitFor()
    await page.getByRole('link', { name: '伊藤 花' }).waitFor()
    await hana.leave()
  })

  test('issue 4.1: who was locked out today is one click away, and gone from there once they got in', async () => {
    const operator = operatorOf(tegata, 'demo')
    const { body: group } = await operator('POST', '/policy-groups', { name: 'Nobody without a code', ask: 'always', onUnenrolled: 'deny' })
    expect((await operator('PATCH', `/users/${await idOf(operator, 'emma')}`, { policyGroup: group.id })).status).toBe(200)
    const emma = await person()
    await openWiki(emma.page, tegata)
    await password(emma.page, 'emma')
    await emma.page.getByRole('heading', { name: 'You cannot sign in yet' }).waitFor()

    await open()
    await page.reload()
    await page.getByRole('link', { name: '1 person was locked out in the last 24 hours' }).waitFor()
    await look(page, 'dashboard-locked-out')
    await page.getByRole('link', { name: '1 person was locked out in the last 24 hours' }).click()
    await page.getByRole('link', { name: 'Emma Brown' }).waitFor()
    expect([await people().count(), new URL(page.url()).search]).toEqual([1, '?enabled=true&lockedOut=true'])
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByText('Code and tokens').click()
    await look(page, 'users-locked-out')
    await page.keyboard.press('Escape')

    expect((await operator('PATCH', `/users/${await idOf(operator, 'emma')}`, { policyGroup: null })).status).toBe(200)
    await openWiki(emma.page, tegata)
    await password(emma.page, 'emma')
    await onSample(emma.page, tegata)
    await emma.leave()
    await open()
    await page.reload()
    await page.getByRole('region', { name: 'Needs attention today' }).waitFor()
    expect(await page.getByText('locked out in the last 24 hours').count()).toBe(0)
  })
})
