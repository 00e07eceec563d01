import PostalMime from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Link, OutgoingMail, Realm } from '@tegata/storage'
import { createDelivery } from './delivery.ts'
import { createMemoryOutbox } from './outbox.test-support.ts'
import { sendBySmtp } from './smtp.ts'

type Received = { envelope: { from: string; to: string[] }; raw: string }

let received: Received[]
let closers: (() => Promise<void>)[]
let now: number
const clock = { now: () => now }
beforeEach(() => {
  received = []
  closers = []
  now = Date.UTC(2026, 10, 22)
})
afterEach(async () => {
  for (const close of closers.toReversed()) await close()
})

const coded = (responseCode: number, text = 'no') => Object.assign(new Error(text), { responseCode })

/** A real mail server that refuses as it is told. */
async function startServer(manners: SMTPServerOptions = {}, port = 0): Promise<string> {
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'], logger: false, closeTimeout: 100,
    onData(stream, { envelope }, done) {
      let raw = ''
      stream.on('data', (chunk: Buffer) => { raw += chunk.toString() })
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        received.push({ envelope: { from, to: envelope.rcptTo.map(({ address }) => address) }, raw })
        done()
      })
    },
    ...manners,
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()))
  closers.push(() => new Promise((resolve) => server.close(() => resolve())))
  const address = server.server.address()
  return `smtp://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

// Only what delivery reads of a realm.
const realm = (settings: object = {}, enabled = true) => ({
  id: 1, name: 'demo', enabled, version: 1, createdAt: 0,
  settings: { displayName: { en: 'Demo Company', ja: 'デモ株式会社' }, languages: ['ja', 'en'], mailServer: null, mailsPerMinute: 30, ...settings },
}) as unknown as Realm

type Setting = { server?: string | undefined; realms?: Realm[]; links?: Record<string, Partial<Link>>; places?: number; deadlineMs?: number; store?: ReturnType<typeof createMemoryOutbox> }

function createNode({ server, realms = [realm()], links = {}, places = Infinity, deadlineMs = 5_000, store = createMemoryOutbox(clock) }: Setting) {
  const logged: string[] = []
  const note = (fields: object, text: string) => { logged.push(`${text} ${JSON.stringify(fields)}`) }
  const counted: string[] = []
  let taken = 0
  const delivery = createDelivery({
    ...store, clock, deadlineMs, send: sendBySmtp,
    realms: { list: async () => realms },
    links: { get: async (_, id) => ({ usedAt: null, voidAt: null, expiresAt: now + 1, ...links[id] }) as Link },
    takePlace: async () => (taken++ < places ? null : now + 60_000),
    fallback: { server, from: 'no-reply@demo.example' },
    count: (outcome) => { counted.push(outcome) },
    log: { info: note, warn: note },
  })
  const put = (id: string, fields: Partial<OutgoingMail> = {}) => store.unit([store.outbox.put({
    id, realmId: 1, userId: 'u', kind: 'set-up', to: 'aoi@demo.example', subject: '【デモ株式会社】アカウント設定のご案内', text: `secret link of ${id}\n`,
    html: `<p>secret link of ${id}</p>`, messageId: `<${id}@id.demo.example>`, linkId: null, ...fields,
  })])
  return { delivery, put, logged, counted, rows: store.rows, store }
}

describe('handing over', () => {
  test('sends text and HTML, from the realm, under the Message-ID of the row, marked as automatic (RFC 3834 §5)', async () => {
    const { delivery, put, rows } = createNode({ server: await startServer() })
    await put('m1')
    await delivery.runOnce()
    const mail = await PostalMime.parse(received[0]?.raw ?? '')
    expect(received[0]?.envelope).toEqual({ from: 'no-reply@demo.example', to: ['aoi@demo.example'] })
    expect(mail).toMatchObject({
      subject: '【デモ株式会社】アカウント設定のご案内', messageId: '<m1@id.demo.example>', text: expect.stringMatching(/^secret link of m1\n/), from: { name: 'デモ株式会社' },
      to: [{ address: 'aoi@demo.example', name: '' }],
    })
    expect(mail.html).toContain('<p>secret link of m1</p>')
    expect(mail.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated')
    expect(rows.get('m1')).toMatchObject({ state: 'sent', text: '', html: '' })
  })

  test('a realm’s own mail server comes before the installation’s', async () => {
    const mailServer = { url: await startServer(), from: 'id@realm.example' }
    const { delivery, put } = createNode({ server: 'smtp://127.0.0.1:1', realms: [realm({ mailServer })] })
    await put('m1')
    await delivery.runOnce()
    expect(received[0]?.envelope.from).toBe('id@realm.example')
  })

  test('an address that does not pass P-12 is never put into a conversation', async () => {
    const { delivery, put, rows } = createNode({ server: await startServer() })
    await put('m1', { to: 'aoi@demo.example>\r\nRCPT TO:<eve@evil.example' })
    await delivery.runOnce()
    expect(received).toEqual([])
    expect(rows.get('m1')?.state).toBe('refused')
  })

  test('neither subject nor body nor address reaches the log (C-3)', async () => {
    const { delivery, put, logged } = createNode({ server: await startServer({ onMailFrom: (_address, _session, done) => done(coded(451)) }) })
    await put('m1')
    await delivery.runOnce()
    expect(logged).toHaveLength(1)
    expect(logged.join()).not.toMatch(/secret|aoi@|ご案内/)
  })
})

describe('nothing is lost', () => {
  test('while the mail server is away: the mail waits and is sent when it is back', async () => {
    const url = await startServer()
    await closers.pop()?.()
    const { delivery, put, rows } = createNode({ server: url })
    await put('m1')
    await delivery.runOnce()
    expect(rows.get('m1')).toMatchObject({ state: 'waiting', attempts: 1, dueAt: now + 30_000, text: 'secret link of m1\n' })
    expect(rows.get('m1')?.reason).toMatch(/ECONNREFUSED|ESOCKET/)

    await startServer({}, Number(new URL(url).port))
    now += 30_000
    await delivery.runOnce()
    expect(rows.get('m1')?.state).toBe('sent')
    expect(received).toHaveLength(1)
  })

  test('when it greylists: the second try comes under the same Message-ID', async () => {
    let tries = 0
    const server = await startServer({ onRcptTo: (_address, _session, done) => (++tries === 1 ? done(coded(450, 'greylisted, come back')) : done()) })
    const { delivery, put, rows, counted } = createNode({ server })
    await put('m1')
    await delivery.runOnce()
    expect(rows.get('m1')).toMatchObject({ state: 'waiting', reason: expect.stringContaining('greylisted') })
    now += 30_000
    await delivery.runOnce()
    expect(rows.get('m1')?.state).toBe('sent')
    expect(received[0]?.raw).toContain('Message-ID: <m1@id.demo.example>')
    expect(counted).toEqual(['later', 'sent'])
  })

  test('when it is so slow that the lease would end: the conversation is broken off before, and tried again', async () => {
    const hanging: SMTPServerOptions = { onMailFrom: () => {} }
    const { delivery, put, rows } = createNode({ server: await startServer(hanging), deadlineMs: 150 })
    await put('m1')
    const began = Date.now()
    await delivery.runOnce()
    expect(Date.now() - began).toBeLessThan(2_000)
    expect(rows.get('m1')?.state).toBe('waiting')
  })

  test.each([
    ['the log-in', { onAuth: (_auth, _session, done) => done(coded(535)), disabledCommands: ['STARTTLS'], authOptional: true, allowInsecureAuth: true }, 'u:p@'],
    ['the sender', { onMailFrom: (_address, _session, done) => done(coded(550)) }, ''],
    ['the connection', { onConnect: (_session, done) => done(coded(554)) }, ''],
  ] satisfies [string, SMTPServerOptions, string][])('when it refuses %s for good, which an operator can mend: the mail waits', async (_, manners, credentials) => {
    const url = await startServer(manners)
    const { delivery, put, rows } = createNode({ server: url.replace('//', `//${credentials}`) })
    await put('m1')
    await delivery.runOnce()
    expect(rows.get('m1')?.state).toBe('waiting')
  })

  test('when nobody has named a mail server: the mail waits, and the reason says what to set', async () => {
    const { delivery, put, rows } = createNode({ server: undefined })
    await put('m1')
    await delivery.runOnce()
    expect(rows.get('m1')?.reason).toContain('TEGATA_SMTP_URL')
  })

  test('when the note of a hand-over is lost: the mail goes once more under the same Message-ID, and not for ever', async () => {
    const store = createMemoryOutbox(clock)
    let isAway = true
    const unit: typeof store.unit = async (statements) => {
      if (isAway && statements[0]?.name === 'outbox.sent') throw new Error('the database is away')
      return store.unit(statements)
    }
    const { delivery, put, rows } = createNode({ server: await startServer(), store: { ...store, unit } })
    await put('m1')
    await delivery.runOnce()
    isAway = false
    expect(await delivery.runOnce()).toBe(0)
    now += 180_000
    await delivery.runOnce()
    expect(rows.get('m1')?.state).toBe('sent')
    expect(received.map(({ raw }) => /^Message-ID: (.*)$/m.exec(raw)?.[1]?.trim())).toEqual(['<m1@id.demo.example>', '<m1@id.demo.example>'])
  })

  test('one mail that cannot be handled does not hold up the others', async () => {
    const { delivery, put } = createNode({ server: await startServer({ onRcptTo: ({ address }, _session, done) => done(address === 'gone@demo.example' ? coded(550) : null) }) })
    await put('m1', { to: 'gone@demo.example' })
    for (let n = 2; n < 9; n++) await put(`m${n}`)
    await delivery.runOnce()
    expect(received).toHaveLength(7)
  })
})

describe('nothing is sent that should not be', () => {
  test.each([['RCPT', { onRcptTo: (_address, _session, done) => done(coded(550, 'no such user')) }], ['DATA', { onData: (stream, _session, done) => { stream.resume(); stream.on('end', () => done(coded(554, 'no such user'))) } }]] satisfies [string, SMTPServerOptions][])(
    'a 5xx to %s is final: refused by the mail server, body wiped, never tried again', async (_, manners) => {
      const { delivery, put, rows, store } = createNode({ server: await startServer(manners) })
      await put('m1')
      await delivery.runOnce()
      expect(rows.get('m1')).toMatchObject({ state: 'refused', text: '', reason: expect.stringMatching(/^refused by the mail server: .*no such user/) })
      expect(store.events).toEqual([expect.objectContaining({ realmId: 1, type: 'mail.refused', userId: 'u', outcome: 'error', reason: expect.stringContaining('no such user'), detail: { mail: 'set-up' } })])
      now += 86_400_000
      expect(await delivery.runOnce()).toBe(0)
    })

  test.each([['used', { usedAt: 1 }], ['void', { voidAt: 1 }], ['expired', { expiresAt: 0 }]])('not a mail whose link was %s after it was claimed', async (_, link) => {
    let isDead = false
    const store = createMemoryOutbox(clock, () => isDead)
    const { delivery, put, rows } = createNode({ server: await startServer(), links: { l1: link }, store })
    await put('m1', { linkId: 'l1' })
    await delivery.runOnce()
    isDead = true
    expect(await delivery.runOnce()).toBe(0)
    expect(received).toEqual([])
    expect(rows.get('m1')).toMatchObject({ state: 'void', text: '' })
  })

  test('not more than the realm’s pace: the rest waits for the next minute', async () => {
    const { delivery, put, rows } = createNode({ server: await startServer(), places: 3 })
    for (let n = 0; n < 5; n++) await put(`m${n}`)
    await delivery.runOnce()
    expect(received).toHaveLength(3)
    const waiting = [...rows.values()].filter(({ state }) => state === 'waiting')
    expect(waiting.map(({ dueAt }) => dueAt)).toEqual([now + 60_000, now + 60_000])
    // Waiting for a turn is no attempt: eight hundred invitations are not given up for having queued.
    expect(waiting.map(({ attempts }) => attempts)).toEqual([0, 0])
  })

  test('not while the realm is switched off', async () => {
    const { delivery, put, rows } = createNode({ server: await startServer(), realms: [realm({}, false)] })
    await put('m1')
    await delivery.runOnce()
    expect(received).toEqual([])
    expect(rows.get('m1')?.state).toBe('waiting')
  })

  test('not twice, when two nodes work on one outbox', async () => {
    const server = await startServer()
    const store = createMemoryOutbox(clock)
    const [one, other] = [createNode({ server, store }), createNode({ server, store })]
    for (let n = 0; n < 30; n++) await one.put(`m${n}`)
    while ((await Promise.all([one.delivery.runOnce(), other.delivery.runOnce()])).some(Boolean)) { /* until nothing is due */ }
    expect(new Set(received.map(({ raw }) => /^Message-ID: (.*)$/m.exec(raw)?.[1])).size).toBe(30)
    expect(received).toHaveLength(30)
  })
})

describe('running', () => {
  const until = async (isSo: () => boolean) => {
    for (let tries = 0; tries < 200 && !isSo(); tries++) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(isSo()).toBe(true)
  }

  test('sends at once when woken, and what fell due meanwhile', async () => {
    const { delivery, put, rows } = createNode({ server: await startServer() })
    delivery.start()
    await put('m1')
    delivery.wake()
    await until(() => rows.get('m1')?.state === 'sent')
    await put('m2')
    await until(() => rows.get('m2')?.state === 'sent')
    await delivery.close()
  })

  test('goes on after the database was away', async () => {
    const store = createMemoryOutbox(clock)
    let isAway = true
    const nextDueAt = async () => {
      if (isAway) throw new Error('the database is away')
      return store.outbox.nextDueAt()
    }
    const { delivery, put, rows } = createNode({ server: await startServer(), store: { ...store, outbox: { ...store.outbox, nextDueAt } } })
    await put('m1')
    delivery.start()
    await new Promise((resolve) => setTimeout(resolve, 30))
    isAway = false
    delivery.wake()
    await until(() => rows.get('m1')?.state === 'sent')
    await delivery.close()
  })

  test('stopping lets the conversation that runs end, and hands back what was claimed', async () => {
    const held: (() => void)[] = []
    const server = await startServer({ onMailFrom: (_address, _session, done) => { held.push(() => done()) } })
    const { delivery, put, rows } = createNode({ server })
    for (let n = 0; n < 8; n++) await put(`m${n}`)
    delivery.start()
    await until(() => held.length === 4)
    const closed = delivery.close()
    for (const release of held) release()
    await closed
    const states = [...rows.values()].map(({ state, leaseUntil }) => `${state} ${leaseUntil > 0 && state === 'waiting' ? 'leased' : ''}`.trim())
    expect(states.filter((state) => state === 'sent')).toHaveLength(4)
    expect(states.filter((state) => state === 'waiting')).toHaveLength(4)
  })
})
