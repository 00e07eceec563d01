import { createTransport } from 'nodemailer'

export type Envelope = { from: { name: string; address: string }; to: string }
export type Message = Envelope & { subject: string; text: string; html: string; messageId: string }

/**
 * `refused`: the server answered for good about this recipient or this message; trying again changes nothing.
 * `later`: everything else: away, slow, greylisting, full, or set up wrongly by us.
 */
export type Handover = { outcome: 'sent' } | { outcome: 'refused'; answer: string } | { outcome: 'later'; why: string }

export type Send = (server: string, message: Message, deadline: AbortSignal) => Promise<Handover>

const isLoopback = (host: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(host)

/** Credentials never cross the network in clear: with a user name, a server elsewhere must offer TLS. */
function transportOf(server: string) {
  const url = new URL(server)
  const secure = url.protocol === 'smtps:'
  const [user, pass] = [decodeURIComponent(url.username), decodeURIComponent(url.password)]
  return createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && user !== '' && !isLoopback(url.hostname),
    ...(user !== '' && { auth: { user, pass } }),
    connectionTimeout: 15_000,
    greetingTimeout: 30_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

/** What of an error may be shown to an administrator and logged: the server's own answer, without the conversation. */
function readError(error: unknown): { code: string; status: number; command: string; text: string } {
  const fields: Record<string, unknown> = error instanceof Error ? { ...error } : {}
  const code = typeof fields['code'] === 'string' ? fields['code'] : 'ERROR'
  const status = typeof fields['responseCode'] === 'number' ? fields['responseCode'] : 0
  const command = typeof fields['command'] === 'string' ? fields['command'] : ''
  const answer = typeof fields['response'] === 'string' ? fields['response'] : error instanceof Error ? error.message : String(error)
  return { code, status, command, text: answer.replace(/[\r\n]+/g, ' ').slice(0, 300) }
}

/**
 * Hands one message to a mail server. Never throws.
 *
 * Only a 5xx to RCPT or DATA is for good (RFC 5321 §4.2.1). A refused log-in, sender or greeting is a fault of the
 * setting, which an operator can mend while the mail waits.
 */
export const sendBySmtp: Send = async (server, message, deadline) => {
  try {
    await converse(server, message, deadline)
    return { outcome: 'sent' }
  } catch (error) {
    const { code, status, command, text: answer } = readError(error)
    const isFinal = status >= 500 && status < 600 && (command === 'RCPT TO' || command === 'DATA')
    return isFinal ? { outcome: 'refused', answer } : { outcome: 'later', why: `${code} ${answer}`.trim() }
  }
}

export type SmtpVerdict = {
  outcome: 'sent' | 'recipient-refused' | 'sender-refused' | 'log-in-refused' | 'no-encryption' | 'certificate' | 'not-found' | 'unreachable' | 'timeout' | 'other-answer'
  /** What the server said; null where it did not speak SMTP, so that nobody reads other services through us. */
  answer: string | null
}
export type TrySmtp = (server: string, message: Message, deadline: AbortSignal) => Promise<SmtpVerdict>

/** Hands one message to a mail server and says what went wrong where. Never throws, and nothing is tried again. */
export const trySmtp: TrySmtp = async (server, message, deadline) => {
  try {
    return { outcome: 'sent', answer: await converse(server, message, deadline) }
  } catch (error) {
    const { code, status, command, text } = readError(error)
    const answer = status >= 200 && status < 600 ? text : null
    return { outcome: deadline.aborted ? 'timeout' : verdictOf({ code, command, spoke: answer !== null }), answer }
  }
}

function verdictOf({ code, command, spoke }: { code: string; command: string; spoke: boolean }): SmtpVerdict['outcome'] {
  if (command === 'RCPT TO') return 'recipient-refused'
  if (command === 'MAIL FROM') return 'sender-refused'
  if (code === 'EAUTH') return 'log-in-refused'
  if (code === 'ETLS' && !spoke || command === 'STARTTLS') return 'no-encryption'
  if (/CERT|SSL|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) return 'certificate'
  if (code === 'EDNS' || code === 'ENOTFOUND') return 'not-found'
  if (code === 'ETIMEDOUT') return 'timeout'
  return spoke ? 'other-answer' : 'unreachable'
}

async function converse(server: string, { from, to, subject, text, html, messageId }: Message, deadline: AbortSignal): Promise<string> {
  const { response } = await transportOf(server).sendMail({
    from, to: { name: '', address: to }, subject, text, html, messageId,
    envelope: { from: from.address, to: [to] },
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    signal: deadline,
  })
  return response.replace(/[\r\n]+/g, ' ').slice(0, 300)
}
