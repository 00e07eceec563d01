import { describe, expect, test } from 'vitest'
import { type TotpAuthenticator, type TotpOptions, type TotpParameters, codeOf, newTotpParameters, verifyTotp } from './index.ts'

const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const second = 'IRFG2ULGIM3TGVSHIZUHON2EGRIUUOCB'
const step = 30_000
/** The beginning of a time step, far from any other test's codes. */
const start = 56_666_667 * step
const current = start / step

const phone = (changes: Partial<TotpAuthenticator> = {}): TotpAuthenticator => ({ id: 'phone', secret, totp: newTotpParameters, lastStep: null, ...changes })
const tablet = (changes: Partial<TotpAuthenticator> = {}) => phone({ id: 'tablet', secret: second, ...changes })
const codeAt = (distance: number, of = phone()) => codeOf(of.secret, of.totp, current + distance)
const verify = (typed: string, now = start, one = phone(), options: TotpOptions = {}) => verifyTotp([one], typed, now, options)

describe('the window (T-4, S3-4)', () => {
  test.each([[-3, false], [-2, false], [-1, true], [0, true], [1, true], [2, false], [3, false]])('a code of %i steps away: accepted %s', (distance, ok) => {
    expect(verify(codeAt(distance)).ok).toBe(ok)
  })

  test('a code is accepted from 30 s before its step to 60 s after it began, to the millisecond', () => {
    const code = codeAt(0)
    expect([-step - 1, -step, 2 * step - 1, 2 * step].map((offset) => verify(code, start + offset).ok)).toEqual([false, true, true, false])
  })

  test('a code is dead 90 seconds after its step began, whatever the phone’s clock', () => {
    for (const offset of [90_000, 90_001, 120_000, 600_000]) expect(verify(codeAt(0), start + offset).ok).toBe(false)
  })

  test('may be narrower or wider by setting', () => {
    expect([-1, 0, 1].map((distance) => verify(codeAt(distance), start, phone(), { window: 0 }).ok)).toEqual([false, true, false])
    expect([-3, -2, 2, 3].map((distance) => verify(codeAt(distance), start, phone(), { window: 2 }).ok)).toEqual([false, true, true, false])
  })

  test('says which time step to spend', () => {
    expect(verify(codeAt(-1))).toEqual({ ok: true, authenticatorId: 'phone', timeStep: current - 1 })
    expect(verify(codeAt(1), start + step - 1)).toEqual({ ok: true, authenticatorId: 'phone', timeStep: current + 1 })
  })

  test('does not reach before 1970', () => {
    expect(verify(codeOf(secret, newTotpParameters, 0), 0)).toEqual({ ok: true, authenticatorId: 'phone', timeStep: 0 })
    expect(verify('000000', 0)).toMatchObject({ ok: false, reason: 'wrong' })
  })
})

describe('a step is spent once, and all before it (T-1, RFC 6238 §5.2)', () => {
  test('the same step again is replayed, and a new code appears with the next step', () => {
    expect(verify(codeAt(0), start + 12_345, phone({ lastStep: current }))).toEqual({ ok: false, reason: 'replayed', authenticatorId: 'phone', secondsUntilNext: 18 })
  })
  test.each([[0, 30], [1, 30], [29_000, 1], [29_999, 1]])('%i ms into the step: in %i s', (offset, seconds) => {
    expect(verify(codeAt(0), start + offset, phone({ lastStep: current }))).toMatchObject({ reason: 'replayed', secondsUntilNext: seconds })
  })
  test('an older step inside the window is replayed too', () => expect(verify(codeAt(-1), start, phone({ lastStep: current }))).toMatchObject({ reason: 'replayed' }))
  test('a later step inside the window is not', () => expect(verify(codeAt(1), start, phone({ lastStep: current })).ok).toBe(true))
  test('after a step of the future was spent, the present one is', () => expect(verify(codeAt(0), start, phone({ lastStep: current + 1 }))).toMatchObject({ reason: 'replayed' }))
  test('two steps in a row with the same code: the later one is spent, so that the code opens once', () => {
    const twin = 50_424_280
    expect([twin, twin + 1].map((counter) => codeOf(secret, newTotpParameters, counter))).toEqual(['070562', '070562'])
    const first = verify('070562', twin * step)
    expect(first).toEqual({ ok: true, authenticatorId: 'phone', timeStep: twin + 1 })
    expect(verify('070562', twin * step, phone({ lastStep: twin + 1 }))).toMatchObject({ ok: false, reason: 'replayed' })
  })
  test('a replay outside the window is just wrong', () => expect(verify(codeAt(-2), start, phone({ lastStep: current }))).toEqual({ ok: false, reason: 'wrong', drift: null }))
})

describe('what people type', () => {
  const code = codeAt(0)
  const [a, b] = [code.slice(0, 3), code.slice(3)]
  const fullWidth = [...code].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('')

  test.each([
    [
      'two groups, as phones show it',
      `${a} ${b}`], ['blanks around',
      `  ${code}\n`], ['a dash',
      `${a}-${b}`], ['a long dash',
      `${a}–${b}`], ['a minus',
      `${a}−${b}`,
    ],
    [
      'full-width digits',
      fullWidth], ['a full-width blank',
      `${a}\u3000${b}`], ['a full-width dash',
      `${a}－${b}`], ['the dash of a Japanese keyboard',
      `${a}ー${b}`,
    ],
    [
      'its half-width form',
      `${a}ｰ${b}`], ['a no-break blank from a mail',
      `${a}\u00a0${b}`], ['an invisible mark from a copy',
      `\u200e${code}\u200b`], ['every digit apart',
      code.split('').join(' '),
    ],
  ])('%s', (_, typed) => expect(verify(typed).ok).toBe(true))

  test.each([
    [
      'nothing',
      ''], ['blanks',
      '   '], ['too short',
      '12345'], ['too long',
      '1234567'], ['letters',
      '12a456'], ['a sign',
      '+12345'], ['a decimal point',
      '123.45',
    ],
    [
      'a number of another script',
      '१२३४५६'], ['an emoji',
      '1️⃣23456'], ['a formula',
      '1e5000'], ['NUL',
      '12345\u0000'], ['a novel',
      '1'.repeat(100_000)], ['blanks without end',
      `${' '.repeat(100_000)}${code}`,
    ],
  ])('malformed: %s', (_, typed) => expect(verify(typed)).toEqual({ ok: false, reason: 'malformed' }))

  test('malformed when there is nothing to compare with', () => expect(verifyTotp([], code, start)).toEqual({ ok: false, reason: 'malformed' }))
})

describe('several authenticators, one field (T-8)', () => {
  const both = [phone(), tablet()]
  test('takes a code of any of them, and says of which', () => {
    expect(verifyTotp(both, codeAt(0), start)).toMatchObject({ ok: true, authenticatorId: 'phone' })
    expect(verifyTotp(both, codeAt(0, tablet()), start)).toMatchObject({ ok: true, authenticatorId: 'tablet' })
  })
  test('a spent step of one does not spend the other’s', () => {
    expect(verifyTotp([phone({ lastStep: current }), tablet()], codeAt(0, tablet()), start).ok).toBe(true)
    expect(verifyTotp([phone({ lastStep: current }), tablet()], codeAt(0), start)).toMatchObject({ reason: 'replayed', authenticatorId: 'phone' })
  })
  test('where two know the same code, the one that has not spent it answers', () => {
    expect(verifyTotp([phone({ lastStep: current }), phone({ id: 'twin' })], codeAt(0), start)).toMatchObject({ ok: true, authenticatorId: 'twin' })
  })
  test('of different kinds: six digits find six, eight find eight', () => {
    const eight: TotpParameters = { algorithm: 'sha256', digits: 8, periodSeconds: 30 }
    const mixed = [phone(), tablet({ totp: eight })]
    expect(verifyTotp(mixed, codeOf(second, eight, current), start)).toMatchObject({ ok: true, authenticatorId: 'tablet' })
    expect(verifyTotp(mixed, codeAt(0), start)).toMatchObject({ ok: true, authenticatorId: 'phone' })
    expect(verifyTotp(mixed, '1234567', start)).toEqual({ ok: false, reason: 'malformed' })
  })
  test('of different periods: each on its own clock', () => {
    const minute: TotpParameters = { algorithm: 'sha512', digits: 6, periodSeconds: 60 }
    const slowOne = tablet({ totp: minute })
    const timeStep = Math.floor(start / 60_000)
    expect(verifyTotp([phone(), slowOne], codeOf(second, minute, timeStep - 1), start)).toEqual({ ok: true, authenticatorId: 'tablet', timeStep: timeStep - 1 })
    expect(verifyTotp([phone(), slowOne], codeOf(second, minute, timeStep - 2), start).ok).toBe(false)
  })
})

describe('a clock that is off is named, and never let in (S3-5)', () => {
  const drift = (distance: number, options: TotpOptions = {}, one = phone()) => {
    const outcome = verify(codeAt(distance), start, one, options)
    expect(outcome.ok).toBe(false)
    return outcome.ok || outcome.reason !== 'wrong' ? null : outcome.drift
  }

  test('slow, by a step that is already dead', () => {
    expect(drift(-2)).toEqual({ authenticatorId: 'phone', seconds: -60 })
    expect(drift(-20)).toEqual({ authenticatorId: 'phone', seconds: -600 })
  })
  test('not beyond ten minutes', () => expect(drift(-21)).toBeNull())
  test('never fast at a sign-in: it would confirm a guess that becomes valid minutes later', () => {
    for (const distance of [2, 3, 10, 20]) expect(drift(distance)).toBeNull()
  })
  test('fast, only where the secret was just shown', () => {
    expect(drift(2, { secretJustShown: true })).toEqual({ authenticatorId: 'phone', seconds: 60 })
    expect(drift(20, { secretJustShown: true })).toEqual({ authenticatorId: 'phone', seconds: 600 })
    expect(drift(21, { secretJustShown: true })).toBeNull()
    expect(drift(-5, { secretJustShown: true })).toEqual({ authenticatorId: 'phone', seconds: -150 })
  })
  test('not by a step before the last one spent: that clock was right since', () => {
    expect(drift(-5, {}, phone({ lastStep: current - 4 }))).toBeNull()
    expect(drift(-5, {}, phone({ lastStep: current - 6 }))).toEqual({ authenticatorId: 'phone', seconds: -150 })
  })
  test('with a wider window, only beyond it', () => {
    expect(verify(codeAt(-2), start, phone(), { window: 2 }).ok).toBe(true)
    expect(drift(-3, { window: 2 })).toEqual({ authenticatorId: 'phone', seconds: -90 })
  })
  test('of the right one of several', () => {
    expect(verifyTotp([phone(), tablet()], codeAt(-4, tablet()), start)).toEqual({ ok: false, reason: 'wrong', drift: { authenticatorId: 'tablet', seconds: -120 } })
  })
  test('in its own period', () => {
    const minute: TotpParameters = { algorithm: 'sha1', digits: 6, periodSeconds: 60 }
    const one = phone({ totp: minute })
    expect(verify(codeOf(secret, minute, Math.floor(start / 60_000) - 3), start, one)).toMatchObject({ drift: { seconds: -180 } })
  })
  test('a wrong code is just wrong', () => expect(verify('000000')).toEqual({ ok: false, reason: 'wrong', drift: null }))
})

test('of all codes there are, exactly those of the window open (T-4)', () => {
  const open = new Set([codeAt(-1), codeAt(0), codeAt(1)])
  const tried = Array.from({ length: 1500 }, (_, index) => String((index * 661 + 17) % 1_000_000).padStart(6, '0'))
  for (const code of [...tried, ...open]) expect(verify(code).ok).toBe(open.has(code))
}, 30_000)

test('every candidate step is computed whatever was typed (T-5): a right code takes the work of a replayed one', () => {
  let computed = 0
  const totp: TotpParameters = { ...newTotpParameters, get algorithm() { computed++; return 'sha1' as const } }
  for (const typed of [codeAt(-1), codeAt(0), codeAt(1)]) for (const lastStep of [null, current + 1]) {
    computed = 0
    verifyTotp([phone({ totp, lastStep }), tablet({ totp })], typed, start)
    expect(computed).toBe(6)
  }
})
