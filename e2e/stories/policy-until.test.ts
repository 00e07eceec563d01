import { describe, expect, test } from 'vitest'
import { atTheConsole, page, tegata } from '../support/at-the-console.ts'
import { chromiumPath } from '../support/chromium.ts'
import { look } from '../support/look.ts'
import { onSample, openWiki, password, person, takeApp } from '../support/walk.ts'

const minute = 60_000

describe.skipIf(chromiumPath === undefined)('a time in an Access Policy Group (S1-34)', () => {
  atTheConsole()

  const card = () => page.getByRole('region', { name: 'Access Policy – Access Policy Groups' })
  const dialog = () => page.getByRole('dialog')
  const openUser = async (username: string) => {
    await page.goto(`${tegata.url}/console/demo/users?search=${username}`)
    await page.getByRole('row', { name: new RegExp(`${username}@demo\\.example`) }).getByRole('link').first().click()
    await card().getByText('At a sign-in with the password').waitFor()
  }
  const changeTo = async (group: string, day?: { day: string; time: string }) => {
    await card().getByRole('button', { name: 'Change group' }).click()
    await dialog().getByLabel('Group').selectOption(group)
    if (day) {
      await dialog().getByText('Until a day and a time').click()
      await dialog().getByLabel('Day', { exact: true }).fill(day.day)
      await dialog().getByLabel('Time', { exact: true }).fill(day.time)
    }
  }
  /** As clocks of the realm, in Tokyo, show it. */
  const inTokyo = (at: number) => {
    const text = new Date(at + 9 * 3_600_000).toISOString()
    return { day: text.slice(0, 10), time: text.slice(11, 16) }
  }
  const meets = async (username: string) => {
    const somebody = await person()
    await openWiki(somebody.page, tegata)
    await password(somebody.page, username)
    return somebody
  }

  test('S1-25, S1-34: somebody is put into a group for an hour to try the code; the page says until when and what comes after', async () => {
    await openUser('emma')
    await changeTo('Always ask', inTokyo(await tegata.now() + 60 * minute))
    await dialog().getByText(/JST; then in no group again\./).waitFor()
    await dialog().getByText('Emma Brown has to set up a code at the next sign-in.').waitFor()
    await look(page, 'console-policy-until-window')
    await dialog().getByRole('button', { name: 'Save Changes' }).click()
    await card().getByRole('button', { name: 'Revert now' }).waitFor()
    expect(await card().textContent()).toMatch(/(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d{1,2} \w+ \d{4}, \d\d:\d\d JST/)
    await card().scrollIntoViewIfNeeded()
    await look(page, 'console-policy-until')
    const emma = await meets('emma')
    await takeApp(emma.page)
    await emma.leave()
  })

  test('S1-40: [Revert now] goes back at once', async () => {
    await openUser('emma')
    await card().getByRole('button', { name: 'Revert now' }).click()
    await dialog().getByText('Emma Brown is not asked for a code any more.').waitFor()
    await dialog().getByRole('button', { name: 'Save Changes' }).click()
    await card().getByText('No code is asked for. Nothing asks for one.').waitFor()
  })

  test('an end that is over is said at the field, and nobody is moved', async () => {
    await changeTo('Always ask', { day: '2020-01-01', time: '09:00' })
    await dialog().getByText('This is over already, or in less than a minute.').waitFor()
    await dialog().getByRole('button', { name: 'Save Changes' }).click()
    await dialog().getByRole('button', { name: 'Cancel' }).click()
    await card().getByText('No code is asked for. Nothing asks for one.').waitFor()
  })

  test('P10: at the instant itself nobody asks her any more, and the log says that it reverted by itself', async () => {
    await openUser('emma')
    await changeTo('Always ask', inTokyo(await tegata.now() + 4 * minute))
    await dialog().getByRole('button', { name: 'Save Changes' }).click()
    await card().getByRole('button', { name: 'Revert now' }).waitFor()
    await tegata.setClock(await tegata.now() + 4 * minute)
    const emma = await meets('emma')
    await onSample(emma.page, tegata)
    await emma.leave()
    await openUser('emma')
    await card().getByText('No code is asked for. Nothing asks for one.').waitFor()
    expect(await card().getByRole('button', { name: 'Revert now' }).count()).toBe(0)
    const token = await tegata.adminToken()
    const answer = await fetch(`${tegata.url}/api/realms/demo/events?type=policy-group.reverted`, { headers: { authorization: `Bearer ${token}` } })
    const { items } = await answer.json() as { items: { details: unknown }[] }
    expect(items.map(({ details }) => details)).toEqual([{ before: expect.objectContaining({ name: 'Always ask' }), after: null, until: expect.any(String) }])
    await page.goto(`${tegata.url}/console/demo/audit-log?kind=rights`)
    await page.getByText('Access Policy Group reverted by itself').waitFor()
  })
})
