import { randomUUID } from 'node:crypto'
import type { Instant, Language, OutgoingMail, Realm, Statement } from '@tegata/storage'
import { readAddress } from './address.ts'
import { type MailBasics, type MailKind, type MailParams, renderMail, toHelpDesk } from './templates/render.ts'

type Needs = {
  outbox: { put: (mail: OutgoingMail) => Statement }
  /** Stands after the @ of every Message-ID; from the configured public URL, never from a request (P-8). */
  host: string
  newId?: () => string
}

/** The person a mail is about, who is also its reader unless `to` names another. */
type About = MailBasics['person'] & { id: string; email: string | null; language: Language | null }

export type Letter<Kind extends MailKind> = {
  realm: Realm
  user: About
  kind: Kind
  params: MailParams[Kind]
  /** The link in it: when that ends, the mail is not sent any more. */
  linkId?: string
  /** Another address than the one on file: the help desk's, or the one that was on file before. */
  to?: string
  /** When what it says is over: it is not sent any more then. */
  expiresAt?: Instant
  /** Another language than the person's own: the one of the page they look at. */
  language?: Language
}

/** Writes a mail; null when there is no address that mail can be sent to. */
export function writeLetter<Kind extends MailKind>(letter: Letter<Kind>, id: string, host: string): OutgoingMail | null {
  const { realm, user, kind, params, linkId, to, language, expiresAt } = letter
  const address = readAddress(to ?? user.email)
  if (address === null) return null

  const { displayName, contact, languages, zone } = realm.settings
  const spoken = language ?? user.language ?? languages[0] ?? 'en'
  const basics = { realm: displayName[spoken] ?? displayName.en, contact: contact[spoken] ?? contact.en, zone, person: user }
  const { subject, text, html } = renderMail(kind, { ...basics, ...params }, spoken)
  return {
    id,
    realmId: realm.id,
    // A letter to the help desk about somebody is not a letter to that somebody.
    userId: toHelpDesk.has(kind) ? null : user.id,
    kind,
    to: address,
    subject,
    text,
    html,
    messageId: `<${id}@${host}>`,
    linkId: linkId ?? null,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }
}

/**
 * Writes a mail and answers the statement that puts it into the outbox: compose it into the unit of what the mail tells
 * about. Null when there is no address that mail can be sent to; nothing is dropped silently, the caller says so.
 */
export const createComposeMail = ({ outbox, host, newId = randomUUID }: Needs) =>
  <Kind extends MailKind>(letter: Letter<Kind>): Statement | null => {
    const mail = writeLetter(letter, newId(), host)
    return mail && outbox.put(mail)
  }

export type ComposeMail = ReturnType<typeof createComposeMail>
