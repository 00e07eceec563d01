import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { drawing, seeded } from '../test/chance.ts'
import { type CodeForm, emailedCodeExpiry, newEmailedCode, verifyEmailedCode } from './index.ts'

const hmac = (message: string) => createHmac('sha256', 'a key of the tests').update(message).digest('hex')
const now = 1_795_489_212_345
const minutes = 60_000
const transaction = 'journey-1'

const mailed = (form: CodeForm = 'digits', seed = 1) => newEmailedCode({ transaction, now, form }, { randomBytes: seeded(seed), hmac })
const verify = (typed: string, { stored } = mailed(), at = now, of = transaction) => verifyEmailedCode(stored, typed, { transaction: of, now: at }, hmac)

describe('a new mailed code (M-2)', () => {
  test('has eight digits, zeros included', () => {
    const make = (bytes: number[]) => newEmailedCode({ transaction, now }, { randomBytes: drawing(...bytes), hmac }).code
    expect(make([0, 0, 0, 0])).toBe('00000000')
    expect(make([0, 0, 0, 42])).toBe('00000042')
  })
  test('draws again what would make some codes likelier than others', () => {
    const tooHigh = [0xff, 0xff, 0xff, 0xff]
    const bytesOf = (draw: number) => [24, 16, 8, 0].map((shift) => Math.floor(draw / 2 ** shift) % 256)
    const make = (...bytes: number[]) => newEmailedCode({ transaction, now }, { randomBytes: drawing(...bytes), hmac }).code
    expect(make(...tooHigh, 0, 0, 0, 7)).toBe('00000007')
    expect(make(...bytesOf(4_200_000_000), 0, 0, 0, 7)).toBe('00000007')
    expect(make(...bytesOf(4_200_000_000 - 1))).toBe('99999999')
  })
  test('or six Crockford characters, none of which looks like another', () => {
    for (let seed = 0; seed < 200; seed++) expect(mailed('crockford', seed).code).toMatch(/^[0-9A-HJKMNP-TV-Z]{6}$/)
  })
  test('is as likely to have one digit as another', () => {
    const counts = new Map<string, number>()
    const randomBytes = seeded(99)
    for (let index = 0; index < 5000; index++) {
      for (const digit of newEmailedCode({ transaction, now }, { randomBytes, hmac: () => '' }).code) counts.set(digit, (counts.get(digit) ?? 0) + 1)
    }
    expect(counts.size).toBe(10)
    for (const count of counts.values()) expect(Math.abs(count - 4000)).toBeLessThan(400)
  })
  test('is never what is stored', () => {
    const { code, stored } = mailed()
    expect(JSON.stringify(stored)).not.toContain(code)
    expect(stored).toEqual({ mac: expect.stringMatching(/^[0-9a-f]{64}$/), form: 'digits', expiresAt: now + 10 * minutes })
  })
})

describe('verifying it', () => {
  test('the code opens what asked for it', () => expect(verify(mailed().code)).toEqual({ ok: true }))
  test('the code of another sign-in does not (M-2)', () => expect(verify(mailed().code, mailed(), now, 'journey-2')).toEqual({ ok: false, reason: 'wrong' }))
  test('nor does one transaction’s name run into the code of another', () => {
    const seen: string[] = []
    const listening = (message: string) => { seen.push(message); return message }
    newEmailedCode({ transaction: 'a1', now }, { randomBytes: drawing(0, 0, 0, 0), hmac: listening })
    newEmailedCode({ transaction: 'a', now }, { randomBytes: drawing(0, 0, 0, 0), hmac: listening })
    expect(seen).toEqual(['2:a1:00000000', '1:a:00000000'])
  })
  test('another code does not', () => expect(verify('00000000')).toEqual({ ok: false, reason: 'wrong' }))
  test.each(['', '1234567', '123456789', '1234567a', '12 34 56', 'x'.repeat(10_000)])('%j is malformed', (typed) => {
    expect(verify(typed)).toEqual({ ok: false, reason: 'malformed' })
  })
  test('with blanks, dashes and full-width digits as people type and copy them', () => {
    const { code } = mailed()
    for (const typed of [` ${code.slice(0, 4)} ${code.slice(4)} `, `${code.slice(0, 4)}-${code.slice(4)}`, [...code].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('')]) {
      expect(verify(typed)).toEqual({ ok: true })
    }
  })
  test('Crockford: case does not matter, and what looks like a digit is one', () => {
    const { stored } = newEmailedCode({ transaction, now, form: 'crockford' }, { randomBytes: drawing(0, 1, 10, 11, 0, 1), hmac })
    for (const typed of ['01AB01', '01ab01', 'oiABoL', '01a-b01', '０１ＡＢ０１']) expect(verifyEmailedCode(stored, typed, { transaction, now }, hmac)).toEqual({ ok: true })
    for (const typed of ['01AB0U', '01AB0', '01AB011']) expect(verifyEmailedCode(stored, typed, { transaction, now }, hmac)).toEqual({ ok: false, reason: 'malformed' })
  })
  test.each([[-1, true], [0, false], [1, false]])('%i ms from its end: %s', (offset, ok) => expect(verify(mailed().code, mailed(), now + 10 * minutes + offset).ok).toBe(ok))
  test('an expired one says so, also to a wrong code: nothing is confirmed', () => {
    const late = now + 10 * minutes
    expect([verify(mailed().code, mailed(), late), verify('00000000', mailed(), late)]).toEqual([{ ok: false, reason: 'expired' }, { ok: false, reason: 'expired' }])
  })
  test('the code is hashed whether it is expired or not', () => {
    let hashed = 0
    const counting = (message: string) => { hashed++; return hmac(message) }
    verifyEmailedCode(mailed().stored, '12345678', { transaction, now }, counting)
    verifyEmailedCode(mailed().stored, '12345678', { transaction, now: now + 11 * minutes }, counting)
    expect(hashed).toBe(2)
  })
})

describe('how long it lives', () => {
  test('standard: ten minutes', () => expect(emailedCodeExpiry('standard', now)).toBe(now + 10 * minutes))
  test.each([[0, 90_000], [1, 89_999], [29_999, 60_001], [30_000, 90_000]])('time-step, %i ms into a step: %i ms, never more than 90 s (S3-11)', (offset, lives) => {
    const start = 59_849_640 * 30_000
    expect(emailedCodeExpiry('time-step', start + offset) - (start + offset)).toBe(lives)
  })
})
