import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyFacts } from '../test/any-facts.ts'
import { type Changes, authenticator, day, enforcement, facts, now, proof, upstream, withEvidence } from '../test/facts.ts'
import { asIfInForce, asksMore, type Consequence, consequenceOf, decide, factsThen, type ReadinessState, readinessOf, walk } from './index.ts'

const from = now + 7 * day
const rule = (changes: Parameters<typeof enforcement>[0] = {}) => enforcement({ enforceFrom: from, targetReachedAt: null, ...changes })
const app = [authenticator('totp')]

describe('what a rule to come will mean for one person (S0-4)', () => {
  test.each<[string, Changes, Consequence]>([
    ['who has nothing sets up on the spot', { enforcements: [rule()] }, 'set-up'],
    ['by mail where the rule wants that', { enforcements: [rule({ onUnenrolled: 'mailLink' })] }, 'set-up-mail'],
    ['and so does an administrator whatever the rule says', { enforcements: [rule()], user: { administrative: true } }, 'set-up-mail'],
    ['an administrator without an address needs a token', { enforcements: [rule()], user: { administrative: true, address: null } }, 'token'],
    ['only a token leads in', { enforcements: [rule({ onUnenrolled: 'codeOnly' })] }, 'token'],
    ['and without one nothing does', { enforcements: [rule({ onUnenrolled: 'codeOnly' })], user: { emergencyTokensLeft: 0 } }, 'locked-out'],
    ['denied', { enforcements: [rule({ onUnenrolled: 'deny' })] }, 'locked-out'],
    ['the classic page and no token (S0-38)', { enforcements: [rule()], realm: { presentation: 'classic' }, user: { emergencyTokensLeft: 0 } }, 'locked-out'],
    ['the classic page and a token', { enforcements: [rule()], realm: { presentation: 'classic' } }, 'token'],
    ['an app', { enforcements: [rule()], user: { authenticators: app } }, 'ready'],
    ['an app that the password bound, and an administrator', { enforcements: [rule()], user: { administrative: true, authenticators: [authenticator('totp', { confirmedFor: 'enrol' })] } }, 'ready-confirm'],
    ['the same where only a token confirms', { enforcements: [rule({ onUnenrolled: 'codeOnly' })], user: { authenticators: app } }, 'token'],
    ['something that the rule does not accept', { enforcements: [rule({ kinds: ['totp'] })], user: { authenticators: [authenticator('emailed-code')] } }, 'another-kind'],
    ['a shared account that the rule refuses', { enforcements: [rule({ refusesShared: true })], user: { shared: true, authenticators: app } }, 'shared'],
    ['somebody else', { enforcements: [rule({ target: { everyone: false, roles: ['editor'], groups: [] } })] }, 'none'],
    ['a provider that proves a code, as it did now', { enforcements: [rule()], proofs: [withEvidence()], upstreams: [upstream()] }, 'none'],
  ])('%s', (_, changes, expected) => expect(consequenceOf(factsThen(facts(changes), from), 'enforcement-1')).toBe(expected))

  test('what a weak authenticator vouches for is worth as little: only a token confirms it where no mailbox does (P16)', () => {
    const weak = { address: null, authenticators: [authenticator('emailed-code', { confirmedFor: 'enrol' })] }
    const then = (tokens: number) => factsThen(facts({ enforcements: [rule({ kinds: ['totp'], onUnenrolled: 'mailLink' })], user: { ...weak, emergencyTokensLeft: tokens } }), from)
    expect([consequenceOf(then(1), 'enforcement-1'), consequenceOf(then(0), 'enforcement-1')]).toEqual(['token', 'locked-out'])
    expect(decide(then(0))).toMatchObject({ nextStep: { kind: 'prove-then-set-up' }, lockedOut: true, needsToken: false })
  })

  test('a token that was the last one in a row where nothing can be set up lets nobody in (P26)', () => {
    const then = (inARow: number) => factsThen(facts({ enforcements: [rule()], realm: { presentation: 'classic' }, user: { emergencyTokensLeft: 5, emergencyInARow: inARow } }), from)
    expect([2, 3].map((inARow) => consequenceOf(then(inARow), 'enforcement-1'))).toEqual(['token', 'locked-out'])
  })

  test('a reset that was chosen before then still counts then', () => {
    const reset = { at: now, proof: 'codeOnly', reference: null } as const
    expect(consequenceOf(factsThen(facts({ enforcements: [rule()], user: { reset } }), from), 'enforcement-1')).toBe('token')
  })
})

describe('a rule to come, for whoever is under one already', () => {
  const inForce = (changes: Parameters<typeof enforcement>[0] = {}) => enforcement({ id: 'in-force', enforceFrom: now - day, targetReachedAt: null, ...changes })
  const both = [authenticator('totp'), authenticator('emailed-code')]
  test.each<[string, Changes, boolean]>([
    ['asks as much: they are asked for their app already', { enforcements: [inForce(), rule()], user: { authenticators: app } }, false],
    ['takes more kinds than the one in force', { enforcements: [inForce({ kinds: ['totp'] }), rule({ kinds: ['totp', 'emailed-code'] })], user: { authenticators: app } }, false],
    ['takes fewer, and they use one of those', { enforcements: [inForce(), rule({ kinds: ['totp'] })], user: { authenticators: app } }, false],
    ['does not take what they use', { enforcements: [inForce(), rule({ kinds: ['totp'] })], user: { authenticators: [authenticator('emailed-code')] } }, true],
    ['takes one of the two that they have', { enforcements: [inForce(), rule({ kinds: ['totp'] })], user: { authenticators: both } }, true],
    ['wants what they use confirmed once', { enforcements: [inForce(), rule({ onUnenrolled: 'mailLink' })], user: { authenticators: [authenticator('totp', { confirmedFor: 'enrol' })] } }, true],
    ['refuses accounts that several people share', { enforcements: [inForce(), rule({ refusesShared: true })], user: { shared: true, authenticators: app } }, true],
    ['wants a mail of those who have nothing yet', { enforcements: [inForce(), rule({ onUnenrolled: 'mailLink' })] }, true],
    ['the one in force meets somebody else', { enforcements: [inForce({ target: { everyone: false, roles: ['editor'], groups: [] } }), rule()], user: { authenticators: app } }, true],
    ['the other one is to come, too', { enforcements: [inForce({ enforceFrom: from - day }), rule()], user: { authenticators: app } }, true],
    ['there is no such rule', { enforcements: [inForce()], user: { authenticators: app } }, false],
  ])('%s', (_, changes, expected) => expect(asksMore(facts(changes), 'enforcement-1')).toBe(expected))

  test('where it asks no more it means the same with it and without it, for all facts', () => {
    let met = 0
    fc.assert(fc.property(anyFacts, (each) => {
      const ahead = each.enforcements.find(({ enforceFrom }) => enforceFrom > each.now)
      if (ahead === undefined || asksMore(each, ahead.id)) return true
      const inForceNow = each.enforcements.filter(({ enforceFrom }) => enforceFrom <= each.now)
      const then = (enforcements: typeof inForceNow) => factsThen({ ...each, enforcements }, ahead.enforceFrom)
      const [without, withIt] = [decide(then(inForceNow)), decide(then([...inForceNow, ahead]))]
      met += 1
      expect(inForceNow).not.toEqual([])
      return without.asked === withIt.asked && without.lockedOut === withIt.lockedOut && without.nextStep.kind === withIt.nextStep.kind
    }), { numRuns: 3000, seed: 3 })
    expect(met).toBeGreaterThan(30)
  })
})

/** What the work list says of whoever is told so. */
const prepared: Readonly<Record<Consequence, readonly ReadinessState[]>> = {
  none: ['not-met', 'ready'], ready: ['ready', 'ready-untested', 'ready-unproved'], 'ready-confirm': ['ready', 'ready-untested', 'ready-unproved'],
  'set-up': ['set-up'], 'set-up-mail': ['set-up'], 'another-kind': ['set-up'], token: ['needs-token'], 'locked-out': ['locked-out'], shared: ['locked-out'],
}

describe('mails and notices, the work list of administrators and the sign-in itself say one thing (P12)', () => {
  /** Everybody whom one of the rules meets at its start. */
  const everybody = fc.sample(anyFacts, { numRuns: 20_000, seed: 11 }).flatMap((each) => {
    // What the realm has ceased to take lies with people as if it were not there: no page asks for it.
    if (each.user.authenticators.some(({ kind }) => !each.realm.kinds.includes(kind))) return []
    const ahead = each.enforcements.find(({ enforceFrom }) => enforceFrom > each.now)
    const then = ahead && factsThen(each, ahead.enforceFrom)
    return ahead && then && decide(then).requirements.some(({ source, id }) => source === 'enforcement' && id === ahead.id) ? [{ then, consequence: consequenceOf(then, ahead.id) }] : []
  })
  const about = { usedIds: [], lastUseAt: null, behindProvider: { onFile: false, codes: false }, mailRefused: false, everSignedIn: true, throughUpstream: false }

  test('whoever is told something stands under the same on the list, for all facts', () => {
    const told = new Set(everybody.map(({ consequence }) => consequence))
    expect([...told].sort()).toEqual(['another-kind', 'locked-out', 'none', 'ready', 'ready-confirm', 'set-up', 'set-up-mail', 'shared', 'token'])
    for (const { then, consequence } of everybody) {
      const { state } = readinessOf(decide(then), { ...about, now: then.now, user: then.user })
      expect(prepared[consequence], JSON.stringify([consequence, then])).toContain(state)
    }
  })

  test('and the sign-in ends as it was said, for all facts', () => {
    for (const { then, consequence } of everybody) {
      const { end, facts: last } = walk(then)
      const isOut = consequence === 'locked-out' || consequence === 'shared'
      expect(end === 'in', JSON.stringify([consequence, then])).toBe(!isOut)
      const byToken = last.proofs.some(({ kind }) => kind === 'emergency-token')
      if (!isOut) expect(byToken, JSON.stringify([consequence, then])).toBe(consequence === 'token')
    }
  })
})

describe('"set up now" (S0-5)', () => {
  test('demands what the rule will demand, and by its proof', () => {
    const asked = decide(asIfInForce(facts({ enforcements: [rule({ onUnenrolled: 'mailLink' })] }), 'enforcement-1'))
    expect(asked.nextStep).toMatchObject({ kind: 'set-up', proof: 'mailbox', proved: false })
  })
  test.each([0, 1, 15, 200])('asks for the mailbox although the password would do on the day, %i days after a start that is far off was said (R1 is of young demands)', (days) => {
    const waiting = facts({ now: now + days * day, proofs: [proof('password', { at: now + days * day })], enforcements: [rule({ enforceFrom: now + 300 * day })] })
    expect(consequenceOf(factsThen(waiting, now + 300 * day), 'enforcement-1')).toBe('set-up')
    expect(decide(asIfInForce(waiting, 'enforcement-1')).nextStep).toMatchObject({ kind: 'set-up', proof: 'mailbox', proved: false })
  })
  test('and for an emergency token of whom no mailbox can prove', () => {
    const then = (changes: Changes) => decide(asIfInForce(facts({ ...changes, enforcements: [rule()] }), 'enforcement-1')).nextStep
    const elsewhere: Changes['user'][] = [{ address: null }, { address: { provedAt: null, changedAt: null } }, { address: { provedAt: now - 30 * day, changedAt: now - day } }]
    for (const user of elsewhere) expect(then({ user })).toEqual({ kind: 'emergency', tokensLeft: 5, reason: 'code-only' })
  })
  test('the password alone never binds for a rule to come, for all facts', () => {
    fc.assert(fc.property(anyFacts, (each) => {
      const ahead = each.enforcements.find(({ enforceFrom }) => enforceFrom > each.now)
      if (ahead === undefined) return true
      const next = decide(asIfInForce(each, ahead.id)).nextStep
      return next.kind !== 'set-up' || next.proof !== 'first-proof'
    }), { numRuns: 2000, seed: 7 })
  })
  test('only ever adds to what is demanded, for all facts (P3)', () => {
    const order = { no: 0, yes: 1, refused: 2 }
    fc.assert(fc.property(anyFacts, (each) => {
      const ahead = each.enforcements.find(({ enforceFrom }) => enforceFrom > each.now)
      if (ahead === undefined) return true
      return order[decide(asIfInForce(each, ahead.id)).asked] >= order[decide(each).asked]
    }), { numRuns: 2000, seed: 5 })
  })
})
