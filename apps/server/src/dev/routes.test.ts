import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Koa from 'koa'
import { Router } from '@koa/router'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Realm } from '@tegata/storage'
import type { RequestContext } from '../http/route.ts'
import { demoBanner } from './banner.ts'
import { type Mailbox, startMailbox } from './mailbox.ts'
import { devRoutes } from './routes.ts'
import { demoSettings } from './seed/realm-demo.ts'

let folder: string
let mailbox: Mailbox
let server: Server
let origin: string
let shiftMs = 0
const clock = { now: () => Date.now() + shiftMs, set: (now: number) => { shiftMs = now - Date.now() } }
const realm: Realm = { id: 1, name: 'demo', enabled: true, version: 1, settings: demoSettings('http://localhost:8081'), createdAt: 0 }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tegata-dev-'))
  mailbox = await startMailbox({ directory: folder, now: clock.now })
  const router = new Router()
  for (const [method, path, , handler] of devRoutes({ mailbox, clock, realm: async () => realm, demoUrl: 'http://localhost:8081' })) {
    router.register(path, [method], (ctx) => handler(ctx as unknown as RequestContext))
  }
  server = new Koa().use(router.routes()).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
})
afterAll(async () => {
  await mailbox.close()
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true })
})

const mail = (fields: object) => createTransport(mailbox.url).sendMail({ from: 'デモ株式会社 <no-reply@demo.example>', to: 'aoi@demo.example', subject: '設定', text: 'x', ...fields })
const setClock = (body: unknown, type = 'application/json') =>
  fetch(`${origin}/dev/clock`, { method: 'PUT', headers: { 'Content-Type': type }, body: typeof body === 'string' ? body : JSON.stringify(body) })

test('mail.json lists what came by SMTP, newest first, with id, at, to, subject, text and html', async () => {
  await mail({ text: 'one\n' })
  await mail({ text: 'two\n', html: '<p>two</p>', subject: '두 번째' })
  const list = JSON.parse(await (await fetch(`${origin}/dev/mail.json`)).text())
  expect(list.map(({ subject }: { subject: string }) => subject)).toEqual(['두 번째', '設定'])
  expect(Object.keys(list[0])).toEqual(['id', 'at', 'to', 'subject', 'text', 'html'])
  expect(list[0]).toMatchObject({ to: 'aoi@demo.example', text: expect.stringMatching(/^two/), html: expect.stringContaining('<p>two</p>') })
  expect(list[0].at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  expect(list[1].html).toBeNull()
})

test('the list and one mail open as pages; hostile HTML stays inside a sandboxed frame', async () => {
  await mail({ subject: '<script>alert(1)</script>', html: '<script>alert(2)</script>"' })
  const [newest] = mailbox.list()
  const list = await (await fetch(`${origin}/dev/mail`)).text()
  expect(list).toContain(`href="/dev/mail/${newest?.id}"`)
  expect(list).not.toContain('<script>alert')
  const one = await (await fetch(`${origin}/dev/mail/${newest?.id}`, { headers: { 'Accept-Language': 'ja' } })).text()
  expect(one).toContain('lang="ja"')
  expect(one).not.toContain('<script>alert')
  expect(one).toMatch(/<iframe[^>]+sandbox="(?!.*allow-scripts)/)
})

test('a mail that is not there is not found', async () => {
  expect((await fetch(`${origin}/dev/mail/nothing`)).status).toBe(404)
})

test('a mail larger than the mailbox keeps is refused for good, as a real server would', async () => {
  await expect(mail({ text: 'x'.repeat(1_200_000) })).rejects.toMatchObject({ responseCode: 552 })
})

test.each([
  ['2026-12-01T00:00:00+09:00', '2026-11-30T15:00:00'],
  ['2026-12-01T00:00:00.000Z', '2026-12-01T00:00:00'],
  [1_796_050_800_000, '2026-11-30T15:00:00'],
])('the clock can be set to %j', async (now, expected) => {
  const answer = await setClock({ now })
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain(expected.slice(0, 16))
  expect(new Date(clock.now()).toISOString()).toContain(expected.slice(0, 16))
  await setClock({ now: null })
  expect(Math.abs(shiftMs)).toBeLessThan(1000)
})

test.each([[{}], [{ now: 'tomorrow' }], [{ now: '2026-12-01' }], [{ now: '2026-12-01T00:00:00' }], [{ now: -1 }], [{ now: 1.5 }], [[]], ['{'], ['null']])(
  'the clock is not moved by %j', async (body) => {
    expect((await setClock(body)).status).toBe(400)
    expect(Math.abs(shiftMs)).toBeLessThan(1000)
  })

test('the clock is not moved by a form of another site', async () => {
  expect((await setClock('now=1', 'application/x-www-form-urlencoded')).status).toBe(415)
})

test('the first page says what to open and who can sign in, in the language of the browser', async () => {
  const text = await (await fetch(`${origin}/`, { headers: { 'Accept-Language': 'ko' } })).text()
  for (const part of ['seven orange boats', 'http://localhost:8081/phone', '/console/demo', '/dev/mail', 'kenji', '다음 로그인 때 코드를 설정해야 합니다']) expect(text).toContain(part)
})

test('what start prints names every address and the password', () => {
  expect(demoBanner({ publicUrl: new URL('http://localhost:8080'), demoUrl: 'http://localhost:8081' })).toBe(`\
Tegata is running with demo data, for this computer only. Ctrl-C stops it.

  Sample application   http://localhost:8081
  In front of Corp ID  http://localhost:8081/front            hana, with a code
  Console              http://localhost:8080/console/demo     admin
  All mail it sends    http://localhost:8080/dev/mail
  Demo phone           http://localhost:8081/phone            codes for the people below
  Everybody's password seven orange boats

  aoi    is new: her set-up mail is waiting
  yuna   has a code, on a phone she lost
  kenji  must set up a code at the next sign-in
  hana   comes through Corp ID: is not asked
  emma   needs only a password
  reika  gets her code by email (look under all mail)
  certs  is locked out until you hand him a token

The five-minute tour is in README.md. Begin again: npx -y pnpm@12 tegata demo reset
`)
})
