import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Realm } from '@tegata/storage'
import { problemOf, startApi, type TestApi, type Who } from './api.test-support.ts'

let house: TestApi
beforeAll(async () => { house = await startApi() })
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

let count = 0
async function stage() {
  const realm = await house.newRealm(`reveal-${++count}`)
  const [boss, second] = [await house.person(realm, 'boss', ['global-admin']), await house.person(realm, 'second', ['global-admin'])]
  const user = await house.addUser(realm, 'somebody')
  const { id: tokenId } = await boss.api.issueEmergencyToken({ userId: user.id, reason: 'known by sight' })
  const reveal = (who: Who = boss) => problemOf(who.api.revealEmergencyToken({ userId: user.id, tokenId, reason: 'known by sight' }))
  const reveals = async (times: number, who: Who = boss) => {
    const outcomes: string[] = []
    for (let n = 0; n < times; n += 1) outcomes.push(await reveal(who))
    return outcomes
  }
  return { realm, boss, second, user, reveal, reveals }
}

const alarms = async (realm: Realm) => {
  const mails = []
  for (let mail = await house.storage.outbox.claim(1, 60_000); mail.length > 0; mail = await house.storage.outbox.claim(1, 60_000)) mails.push(...mail)
  return mails.filter((mail) => mail.realmId === realm.id && mail.kind === 'emergency-reveal-alarm').map(({ to }) => to).toSorted()
}

const raised = { perHour: 70, reason: 'new phones in Osaka' }

test('sixty an hour; over it every attempt is written down, and every working global administrator hears of it once an hour', async () => {
  const { realm, boss, second, reveals, reveal } = await stage()
  expect(new Set(await reveals(60))).toEqual(new Set(['done']))
  await alarms(realm)
  expect(await reveals(5)).toEqual(Array.from({ length: 5 }, () => 'request.too-many'))
  expect(await alarms(realm)).toEqual([boss.user.email, second.user.email])
  expect((await boss.api.listEvents({ type: 'emergency.reveal-refused', limit: 50 })).items).toHaveLength(5)
  // The other one's own limit is untouched.
  expect(await reveal(second)).toBe('done')
})

test('a global administrator raises it for a day: at once, for those who stood before a closed door too, and it ends by itself', async () => {
  const { boss, second, reveals } = await stage()
  await reveals(61)
  expect(await boss.api.getRevealLimit()).toEqual({ perHour: 60, usual: 60, raised: null })
  expect(await boss.api.raiseRevealLimit(raised)).toMatchObject({ perHour: 70, usual: 60, raised: { by: 'boss' } })
  // What was revealed in this hour counts: sixty before, ten more now.
  expect(await reveals(11)).toEqual([...Array.from({ length: 10 }, () => 'done'), 'request.too-many'])
  const [event] = (await second.api.listEvents({ type: 'emergency.reveal-limit-raised' })).items
  expect(event).toMatchObject({ reason: raised.reason, actor: { name: 'boss' }, details: { perHour: 70 } })

  const { clock } = house.storage
  const before = clock.now()
  clock.set(before + 24 * 3_600_000 + 1000)
  const limit = await (await house.operator(await houseRealm())).getRevealLimit()
  expect(limit).toEqual({ perHour: 60, usual: 60, raised: null })
  clock.set(before)

  async function houseRealm(): Promise<Realm> {
    const found = await house.storage.realms.find(`reveal-${count}`)
    if (!found) throw new Error('no realm')
    return found
  }
})

test('raised again and again it is one hour and one count, and whoever goes over it is told of again', async () => {
  const { realm, boss, second, reveals } = await stage()
  const done = async (times: number) => (await reveals(times)).filter((outcome) => outcome === 'done').length
  expect(await done(62)).toBe(60)
  const both = [boss.user.email, second.user.email]
  expect(await alarms(realm)).toEqual(both)
  for (const perHour of [61, 62, 62]) await boss.api.raiseRevealLimit({ ...raised, perHour })
  expect(await done(5)).toBe(2)
  expect(await alarms(realm), 'over the raised one').toEqual(both)
  await boss.api.restoreRevealLimit()
  expect(await done(3), 'nothing that the raised one closed is open').toBe(0)
  await boss.api.raiseRevealLimit({ ...raised, perHour: 63 })
  expect(await done(3)).toBe(1)
  // Each hour has its count, under the raised limit too.
  const { clock } = house.storage
  const before = clock.now()
  clock.set(before + 61 * 60_000)
  try {
    const again = house.apiOf(realm, await house.signIn(realm, boss.user, { authenticatorId: await house.addTotp(realm, boss.user) }))
    expect(await again.getRevealLimit()).toMatchObject({ perHour: 63 })
  } finally {
    clock.set(before)
  }
})

test('is put back at once; two at the same time and a change of other settings lose nothing', async () => {
  const { boss, second } = await stage()
  await Promise.all([boss.api.raiseRevealLimit(raised), second.api.changeRealm({ helpDeskMail: 'desk@example.test' }), boss.api.raiseRevealLimit({ ...raised, perHour: 90 })])
  expect((await boss.api.getRealm()).helpDeskMail).toBe('desk@example.test')
  expect((await boss.api.getRevealLimit()).raised).toMatchObject({ by: boss.user.username })
  expect(await second.api.restoreRevealLimit()).toEqual({ perHour: 60, usual: 60, raised: null })
  expect((await boss.api.listEvents({ type: 'emergency.reveal-limit-restored' })).items).toHaveLength(1)
  await second.api.restoreRevealLimit()
  expect((await boss.api.listEvents({ type: 'emergency.reveal-limit-restored' })).items, 'nothing changed').toHaveLength(1)
})

test('only with a reason, within bounds, freshly proved, and by nobody else', async () => {
  const { realm, boss } = await stage()
  for (const body of [{ perHour: 60, reason: 'r' }, { perHour: 1001, reason: 'r' }, { perHour: 100, reason: ' ' }, { perHour: 100.5, reason: 'r' }]) {
    expect(await problemOf(boss.api.raiseRevealLimit(body))).toBe('request.invalid')
  }
  for (const role of ['help-desk', 'read-only-admin', 'certificate-and-secure-browser-admin'] as const) {
    const other = await house.person(realm, role, [role])
    expect(await problemOf(other.api.raiseRevealLimit(raised))).toBe('permission.missing')
    expect(await problemOf(other.api.getRevealLimit()), 'read with the settings of the realm').toBe(role === 'help-desk' ? 'permission.missing' : 'done')
  }
  const { clock } = house.storage
  const before = clock.now()
  clock.set(before + 6 * 60_000)
  expect(await problemOf(boss.api.raiseRevealLimit(raised))).toBe('token.insufficient-authentication')
  clock.set(before)
})
