import { randomUUID } from 'node:crypto'
import type { Language, Realm } from '@tegata/storage'
import type { SmtpVerdict, TrySmtp } from './smtp.ts'
import { renderMail } from './templates/render.ts'

type Needs = {
  send: TrySmtp
  clock: { now: () => number }
  /** For realms that name no mail server. */
  fallback: { server: string | undefined; from: string }
  /** Stands after the @ of the Message-ID. */
  host: string
  deadlineMs?: number
}

export type TestMail = SmtpVerdict & { server: string; from: string }

/** Sends a mail now, past the outbox, and answers how the conversation went; null where there is no mail server. */
export const createTestMail = ({ send, clock, fallback, host, deadlineMs = 20_000 }: Needs) =>
  async (realm: Realm, { to, by, language }: { to: string; by: string; language: Language }): Promise<TestMail | null> => {
    const { mailServer, displayName, contact, zone } = realm.settings
    const server = mailServer?.url ?? fallback.server
    if (server === undefined) return null
    const from = { name: displayName[language] ?? displayName.en, address: mailServer?.from ?? fallback.from }
    const { subject, text, html } = renderMail('test-mail', {
      realm: from.name, contact: contact[language] ?? contact.en, zone, person: { username: by, givenName: '', familyName: '' }, at: clock.now(), by,
    }, language)
    const { hostname, port, protocol } = new URL(server)
    const verdict = await send(server, { from, to, subject, text, html, messageId: `<${randomUUID()}@${host}>` }, AbortSignal.timeout(deadlineMs))
    return { ...verdict, server: `${hostname}:${port === '' ? (protocol === 'smtps:' ? 465 : 587) : port}`, from: from.address }
  }
export type SendTestMail = ReturnType<typeof createTestMail>
