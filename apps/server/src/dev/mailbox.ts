import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import type { DevMail } from './mailbox-view.ts'

type Needs = {
  /** One file per mail, so that a mail waiting for somebody is still there after a restart. */
  directory: string
  now: () => number
}

const keptMails = 500
const maxBytes = 1024 * 1024
/** `000012-1795305600000-<uuid>.eml`: order of arrival (the clock of the demo can be set back), instant, id. */
const fileName = /^(\d{6,})-(\d+)-([0-9a-f-]{36})\.eml$/

type Kept = { number: number; file: string; mail: DevMail }

async function read(file: string, source: Buffer): Promise<Kept | null> {
  const [, number, at, id] = fileName.exec(file) ?? []
  if (number === undefined || at === undefined || id === undefined) return null
  const { from, to, subject, text, html } = await PostalMime.parse(source)
  const addresses = (to ?? []).map(({ address }) => address).filter(Boolean).join(', ')
  const sender = from?.name ? `${from.name} <${from.address}>` : (from?.address ?? '')
  return { number: Number(number), file, mail: { id, at: Number(at), from: sender, to: addresses, subject: subject ?? '', text: text ?? '', html: html ?? null } }
}

async function readAll(directory: string): Promise<Kept[]> {
  await mkdir(directory, { recursive: true })
  const files = (await readdir(directory)).filter((file) => fileName.test(file)).sort()
  const kept = await Promise.all(files.map(async (file) => read(file, await readFile(join(directory, file)))))
  return kept.filter((entry) => entry !== null)
}

/**
 * The mail server of demo mode: a real SMTP conversation on a free port of 127.0.0.1, and every mail kept to be read
 * at /dev/mail. A mail is on disk before it is answered "accepted". Nothing is sent on.
 */
export async function startMailbox({ directory, now }: Needs) {
  const kept = await readAll(directory)
  let last = kept.at(-1)?.number ?? 0

  async function keep(source: Buffer, at: number): Promise<void> {
    const file = `${String(++last).padStart(6, '0')}-${at}-${randomUUID()}.eml`
    await writeFile(join(directory, file), source, { mode: 0o600 })
    const entry = await read(file, source)
    if (entry !== null) kept.push(entry)
    for (const old of kept.splice(0, Math.max(0, kept.length - keptMails))) await rm(join(directory, old.file), { force: true })
  }

  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    hideSTARTTLS: true,
    disableReverseLookup: true,
    size: maxBytes,
    closeTimeout: 500,
    logger: false,
    onData(stream, _session, accept) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('error', accept)
      stream.on('end', () => {
        if (stream.sizeExceeded) return accept(Object.assign(new Error('Message too large'), { responseCode: 552 }))
        keep(Buffer.concat(chunks), now()).then(() => accept(), accept)
      })
    },
  })
  // A conversation that breaks off concerns only its sender, which tries again.
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const address = server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0

  return {
    /** For the setting of the mail server. */
    url: `smtp://127.0.0.1:${port}`,
    /** Newest first. */
    list: (): readonly DevMail[] => kept.map(({ mail }) => mail).toReversed(),
    find: (id: string): DevMail | undefined => kept.find(({ mail }) => mail.id === id)?.mail,
    /** Throws everything away: it belonged to a demo that is no more. */
    async clear(): Promise<void> {
      for (const { file } of kept.splice(0)) await rm(join(directory, file), { force: true })
    },
    /** A mail that came at another instant, without a conversation: the seeding has a past to tell. */
    receive: keep,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

export type Mailbox = Awaited<ReturnType<typeof startMailbox>>
