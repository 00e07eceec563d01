import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Application, claimsOf } from './application.ts'
import { linkIn } from './mail-server.ts'
import { Phone } from './phone.ts'
import { everybodysPassword, type Node, type Person, type Production } from './production.ts'
import { tally, together } from './together.ts'
import type { Walker } from './walker.ts'

type Waiting = { walker: Walker; asked: ReturnType<Application['ask']> }

/** A browser that asks the nodes in turn, as behind a balancer without stickiness. */
export function balanced(house: Production): Walker {
  const walker = house.walker()
  let turn = 0
  walker.via = (origin) => origin === house.publicUrl ? nodeOf(house, turn++).url : origin
  return walker
}
export const nodeOf = ({ nodes, node }: Production, n: number): Node => nodes[n % nodes.length] ?? node

export async function eventsOf(house: Production, person: Pick<Person, 'id'>, type: string): Promise<readonly { outcome: string; reason: string | null }[]> {
  const { body } = await house.api('GET', `/events?type=${type}&userId=${person.id}&limit=200`)
  return body.items as { outcome: string; reason: string | null }[]
}

/** Signs in as far as the page that asks for the code. */
export async function atCodePage(house: Production, person: Person, walker = balanced(house)): Promise<Waiting> {
  const asked = house.app.ask()
  await walker.open(asked.url)
  await walker.send({ username: person.username, password: person.password }, 'login')
  expect(walker.shown.step).toBe('code')
  return { walker, asked }
}

/** What holds however many nodes there are and whatever they store in: single use, and limits, under fifty at once. */
export function racesPromise(where: string, open: () => Production): void {
  const tenWaiting = async (house: Production, person: Person): Promise<readonly Waiting[]> => {
    const waiting: Waiting[] = []
    for (let n = 0; n < 10; n += 1) waiting.push(await atCodePage(house, person))
    return waiting
  }

  test(`I-1, T-1 (${where}): one code, posted 50 times at once by ten browsers: one sign-in`, async () => {
    const house = open()
    const person = await house.settle('races')
    const waiting = await tenWaiting(house, person)
    const code = await person.phone.next()
    const answers = await together(50, async (n) => (await waiting[n % 10]?.walker.sendOnly({ code }, 'code'))?.status ?? 0)
    expect(tally(answers)).toEqual({ 303: 50 })

    const ended = await Promise.all(waiting.map(async ({ walker, asked }) => {
      await walker.open(walker.shown.url)
      return house.app.codeOf(walker) === undefined ? walker.shown.step : (await house.app.finish(walker, asked)).access_token && 'in'
    }))
    expect(tally(ended.map(String))).toEqual({ in: 1, code: 9 })
    expect(await eventsOf(house, person, 'code.accepted')).toHaveLength(1)
    expect(await eventsOf(house, person, 'sign-in.succeeded')).toHaveLength(1)
  })

  test(`K-2, K-5, P25 (${where}): one emergency token, posted 50 times at once by ten browsers: one sign-in, without fresh or strong acr`, async () => {
    const house = open()
    const person = await house.settle('stranded')
    const held = async () => ((await house.api('GET', `/users/${person.id}/emergency-tokens`)).body.items as { id: string }[]).map(({ id }) => id).sort()
    const before = await held()
    const { body: issued } = await house.api('POST', `/users/${person.id}/emergency-tokens`, { reason: 'called back' })
    const waiting = await tenWaiting(house, person)
    for (const { walker } of waiting) await walker.open(`${walker.shown.url.pathname}/emergency`)
    await together(50, async (n) => waiting[n % 10]?.walker.sendOnly({ code: String(issued.value) }, 'emergency'))
    const acrs = await Promise.all(waiting.map(async ({ walker, asked }) => {
      await walker.open(walker.shown.url.pathname.replace(/\/emergency$/, ''))
      if (walker.shown.step === 'still-have-it') await walker.send({ answer: 'keep' }, 'still-have-it')
      return house.app.codeOf(walker) === undefined ? 'out' : String(claimsOf((await house.app.finish(walker, asked)).id_token).acr)
    }))
    expect(tally(acrs)).toEqual({ 1: 1, out: 9 })
    expect(await eventsOf(house, person, 'sign-in.succeeded')).toHaveLength(1)
    expect(await held(), 'that one is gone, and no other').toEqual(before)
  })

  test(`I-6, L-3 (${where}): of fifty wrong codes at once exactly five are judged, and the right one that comes after them is not`, async () => {
    const house = open()
    const person = await house.settle('guessed')
    const waiting = await tenWaiting(house, person)
    await together(50, async (n) => waiting[n % 10]?.walker.sendOnly({ code: person.phone.wrong(n) }, 'code'))
    const refusals = tally((await eventsOf(house, person, 'code.refused')).map(({ reason }) => reason ?? ''))
    expect(refusals).toMatchObject({ wrong: 5 })
    expect(Object.keys(refusals).filter((reason) => reason !== 'wrong').every((reason) => reason.startsWith('wait:'))).toBe(true)

    const walker = balanced(house)
    await walker.open(house.app.ask().url)
    await walker.send({ username: person.username, password: person.password }, 'login')
    const { url, body } = waiting[0]?.walker.filled({ code: await person.phone.next() }, 'code') ?? walker.filled({}, 'code')
    await waiting[0]?.walker.request('POST', url, body)
    await walker.request('POST', new URL(`${walker.shown.url.href}/code`), body)
    expect(await eventsOf(house, person, 'code.accepted')).toHaveLength(0)

    // The help desk lifts the wait, on whichever node, and it is lifted everywhere.
    expect((await house.api('POST', `/users/${person.id}/lift-wait`, {}, { node: nodeOf(house, 1) })).status).toBe(204)
    expect(claimsOf((await house.app.signIn(balanced(house), person)).access_token)).toMatchObject({ sub: person.id, acr: '2' })
  })

  test(`O-3, I-1 (${where}): of 50 redemptions of one authorization code one succeeds; a later one ends what it gave`, async () => {
    const house = open()
    const person = await house.settle('redeems')
    const walker = balanced(house)
    await house.app.signIn(walker, person)
    const { code, asked } = await house.app.signInSilently(walker)
    const answers = await together(50, (n) => house.app.redeem(code, asked, nodeOf(house, n).url))
    expect(tally(answers.map(({ status, body }) => body.error ?? status))).toEqual({ 200: 1, invalid_grant: 49 })

    const again = await house.app.signInSilently(walker)
    const first = await house.app.redeem(again.code, again.asked, nodeOf(house, 0).url)
    expect(first.status).toBe(200)
    expect((await house.app.redeem(again.code, again.asked, nodeOf(house, 1).url)).body.error).toBe('invalid_grant')
    expect((await house.app.refresh(first.body.refresh_token, nodeOf(house, 0).url)).body.error).toBe('invalid_grant')
    expect((await house.app.userinfo(first.body.access_token, nodeOf(house, 0).url)).status).toBe(401)
  })

  test(`O-4, I-1 (${where}): of 50 redemptions of one refresh token of a public client one succeeds and the grant lives; reuse after ten seconds ends it`, async () => {
    const house = open()
    const person = await house.settle('refreshes')
    const { refresh_token } = await house.app.signIn(balanced(house), person)
    const answers = await together(50, (n) => house.app.refresh(refresh_token, nodeOf(house, n).url))
    expect(tally(answers.map(({ status, body }) => body.error ?? status))).toEqual({ 200: 1, invalid_grant: 49 })
    const won = answers.find(({ status }) => status === 200)?.body.refresh_token ?? ''
    const next = await house.app.refresh(won, nodeOf(house, 1).url)
    expect(next.status).toBe(200)

    await sleep(10_500)
    expect((await house.app.refresh(refresh_token, nodeOf(house, 0).url)).body.error).toBe('invalid_grant')
    expect((await house.app.refresh(next.body.refresh_token, nodeOf(house, 1).url)).body.error).toBe('invalid_grant')
  })

  test.each(['tabs', 'browsers'])(`P-6, R (${where}): one link begun in two %s at the same instant and walked to the end in both: one commit`, async (kind) => {
    const house = open()
    const { id, link } = await invite(house, `two-${kind}`)
    const first = balanced(house)
    const second = kind === 'tabs' ? first.tab() : balanced(house)
    await Promise.all([first.open(link), second.open(link)])
    await Promise.all([first.send(), second.send()])
    const begun = [first, second].filter(({ shown }) => shown.step === 'enrol').map((walker) => ({ walker, phone: new Phone(walker.key) }))
    expect(begun.length).toBeGreaterThanOrEqual(1)
    for (const { walker, phone } of begun) await walker.send({ code: await phone.next() }, 'enrol')
    const ready = begun.filter(({ walker }) => walker.shown.step === 'password')
    await Promise.all(ready.map(({ walker }) => walker.send({ newPassword: everybodysPassword, confirmPassword: everybodysPassword }, 'password')))
    const done = ready.filter(({ walker }) => walker.shown.title === 'Your account has been updated.')
    // Two tabs walk together, and both arrive; of two browsers one does.
    expect(done.length).toBeGreaterThanOrEqual(1)
    if (kind === 'browsers') expect(done).toHaveLength(1)
    expect(await factorsOf(house, id)).toHaveLength(1)
    for (const type of ['authenticator.added', 'password.changed', 'setup.finished']) expect(await eventsOf(house, { id }, type), type).toHaveLength(1)
    const [winner] = done
    const tokens = await house.app.signIn(balanced(house), { username: `two-${kind}`, password: everybodysPassword, ...(winner && { phone: winner.phone }) })
    expect(claimsOf(tokens.access_token)).toMatchObject({ sub: id, acr: '2' })
  })

  test(`P15 (${where}): of ten set-up pages of one person, all answered at once, one binds and the others are asked for its code`, async () => {
    const house = open()
    const { id } = await house.settle('opens')
    expect((await house.api('POST', `/users/${id}/reset-otp`, { reason: 'a new phone' })).status).toBe(204)
    expect(await factorsOf(house, id)).toHaveLength(0)
    const pages: { walker: Walker; asked: ReturnType<typeof house.app.ask>; phone: Phone }[] = []
    for (let n = 0; n < 10; n += 1) {
      const walker = balanced(house)
      const asked = house.app.ask()
      await walker.open(asked.url)
      await walker.send({ username: 'opens', password: everybodysPassword }, 'login')
      if (walker.shown.step === 'choose') await walker.send({ method: 'totp' }, 'choose')
      expect(walker.shown.step).toBe('enrol')
      pages.push({ walker, asked, phone: new Phone(walker.key) })
    }
    await Promise.all(pages.map(async ({ walker, phone }) => walker.send({ code: await phone.next() }, 'enrol')))
    const bound = pages.filter(({ walker }) => house.app.codeOf(walker) !== undefined)
    expect(bound).toHaveLength(1)
    expect(await factorsOf(house, id)).toHaveLength(1)
    expect(await eventsOf(house, { id }, 'sign-in.succeeded')).toHaveLength(1)
    const losers = pages.filter((page) => page !== bound[0])
    for (const { walker } of losers) expect(walker.shown.step).toBe('code')
    const [loser] = losers
    if (loser === undefined) throw new Error('nobody lost')
    await loser.walker.send({ code: await bound[0]?.phone.next() ?? '' }, 'code')
    expect(claimsOf((await house.app.finish(loser.walker, loser.asked)).access_token)).toMatchObject({ sub: id, acr: '2' })
  })

  test(`I-5, S-4 (${where}): requests in flight while sessions are ended bring nothing back`, async () => {
    const house = open()
    const person = await house.settle('flies')
    const walker = balanced(house)
    const tokens = await house.app.signIn(walker, person)
    const flying = together(40, async (n) => {
      const asked = house.app.ask({ prompt: 'none' })
      await sleep(n * 5)
      const to = (await walker.request('GET', asked.url)).headers.get('location')
      return { asked, code: new URL(to ?? '', house.publicUrl).searchParams.get('code') }
    })
    const refreshing = together(8, async (n) => {
      await sleep(n * 25)
      return house.app.refresh(tokens.refresh_token, nodeOf(house, n).url)
    })
    await sleep(80)
    expect((await house.api('POST', `/users/${person.id}/sessions/end`, { reason: 'stolen laptop' }, { node: nodeOf(house, 1) })).status).toBe(204)

    const [codes, refreshed] = await Promise.all([flying, refreshing])
    expect(codes.some(({ code }) => code !== null)).toBe(true)
    await sleep(1_000)
    for (const { code, asked } of codes) {
      if (code !== null) expect((await house.app.redeem(code, asked, nodeOf(house, 0).url)).body.error).toBe('invalid_grant')
    }
    for (const { refresh_token, access_token } of [tokens, ...refreshed.filter(({ status }) => status === 200).map(({ body }) => body)]) {
      expect((await house.app.refresh(refresh_token, nodeOf(house, 0).url)).body.error).toBe('invalid_grant')
      expect((await house.app.userinfo(access_token, nodeOf(house, 0).url)).status).toBe(401)
    }
    await walker.open(house.app.ask({ prompt: 'none' }).url)
    expect(walker.shown.url.searchParams.get('error')).toBe('login_required')
    expect((await house.api('GET', `/users/${person.id}/sessions`)).body.items).toEqual([])
  })
}

export async function invite(house: Production, username: string): Promise<{ id: string; link: string }> {
  const email = `${username}@corp.example`
  const { body } = await house.api('POST', '/users', { username, email, givenName: 'R', familyName: 'R', otpRequired: true, sendSetupMail: true })
  return { id: String(body.id), link: linkIn(await house.mail.to(email)) }
}

export const factorsOf = async (house: Production, id: string): Promise<readonly { id: string }[]> =>
  (await house.api('GET', `/users/${id}/authenticators`)).body.items as { id: string }[]
