import type { BulkPreview, PolicyImpact } from '@tegata/contract'
import { describe, expect, test } from 'vitest'
import { addLook, nothingSeen } from './add-looks.ts'
import type { Look } from './bulk-actions.ts'

const bulk = (part: Partial<BulkPreview>): BulkPreview => ({
  people: 0, changed: 0, unchanged: 0, refused: [], asked: 0, setUp: 0, notAsked: 0, needToken: 0, lockedOut: 0, lockedOutPeople: [], signedOut: 0, sessions: 0, authenticators: 0,
  emergencyTokensRevoked: 0, emergencyTokensIssued: 0, resets: 0, keeping: 0, administrators: 0, mails: 0, newPasswords: 0, withoutAddress: 0, mailMinutes: 0, confirm: false, next: null, ...part,
})
const look = (part: Partial<BulkPreview>): Look => {
  const preview = bulk(part)
  return { people: preview.people, changed: preview.changed, confirm: preview.confirm, next: preview.next, bulk: preview, policy: null }
}
const somebody = (n: number) => ({ id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`, username: `u${n}`, givenName: 'G', familyName: 'F' })

describe('what an action would do, call by call', () => {
  test('numbers of all calls are added up', () => {
    const sum = [look({ people: 2000, changed: 1500, unchanged: 500, authenticators: 900, mails: 1500, sessions: 40, signedOut: 30 }), look({ people: 300, changed: 300, authenticators: 10, mails: 300, sessions: 2, signedOut: 2 })]
      .reduce(addLook, nothingSeen)
    expect(sum).toMatchObject({ people: 2300, changed: 1800, numbers: { unchanged: 500, authenticators: 910, mails: 1800, sessions: 42, signedOut: 32, lockedOut: 0 } })
  })

  test('it is not the whole until somebody says so, and one call that removes something is enough to be asked', () => {
    const sum = [look({ people: 1, confirm: true }), look({ people: 1 })].reduce(addLook, nothingSeen)
    expect([sum.whole, sum.confirm]).toEqual([false, true])
  })

  test('who is refused is counted by the reason, over all calls', () => {
    const refused = (code: BulkPreview['refused'][number]['code'], people: number) => ({ code, title: '', detail: '', people })
    const sum = [look({ refused: [refused('user.no-email', 3), refused('user.disabled', 1)] }), look({ refused: [refused('user.no-email', 4)] })].reduce(addLook, nothingSeen)
    expect(sum.refused).toEqual([{ code: 'user.no-email', people: 7 }, { code: 'user.disabled', people: 1 }])
  })

  test('at most twenty stand there by name', () => {
    const named = (from: number) => look({ lockedOut: 15, lockedOutPeople: Array.from({ length: 15 }, (_, n) => somebody(from + n)) })
    const sum = [named(0), named(15)].reduce(addLook, nothingSeen)
    expect(sum.lockedOutPeople.map(({ username }) => username)).toEqual(Array.from({ length: 20 }, (_, n) => `u${n}`))
    expect(sum.numbers.lockedOut).toBe(30)
  })

  test('the preview of a policy group says the same in the same places', () => {
    const policy: PolicyImpact = { people: 9, changed: 5, asked: 1, setUp: 2, notAsked: 1, lockedOut: 1, askedPeople: [], setUpPeople: [], notAskedPeople: [], lockedOutPeople: [somebody(1)] }
    expect(addLook(nothingSeen, { people: 9, changed: 5, confirm: false, next: null, bulk: null, policy })).toMatchObject({
      people: 9, changed: 5, refused: [], numbers: { asked: 1, setUp: 2, notAsked: 1, lockedOut: 1, mails: 0 }, lockedOutPeople: [{ username: 'u1' }],
    })
  })
})
