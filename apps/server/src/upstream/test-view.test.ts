import type { UpstreamTest } from '@tegata/contract'
import { expect, test } from 'vitest'
import { pagePromises } from '../ui/page-promises.ts'
import type { Page } from '../ui/layout.ts'
import { ordinary, type Sample } from '../ui/samples.ts'
import { testAskPage, testLeavingPage, testPage } from './test-view.ts'

type How = NonNullable<UpstreamTest['person']>['how']

/** The end of a test in each of its forms. Everything in it may be the provider's. */
function samples({ frame, name, username, application, label, address, reason }: Sample): Record<string, Page> {
  const blank: UpstreamTest = { id: label, state: 'waiting', expiresAt: '2026-11-20T03:00:00.000Z', failure: null, claims: null, said: null, person: null, decision: null }
  const said: UpstreamTest['said'] = {
    issuer: address, subject: username, username: name, email: address, emailVerified: true, givenName: name, familyName: name, acr: label, amr: [label], authTime: null,
    roles: [name], clientRoles: { [label]: [name] }, groups: [name],
  }
  const report = (how: How, decision: UpstreamTest['decision'] = null): UpstreamTest => ({
    ...blank, state: 'succeeded', said, person: { how, userId: null, username: how === 'linked' ? username : null }, decision,
    claims: { 'id-token': { sub: username, [name]: reason, nested: { [label]: [name, 1, null, true] } }, userinfo: {} },
  })
  const trace = [{ line: 0, read: true, outcome: 'go-on', decided: false, reason: 'line0.nothing', sentence: reason }, { line: 3, read: true, outcome: 'no', decided: true, reason: 'line3.trusted', sentence: label }]
  const decided = (asked: 'yes' | 'no' | 'refused') => report('linked', { asked, reason: 'line3.trusted', sentence: label, trace })
  const page = (upstreamTest: UpstreamTest) => testPage({ ...frame, provider: application, report: upstreamTest })
  return {
    'test that asks first': testAskPage({ ...frame, provider: application, starter: username, action: '/test', csrf: 'token' }),
    'test that asks first, of the host': testAskPage({ ...frame, provider: application, starter: null, action: '/test', csrf: 'token' }),
    'test that leaves': testLeavingPage({ ...frame, provider: application, href: 'https://corp.example/authorize?state=1' }),
    'test that waits': page(blank),
    'test that failed': page({ ...blank, state: 'failed', failure: { reason: 'nonce', text: reason } }),
    'test of somebody who is not asked': page(decided('no')),
    'test of somebody who is asked': page(decided('yes')),
    'test of somebody for whom a line decides that has no words yet': page(report('linked', { asked: 'yes', reason: 'line9.of-tomorrow', sentence: label, trace })),
    'test of somebody who is refused': page(decided('refused')),
    'test of somebody disabled': page(report('disabled')),
    'test of somebody who would be created': page(report('would-be-created')),
    'test of somebody who would connect': page(report('would-connect')),
  }
}

pagePromises('the test of a connection', samples)

// product.md: everything that a person sees is in three languages; the API's own sentences are English.
test.each([
  ['en', 'No.', 'Corp ID is always trusted.', 'The times in its answer do not fit.'],
  ['ja', '求めません。', 'Corp ID を常に信頼しています。', '応答の時刻が合いません。'],
  ['ko', '요구하지 않습니다.', '다음 공급자를 항상 신뢰합니다: Corp ID.', '응답의 시각이 맞지 않습니다.'],
] as const)('in %s it says in the words of that language what was decided and why, or what is wrong, and nothing of the API’s English', (language, asked, why, wrong) => {
  const { frame } = ordinary(language)
  const blank: UpstreamTest = { id: 't', state: 'succeeded', expiresAt: '2026-11-20T03:00:00.000Z', failure: null, claims: null, said: null, person: null, decision: null }
  const page = (report: Partial<UpstreamTest>) => testPage({ ...frame, provider: 'Corp ID', report: { ...blank, ...report } }).source
  const english = 'a sentence of the API'
  const decided = page({ decision: { asked: 'no', reason: 'line3.trusted', sentence: english, trace: [{ line: 3, read: true, outcome: 'no', decided: true, reason: 'line3.trusted', sentence: english }] } })
  const failed = page({ state: 'failed', failure: { reason: 'expired', text: english } })
  expect(decided).toContain(asked)
  expect(decided).toContain(why)
  expect(failed).toContain(wrong)
  expect(failed).toContain('<code>expired</code>')
  expect(decided + failed).not.toContain(english)
})
