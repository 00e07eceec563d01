import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimsOf } from '../support/application.ts'
import { Phone } from '../support/phone.ts'
import { everybodysPassword, type Production, startProduction } from '../support/production.ts'
import { atCodePage, eventsOf, factorsOf, invite, racesPromise } from '../support/races.ts'
import { tally, together } from '../support/together.ts'
import type { Walker } from '../support/walker.ts'

describe('one node on SQLite', () => {
  let house: Production
  beforeAll(async () => {
    house = await startProduction()
    expect((await house.api('PATCH', '', { helpDeskMail: 'desk@corp.example' })).status).toBe(200)
  })
  afterAll(() => house.stop())

  racesPromise('one node, SQLite', () => house)

  /** A finger that trembles: the same button twice (or more) at once, then the page that follows. */
  const click = async (walker: Walker, fields: Record<string, string> = {}, ending?: string, times = 2): Promise<readonly number[]> => {
    const { url, body } = walker.filled(fields, ending)
    const answers = await together(times, () => walker.request('POST', url, body))
    const to = answers.map((answer) => answer.headers.get('location')).find((location) => location !== null)
    await walker.open(to ?? walker.shown.url)
    return answers.map(({ status }) => status)
  }

  test('a double click on every button of the set-up walk: it ends as ever, with one authenticator, one password and one mail about it', async () => {
    const { id, link } = await invite(house, 'trembles')
    const walker = house.walker()
    await walker.open(link)
    const { url, body } = walker.filled({})
    const begun = await together(5, () => walker.request('POST', url, body))
    // Whichever answer the browser follows, it leads to a page that goes on.
    for (const answer of begun) {
      await walker.open(new URL(answer.headers.get('location') ?? '', url))
      expect(walker.shown.step).toBe('enrol')
    }
    const phone = new Phone(walker.key)
    await click(walker, { code: await phone.next() }, 'enrol')
    expect(walker.shown.step).toBe('password')
    await click(walker, { newPassword: everybodysPassword, confirmPassword: everybodysPassword }, 'password')
    expect(walker.shown.title).toBe('Your account has been updated.')
    expect(await factorsOf(house, id)).toHaveLength(1)
    for (const type of ['authenticator.added', 'password.changed', 'setup.finished']) expect(await eventsOf(house, { id }, type), type).toHaveLength(1)

    const asked = house.app.ask()
    await walker.open(asked.url)
    expect(tally(await click(walker, { username: 'trembles', password: everybodysPassword }, 'login'))).toEqual({ 303: 2 })
    expect(tally(await click(walker, { code: await phone.next() }, 'code'))).toEqual({ 303: 2 })
    expect(claimsOf((await house.app.finish(walker, asked)).access_token)).toMatchObject({ sub: id, acr: '2' })
    expect(await eventsOf(house, { id }, 'code.accepted')).toHaveLength(1)
    expect(await eventsOf(house, { id }, 'sign-in.succeeded')).toHaveLength(1)
    expect(house.mail.mails.filter(({ to, subject }) => to === 'trembles@corp.example' && /authenticator/i.test(subject)).length).toBeLessThanOrEqual(1)
  })

  test('a double click on "Ask for a reset" files one request and sends one mail', async () => {
    const person = await house.settle('asks')
    const { walker } = await atCodePage(house, person)
    await walker.follow(/can.t use your code/i)
    await click(walker, {}, 'request-reset', 5)
    const { body } = await house.api('GET', '/reset-requests?state=open')
    expect((body.items as { username?: string }[]).length).toBe(1)
    await house.mail.to('desk@corp.example')
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(house.mail.mails.filter(({ to }) => to === 'desk@corp.example')).toHaveLength(1)
  })
})
