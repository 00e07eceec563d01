import { expect, test } from 'vitest'
import { failureOf } from './mail-failure.ts'

test.each([
  ['550 5.1.1 <a@b.example>: no such user', 'address'],
  ['550 no such user here', 'address'],
  ['552 5.2.2 Mailbox full', 'mailbox-full'],
  ['552 too much mail data', 'mailbox-full'],
  ['554 5.7.1 Message rejected as spam', 'content'],
  ['554 rejected', 'content'],
  ['550 5.2.1 Mailbox disabled', 'address'],
  ['550 5.4.4 no route to host', 'other'],
  ['521 does not accept mail', 'other'],
] as const)('a refusal with "%s" is told as %s, with the words of the server (RFC 3463, RFC 5321)', (answer, failure) => {
  expect(failureOf(`refused by the mail server: ${answer}`)).toEqual({ failure, answer })
})

test.each([
  ['refused by the mail server: The address is not one that mail can be sent to.', 'address'],
  ['no mail server is set (TEGATA_SMTP_URL, or the mail server of the realm)', 'no-server'],
  ['given up after 12 tries: no mail server is set (TEGATA_SMTP_URL, or the mail server of the realm)', 'no-server'],
  ['given up after 12 tries: ECONNECTION connect ECONNREFUSED', 'unreachable'],
  ['ETIMEDOUT Connection timeout', 'unreachable'],
  ['waits for its turn', null],
  [null, null],
] as const)('"%s" is %s, and shows nothing of the conversation', (reason, failure) => {
  expect(failureOf(reason)).toEqual({ failure, answer: null })
})
