import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { anyFacts } from '../test/any-facts.ts'
import { type Changes, authenticator, day, enforcement, facts, group, now, proof, switchedOn } from '../test/facts.ts'
import { canBind, canRemove, consequenceOf, decide, type Facts, walk } from './index.ts'

vi.setConfig({ testTimeout: 60_000 })

// "Mail goes out" is a fact: what the sign-in could not do without it, nobody is promised.
const everybody = fc.sample(anyFacts, { numRuns: 1000, seed: 20261122 })
const mailing = (given: Facts, mails: boolean): Facts => ({ ...given, realm: { ...given.realm, mails } })
const without = (changes: Changes): Facts => facts({ proofs: [proof('password', { at: now })], ...changes, realm: { mails: false, ...changes.realm } })

const mail = authenticator('emailed-code')
const weak = authenticator('totp', { confirmedFor: 'enrol' })
const byMail = enforcement({ kinds: ['emailed-code'] })
const linked = enforcement({ onUnenrolled: 'mailLink' })
const old = { otpRequired: { since: now - 20 * day } }

type Told = { steps: string; end: string; lockedOut: boolean; needsToken: boolean }
const told = (given: Facts): Told => {
  const { steps, end, decision: { lockedOut, needsToken } } = walk(given)
  return { steps: steps.map(({ kind }) => kind).join(' '), end, lockedOut, needsToken }
}
const open = (steps: string): Told => ({ steps, end: 'in', lockedOut: false, needsToken: false })
const byToken = (steps: string): Told => ({ steps, end: 'in', lockedOut: false, needsToken: true })
const out = (steps: string, end: 'refused' | 'locked-out' = 'locked-out'): Told => ({ steps, end, lockedOut: true, needsToken: false })

/** What happens with five emergency tokens, and with none. */
const table: readonly [who: string, changes: Changes, tokens: Told, none: Told][] = [
  ['a rule for codes by mail, nothing set up', { enforcements: [byMail] }, byToken('emergency none'), out('refused', 'refused')],
  ['… and an app that it does not accept', { enforcements: [byMail], user: { authenticators: [authenticator('totp')] } }, byToken('emergency none'), out('refused', 'refused')],
  ['a rule that the mailbox binds for', { enforcements: [linked] }, byToken('emergency none'), out('emergency')],
  ['a demand older than the password suffices for', { user: old }, byToken('emergency none'), out('emergency')],
  ['an administrator without one', { user: { administrative: true, otpRequired: switchedOn } }, byToken('emergency none'), out('emergency')],
  ['codes come by mail, and by nothing else', { user: { authenticators: [mail] } }, byToken('challenge still-have-it none'), out('challenge')],
  ['… of no accepted kind', { enforcements: [enforcement({ kinds: ['totp'] })], user: { authenticators: [mail] } }, byToken('prove-then-set-up none'), out('prove-then-set-up')],
  ['… and an app: that one is asked for', { user: { authenticators: [mail, authenticator('totp')] } }, open('challenge none'), open('challenge none')],
  ['an app that a mail was to confirm', { enforcements: [linked], user: { authenticators: [weak] } }, byToken('challenge confirm none'), out('challenge')],
  ['… beside a mailed code that nobody has to confirm', { enforcements: [linked], user: { authenticators: [weak, mail] } }, byToken('challenge confirm none'), out('challenge')],
  ['an application demands what only mail proves', { client: { minimumAcr: 'urn:tegata:acr:code' }, user: { authenticators: [mail] } }, out('challenge'), out('challenge')],
  ['… and nothing is set up', { realm: { kinds: ['emailed-code'] }, client: { minimumAcr: 'urn:tegata:acr:code' } }, out('refused', 'refused'), out('refused', 'refused')],
  ['the password binds: an app, as ever', { user: { otpRequired: switchedOn } }, open('set-up none'), open('set-up none')],
  ['the set-up link came before', { user: old, proofs: [proof('action-link', { linkPurpose: 'set-up', at: now })] }, open('set-up none'), open('set-up none')],
  ['the mailbox was proved before', { user: old, journey: { mailboxProvedAt: now } }, open('set-up none'), open('set-up none')],
]

describe('where no mail goes out', () => {
  test.each(table)('%s', (_, changes, tokens, none) => {
    expect(told(without(changes))).toEqual(tokens)
    expect(told(without({ ...changes, user: { ...changes.user, emergencyTokensLeft: 0 } }))).toEqual(none)
  })

  test('who is not asked reads a notice and goes on, and is never refused (P6, P7)', () => {
    const office: Changes = { request: { address: '10.0.0.1' } }
    const under = (changes: Parameters<typeof group>[1]) => told(without({ ...office, policyGroup: group('unless', changes) }))
    expect(under({ kinds: ['emailed-code'] })).toEqual(open('notice none'))
    expect(under({ onUnenrolled: 'mailLink' })).toEqual(open('notice none'))
    expect(under({})).toEqual(open('set-up none'))
  })

  test('a wish is no dead end (P8)', () => {
    const wish = { request: { wishedAcr: ['urn:tegata:acr:code'] }, realm: { askRegistered: false }, user: { authenticators: [mail] } }
    expect(told(without(wish))).toEqual(open('none'))
    expect(told(facts(wish)).steps).toBe('challenge none')
  })

  test('only lost codes by mail, and a token once too often: an app takes their place', () => {
    const user = { ...old, authenticators: [mail], emergencyInARow: 3 }
    expect(told(without({ user }))).toEqual(byToken('challenge still-have-it none'))
    expect(told(without({ user, realm: { kinds: ['emailed-code'] } })).end).toBe('locked-out')
  })

  test('why the token binds is said', () => {
    const { onUnenrolled, floors } = decide(without({ enforcements: [linked] }))
    expect([onUnenrolled, floors.at(-1)?.reason.code]).toEqual(['codeOnly', 'floor.no-mail'])
  })

  test('nothing is bound, counted on or promised that comes by mail', () => {
    const proved = without({ user: { ...old, authenticators: [authenticator('totp'), mail] }, proofs: [proof('password'), proof('totp')] })
    expect(decide(proved)).toMatchObject({ acceptedKinds: ['totp', 'emailed-code', 'push', 'passkey'], setUpKinds: ['totp', 'push', 'passkey'] })
    expect(canBind(proved, { kind: 'emailed-code', address: 'other' })).toMatchObject({ ok: false, reason: 'kind-not-accepted' })
    expect(canRemove(proved, 'totp-1'), 'the last one that works (P19)').toEqual({ ok: false, reason: 'last-one' })
    expect(canRemove(mailing(proved, true), 'totp-1')).toEqual({ ok: true })
    const coming = { enforcements: [enforcement({ enforceFrom: now + day })], user: { authenticators: [mail] } }
    expect(decide(without(coming)).upcoming.map(({ ready }) => ready)).toEqual([false])
  })

  test('a rule says what it will mean', () => {
    const meaning = (rule: typeof byMail, user: Changes['user'] = {}) => consequenceOf(without({ enforcements: [rule], user: { emergencyTokensLeft: 0, ...user } }), rule.id)
    expect([meaning(byMail), meaning(linked), meaning(byMail, { authenticators: [mail] }), meaning(enforcement())]).toEqual(['locked-out', 'locked-out', 'locked-out', 'set-up'])
    expect([meaning(byMail, { emergencyTokensLeft: 1 }), meaning(linked, { emergencyTokensLeft: 1 })]).toEqual(['token', 'token'])
  })

  test('P3 monotone: for all facts, taking mail away lets nobody in who was not, and asks nobody less', () => {
    for (const each of everybody) {
      const [withMail, noMail] = [decide(mailing(each, true)), decide(mailing(each, false))]
      const wished = each.request.wishedAcr.length > 0
      if (!wished) expect([noMail.line, noMail.asked, noMail.satisfied], JSON.stringify(each)).toEqual([withMail.line, withMail.asked, withMail.satisfied])
      if (!wished && withMail.lockedOut) expect(noMail.lockedOut, JSON.stringify(each)).toBe(true)
    }
  })

  test('P12 for all facts, no set-up by mail, no proof by mail, and whoever is not locked out gets to the end of a page', () => {
    for (const each of everybody) {
      const { steps, end, decision, facts: last } = walk(mailing(each, false))
      for (const step of steps) {
        if (step.kind === 'set-up') expect(step.kinds).not.toContain('emailed-code')
        if (step.kind === 'set-up' && !step.proved) expect(step.proof).not.toBe('mailbox')
      }
      expect(last.proofs.slice(each.proofs.length).map(({ kind }) => kind)).not.toContain('emailed-code')
      if (decision.lockedOut) expect(end).not.toBe('in')
    }
  })
})
