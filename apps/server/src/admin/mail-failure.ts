import type { SetupMail } from '@tegata/contract'

/** Notes of ours about a mail that simply waits its turn: nothing is wrong with it. */
const ours = /^(?:waits for its turn|the realm is switched off|its link has ended|this node was stopped)/

/**
 * What kept a mail from being handed over, for people: the server's enhanced status code (RFC 3463) where it gave one,
 * its plain reply code (RFC 5321) otherwise. `answer` is what the server said itself, which an administrator can search for.
 */
export function failureOf(reason: string | null): Pick<SetupMail, 'failure' | 'answer'> {
  if (reason === null || ours.test(reason)) return { failure: null, answer: null }
  if (reason.startsWith('no mail server')) return { failure: 'no-server', answer: null }
  const refused = /^refused by the mail server: (.*)$/s.exec(reason)?.[1]
  // Given up, or tried again later: it never came to an answer about this mail.
  if (refused === undefined) return { failure: reason.includes('no mail server') ? 'no-server' : 'unreachable', answer: null }
  if (refused.startsWith('The address is not one')) return { failure: 'address', answer: null }
  const [, subject, detail] = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(refused) ?? []
  const reply = /^\d{3}/.exec(refused)?.[0]
  return { failure: kindOf(subject, detail, reply), answer: refused }
}

function kindOf(subject: string | undefined, detail: string | undefined, reply: string | undefined): NonNullable<SetupMail['failure']> {
  if (subject === '1' || (subject === '2' && (detail === '0' || detail === '1'))) return 'address'
  if (subject === '2' || subject === '3') return detail === '2' ? 'mailbox-full' : 'other'
  if (subject === '6' || subject === '7') return 'content'
  if (subject !== undefined) return 'other'
  if (reply === '550' || reply === '551' || reply === '553') return 'address'
  if (reply === '552') return 'mailbox-full'
  return reply === '554' ? 'content' : 'other'
}
