import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findFlaw, passwordLength } from './password-rules.ts'

const context = ['Tegata', 'demo', 'Demo Company', 'emma', 'emma.brown@demo.example', 'Emma', 'Brown', '佐藤', '健二']
const alone = { min: passwordLength.alone, context }
const withCode = { min: passwordLength.withAuthenticator, context }

describe('P-1: length counts, composition does not', () => {
  test('15 characters alone, 8 beside an authenticator', () => {
    expect(findFlaw('plum kettle on', alone)).toBe('short')
    expect(findFlaw('plum kettle once', alone)).toBe(null)
    expect(findFlaw('plumket', withCode)).toBe('short')
    expect(findFlaw('plumkett', withCode)).toBe(null)
  })

  test('characters are counted, not bytes or halves of an emoji', () => {
    expect(findFlaw('🦆🍏🚲🎻🌋🧲🪁', withCode)).toBe('short')
    expect(findFlaw('静かな湖畔の森の陰', withCode)).toBe(null)
  })

  test('64 and more characters are taken; a page of text is not', () => {
    expect(findFlaw('kettle plum quartz '.repeat(4) + 'violin', alone)).toBe(null)
    expect(findFlaw('kettle plum quartz '.repeat(20), alone)).toBe('long')
  })

  test('random passwords are taken whatever they are made of', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'bdfgkmpvwjhnrtlc'), minLength: 16, maxLength: 40 }), (password) => {
      const distinct = new Set(password).size
      return distinct < 6 || findFlaw(password, alone) === null
    }), { numRuns: 300 })
  })
})

describe('P-2: what attackers try first is refused', () => {
  test.each([
    'password', 'Password1', 'P@ssw0rd2026!', 'password123456789', 'qwertyuiop', '1234567890123456', 'aaaaaaaaaaaaaaaa', 'abcabcabcabcabc',
    'iloveyou1234567', 'letmeinletmein1', 'Welcome2026!!!!!', 'Summer2026Summer', 'admin1234admin1234', '1qaz2wsx3edc4rfv', 'zaq1xsw2cde3vfr4',
    'abcdefghijklmnop', 'Keycloak1!', 'Passw0rd!Passw0rd!', 'sunshine12345678', 'dragon!!dragon!!', 'P@ssw0rd123', 'M0nk3y!2019', '$unsh1ne99',
  ])('%s', (password) => expect(findFlaw(password, { min: 8, context: [] })).toBe('common'))

  test.each(['emma.brown', 'EmmaBrown1990', 'demo-company-2026', 'Tegata2026!', 'brown1234567890emma', 'Demo Company Emma', '佐藤健二佐藤健二', 'emmabrown demoexample'])(
    'a name that others can guess: %s', (password) => expect(findFlaw(password, withCode)).not.toBe(null))

  test.each(['seven orange boats', 'correct pony stapled batteries', 'tulip-ferry-violin', 'emma likes purple submarines', 'vT9#kWq2zLp0'])(
    'left alone: %s', (password) => expect(findFlaw(password, withCode)).toBe(null))

  test('covers more than the 3,000 commonest passwords of eight characters and more', () => {
    const bases = ['password', 'dragon', 'monkey', 'sunshine', 'football', 'charlie', 'welcome', 'master', 'shadow', 'michael', 'princess', 'qwerty', 'letmein', 'samsung', 'tanaka']
    const tails = [...Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0')), ...Array.from({ length: 60 }, (_, n) => String(1970 + n)), '!', '123', '1234', '12345', '!!!', '@123']
    const made = bases.flatMap((base) => tails.flatMap((tail) => [base + tail, base.charAt(0).toUpperCase() + base.slice(1) + tail]))
    expect(made.length).toBeGreaterThan(3000)
    expect(made.filter((each) => findFlaw(each.padEnd(8, '1'), { min: 8, context: [] }) === null)).toEqual([])
  })
})
