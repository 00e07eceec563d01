import * as z from 'zod'
import { Email } from './fields.ts'
import type { Operation } from './operation.ts'

/** What became of the conversation with the mail server. */
export const TestMailOutcome = z.enum([
  'sent', 'recipient-refused', 'sender-refused', 'log-in-refused', 'no-encryption', 'certificate', 'not-found', 'unreachable', 'timeout', 'other-answer',
])
export type TestMailOutcome = z.infer<typeof TestMailOutcome>

export const sendTestMail = {
  method: 'POST', path: '/test-mail', permission: 'realm.write', status: 200, fresh: true,
  summary: 'Hands a test mail over to the mail server of the realm now, and says how that went. Nothing is retried.',
  body: z.strictObject({ to: Email }),
  response: z.object({
    outcome: TestMailOutcome,
    server: z.string().describe('The mail server that was spoken to: host and port.'),
    from: z.string().describe('The sender.'),
    answer: z.string().nullable().describe('What the mail server said, where it spoke SMTP.'),
  }),
  problems: ['mail.not-configured', 'mail.too-many'],
} as const satisfies Operation
