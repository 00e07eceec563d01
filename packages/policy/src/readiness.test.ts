import { describe, expect, test } from 'vitest'
import { type Changes, authenticator, day, enforcement, facts, fromUpstream, group, now, upstream } from '../test/facts.ts'
import { decide, type Readiness, type ReadinessFacts, readinessOf, readinessReasons, readinessStates } from './index.ts'

const app = authenticator('totp')
const mail = authenticator('emailed-code')
const unproved = authenticator('emailed-code', { state: 'unproved' })
const suspended = authenticator('totp', { state: 'suspended' })
const everybody = { enforcements: [enforcement()] }
const noToken = { emergencyTokensLeft: 0 }

/** Somebody who used every authenticator yesterday, signs in regularly, and whose mail arrives. */
const readiness = (changes: Changes, about: Partial<ReadinessFacts> = {}): Readiness => {
  const all = facts(changes)
  const held = all.user.authenticators
  return readinessOf(decide(all), {
    now: all.now, user: all.user, usedIds: held.map(({ id }) => id), lastUseAt: held.length === 0 ? null : now - day, behindProvider: { onFile: false, codes: false },
    mailRefused: false, everSignedIn: true, throughUpstream: false, ...about,
  })
}

const table: readonly [promise: string, changes: Changes, about: Partial<ReadinessFacts>, is: Readiness][] = [
  ['nobody asks', {}, {}, { state: 'not-met', reasons: [] }],
  ['nobody asks, whatever else is wrong', { user: { shared: true, address: null } }, { everSignedIn: false, mailRefused: true }, { state: 'not-met', reasons: [] }],
  ['an enforcement still to come meets nobody', { enforcements: [enforcement({ enforceFrom: now + 1 })] }, {}, { state: 'not-met', reasons: [] }],
  ['… and at its very instant whoever has nothing sets up', { enforcements: [enforcement({ enforceFrom: now })] }, {}, { state: 'set-up', reasons: [] }],

  ['a code that was used', { ...everybody, user: { authenticators: [app] } }, {}, { state: 'ready', reasons: [] }],
  ['a code that was never used', { ...everybody, user: { authenticators: [app] } }, { usedIds: [] }, { state: 'ready-untested', reasons: [] }],
  ['of several codes one that was used', { ...everybody, user: { authenticators: [app, mail] } }, { usedIds: ['emailed-code-1'] }, { state: 'ready', reasons: [] }],
  ['used, but not of a kind that counts', { enforcements: [enforcement({ kinds: ['totp'] })], user: { authenticators: [app, mail] } }, { usedIds: ['emailed-code-1'] }, { state: 'ready-untested', reasons: [] }],
  ['an address that nobody proved', { ...everybody, user: { authenticators: [unproved] } }, { usedIds: [] }, { state: 'ready-unproved', reasons: ['by-mail'] }],
  ['beside it an app that was never used', { ...everybody, user: { authenticators: [unproved, app] } }, { usedIds: [] }, { state: 'ready-untested', reasons: [] }],
  ['asked because one is registered, with no rule (line 8)', { user: { authenticators: [app] } }, {}, { state: 'ready', reasons: [] }],

  ['unused for a year', { ...everybody, user: { authenticators: [app] } }, { lastUseAt: now - 365 * day }, { state: 'ready', reasons: ['unused-for-a-year'] }],
  ['unused for a year less a millisecond', { ...everybody, user: { authenticators: [app] } }, { lastUseAt: now - 365 * day + 1 }, { state: 'ready', reasons: [] }],
  ['by mail, which the mail server refused', { ...everybody, user: { authenticators: [mail] } }, { mailRefused: true }, { state: 'ready', reasons: ['mail-refused', 'by-mail'] }],
  ['a refused mail is nothing to whoever has an app', { ...everybody, user: { authenticators: [app] } }, { mailRefused: true }, { state: 'ready', reasons: [] }],
  ['by mail that is read behind this very sign-in', { ...everybody, user: { authenticators: [mail] } }, { behindProvider: { onFile: true, codes: true } }, { state: 'ready', reasons: ['mailbox-behind-provider', 'by-mail'] }],
  ['the same, with an app beside it', { ...everybody, user: { authenticators: [mail, app] } }, { behindProvider: { onFile: true, codes: true } }, { state: 'ready', reasons: [] }],
  ['shared, and not refused', { ...everybody, user: { authenticators: [app], shared: true } }, {}, { state: 'ready', reasons: ['shared'] }],

  ['sets up, and never came', { ...everybody, user: { address: null } }, { everSignedIn: false }, { state: 'set-up', reasons: ['no-address', 'never-signed-in'] }],
  ['sets up by mail that is read behind this very sign-in', { enforcements: [enforcement({ onUnenrolled: 'mailLink' })] }, { behindProvider: { onFile: true, codes: false } }, { state: 'set-up', reasons: ['mailbox-behind-provider'] }],
  ['sets up by the password: the mailbox is no matter', everybody, { behindProvider: { onFile: true, codes: false } }, { state: 'set-up', reasons: [] }],
  ['a kind that does not count', { enforcements: [enforcement({ kinds: ['totp'] })], user: { authenticators: [mail] } }, {}, { state: 'set-up', reasons: ['other-kind'] }],
  [
    'comes by a provider that proves no code', { ...everybody, proofs: [fromUpstream()], upstreams: [upstream({ trust: 'always' })] }, { throughUpstream: true },
    { state: 'set-up', reasons: ['upstream-without-code'] },
  ],
  ['comes by a provider that is trusted, and no enforcement', { proofs: [fromUpstream()], upstreams: [upstream({ trust: 'always' })], policyGroup: group('always') }, { throughUpstream: true }, { state: 'not-met', reasons: [] }],

  ['a token before the set-up, which is there', { enforcements: [enforcement({ onUnenrolled: 'codeOnly' })] }, {}, { state: 'needs-token', reasons: ['token-to-set-up'] }],
  ['… and which is not', { enforcements: [enforcement({ onUnenrolled: 'codeOnly' })], user: noToken }, {}, { state: 'locked-out', reasons: ['token-to-set-up'] }],
  ['what is set up counts only once a token confirms it', { enforcements: [enforcement({ onUnenrolled: 'codeOnly' })], user: { authenticators: [app] } }, {}, { state: 'needs-token', reasons: ['token-to-set-up'] }],
  ['… and there is none', { enforcements: [enforcement({ onUnenrolled: 'codeOnly' })], user: { authenticators: [app], ...noToken } }, {}, { state: 'locked-out', reasons: ['token-to-set-up'] }],
  ['the code field, and a token', { ...everybody, realm: { presentation: 'classic' } }, {}, { state: 'needs-token', reasons: ['classic'] }],
  ['the code field, and nothing (S0-37, S0-38)', { ...everybody, realm: { presentation: 'classic' }, user: noToken }, {}, { state: 'locked-out', reasons: ['classic-no-token'] }],
  ['the code field, and a code', { ...everybody, realm: { presentation: 'classic' }, user: { authenticators: [app], ...noToken } }, {}, { state: 'ready', reasons: [] }],
  ['suspended, and a token', { ...everybody, user: { authenticators: [suspended] } }, {}, { state: 'needs-token', reasons: ['suspended'] }],
  ['suspended, and none', { ...everybody, user: { authenticators: [suspended], ...noToken } }, {}, { state: 'locked-out', reasons: ['suspended'] }],
  ['nobody sets up here without an administrator', { enforcements: [enforcement({ onUnenrolled: 'deny' })] }, {}, { state: 'locked-out', reasons: ['denied'] }],
  ['a shared account that is refused', { enforcements: [enforcement({ refusesShared: true })], user: { authenticators: [app], shared: true } }, {}, { state: 'locked-out', reasons: ['shared'] }],
  ['no kind that counts, and a token', { enforcements: [enforcement({ kinds: [] })] }, {}, { state: 'needs-token', reasons: ['other-kind'] }],
  ['no kind that counts, and no token', { enforcements: [enforcement({ kinds: [] })], user: noToken }, {}, { state: 'locked-out', reasons: ['other-kind'] }],
  ['a realm that is switched off', { ...everybody, realm: { enabled: false } }, {}, { state: 'locked-out', reasons: ['disabled'] }],
]

describe('what a sign-in will be for a person (S0-4, S0-38)', () => {
  test.each(table)('%s', (_, changes, about, is) => {
    expect(readiness(changes, about)).toEqual(is)
  })

  test('every state and every reason is of some person of this table', () => {
    const [states, reasons] = [new Set(table.map(([, , , { state }]) => state)), new Set(table.flatMap(([, , , is]) => is.reasons))]
    expect(readinessStates.filter((state) => !states.has(state))).toEqual([])
    expect(readinessReasons.filter((reason) => !reasons.has(reason))).toEqual([])
  })

  test('whoever is locked out is told why, whatever the rule (P12)', () => {
    for (const [, changes, about] of table) {
      const { state, reasons } = readiness(changes, about)
      if (state === 'locked-out' || state === 'needs-token') expect(reasons).not.toEqual([])
    }
  })
})
