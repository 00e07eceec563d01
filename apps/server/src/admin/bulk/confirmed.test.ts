import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Realm } from '@tegata/storage'
import { problemOf, startApi, type TestApi, type Who } from '../api.test-support.ts'

let house: TestApi
beforeAll(async () => { house = await startApi() })
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

const reason = 'as agreed'
const crowdOf = 120

/** A realm with more people than the unit of an action that ends something takes in, and two who administer it. */
async function crowd(): Promise<{ here: Realm; boss: Who; other: Who; filter: { department: string[] } }> {
  const here = await house.newRealm(`crowd-${randomUUID()}`)
  const [boss, other] = [await house.person(here, 'boss', ['global-admin']), await house.person(here, 'other', ['global-admin'])]
  const everybody = Array.from({ length: crowdOf }, (_, n) => ({
    id: randomUUID(), username: `c-${n}`, email: null, givenName: 'A', familyName: 'Crowd', department: 'crowd', otpRequired: true, enabled: true,
  }))
  expect(await house.storage.unit(house.storage.imports.create(here.id, everybody, []))).toMatchObject({ ok: true })
  return { here, boss, other, filter: { department: ['crowd'] } }
}
const enabled = async (here: Realm) => (await house.storage.users.count(here.id, { enabled: true }, 1000)).count

/** So late that one call does a part of them: the time that a call takes is real time. */
async function firstCall<Run extends { done: number; next: string | null }>(call: () => Promise<Run>): Promise<Run> {
  const { performance } = globalThis
  const real = performance.now.bind(performance)
  let calls = 0
  performance.now = () => real() + 10_000 * calls++
  try {
    return await call()
  } finally {
    performance.now = real
  }
}

describe('the number that was typed', () => {
  test.each(['999999999999999', '1', `999999999999999~${Date.now()}~${randomUUID()}~${'A'.repeat(43)}`, '~', 'x'.repeat(300)])(
    'is not got round by a made-up cursor: %j', async (cursor) => {
      const { here, boss } = await crowd()
      const everybody = { filter: {}, confirmed: 0, cursor }
      for (const call of [
        () => boss.api.bulkDisable(everybody), () => boss.api.bulkOtpOff({ ...everybody, reason }), () => boss.api.bulkResetOtp({ ...everybody, reason }),
        () => boss.api.bulkEnable(everybody), () => boss.api.bulkOtpOn(everybody), () => boss.api.bulkSetupMail({ filter: {}, cursor }), () => boss.api.bulkTopUp({ filter: {}, cursor, reason }),
      ]) expect(await problemOf(call())).toBe('request.invalid')
      expect(await enabled(here)).toBe(crowdOf + 2)
    })

  test('is proved by the cursor of the call before, to the same caller, for the very same call, for a day', async () => {
    const { here, boss, other, filter } = await crowd()
    const body = { filter, confirmed: crowdOf, reason }
    const first = await firstCall(() => boss.api.bulkDisable(body))
    const cursor = first.next ?? ''
    expect([first.done, cursor.length]).toEqual([100, expect.any(Number)])
    const [place = '', ...rest] = cursor.split('~')
    for (const call of [
      () => boss.api.bulkDisable({ ...body, filter: {}, cursor }), () => boss.api.bulkDisable({ ...body, confirmed: 0, cursor }), () => boss.api.bulkOtpOff({ ...body, cursor }),
      () => boss.api.bulkDisable({ ...body, cursor: ['999999999999999', ...rest].join('~') }), () => boss.api.bulkDisable({ ...body, cursor: place }),
      () => boss.api.bulkDisable({ ...body, reason: 'another one', cursor }), () => other.api.bulkDisable({ ...body, cursor }),
    ]) expect(await problemOf(call())).toBe('request.invalid')
    const elsewhere = await crowd()
    expect(await problemOf(elsewhere.boss.api.bulkDisable({ ...body, cursor }))).toBe('request.invalid')
    expect(await enabled(here)).toBe(crowdOf + 2 - first.done)
    expect(await boss.api.bulkDisable({ ...body, cursor })).toMatchObject({ done: crowdOf - first.done, next: null })
    expect(await enabled(here)).toBe(2)
  })

  test('is asked for before accounts are opened again: whoever left the house would be let in', async () => {
    const { here, boss, filter } = await crowd()
    await boss.api.bulkDisable({ filter, confirmed: crowdOf })
    expect(await boss.api.previewBulkEnable({ filter })).toMatchObject({ people: crowdOf, changed: crowdOf, confirm: true })
    for (const confirmed of [undefined, 0, crowdOf + 1]) expect(await problemOf(boss.api.bulkEnable({ filter, ...(confirmed === undefined ? {} : { confirmed }) }))).toBe('bulk.other-number')
    expect(await enabled(here)).toBe(2)
    expect(await boss.api.bulkEnable({ filter, confirmed: crowdOf })).toMatchObject({ changed: crowdOf })
  })
})

describe('a second factor of a moment ago', () => {
  test('is what disabling, enabling and signing out many people take: a stolen token does not empty the house', async () => {
    const { here, boss, filter } = await crowd()
    await boss.api.bulkDisable({ filter, confirmed: crowdOf })
    const { clock } = house.storage
    const before = clock.now()
    clock.set(before + 6 * 60_000)
    try {
      for (const call of [
        () => boss.api.bulkEnable({ filter, confirmed: crowdOf }), () => boss.api.bulkDisable({ filter: {}, confirmed: crowdOf + 2 }),
        () => boss.api.bulkOtpOn({ filter: {}, signOutNow: true }),
      ]) expect(await problemOf(call())).toBe('token.insufficient-authentication')
      expect(await enabled(here)).toBe(2)
      expect(await problemOf(boss.api.bulkOtpOn({ filter: {} })), 'asks for more, and ends nothing').toBe('done')
    } finally {
      clock.set(before)
    }
  })
})

test('Z-5: nobody takes away the second factors of many without saying why', async () => {
  const { boss, filter } = await crowd()
  for (const said of ['', ' ']) {
    expect(await problemOf(boss.api.bulkOtpOff({ filter, confirmed: crowdOf, reason: said }))).toBe('request.invalid')
    expect(await problemOf(boss.api.bulkResetOtp({ filter, confirmed: crowdOf, reason: said }))).toBe('request.invalid')
  }
})
