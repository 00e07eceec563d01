import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Application, callbackOrigin, claimsOf } from '../support/application.ts'
import { linkIn } from '../support/mail-server.ts'
import { Phone } from '../support/phone.ts'
import { freshDatabase, withClient } from '../support/postgres.ts'
import { type Production, startProduction } from '../support/production.ts'
import { atCodePage } from '../support/races.ts'

/** What must stand nowhere in clear, by the name under which a failure reports it. */
type Planted = Map<string, string>
/** `plain`: tens of megabytes of a database's own files, whose rows are searched in every form besides. */
type Haystack = { name: string; bytes: Buffer; how?: 'plain' }

const random = () => randomBytes(12).toString('base64url').replaceAll(/[-_]/g, 'x')

/** An interaction's id is in its page's address and in the audit log; what makes a cookie of it is the signature beside it. */
const isAddress = ({ value, path }: { value: string; path: string }) => path.endsWith(`/${value}`)

/** The forms in which somebody careless might have kept it. */
function formsOf(secret: string, how: Haystack['how']): readonly Buffer[] {
  const raw = Buffer.from(secret, 'utf8')
  if (how === 'plain') return [raw]
  // In base64 the same bytes look different at each of three places; the characters at the edges depend on the neighbours.
  const shifted = [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), raw]).toString('base64').replaceAll('=', '').slice(shift === 0 ? 0 : 4, -2)
    return [text, text.replaceAll('+', '-').replaceAll('/', '_')]
  })
  return [raw, Buffer.from(secret, 'utf16le'), ...[raw.toString('hex'), raw.toString('hex').toUpperCase(), encodeURIComponent(secret), ...shifted].map((text) => Buffer.from(text))]
}

/** The bytes behind a key that is written in base32. */
function keyBytes(base32: string): Buffer {
  const bits = [...base32].map((char) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

function found(planted: Planted, haystacks: readonly Haystack[]): readonly string[] {
  return [...planted].flatMap(([name, secret]) => {
    const key = name.startsWith('TOTP key') ? [keyBytes(secret), Buffer.from(keyBytes(secret).toString('hex'))] : []
    return haystacks.filter(({ bytes, how }) => [...formsOf(secret, how), ...key].some((form) => bytes.includes(form))).map((haystack) => `${name} in ${haystack.name}`)
  })
}

/** Walks everything that makes a secret, and says what they were. */
async function story(house: Production, mailPassword: string): Promise<Planted> {
  const planted: Planted = new Map([['mail server password', mailPassword]])
  const plant = (name: string, secret: string | undefined) => {
    if (secret === undefined || secret.length < 8) throw new Error(`no ${name} to plant`)
    planted.set(name, secret)
  }
  const password = `canary ${random()} walks home`
  plant('password', password)
  plant('operator token', (await house.must('admin', 'token', '--realm', 'corp')).trim())
  const realmMail = random()
  plant('mail server password of the realm', realmMail)
  const mailServer = new URL(house.mail.url)
  expect((await house.api('PATCH', '', { mailServer: {
    host: mailServer.hostname, port: Number(mailServer.port), security: 'starttls', username: 'tegata', password: realmMail, from: 'id@corp.example',
  } })).status).toBe(200)
  expect((await house.api('PATCH', '', { mailServer: null })).status).toBe(200)
  const client = await house.api('POST', '/clients', { clientId: 'canary-app', kind: 'web', firstParty: true, redirectUris: [`${callbackOrigin}/callback`] })
  const secret = String(client.body.secret)
  plant('client secret', secret)

  const atProvider = random()
  plant('secret at an identity provider', atProvider)
  for (const [method, path, more] of [['POST', '/upstreams', { alias: 'canary', issuer: 'https://canary.example', clientId: 'x' }], ['PATCH', '/upstreams/canary', {}]] as const) {
    const { status } = await house.api(method, path, { name: { en: 'Canary' }, enabled: false, clientSecret: atProvider, ...more })
    expect(status).toBeLessThan(300)
  }

  // The set-up mail waits in the outbox first: its link is a secret before anybody has it.
  const walker = house.walker()
  const { body: user } = await house.api('POST', '/users', {
    username: 'canary', email: 'canary@corp.example', givenName: 'C', familyName: 'Y', otpRequired: true, sendSetupMail: true,
  })
  const link = linkIn(await house.mail.to('canary@corp.example'))
  plant('set-up link', new URL(link).searchParams.get('key') ?? undefined)
  await walker.open(link)
  plant('csrf', walker.shown.forms[0]?.fields.csrf)
  await walker.send()
  const phone = new Phone(walker.key)
  plant('TOTP key', phone.key)
  await walker.send({ code: await phone.next() }, 'enrol')
  await walker.send({ newPassword: password, confirmPassword: password }, 'password')
  plant('"this was not me" link', new URL(linkIn(await house.mail.to('canary@corp.example', /authenticator was added/))).searchParams.get('key') ?? undefined)

  // Somebody types the password where the name belongs, and a wrong one that is nearly right.
  const app = new Application({ issuer: house.issuer, clientId: 'canary-app', clientSecret: secret, node: () => house.node.url })
  const asked = app.ask()
  await walker.open(asked.url)
  await walker.send({ username: password, password: 'x' }, 'login')
  const nearly = `${password}?`
  plant('mistyped password', nearly)
  await walker.send({ username: 'canary', password: nearly }, 'login')
  await walker.send({ username: 'canary', password }, 'login')
  await walker.send({ code: await phone.next() }, 'code')
  const code = app.codeOf(walker)
  plant('authorization code', code)
  const { body: tokens } = await app.redeem(code ?? '', asked)
  const unspent = await app.signInSilently(walker)
  plant('authorization code, unspent', unspent.code)
  for (const name of ['access_token', 'refresh_token', 'id_token'] as const) {
    plant(name, tokens[name])
    const { jti } = claimsOf(tokens[name])
    // What the token is found by: whoever has it has the token.
    if (typeof jti === 'string' && name !== 'id_token') plant(`jti of ${name}`, jti)
  }
  const jar = [...walker.cookies.get('localhost')?.values() ?? []]
  expect(jar.length).toBeGreaterThanOrEqual(3)
  for (const cookie of jar) if (!cookie.name.endsWith('.hint') && !isAddress(cookie)) plant(`cookie ${cookie.name} ${cookie.path}`, cookie.value)

  // One emergency token that is used, one that waits.
  for (const use of [true, false]) {
    const { body: issued } = await house.api('POST', `/users/${String(user.id)}/emergency-tokens`, { reason: 'canary' })
    const value = String(issued.value)
    plant(`emergency token, ${use ? 'used' : 'unused'}`, value)
    plant(`emergency token, ${use ? 'used' : 'unused'}, as it is stored`, value.replaceAll('-', ''))
    if (!use) continue
    const { walker: stranded } = await atCodePage(house, { username: 'canary', email: '', id: String(user.id), password, phone }, house.walker())
    await stranded.open(`${stranded.shown.url.pathname}/emergency`)
    await stranded.send({ code: value }, 'emergency')
    expect(stranded.shown.step).not.toBe('emergency')
  }

  // A value that an administrator chose, and that nobody reads from the host.
  const chosen = `canary-${random()}`.slice(0, 40)
  const { body: several } = await house.api('POST', `/users/${String(user.id)}/emergency-tokens/several`, { reason: 'canary', values: [chosen] })
  for (const value of [chosen, chosen.toUpperCase(), chosen.replaceAll('-', '')]) plant(`emergency token that was chosen, as ${value}`, value)
  const [own] = several.items as { id: string }[]
  const revealed = await house.api('POST', `/users/${String(user.id)}/emergency-tokens/${own?.id}/reveal`, { reason: 'canary' })
  expect([revealed.status, revealed.body.code]).toEqual([403, 'permission.not-on-the-host'])

  // A forgotten password, and a sign-in that stands in the middle.
  const forgetful = house.walker()
  await forgetful.open(`${house.issuer}/forgot-password`)
  await forgetful.send({ username: 'canary' })
  plant('reset link', new URL(linkIn(await house.mail.to('canary@corp.example', /A new password/))).searchParams.get('key') ?? undefined)
  const { walker: midway } = await atCodePage(house, { username: 'canary', email: '', id: String(user.id), password, phone })
  for (const cookie of midway.cookies.get('localhost')?.values() ?? []) {
    if (!isAddress(cookie)) plant(`cookie of a sign-in under way ${cookie.name} ${cookie.path}`, cookie.value)
    // Whoever reads the id in a dump has neither the signature nor the browser's own cookie, and gets nothing.
    else expect((await house.walker({ headers: { cookie: `${cookie.name}=${cookie.value}` } }).request('GET', new URL(cookie.path, house.publicUrl))).status).toBeGreaterThanOrEqual(400)
  }

  // The key of somebody who stands before the set-up page, and of a reset that asks for a mailed code.
  await house.api('POST', `/users/${String(user.id)}/reset-otp`, { reason: 'canary', proof: 'mail' })
  const again = house.walker()
  await again.open(house.app.ask().url)
  await again.send({ username: 'canary', password }, 'login')
  if (again.shown.step === 'choose') await again.send({ method: 'totp' }, 'choose')
  expect(again.shown.step).toBe('confirm-mail')
  const confirmation = await house.mail.to('canary@corp.example', /Confirm that it is you/)
  plant('confirmation link', new URL(linkIn(confirmation)).searchParams.get('key') ?? undefined)
  const mailed = /^ {4}(\d{8})$/m.exec(confirmation.text)?.[1]
  plant('mailed code', mailed)
  await again.send({ code: mailed ?? '' }, 'confirm-mail')
  expect(again.shown.step).toBe('enrol')
  plant('TOTP key, pending', again.key)

  // Requests that are wrong, with secrets in them: nothing of theirs belongs into a log.
  const bearer = { authorization: `Bearer ${tokens.access_token}`, 'content-type': 'application/json' }
  await fetch(`${house.node.url}/api/realms/corp/users`, { method: 'POST', headers: bearer, body: `{"password": ${password}` })
  await fetch(`${house.node.url}/api/realms/corp/users?access_token=${tokens.access_token}`)
  await fetch(`${house.node.url}/realms/corp/link?key=${new URL(link).searchParams.get('key')}&key=${tokens.access_token}`, { redirect: 'manual' })
  await app.token({ grant_type: 'password', username: 'canary', password })
  await app.token({ grant_type: 'refresh_token', refresh_token: `${tokens.refresh_token}x` })
  await fetch(`${house.issuer.replace(house.publicUrl, house.node.url)}/protocol/openid-connect/token`, {
    method: 'POST', headers: { authorization: `Basic ${Buffer.from(`canary-app:${secret}`).toString('base64')}` }, body: new URLSearchParams({ grant_type: 'nothing', code: unspent.code }),
  })
  await walker.request('GET', new URL(`${house.issuer}/%ff?password=${encodeURIComponent(password)}`))

  // In the outbox when the files are read: a mail that the server does not take yet.
  house.mail.mood = 'deferring'
  const before = house.mail.attempts.length
  await house.api('POST', '/users', { username: 'outboxed', email: 'outboxed@corp.example', givenName: 'Greta Outbox', familyName: 'Waiting', otpRequired: true, sendSetupMail: true })
  while (house.mail.attempts.length === before) await new Promise((resolve) => setTimeout(resolve, 50))
  plant('sentence of a waiting mail', 'Set up your account at Corp')

  // What the API shows of all this to an administrator who may read everything.
  const paths = ['', '/users', `/users/${String(user.id)}`, `/users/${String(user.id)}/sessions`, `/users/${String(user.id)}/authenticators`,
    `/users/${String(user.id)}/attempts`, `/users/${String(user.id)}/emergency-tokens`, `/users/${String(user.id)}/setup-mail`, '/clients', '/clients/canary-app', '/events?limit=200', '/reset-requests']
  const shown: Haystack[] = []
  for (const path of paths) shown.push({ name: `GET ${path}`, bytes: Buffer.from(JSON.stringify((await house.api('GET', path)).body)) })
  expect(found(planted, shown)).toEqual([])
  return planted
}

describe('C-3, I-8: a stolen database and a published log hold no secret in clear', () => {
  test('SQLite: every byte of the data directory, logs at level debug', async () => {
    const mailPassword = random()
    const house = await startProduction({ mailAuth: { user: 'tegata', pass: mailPassword }, env: { TEGATA_LOG_LEVEL: 'debug' } })
    try {
      const planted = await story(house, mailPassword)
      const read = () => readdirSync(house.dataDir, { withFileTypes: true }).filter((file) => file.isFile())
        .map(({ name }): Haystack => ({ name, bytes: readFileSync(join(house.dataDir, name)) }))
      const files = read()
      expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['tegata.db', 'tegata.db-wal', 'volatile.db']))
      // The search itself finds what does stand there.
      expect(found(new Map([['user name', 'canary@corp.example']]), files)).not.toEqual([])
      expect(found(planted, [...files, { name: 'the log', bytes: Buffer.from(house.node.output()) }])).toEqual([])
      await house.node.stop()
      expect(found(planted, read())).toEqual([])
      expect(house.node.output()).toContain('"method":"POST"')
    } finally {
      await house.stop()
    }
  })

  test('PostgreSQL: a full dump, the files and the write-ahead log under it, logs at level debug', async () => {
    const mailPassword = random()
    const databaseUrl = await freshDatabase()
    const house = await startProduction({ databaseUrl, mailAuth: { user: 'tegata', pass: mailPassword }, env: { TEGATA_LOG_LEVEL: 'debug' } })
    try {
      const planted = await story(house, mailPassword)
      const haystacks = await withClient(databaseUrl, async (client): Promise<Haystack[]> => {
        const { rows: tables } = await client.query<{ name: string }>(`SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'`)
        expect(tables.length).toBeGreaterThan(20)
        const dump: Haystack[] = []
        for (const { name } of tables) {
          const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)
          dump.push({ name: `table ${name}`, bytes: Buffer.from(rows.map(({ row }) => row).join('\n')) })
        }
        await client.query('CHECKPOINT')
        const { rows: [place] } = await client.query<{ directory: string; oid: string }>(
          `SELECT current_setting('data_directory') AS directory, oid::text FROM pg_database WHERE datname = current_database()`)
        for (const folder of [join(place?.directory ?? '', 'base', place?.oid ?? ''), join(place?.directory ?? '', 'pg_wal')]) {
          for (const file of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())) {
            dump.push({ name: join(folder, file.name), bytes: readFileSync(join(folder, file.name)), how: 'plain' })
          }
        }
        return dump
      })
      expect(found(new Map([['user name', 'canary@corp.example']]), haystacks)).not.toEqual([])
      expect(found(planted, [...haystacks, { name: 'the log', bytes: Buffer.from(house.node.output()) }])).toEqual([])
    } finally {
      await house.stop()
    }
  })
})
