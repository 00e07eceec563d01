import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Application, callbackOrigin, claimsOf } from '../support/application.ts'
import { linkIn } from '../support/mail-server.ts'
import { Phone } from '../support/phone.ts'
import { freshDatabase } from '../support/postgres.ts'
import { everybodysPassword, type Production, startProduction } from '../support/production.ts'
import { balanced, nodeOf as nodeOfHouse, racesPromise } from '../support/races.ts'
import { until } from '../support/tegata.ts'
import { together } from '../support/together.ts'

describe('two nodes on one PostgreSQL', () => {
  let house: Production
  beforeAll(async () => {
    house = await startProduction({ databaseUrl: await freshDatabase(), nodes: 2, env: { TEGATA_LOGOUT_NETWORKS: '127.0.0.0/8' } })
  })
  afterAll(() => house.stop())

  const nodeOf = (n: number) => nodeOfHouse(house, n)

  test('a journey begun on one node goes on on the other, at every step of set-up and sign-in', async () => {
    await house.api('POST', '/users', { username: 'walks', email: 'walks@corp.example', givenName: 'W', familyName: 'S', otpRequired: true, sendSetupMail: true })
    const walker = balanced(house)
    await walker.open(linkIn(await house.mail.to('walks@corp.example')))
    await walker.send()
    const phone = new Phone(walker.key)
    await walker.send({ code: await phone.next() }, 'enrol')
    await walker.send({ newPassword: everybodysPassword, confirmPassword: everybodysPassword }, 'password')
    expect(walker.shown.title).toBe('Your account has been updated.')
    const tokens = await house.app.signIn(walker, { username: 'walks', password: everybodysPassword, phone })
    expect((await house.app.userinfo(tokens.access_token, nodeOf(0).url)).status).toBe(200)
    expect((await house.app.userinfo(tokens.access_token, nodeOf(1).url)).status).toBe(200)
    // SSO: the session that one node began is the other's, too.
    const other = await house.app.signInSilently(walker)
    expect((await house.app.redeem(other.code, other.asked, nodeOf(1).url)).status).toBe(200)
  })

  racesPromise('two nodes, PostgreSQL', () => house)

  test('S-4, I-5, P20: Reset OTP on one node ends session, refresh, access and API on the other within a second', async () => {
    const person = await house.settle('resets')
    const { body: roles } = await house.api('GET', '/roles')
    const reader = (roles.items as { id: string; name: string }[]).find(({ name }) => name === 'read-only-admin')
    expect((await house.api('PUT', `/users/${person.id}/roles/${reader?.id}`)).status).toBe(204)
    expect((await house.api('POST', '/clients', {
      clientId: 'ops', kind: 'single-page', firstParty: true, apiAccess: true, redirectUris: [`${callbackOrigin}/callback`],
    })).status).toBe(201)
    const ops = new Application({ issuer: house.issuer, clientId: 'ops', node: () => nodeOf(1).url })
    const walker = balanced(house)
    const tokens = await ops.signIn(walker, person)
    const { code, asked } = await ops.signInSilently(walker)
    const onB = async () => ({
      userinfo: (await ops.userinfo(tokens.access_token, nodeOf(1).url)).status,
      api: (await house.api('GET', '/users', undefined, { node: nodeOf(1), token: tokens.access_token })).status,
    })
    expect(await onB()).toEqual({ userinfo: 200, api: 200 })

    expect((await house.api('POST', `/users/${person.id}/reset-otp`, { reason: 'lost phone' }, { node: nodeOf(0) })).status).toBe(204)
    const acknowledged = Date.now()
    await until(async () => JSON.stringify(await onB()) === JSON.stringify({ userinfo: 401, api: 401 }), 3_000, () => 'still honoured on the other node')
    expect(Date.now() - acknowledged).toBeLessThan(1_000)
    expect((await ops.refresh(tokens.refresh_token, nodeOf(1).url)).body.error).toBe('invalid_grant')
    expect((await ops.redeem(code, asked, nodeOf(1).url)).body.error).toBe('invalid_grant')
    walker.via = (origin) => origin === house.publicUrl ? nodeOf(1).url : origin
    await walker.open(ops.ask({ prompt: 'none' }).url)
    expect(walker.shown.url.searchParams.get('error')).toBe('login_required')
  })

  test('settings and clients that are changed on one node act on the other at once', async () => {
    const login = async (node: number) => {
      const walker = house.walker({ node: nodeOf(node) })
      await walker.open(house.app.ask().url)
      return walker.shown
    }
    expect((await login(1)).body).toContain('Corp')
    expect((await house.api('PATCH', '', { displayName: { en: 'Renamed Works' } }, { node: nodeOf(0) })).status).toBe(200)
    expect((await login(1)).body).toContain('Renamed Works')

    expect((await house.api('POST', '/clients', { clientId: 'moves', kind: 'single-page', firstParty: true, redirectUris: [`${callbackOrigin}/old`] }, { node: nodeOf(0) })).status).toBe(201)
    const at = (path: string) => new Application({ issuer: house.issuer, clientId: 'moves', node: () => house.node.url, redirectUri: `${callbackOrigin}/${path}` }).ask().url
    const statusOnB = async (path: string) => (await house.walker({ node: nodeOf(1) }).open(at(path))).status
    expect([await statusOnB('old'), await statusOnB('new')]).toEqual([200, 400])
    expect((await house.api('PATCH', '/clients/moves', { redirectUris: [`${callbackOrigin}/new`] }, { node: nodeOf(0) })).status).toBe(200)
    expect([await statusOnB('old'), await statusOnB('new')]).toEqual([400, 200])
    expect((await house.api('PATCH', '/clients/moves', { enabled: false }, { node: nodeOf(0) })).status).toBe(200)
    expect(await statusOnB('new')).toBe(400)
  })

  test('O-9, I-10: a rotated key is published by both nodes before it signs, and a stolen one is replaced on both at once', async () => {
    const kids = async (node: number): Promise<string[]> => {
      const { keys } = await (await fetch(`${nodeOf(node).url}/realms/corp/protocol/openid-connect/certs`)).json() as { keys: { kid: string }[] }
      return keys.map(({ kid }) => kid).sort()
    }
    const person = await house.settle('keys')
    const walker = balanced(house)
    const kidOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()).kid as string
    const { id_token, access_token } = await house.app.signIn(walker, person)
    expect(await kids(0)).toContain(kidOf(id_token))

    await house.must('keys', 'rotate', '--realm', 'corp')
    expect(await kids(0)).toHaveLength(6)
    expect(await kids(1)).toEqual(await kids(0))
    const silent = await house.app.signInSilently(walker)
    const during = await house.app.redeem(silent.code, silent.asked, nodeOf(1).url)
    expect(kidOf(during.body.id_token)).toBe(kidOf(id_token))

    await house.must('keys', 'rotate', '--realm', 'corp', '--now')
    expect(await kids(1)).toEqual(await kids(0))
    expect(await kids(0)).not.toContain(kidOf(id_token))
    for (const n of [0, 1]) {
      expect((await house.app.userinfo(access_token, nodeOf(n).url)).status).toBe(401)
      const after = await house.app.signInSilently(walker)
      const { body } = await house.app.redeem(after.code, after.asked, nodeOf(n).url)
      expect(await kids(1 - n)).toContain(kidOf(body.id_token))
      expect(claimsOf(body.id_token).sub).toBe(person.id)
    }
  })

  test('S0-9, P10: a node whose own clock is two minutes behind or ahead says so, and whoever reaches it all the same is asked from the database’s instant on, no sooner and no later', async () => {
    const [behind, ahead] = await Promise.all([house.joinWithClockOff(-120_000), house.joinWithClockOff(120_000)])
    for (const { managementUrl } of [behind, ahead]) expect((await fetch(`${managementUrl}/health/ready`)).status).toBe(503)
    for (const username of ['asked', 'not-yet']) {
      expect((await house.api('POST', '/users', { username, email: `${username}@corp.example`, givenName: 'C', familyName: username, department: username, otpRequired: false, sendSetupMail: true })).status).toBe(201)
      const walker = house.walker()
      await walker.open(linkIn(await house.mail.to(`${username}@corp.example`)))
      await walker.send()
      await walker.send({ newPassword: everybodysPassword, confirmPassword: everybodysPassword }, 'password')
      expect(walker.shown.title).toBe('Your account has been updated.')
    }
    const announce = async (department: string, at: Date, more: object) => {
      const draft = await house.api('POST', '/enforcements', {
        name: department, enforceFrom: { date: at.toISOString().slice(0, 10), time: at.toISOString().slice(11, 16), zone: 'UTC' }, target: { departments: [department] }, kinds: ['totp'],
      })
      expect(draft.status, JSON.stringify(draft.body)).toBe(201)
      const announced = await house.api('POST', `/enforcements/${String(draft.body.id)}/announce`, { reason: 'now', withoutReminders: true, ...more })
      expect(announced.status, JSON.stringify(announced.body)).toBe(200)
    }
    const arrive = async (username: string, node: typeof behind) => {
      const walker = house.walker({ node })
      await walker.open(house.app.ask().url)
      await walker.send({ username, password: everybodysPassword }, 'login')
      if (walker.shown.step === 'notice') await walker.send({ answer: 'later' }, 'notice')
      return house.app.codeOf(walker) === undefined ? walker.shown.step : 'in'
    }
    // One to two minutes from now: to the clock that is ahead it has begun.
    const soon = new Date(Math.ceil((Date.now() + 61_000) / 60_000) * 60_000)
    await announce('not-yet', soon, {})
    expect(await arrive('not-yet', ahead)).toBe('in')
    expect(Date.now(), 'it was not yet').toBeLessThan(soon.getTime())
    // To the clock that is behind it begins in two minutes.
    await announce('asked', new Date(Date.now() + 86_400_000), { now: true })
    expect(await arrive('asked', behind)).toBe('enrol')
    await Promise.all([behind.stop(), ahead.stop()])
  })

  test('I-11: forty set-up mails, two nodes that deliver: each is sent once', async () => {
    await together(40, (n) => house.api('POST', '/users', {
      username: `mailed-${n}`, email: `mailed-${n}@corp.example`, givenName: 'M', familyName: String(n), otpRequired: true, sendSetupMail: true,
    }, { node: nodeOf(n) }))
    const sent = () => house.mail.mails.filter(({ to }) => to.startsWith('mailed-'))
    await until(() => sent().length >= 40, 60_000, () => `${sent().length} of 40 came`)
    await sleep(2_000)
    expect(sent()).toHaveLength(40)
    expect(new Set(sent().map(({ to }) => to)).size).toBe(40)
    expect(new Set(sent().map(({ messageId }) => messageId)).size).toBe(40)
  })

  test('O-11, S-4: a client is told of the end of a session once, by whichever node; again later when it did not listen', async () => {
    const told: string[] = []
    let isListening = false
    const listener = createServer((req, res) => {
      let body = ''
      req.on('data', (chunk: Buffer) => (body += chunk.toString()))
      req.on('end', () => {
        if (isListening) told.push(new URLSearchParams(body).get('logout_token') ?? '')
        res.writeHead(isListening ? 200 : 503).end()
      })
    })
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
    const { port } = listener.address() as AddressInfo
    expect((await house.api('POST', '/clients', {
      clientId: 'told', kind: 'single-page', firstParty: true, redirectUris: [`${callbackOrigin}/callback`], backchannelLogoutUri: `http://127.0.0.1:${port}/logout`,
    })).status).toBe(201)
    const app = new Application({ issuer: house.issuer, clientId: 'told', node: () => nodeOf(1).url })
    const person = await house.settle('told')
    const { id_token } = await app.signIn(balanced(house), person)
    expect((await house.api('POST', `/users/${person.id}/sessions/end`, {}, { node: nodeOf(0) })).status).toBe(204)
    await sleep(2_500)
    isListening = true
    await until(() => told.length > 0, 30_000, () => 'it was never told')
    await sleep(2_500)
    listener.close()
    expect(told).toHaveLength(1)
    expect(claimsOf(told[0] ?? '')).toMatchObject({ sub: person.id, sid: claimsOf(id_token).sid, events: { 'http://schemas.openid.net/event/backchannel-logout': {} } })
  })
})
