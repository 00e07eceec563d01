import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { idOf, type Operator, operatorOf } from '../support/api.ts'
import { chromiumPath } from '../support/chromium.ts'
import { startTegata, type Tegata, until } from '../support/tegata.ts'
import { onSample, openWiki, password, person } from '../support/walk.ts'

const [minute, day] = [60_000, 86_400_000]
const tokyo = (at: number) => new Date(at + 9 * 3_600_000).toISOString().slice(0, 10)
const said = (at: number) => new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tokyo', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).formatToParts(at)
  .filter(({ type }) => type !== 'literal').map(({ value }) => value)

describe.skipIf(chromiumPath === undefined)('an enforcement, from weeks before to after it (S0-2, S0-5, S0-7, S0-8, S0-9, S0-10)', () => {
  let tegata: Tegata
  let operator: Operator
  let somebody: Awaited<ReturnType<typeof person>>
  let roleId: string
  let rule: { id: string; from: number }
  beforeAll(async () => {
    tegata = await startTegata()
    operator = operatorOf(tegata, 'demo')
    somebody = await person()
  })
  afterAll(async () => {
    await somebody.leave()
    await tegata.stop()
  })

  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await operator(method, path, body)
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    return answer.body
  }
  const act = async (name: string, more: object = {}) => {
    const { enforceFrom } = await call('POST', `/enforcements/${rule.id}/${name}`, { reason: 'as agreed', ...more })
    rule.from = Date.parse(String(enforceFrom))
  }
  const grant = async (username: string) => call('PUT', `/users/${await idOf(operator, username)}/roles/${roleId}`)
  /** Signs somebody in anew to the sample application, up to whatever page comes after the password. */
  const signIn = async (username: string) => {
    const { page, context } = somebody
    await context.clearCookies()
    await openWiki(page, tegata)
    await password(page, username)
    return page
  }
  const isIn = () => onSample(somebody.page, tegata)
  const mailed = async (username: string, subject: RegExp, count = 1) => {
    const found = async () => (await tegata.mails()).filter((mail) => mail.to.includes(`${username}@`) && subject.test(mail.subject))
    await until(async () => (await found()).length >= count, 30_000, () => `no ${count} mails to ${username} with ${subject}`)
    expect(await found()).toHaveLength(count)
    return (await found())[0]?.text ?? ''
  }

  test('weeks before: whoever it will meet reads when, why and what it means at the next sign-in, and goes in by "Later"; nobody else does', async () => {
    const start = await tegata.now() + 45 * day
    roleId = String((await call('POST', '/roles', { name: 'approver' })).id)
    await grant('emma')
    await grant('taro')
    const draft = await call('POST', '/enforcements', { name: 'Approvers', enforceFrom: { date: tokyo(start) }, target: { roles: [roleId] }, reason: { en: 'Approvals move money.' }, kinds: ['totp'] })
    rule = { id: String(draft.id), from: Date.parse(String(draft.enforceFrom)) }
    await signIn('emma')
    await isIn()
    await act('announce')

    const page = await signIn('emma')
    const [weekday, date, month, year] = said(rule.from)
    await page.getByRole('heading', { name: `From ${weekday}, ${date} ${month} ${year}, 00:00 JST you need a one-time code` }).waitFor()
    await page.getByText('Approvals move money.').waitFor()
    await page.getByText('After that you are asked to set it up before you go on.').waitFor()
    await page.getByText('Please set it up before that time, to avoid being unable to sign in.').waitFor()
    await page.getByRole('button', { name: 'Later' }).click()
    await isIn()
    await signIn('emma')
    await isIn()
    await signIn('frontdesk')
    await isIn()
  })

  test('the waves: one mail each, with what it means for each', async () => {
    await tegata.setClock(rule.from - 30 * day + minute)
    const first = await mailed('emma', /^From .* you sign in with a one-time code/)
    expect(first).toContain('After that you are asked to set it up before you go on.')
    expect(first).toContain('Please set it up before that time, to avoid being unable to sign in.')
    expect(await mailed('taro', /^You are ready for/)).toContain('You are ready. From that time you are asked for a code at every sign-in.')
    await tegata.setClock(rule.from - 7 * day + minute)
    await mailed('emma', /^From .* you sign in with a one-time code/, 2)
    await tegata.setClock(rule.from - day + minute)
    await mailed('emma', /^From .* you sign in with a one-time code/, 3)
    await mailed('taro', /^You are ready for/)
  })

  test('shortly before, the password suffices; from the instant on it does not, and the set-up is there (S0-9)', async () => {
    await tegata.setClock(rule.from - 5 * minute)
    const before = await signIn('emma')
    await before.getByRole('button', { name: 'Later' }).click()
    await isIn()
    await tegata.setClock(rule.from + 1)
    const page = await signIn('emma')
    await page.locator('#otp-key').waitFor({ state: 'attached' })
    await mailed('emma', /^From now on you sign in with a one-time code/)
  })

  test('a postponement is told to whoever was told, and nobody is asked (S0-8, S0-43)', async () => {
    await act('postpone', { enforceFrom: { date: tokyo(rule.from + 14 * day) } })
    const [weekday, date, month, year] = said(rule.from)
    expect(await mailed('emma', /^Another date/)).toContain(`From ${weekday}, ${date} ${month} ${year}, 00:00 JST a one-time code is needed`)
    await mailed('taro', /^Another date/)
    const page = await signIn('emma')
    await page.getByRole('heading', { name: `${date} ${month} ${year}` }).waitFor()
    await page.getByRole('button', { name: 'Later' }).click()
    await isIn()
  })

  test('a suspension is told, and then nothing stands between password and application', async () => {
    await act('suspend')
    await mailed('emma', /^A one-time code is not needed for now/)
    await signIn('emma')
    await isIn()
    await act('resume')
    await mailed('emma', /^A one-time code is needed after all/)
  })

  test('a role that is granted after the instant bites at once (S0-10)', async () => {
    await tegata.setClock(rule.from + day)
    await signIn('frontdesk')
    await isIn()
    await grant('frontdesk')
    const page = await signIn('frontdesk')
    await page.locator('#otp-key').waitFor({ state: 'attached' })
  })
})
