import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Realm, Storage } from '@tegata/storage'
import { openTestStorage } from '@tegata/storage/testing'
import { counter } from '../../journey/subject.ts'
import { createComposeMail } from '../../mail/compose.ts'
import { createDelivery } from '../../mail/delivery.ts'
import { sendBySmtp } from '../../mail/smtp.ts'
import { type Mailbox, startMailbox } from '../mailbox.ts'
import { seedDemo } from './seed-demo.ts'

let folder: string
let storage: Storage
let mailbox: Mailbox
let realm: Realm
const publicUrl = new URL('http://localhost:8080')
const seed = (demoUrl = 'http://localhost:8081') => seedDemo({
  storage, publicUrl, demoUrl, phoneFile: join(folder, 'demo-phone.json'), mailbox,
  compose: createComposeMail({ outbox: storage.outbox, host: publicUrl.hostname }), hashPassword: async (password) => `hash of ${password}`,
})
const find = async (login: string) => {
  const user = await storage.users.findByLogin(realm.id, login)
  if (!user) throw new Error(`nobody is called ${login}`)
  return user
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tegata-seed-'))
  storage = await openTestStorage()
  mailbox = await startMailbox({ directory: join(folder, 'mail'), now: storage.clock.now })
  const before = storage.clock.now()
  expect(await seed()).toEqual({ first: true })
  expect(Math.abs(storage.clock.now() - before)).toBeLessThan(30_000)
  const found = await storage.realms.find('demo')
  if (!found) throw new Error('no realm')
  realm = found
}, 60_000)
afterAll(async () => {
  await mailbox.close()
  await storage.close()
  await rm(folder, { recursive: true })
})

describe('the demo', () => {
  test('has about 800 people: 560 of the staff set up, 150 not, 40 invited, 30 never signed in', async () => {
    expect((await storage.users.count(realm.id, {}, 2000)).count).toBe(796)
    const staff = async (otp: 'app' | 'none') => (await storage.users.count(realm.id, { search: 'staff-', otp: [otp] }, 2000)).count
    expect([await staff('app'), await staff('none')]).toEqual([560, 220])
  })

  test('shows those of whom the tour tells first', async () => {
    const { items } = await storage.users.list(realm.id, {}, null, 16)
    expect(items.map(({ username }) => username)).toEqual([
      'admin', 'help', 'auditor', 'certs', 'browsers', 'both', 'aoi', 'minho', 'kenji', 'yuna', 'emma', 'hana', 'taro', 'reika', 'frontdesk', 'wait',
    ])
  })

  test.each([
    ['admin', 'global-admin'], ['help', 'help-desk'], ['auditor', 'read-only-admin'], ['certs', 'certificate-admin'],
    ['browsers', 'secure-browser-admin'], ['both', 'certificate-and-secure-browser-admin'],
  ])('%s holds %s', async (username, role) => {
    expect((await storage.roles.effectiveOf(realm.id, (await find(username)).id)).map(({ name }) => name)).toEqual([role])
  })

  test('kenji must have a code from now on, and has none; emma needs none', async () => {
    expect(await find('kenji')).toMatchObject({ otpRequired: true, otpStatus: 'none', hasPassword: true })
    expect(storage.clock.now() - ((await find('kenji')).otpRequiredAt ?? 0)).toBeLessThan(60_000)
    expect(await find('emma')).toMatchObject({ otpRequired: false, otpStatus: 'none', passwordHash: 'hash of seven orange boats' })
  })

  test('both set a code up 400 days ago and never used it', async () => {
    const [app] = await storage.authenticators.listOf(realm.id, (await find('both')).id)
    expect(app?.lastUsedAt).toBeNull()
    expect(Math.round((storage.clock.now() - (app?.boundAt ?? 0)) / 86_400_000)).toBe(400)
  })

  test('wait has to wait after too many wrong codes, for as long as the tour may take', async () => {
    const { closedUntil } = await storage.throttle.state(counter(realm, 'code', 'day', (await find('wait')).id))
    expect((closedUntil ?? 0) - storage.clock.now()).toBeGreaterThan(23 * 3_600_000)
  })

  test('the demo phone knows the keys of exactly those who have their phone with them', async () => {
    const phone: { user: string; secret: string }[] = JSON.parse(await readFile(join(folder, 'demo-phone.json'), 'utf8'))
    expect(phone.map(({ user }) => user)).toEqual(['admin', 'help', 'hana', 'taro', 'hana', 'front-admin', 'corp-admin'])
    const [admin] = await storage.authenticators.openTotp(realm.id, (await find('admin')).id)
    expect(phone[0]?.secret).toBe(admin?.secret)
    expect(admin?.secret).toMatch(/^[A-Z2-7]{32}$/)
  })

  test('aoi’s set-up mail goes through the outbox and a real SMTP conversation', async () => {
    const delivery = createDelivery({
      ...storage, send: sendBySmtp, takePlace: async () => null, fallback: { server: mailbox.url, from: 'no-reply@demo.example' },
      log: { info: () => {}, warn: () => {} },
    })
    expect(await delivery.runOnce()).toBe(1)
    const [mail] = mailbox.list()
    expect(mail).toMatchObject({ to: 'aoi@demo.example', subject: expect.stringContaining('デモ株式会社') })
    const key = /http:\/\/localhost:8080\/realms\/demo\/link\?key=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? ''
    expect(await storage.links.find(realm.id, key)).toMatchObject({ purpose: 'set-up', userId: (await find('aoi')).id, usedAt: null, voidAt: null })
    expect(mail?.html).toContain(key)
    expect(mail?.text).not.toContain('\r')
  })

  test('minho’s set-up mail came some days ago, and its link has ended', async () => {
    const mail = mailbox.list().find(({ to }) => to === 'minho@demo.example')
    const key = /link\?key=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? ''
    const link = await storage.links.find(realm.id, key)
    expect(link?.expiresAt).toBeLessThan(storage.clock.now())
    expect(Math.round((storage.clock.now() - (mail?.at ?? 0)) / 3_600_000)).toBe(100)
  })

  test('the enforcement begins at midnight in Tokyo on the tenth day', async () => {
    const rule = (await storage.policies.enforcements(realm.id)).find(({ state }) => state === 'announced')
    const words = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tokyo', hour: '2-digit', minute: '2-digit' }).format(rule?.enforceFrom)
    expect(words).toBe('00:00')
    const days = ((rule?.enforceFrom ?? 0) - storage.clock.now()) / 86_400_000
    expect(days).toBeGreaterThan(9)
    expect(days).toBeLessThanOrEqual(10)
    expect(rule?.target.roleNames).toHaveLength(6)
    expect((await storage.policies.enforcementVersions(realm.id, rule?.id ?? '', null, 5)).map(({ act, actor }) => [act, actor.name])).toEqual([['announce', 'admin'], ['draft', 'admin']])
  })

  test('the applications stand where the sample application is reached, payroll demands a code', async () => {
    expect(await storage.clients.find(realm.id, 'wiki')).toMatchObject({
      redirectUris: ['http://localhost:8081/callback'], postLogoutRedirectUris: ['http://localhost:8081/'], firstParty: true,
      backchannelLogoutUri: 'http://localhost:8081/backchannel-logout/wiki',
    })
    expect((await storage.clients.find(realm.id, 'payroll'))?.minimumAcr).toBe('urn:tegata:acr:code')
    expect((await storage.clients.list(realm.id)).map(({ clientId }) => clientId).toSorted()).toEqual(
      ['calendar', 'nightly-report', 'payroll', 'tegata-account', 'tegata-console', 'wiki', 'your-app'])
  })
})

describe('at every other start', () => {
  test('nothing is seeded again, and what people changed stays', async () => {
    const emma = await find('emma')
    await storage.unit(storage.users.remove(realm.id, emma.id))
    await writeFile(join(folder, 'demo-phone.json'), '[]')
    expect(await seed()).toEqual({ first: false })
    expect(await storage.users.findByLogin(realm.id, 'emma')).toBeUndefined()
    expect(await readFile(join(folder, 'demo-phone.json'), 'utf8')).toBe('[]')
  })

  test('a phone whose file was lost is written again', async () => {
    await rm(join(folder, 'demo-phone.json'))
    await seed()
    expect(JSON.parse(await readFile(join(folder, 'demo-phone.json'), 'utf8'))).toHaveLength(7)
  })

  test('another port moves the applications and the start page with it', async () => {
    await seed('http://localhost:8091')
    expect((await storage.clients.find(realm.id, 'calendar'))?.redirectUris).toEqual(['http://localhost:8091/calendar/callback'])
    expect((await storage.realms.find('demo'))?.settings.startPage?.url).toBe('http://localhost:8091/')
  })

  test('the version of the realm stays when nothing had to change', async () => {
    await seed('http://localhost:8091')
    const before = await storage.realms.find('demo')
    await seed('http://localhost:8091')
    expect((await storage.realms.find('demo'))?.version).toBe(before?.version)
  })
})

test('the mailbox keeps its mail over a restart, in the order of arrival', async () => {
  const before = mailbox.list()
  const again = await startMailbox({ directory: join(folder, 'mail'), now: storage.clock.now })
  expect(again.list()).toEqual(before)
  await again.close()
})
