// @vitest-environment node
import { expect, test } from 'vitest'
import { detailKeys, reasonKeys } from './word-keys.ts'

test.each([
  ['mail:wrong', 'auditWords.reason.mail_wrong'], ['wait:short', 'activity.reason.wait'], ['line5.always', 'activity.reason.line5_always'],
  ['signature', 'upstreams.test.failure.answer'], ['permission.missing', 'problems.permission.missing.why'], ['too many in an hour', 'auditWords.reason.too_many_in_an_hour'],
])('%s is looked for at %s', (reason, key) => { expect(reasonKeys(reason)).toContain(key) })

test('the exact words come before those of the kind', () => {
  const keys = reasonKeys('connect:nobody')
  expect(keys.indexOf('auditWords.reason.connect_nobody')).toBeLessThan(keys.indexOf('auditWords.reason.connect'))
  expect(reasonKeys('nobody knows')).not.toContain('upstreams.test.failure.null')
  expect(detailKeys('mailsPerMinute')).toContain('realm.field.mailsPerMinute')
})
