import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Link, OutgoingMail, Realm, Storage } from '@tegata/storage'
import { openTestStorage, testRealmSettings } from '@tegata/storage/testing'
import { createDelivery } from './delivery.ts'
import { createPace } from './pace.ts'
import type { Handover, Message } from './smtp.ts'

// The outbox of delivery.test.ts is a fake; here the real one is held to the same promises.
let storage: Storage
let realm: Realm
let sent: Message[]
let answer: Handover
beforeEach(async () => {
  storage = await openTestStorage()
  await storage.unit([storage.realms.create({ name: 'demo', settings: { ...testRealmSettings, mailsPerMinute: 6 } })])
  const found = await storage.realms.find('demo')
  if (!found) throw new Error('no realm')
  realm = found
  sent = []
  answer = { outcome: 'sent' }
})
afterEach(() => storage.close())

const createNode = () => createDelivery({
  ...storage, takePlace: createPace(storage), fallback: { server: 'smtp://127.0.0.1:1', from: 'no-reply@demo.example' },
  send: async (_server, message) => {
    sent.push(message)
    return answer
  },
  log: { info: () => {}, warn: () => {} },
})

async function put(fields: Partial<OutgoingMail> = {}): Promise<string> {
  const id = randomUUID()
  await storage.unit([storage.outbox.put({
    id, realmId: realm.id, userId: 'u', kind: 'password-changed', to: 'aoi@demo.example', subject: 's', text: 't', html: 'h', messageId: `<${id}@x>`, linkId: null, ...fields,
  })])
  return id
}
const state = async (kind = 'password-changed') => (await storage.outbox.stateOf(realm.id, 'u', kind))?.state

test('a mail is sent once, with what was put in', async () => {
  await put()
  await createNode().runOnce()
  expect(sent).toMatchObject([{ to: 'aoi@demo.example', subject: 's', text: 't', html: 'h' }])
  expect(await createNode().runOnce()).toBe(0)
  expect(await state()).toBe('sent')
})

test('two nodes never send the same mail', async () => {
  await storage.unit([storage.realms.saveSettings(realm.id, { ...realm.settings, mailsPerMinute: 1000 }, realm.version)])
  for (let n = 0; n < 60; n++) await put()
  const nodes = [createNode(), createNode(), createNode()]
  while ((await Promise.all(nodes.map((node) => node.runOnce()))).some(Boolean)) { /* until nothing is due */ }
  expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(60)
  expect(sent).toHaveLength(60)
})

test('a refusal is kept as refused, a fault is tried again after a while', async () => {
  answer = { outcome: 'later', why: 'away' }
  await put()
  await createNode().runOnce()
  expect(await state()).toBe('waiting')
  expect(await createNode().runOnce()).toBe(0)
  storage.clock.set(storage.clock.now() + 31_000)
  answer = { outcome: 'refused', answer: '550 no such user' }
  expect(await createNode().runOnce()).toBe(1)
  expect(await storage.outbox.stateOf(realm.id, 'u', 'password-changed')).toMatchObject({ state: 'refused', reason: 'refused by the mail server: 550 no such user' })
})

test('what a node claimed and never finished is due again when its lease ends', async () => {
  await put()
  expect(await storage.outbox.claim(10, 180_000)).toHaveLength(1)
  expect(await createNode().runOnce()).toBe(0)
  storage.clock.set(storage.clock.now() + 180_001)
  await createNode().runOnce()
  expect(sent).toHaveLength(1)
})

test('the realm’s pace holds for all nodes, bulk leaves a third of it to urgent mail, and the rest goes a minute later', async () => {
  for (let n = 0; n < 10; n++) await put({ kind: 'set-up' })
  await Promise.all([createNode().runOnce(), createNode().runOnce()])
  expect(sent).toHaveLength(4)
  await put()
  await createNode().runOnce()
  expect(sent).toHaveLength(5)
  storage.clock.set(storage.clock.now() + 60_001)
  await createNode().runOnce()
  expect(sent).toHaveLength(9)
})

test('a mail whose link has ended is void, and its body is gone', async () => {
  const link: Omit<Link, 'usedAt' | 'voidAt' | 'voidReason'> = {
    id: randomUUID(), realmId: realm.id, userId: 'u', purpose: 'set-up', credentialVersion: 1, createdAt: storage.clock.now(),
    expiresAt: storage.clock.now() + 1000, createdBy: 'u', subject: null,
  }
  await storage.unit(storage.links.create(link, 'token'))
  await put({ kind: 'set-up', linkId: link.id })
  storage.clock.set(storage.clock.now() + 2000)
  await createNode().runOnce()
  expect(sent).toEqual([])
  expect(await state('set-up')).toBe('void')
})
