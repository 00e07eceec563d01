import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Application, callbackOrigin, claimsOf } from '../support/application.ts'
import { linkIn } from '../support/mail-server.ts'
import { type Person, type Production, startProduction, walkSetUp } from '../support/production.ts'
import { Walker } from '../support/walker.ts'

describe('what is kept apart', () => {
  let house: Production
  let person: Person
  beforeAll(async () => {
    house = await startProduction()
    person = await house.settle('apart')
    await house.must('realm', 'create', '--name', 'other', '--display-name', 'Other')
    await house.must('client', 'create', '--realm', 'other', '--client-id', 'app', '--kind', 'single-page', '--redirect-uri', `${callbackOrigin}/callback`, '--first-party')
  })
  afterAll(() => house.stop())

  const other = () => new Application({ issuer: `${house.publicUrl}/realms/other`, clientId: 'app', node: () => house.node.url })
  /** A copy of every cookie, in another browser. */
  const thiefOf = (walker: Walker): Walker => {
    const thief = house.walker()
    for (const [host, jar] of walker.cookies) thief.cookies.set(host, new Map([...jar].map(([key, cookie]) => [key, { ...cookie }])))
    return thief
  }

  test('P38: two realms share no session, token, journey, link, form or administrator, though browser and names are the same', async () => {
    const walker = house.walker()
    const tokens = await house.app.signIn(walker, person)
    await walker.open(other().ask({ prompt: 'none' }).url)
    expect(walker.shown.url.searchParams.get('error')).toBe('login_required')
    await walker.open(other().ask().url)
    const shown = await walker.send({ username: person.username, password: person.password }, 'login')
    expect([shown.step, shown.alert]).toEqual(['login', expect.any(String)])

    expect((await other().userinfo(tokens.access_token)).status).toBe(401)
    expect((await other().refresh(tokens.refresh_token)).body.error).toBe('invalid_grant')
    const silent = await house.app.signInSilently(walker)
    expect((await other().redeem(silent.code, silent.asked)).body.error).toBe('invalid_grant')
    // Refused there, it is not spent here.
    expect((await house.app.redeem(silent.code, silent.asked)).status).toBe(200)
    const operator = (await house.must('admin', 'token', '--realm', 'other')).trim()
    expect((await house.api('GET', '/users', undefined, { token: operator })).status).toBe(401)

    // A sign-in of one realm, asked for and answered below the other.
    const midway = house.walker()
    await midway.open(house.app.ask().url)
    const { url, body } = midway.filled({ username: person.username, password: person.password }, 'login')
    const elsewhere = new URL(url.href.replace('/realms/corp/', '/realms/other/'))
    expect((await midway.request('POST', elsewhere, body)).headers.get('location') ?? '').not.toContain('corp')
    const page = await midway.request('GET', new URL(elsewhere.href.replace(/\/login$/, '')))
    expect(page.status).toBeGreaterThanOrEqual(400)
    expect((await midway.send({ username: person.username, password: person.password }, 'login')).step).toBe('code')

    // A link of one realm, opened below the other.
    await house.api('POST', '/users', { username: 'linked', email: 'linked@corp.example', givenName: 'L', familyName: 'L', otpRequired: true, sendSetupMail: true })
    const link = linkIn(await house.mail.to('linked@corp.example'))
    const wrong = house.walker()
    expect((await wrong.open(link.replace('/realms/corp/', '/realms/other/'))).body).toContain('This link does not work')
    await walkSetUp(house.walker(), link)
  })

  test('S-1: whoever planted the cookies before a sign-in, or copied them in the middle of it, has nothing afterwards', async () => {
    const person = await house.settle('planted')
    const victim = house.walker()
    const asked = house.app.ask()
    await victim.open(asked.url)
    const atLogin = thiefOf(victim)
    const page = victim.shown.url
    await victim.send({ username: person.username, password: person.password }, 'login')
    const atCode = thiefOf(victim)
    await victim.send({ code: await person.phone.next() }, 'code')
    expect(claimsOf((await house.app.finish(victim, asked)).access_token).sub).toBe(person.id)

    for (const thief of [atLogin, atCode]) {
      await thief.open(house.app.ask({ prompt: 'none' }).url)
      expect(thief.shown.url.searchParams.get('error')).toBe('login_required')
      await thief.open(page)
      expect(house.app.codeOf(thief)).toBe(undefined)
      await thief.open(`${house.issuer}/protocol/openid-connect/auth/${page.pathname.split('/').at(-1)}`)
      expect(house.app.codeOf(thief)).toBe(undefined)
    }
    // The id of the session turns again when it is signed in anew: the copy of before is dead.
    const copy = thiefOf(victim)
    const again = house.app.ask({ prompt: 'login' })
    await victim.open(again.url)
    await victim.send({ password: person.password }, 'login')
    await victim.send({ code: await person.phone.next() }, 'code')
    expect(claimsOf((await house.app.finish(victim, again)).access_token).sub).toBe(person.id)
    await copy.open(house.app.ask({ prompt: 'none' }).url)
    expect(copy.shown.url.searchParams.get('error')).toBe('login_required')
  })

  test('S-10: the address of somebody’s sign-in, opened elsewhere, shows and takes nothing; without cookies the page says what is missing', async () => {
    const victim = house.walker()
    await victim.open(house.app.ask().url)
    const { url, body } = victim.filled({ username: person.username, password: person.password }, 'login')
    const stranger = house.walker()
    await stranger.open(house.app.ask().url)
    expect((await stranger.request('GET', victim.shown.url)).status).toBeGreaterThanOrEqual(400)
    expect((await stranger.request('POST', url, body)).status).toBeGreaterThanOrEqual(400)
    const bare = new Walker({ via: house.walker().via })
    const without = await bare.request('GET', victim.shown.url)
    expect(without.status).toBe(400)
    expect(await without.text()).toMatch(/cookie/i)
    expect((await victim.send({ username: person.username, password: person.password }, 'login')).step).toBe('code')
  })

  test('outside of demo mode there is no demo: no mailbox, no clock, no management on the public address', async () => {
    for (const path of ['/dev/mail', '/dev/mail.json', '/health/ready', '/health/live', '/metrics']) expect((await fetch(house.node.url + path)).status, path).toBe(404)
    expect((await fetch(`${house.node.url}/dev/clock`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"now":0}' })).status).toBe(404)
    expect((await fetch(`${house.node.managementUrl}/realms/corp`)).status).toBe(404)
  })
})
