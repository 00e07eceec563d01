import type { SharingFacts } from '@tegata/storage'
import { describe, expect, test } from 'vitest'
import { mailboxesOf, mailboxOf, sharedSigns, sharedWordIn } from './shared-signs.ts'

const now = Date.UTC(2026, 10, 23)
const person: SharingFacts = {
  n: 1, id: 'p', username: 'hana', email: 'hana@demo.example', givenName: 'Hana', familyName: 'Sato', department: null, enabled: true, shared: false, lastSignInAt: null,
  newBrowsers: 1, sessions: [], authenticators: [{ label: 'Phone', address: null }],
}
const kinds = (over: Partial<SharingFacts>, others: readonly { id: string; username: string }[] = []) => sharedSigns({ ...person, ...over }, others, now).map(({ kind }) => kind)
const session = (address: string, userAgent: string, minutesAgo = 5) => ({ address, userAgent, lastUsedAt: now - minutesAgo * 60_000 })

describe('names of places, functions and groups (S4-4)', () => {
  test.each([
    ['info', 'info'], ['Info-Tokyo', 'info'], ['sales2', 'sales'], ['front.desk', 'desk'], ['ｓｕｐｐｏｒｔ', 'support'], ['tokyo_uketsuke', 'uketsuke'], ['総務部', '総務'], ['本社代表', '代表'], ['공용계정', '공용'],
  ])('%s', (name, word) => expect(sharedWordIn([name])).toBe(word))
  test.each(['infosato', 'staff-001', 'team42', 'teamwell', 'hana.sato', 'deskin', '代々木', '상훈', 'sato', ''])('and not %s', (name) => expect(sharedWordIn([name])).toBeNull())
})

test('a mailbox is the address without what stands behind a plus', () => {
  expect(['Info+tokyo@Demo.example', 'info@demo.example'].map(mailboxOf)).toEqual(['info@demo.example', 'info@demo.example'])
  expect([null, 'nonsense', '@x'].map(mailboxOf)).toEqual([null, null, null])
  expect([...mailboxesOf({ email: null, authenticators: [{ label: 'Mail', address: 'Desk@demo.example' }] })]).toEqual(['desk@demo.example'])
})

describe('signs that an account is shared', () => {
  test('none of one person with a telephone and two computers', () => {
    expect(kinds({ newBrowsers: 3, sessions: [session('192.0.2.1', 'Firefox'), session('198.51.100.9', 'Safari')], authenticators: [{ label: 'Phone', address: null }, { label: 'Tablet', address: null }] })).toEqual([])
  })
  test.each<[string, Partial<SharingFacts>, string[]]>([
    ['five new browsers are one person’s, six are not', { newBrowsers: 5 }, []],
    ['…', { newBrowsers: 6 }, ['browsers']],
    ['addresses of one network are one', { sessions: [1, 2, 3, 4, 5].map((n) => session(`192.0.2.${n}`, 'Firefox')) }, []],
    ['four networks are not', { sessions: [1, 2, 3, 4].map((n) => session(`192.0.${n}.7`, 'Firefox')) }, ['networks']],
    ['nor are those of the sixth version', { sessions: [1, 2, 3, 4].map((n) => session(`2001:db8:${n}::7`, 'Firefox')) }, ['networks']],
    ['three browsers within the hour', { sessions: ['Firefox', 'Chrome', 'Safari'].map((agent) => session('192.0.2.1', agent)) }, ['at-once']],
    ['of which one was used an hour ago', { sessions: ['Firefox', 'Chrome', 'Safari'].map((agent, index) => session('192.0.2.1', agent, index * 30)) }, []],
    ['three codes of different names', { authenticators: ['Sato', 'Kim', 'Brown'].map((label) => ({ label, address: null })) }, ['authenticators']],
    ['three of the same', { authenticators: ['Phone', 'phone', 'PHONE'].map((label) => ({ label, address: null })) }, []],
    ['by its address', { email: 'info@demo.example' }, ['name']],
    ['not by a word beside their own name', { username: 'sales-sato', email: 'hana.support@demo.example' }, []],
    ['by its name', { familyName: '共有', givenName: '受付' }, ['name']],
  ])('%s', (_, over, expected) => expect(kinds(over)).toEqual(expected))

  test('every one says what it rests on', () => {
    const others = Array.from({ length: 7 }, (_, n) => ({ id: String(n), username: `desk${n}` }))
    expect(sharedSigns({ ...person, username: 'reception', newBrowsers: 20 }, others, now)).toEqual([
      { kind: 'name', word: 'reception', count: null, others: [] },
      { kind: 'one-mailbox', word: null, count: 7, others: others.slice(0, 5) },
      { kind: 'browsers', word: null, count: 20, others: [] },
    ])
  })
})
