import { expect, test } from 'vitest'
import { domainPattern, isReadThroughSignIn } from './mail-domains.ts'

test.each([
  ['taro@corp.example', true], ['taro@CORP.example', true], ['taro@mail.corp.example', true], ['taro@corp.example.', true], ['"a@b"@corp.example', true],
  ['taro@notcorp.example', false], ['taro@corp.example.evil.test', false], ['taro@example', false], ['', false], [null, false],
])('S1-22: the mailbox %s lies behind the sign-in: %s', (address, expected) => {
  expect(isReadThroughSignIn(address, ['corp.example'])).toBe(expected)
  expect(isReadThroughSignIn(address, [])).toBe(false)
})

test.each(['corp.example', 'xn--fsq.jp', 'a-b.co.jp'])('%s is a domain', (domain) => { expect(domainPattern.test(domain)).toBe(true) })
test.each(['corp', '.corp.example', 'corp..example', '-a.example', 'Corp.example', '*.example', 'a@b.example', '127.0.0.1', `${'a'.repeat(64)}.example`])('%s is none', (domain) => {
  expect(domainPattern.test(domain)).toBe(false)
})
