import { expect, test } from 'vitest'
import { createHashing, HashingBusy, recommendedCost } from './hashing.ts'

const cheap = { memoryKiB: 64, passes: 1, lanes: 1, parallel: 2, waiting: 3 }

test('costs at least what OWASP asks of argon2id (P-3)', () => {
  expect(recommendedCost.memoryKiB).toBeGreaterThanOrEqual(19 * 1024)
  expect(recommendedCost.passes).toBeGreaterThanOrEqual(2)
})

test('accepts the exact password only, whatever characters it has (P-1)', async () => {
  const { hash, verify } = createHashing(cheap)
  for (const password of ['seven orange boats', ' leading and trailing ', 'ぬるぽ🦆🦆', 'nul\u0000inside', 'x'.repeat(200)]) {
    const stored = await hash(password)
    expect((await verify(stored, password)).ok, password).toBe(true)
    expect((await verify(stored, `${password} `)).ok, password).toBe(false)
    expect((await verify(stored, password.slice(0, -1))).ok, password).toBe(false)
  }
})

test('takes full-width and half-width letters for the same password (P-1)', async () => {
  const { hash, verify } = createHashing(cheap)
  expect((await verify(await hash('ｓｅｖｅｎ　ｂｏａｔｓ７'), 'seven boats7')).ok).toBe(true)
})

test('hashes are argon2id and carry their parameters', async () => {
  expect(await createHashing(cheap).hash('seven orange boats')).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/)
})

test('nobody has a password: never right, not even when empty', async () => {
  const { verify } = createHashing(cheap)
  expect(await verify(null, '')).toEqual({ ok: false, outdated: false })
  expect(await verify(null, 'seven orange boats')).toEqual({ ok: false, outdated: false })
})

test('a hash of older parameters is right and outdated; one of the present ones is not', async () => {
  const old = await createHashing(cheap).hash('seven orange boats')
  const dearer = createHashing({ ...cheap, passes: 2 })
  expect(await dearer.verify(old, 'seven orange boats')).toEqual({ ok: true, outdated: true })
  expect(await dearer.verify(await dearer.hash('seven orange boats'), 'seven orange boats')).toEqual({ ok: true, outdated: false })
})

test('what cannot be read as a hash is a wrong password, not an error', async () => {
  const { verify } = createHashing(cheap)
  expect((await verify('$unknown$abc', 'seven orange boats')).ok).toBe(false)
})

test('refuses beyond the queue instead of piling up, and recovers (P-3)', async () => {
  const { hash, verify } = createHashing(cheap)
  const stored = await hash('seven orange boats')
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => verify(stored, 'seven orange boats')))
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
  expect(refused).toHaveLength(20 - cheap.parallel - cheap.waiting)
  expect(refused.every(({ reason }) => reason instanceof HashingBusy)).toBe(true)
  expect((await verify(stored, 'seven orange boats')).ok).toBe(true)
})
