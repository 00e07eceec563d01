import { decide, type Facts, keepTrace } from '@tegata/policy'
import { blankEnforcement } from './why.test-support.ts'
import { describe, expect, test } from 'vitest'
import { authenticator, enforcement, facts, fromUpstream, group, now, switchedOn, upstream } from '../../../../packages/policy/test/facts.ts'
import { whyDetails, whyOf } from './why.ts'

const frame = { zone: 'Asia/Tokyo', realm: { title: 'Demo Company', languages: ['en', 'ja', 'ko'] as const, contact: 'IT Help Desk, ext. 4357', helpHref: '/help' } }
const known = { enforcements: [blankEnforcement('enforcement-1', { en: 'One leaked credential threatens everybody.', ja: '漏えい対策のため' })], upstreams: [], applications: new Map([['wiki', 'Wiki']]) }

function said(changes: Parameters<typeof facts>[0], { outcome = 'success' as 'success' | 'refused', language = 'en' as 'en' | 'ja' | 'ko' } = {}): string {
  const all: Facts = facts(changes)
  const why = whyOf({ outcome, clientId: 'wiki', detail: { trace: JSON.parse(JSON.stringify(keepTrace(decide(all)))) } }, { ...known, language })
  return why === null ? '' : whyDetails({ ...frame, language }, why).source.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ').trim()
}
const app = { authenticators: [authenticator('totp')] }
const ask = 'Not what you expected? IT Help Desk, ext. 4357 can tell you more.'

describe('why was I asked for a code? (issue 5, S1-28)', () => {
  test.each<[string, Parameters<typeof facts>[0], string]>([
    ['one is set up', { user: app }, `Why was I asked for a code? You have set up a code, and Demo Company asks everybody who has. ${ask}`],
    ['the personal switch', { user: { otpRequired: switchedOn } }, `Why was I asked for a code? An administrator decided that your account needs a code at every sign-in. ${ask}`],
    ['the application', { client: { minimumAcr: '2' }, user: app }, `Why was I asked for a code? Wiki asks for a code, also of people who are not asked elsewhere. ${ask}`],
    ['a group that always asks', { policyGroup: group('always') }, `Why was I asked for a code? For your account Demo Company always asks for a code. ${ask}`],
    ['nothing', {}, `Why was I not asked for a code? Nothing demanded a code of your account then. ${ask}`],
    ['a group that never asks', { policyGroup: group('never') }, `Why was I not asked for a code? For your account Demo Company asks for no code. ${ask}`],
  ])('%s', (_, changes, sentence) => expect(said(changes)).toBe(sentence))

  test('an enforcement: since when, and why, in the words of whoever made it', () => {
    const rule = { enforcements: [enforcement({ enforceFrom: now })], user: app }
    expect(said(rule)).toBe(`Why was I asked for a code? Since Tuesday, 24 November 2026, 12:00 JST everybody whom this rule of Demo Company concerns enters a code at every sign-in. The reason: One leaked credential threatens everybody. ${ask}`)
    expect(said(rule, { language: 'ja' })).toContain('理由: 漏えい対策のため')
    expect(said(rule, { language: 'ko' })).toContain('이유: One leaked credential threatens everybody.')
  })

  test('a refusal says that nothing could answer', () => {
    const alone = { user: { otpRequired: switchedOn, emergencyTokensLeft: 0, authenticators: [authenticator('totp', { state: 'suspended' })] } }
    expect(said(alone, { outcome: 'refused' })).toBe(`Why was I not let in? An administrator decided that your account needs a code at every sign-in. Nothing that was set up for your account could answer it then. ${ask}`)
    expect(said({ user: { shared: true }, enforcements: [enforcement({ refusesShared: true })] }, { outcome: 'refused' })).not.toContain('Nothing that was set up')
  })

  test.each(['en', 'ja', 'ko'] as const)('%s: no network, no condition and no name of a group that could be looked for', (language) => {
    for (const address of ['10.1.2.3', '203.0.113.7']) {
      const text = said({ policyGroup: group('unless', { name: 'Not in the Osaka office' }), request: { address } }, { language })
      expect(text).not.toMatch(/10\.|Osaka|office|network|ネットワーク|네트워크/i)
    }
    expect(said({ policyGroup: group('never', { name: 'Board members' }) }, { language })).not.toContain('Board')
  })

  test('a provider that is gone by now is not named by its id', () => {
    const text = said({ proofs: [fromUpstream()], upstreams: [upstream({ trust: 'always' })] })
    expect(text).not.toContain('corp')
  })

  test.each([[undefined], [{}], [{ trace: 'x' }], [{ trace: { lines: 'of the future' } }]])('nothing is made up of %j', (detail) => {
    expect(whyOf({ outcome: 'success', clientId: null, ...(detail && { detail }) }, { ...known, language: 'en' })).toBe(null)
  })
})
