import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { describe, expect, test } from 'vitest'
import { admin, house, inAcme, realm } from './acme.test-support.ts'
import { hashOfSecret, isSecretOf } from '../oidc/client.ts'
import { problemOf } from './api.test-support.ts'

inAcme()

describe('a secret is rotated', () => {
  const stored = async (clientId: string) => await house.storage.clients.find(realm.id, clientId) ?? expect.fail('no client')
  const works = async (clientId: string, secret: string | null, after = 0) => isSecretOf(await stored(clientId), secret ?? '', house.storage.clock.now() + after)

  test('with overlap: both are accepted until its end, which comes by itself', async () => {
    const { secret: first } = await admin.api.createClient({ clientId: 'overlap', kind: 'web' })
    const { secret: second, client } = await admin.api.newClientSecret({ clientId: 'overlap', overlapHours: 24 })
    expect(Date.parse(client.oldSecretUntil ?? '')).toBeCloseTo(house.storage.clock.now() + 24 * 3_600_000, -5)
    expect([await works('overlap', first), await works('overlap', second), await works('overlap', 'other')]).toEqual([true, true, false])
    expect([await works('overlap', first, 25 * 3_600_000), await works('overlap', second, 25 * 3_600_000)]).toEqual([false, true])
  })

  test('twice: the one before the last has ended', async () => {
    const { secret: first } = await admin.api.createClient({ clientId: 'twice', kind: 'service' })
    const { secret: second } = await admin.api.newClientSecret({ clientId: 'twice', overlapHours: 720 })
    const { secret: third } = await admin.api.newClientSecret({ clientId: 'twice', overlapHours: 1 })
    expect(await Promise.all([first, second, third].map((secret) => works('twice', secret)))).toEqual([false, true, true])
  })

  test('without overlap the old one ends at once; with it, it can be ended early, and that is audited', async () => {
    const { secret: first } = await admin.api.createClient({ clientId: 'early', kind: 'web' })
    expect((await admin.api.newClientSecret({ clientId: 'early' })).client.oldSecretUntil).toBeNull()
    expect(await works('early', first)).toBe(false)
    const { secret: third } = await admin.api.newClientSecret({ clientId: 'early', overlapHours: 1 })
    await admin.api.endOldClientSecret({ clientId: 'early' })
    await admin.api.endOldClientSecret({ clientId: 'early' })
    expect([(await admin.api.getClient({ clientId: 'early' })).oldSecretUntil, await works('early', third)]).toEqual([null, true])
    const { items } = await admin.api.listEvents({ type: 'client.secret-made,client.old-secret-ended' })
    expect(items.filter(({ details }) => details['clientId'] === 'early').map(({ type, details }) => [type, details['overlapHours']]))
      .toEqual([['client.old-secret-ended', undefined], ['client.secret-made', 1], ['client.secret-made', 0]])
    expect(JSON.stringify(items)).not.toContain(hashOfSecret(third ?? ''))
  })

  test('more than thirty days, and nothing of a built-in one', async () => {
    expect(await problemOf(admin.api.newClientSecret({ clientId: 'early', overlapHours: 721 }))).toBe('request.invalid')
    expect(await problemOf(admin.api.endOldClientSecret({ clientId: 'tegata-console' }))).toBe('client.built-in')
  })
})

describe('signing keys', () => {
  test('are published before they sign, and no answer has a private part', async () => {
    const own = await house.newRealm('keys')
    const { api } = await house.person(own, 'keeper', ['global-admin'])
    expect((await api.rotateKeys({ now: true })).keys.map(({ algorithm, state }) => [algorithm, state])).toEqual([['EdDSA', 'active'], ['ES256', 'active'], ['RS256', 'active']])
    const { steps, keys } = await api.rotateKeys({})
    expect(steps.map(({ did }) => did)).toEqual(['published', 'published', 'published'])
    expect(keys.filter(({ algorithm }) => algorithm === 'RS256').map(({ kid, state, signsSince, signsFrom }) => [kid, state, signsSince !== null, signsFrom !== null]))
      .toEqual([['rs256-1', 'active', true, false], ['rs256-2', 'next', false, true]])
    expect((await api.rotateKeys({})).steps.map(({ did }) => did)).toEqual(['waiting', 'waiting', 'waiting'])
    expect(JSON.stringify(await api.listKeys())).not.toMatch(/"(d|p|q|privateJwk)"/)
    const [event] = (await api.listEvents({ type: 'keys.rotated', limit: 1 })).items
    expect(event).toMatchObject({ actor: { kind: 'administrator', name: 'keeper' }, address: '127.0.0.1', details: { steps: expect.arrayContaining(['RS256 published rs256-2']) } })
  })
})

describe('the test mail', () => {
  /** A real mail server that refuses as it is told. */
  async function mailServer(manners: SMTPServerOptions = {}) {
    const received: string[] = []
    const server = new SMTPServer({
      disabledCommands: ['STARTTLS', 'AUTH'], logger: false, closeTimeout: 100,
      onData(stream, _session, done) {
        let raw = ''
        stream.on('data', (chunk: Buffer) => { raw += chunk.toString() })
        stream.on('end', () => { received.push(raw); done() })
      },
      ...manners,
    })
    server.on('error', () => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    const address = server.server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    return { received, port, stop: () => new Promise<void>((resolve) => server.close(() => resolve())) }
  }
  const refusal = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode })
  const serverAt = (port: number, username: string | null = null) => ({ host: '127.0.0.1', port, security: 'starttls' as const, username, from: 'no-reply@acme.test', password: 'secret-word' })

  test('goes through the real conversation, and the log says to whom and how it went', async () => {
    const smtp = await mailServer()
    await admin.api.changeRealm({ mailServer: serverAt(smtp.port) })
    expect(await admin.api.sendTestMail({ to: 'me@acme.test' })).toMatchObject({ outcome: 'sent', server: `127.0.0.1:${smtp.port}`, from: 'no-reply@acme.test' })
    expect(smtp.received[0]).toContain('Subject: A test mail from acme')
    expect(smtp.received[0]).toContain('To: me@acme.test')
    const [event] = (await admin.api.listEvents({ type: 'mail.tested', limit: 1 })).items
    expect(event).toMatchObject({ actor: { name: 'admin' }, details: { to: 'me@acme.test', outcome: 'sent' } })
    await smtp.stop()
  })

  test.each<[string, SMTPServerOptions, string | null, string | null]>([
    ['recipient-refused', { onRcptTo: (_address, _session, done) => done(refusal(550, 'no such mailbox here')) }, null, 'no such mailbox here'],
    ['sender-refused', { onMailFrom: (_address, _session, done) => done(refusal(553, 'not your address')) }, null, 'not your address'],
    ['log-in-refused', { disabledCommands: ['STARTTLS'], onAuth: (_auth, _session, done) => done(refusal(535, 'bad password')), allowInsecureAuth: true }, 'mailer', 'bad password'],
    ['other-answer', { onConnect: (_session, done) => done(refusal(554, 'go away')) }, null, 'go away'],
  ])('%s: is said as it is, with the server’s own words', async (outcome, manners, username, words) => {
    const smtp = await mailServer(manners)
    await admin.api.changeRealm({ mailServer: serverAt(smtp.port, username) })
    const said = await admin.api.sendTestMail({ to: 'me@acme.test' })
    expect(said.outcome).toBe(outcome)
    expect(said.answer).toContain(words)
    expect(JSON.stringify(said)).not.toContain('secret-word')
    await smtp.stop()
  })

  test('nobody there: unreachable, and nothing of what else may listen is read out', async () => {
    await admin.api.changeRealm({ mailServer: serverAt(1) })
    expect(await admin.api.sendTestMail({ to: 'me@acme.test' })).toMatchObject({ outcome: 'unreachable', answer: null })
    const { port } = new URL(house.base)
    await admin.api.changeRealm({ mailServer: serverAt(Number(port)) })
    expect(await admin.api.sendTestMail({ to: 'me@acme.test' })).toMatchObject({ answer: null })
  })

  test('without a mail server there is a problem, and there are at most ten in ten minutes', async () => {
    const own = await house.newRealm('quiet')
    const { api } = await house.person(own, 'keeper', ['global-admin'])
    await api.changeRealm({ mailServer: null })
    expect(await problemOf(api.sendTestMail({ to: 'me@acme.test' }))).toBe('mail.not-configured')
    for (let n = 0; n < 9; n++) await problemOf(api.sendTestMail({ to: 'me@acme.test' }))
    expect(await problemOf(api.sendTestMail({ to: 'me@acme.test' }))).toBe('mail.too-many')
  })
})

describe('the audit log', () => {
  test('is narrowed to several kinds of events at once, and to what was refused', async () => {
    const user = await house.addUser(realm, 'audited')
    await admin.api.changeUser({ userId: user.id, department: 'D' })
    await admin.api.createRole({ name: 'a-role' })
    const types = async (filter: Parameters<typeof admin.api.listEvents>[0]) => (await admin.api.listEvents(filter)).items.map(({ type }) => type)
    expect((await types({ type: 'role.created,user.changed', limit: 2 }))).toEqual(['role.created', 'user.changed'])
    expect(await types({ type: 'role.created', outcome: 'refused' })).toEqual([])
    expect(await problemOf(admin.api.listEvents({ type: 'role.created,' }))).toBe('request.invalid')
  })
})
