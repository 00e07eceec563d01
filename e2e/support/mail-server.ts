import type { AddressInfo, Socket } from 'node:net'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { until } from './tegata.ts'

type ReceivedMail = { to: string; subject: string; text: string; html: string; messageId: string; at: number }
type Mood = 'kind' | 'greylisting' | 'slow' | 'deferring' | 'silent' | 'hanging-up'

/** A mail server of the house's surroundings, with its moods. */
export type MailServer = {
  url: string
  mails: readonly ReceivedMail[]
  /** Recipients that were named in a conversation, whatever became of it. */
  attempts: readonly string[]
  mood: Mood
  to(address: string, subject?: RegExp): Promise<ReceivedMail>
  /** Nobody listens any more. */
  stop(): Promise<void>
}

type Options = { port?: number; auth?: { user: string; pass: string } }

/** Mailboxes that the server does not know, and never will. */
const unknown = /^unknown/

const later = (message: string) => Object.assign(new Error(message), { responseCode: 451 })

export async function startMailServer({ port = 0, auth }: Options = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = []
  const attempts: string[] = []
  const greeted = new Set<string>()
  const sockets = new Set<Socket>()
  const server = new SMTPServer({
    authOptional: auth === undefined, disabledCommands: auth === undefined ? ['AUTH', 'STARTTLS'] : ['STARTTLS'], allowInsecureAuth: true,
    logger: false, closeTimeout: 200,
    onAuth: (given, _session, done) =>
      given.username === auth?.user && given.password === auth?.pass ? done(null, { user: auth?.user }) : done(new Error('535 5.7.8 no')),
    onRcptTo({ address }, _session, done) {
      attempts.push(address)
      if (mailServer.mood === 'silent') return
      if (mailServer.mood === 'hanging-up') return sockets.forEach((socket) => socket.destroy())
      if (unknown.test(address)) return done(Object.assign(new Error('5.1.1 no such mailbox'), { responseCode: 550 }))
      if (mailServer.mood === 'deferring') return done(later('4.3.2 not now'))
      if (mailServer.mood === 'greylisting' && !greeted.has(address)) {
        greeted.add(address)
        return done(later('4.7.1 greylisted, come again'))
      }
      if (mailServer.mood === 'slow') return void setTimeout(done, 4_000)
      done()
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        PostalMime.parse(Buffer.concat(chunks)).then(({ subject = '', text = '', html = '', messageId = '' }) => {
          for (const { address } of session.envelope.rcptTo) {
            mails.push({ to: address, subject, text: text.replaceAll('\r\n', '\n'), html, messageId, at: Date.now() })
          }
          done()
        }, done)
      })
    },
  })
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.server.address() as AddressInfo
  const mailServer: MailServer = {
    url: `smtp://${auth === undefined ? '' : `${auth.user}:${auth.pass}@`}127.0.0.1:${address.port}`,
    mails, attempts, mood: 'kind',
    async to(wanted, subject = /./) {
      let found: ReceivedMail | undefined
      await until(() => {
        found = mails.findLast((mail) => mail.to === wanted && subject.test(mail.subject))
        return found !== undefined
      }, 30_000, () => `no mail to ${wanted} about ${subject}; there are ${mails.map((mail) => `${mail.to} "${mail.subject}"`).join(', ')}`)
      if (found === undefined) throw new Error('unreachable')
      return found
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return mailServer
}

/** The one link of ours in a mail. */
export function linkIn(mail: { text: string }): string {
  const link = /https?:\/\/\S+\/link\?key=[\w-]+/.exec(mail.text)?.[0]
  if (link === undefined) throw new Error(`no link in: ${mail.text}`)
  return link
}
