import type { Consequence } from '@tegata/policy'
import type { Enforcement, Instant, Language, OutgoingMail, Realm, User } from '@tegata/storage'
import { writeLetter } from '../mail/compose.ts'
import type { EnforcementMail, EnforcementMails, Told } from '../mail/templates/enforcement.ts'

export type Reader = Pick<User, 'id' | 'username' | 'givenName' | 'familyName' | 'email' | 'language'>
export type LetterAbout = {
  kind: EnforcementMail
  rule: Enforcement
  consequence: Exclude<Consequence, 'none'>
  now: Instant
  /** The date that was told before. */
  before?: Instant | null
}

/** In the language that the letter is in, or in English where its author wrote none. */
const reasonIn = ({ reason }: Enforcement, language: Language): string | undefined => reason[language] || reason.en || undefined
const helpIn = ({ helpLink }: Enforcement, language: Language): string | undefined => helpLink[language] || helpLink.en || undefined

/** What a mail says of a rule, in a language. */
function toldOf({ rule, consequence, now, before }: LetterAbout, language: Language, link: string): EnforcementMails[EnforcementMail] {
  const { zone, enforceFrom, registerBy } = rule
  const reason = reasonIn(rule, language)
  const help = helpIn(rule, language)
  const told: Told = {
    zone, enforceFrom, consequence, link, ...(reason !== undefined && { reason }), ...(help !== undefined && { help }),
    ...(registerBy !== null && registerBy < enforceFrom && registerBy > now && { registerBy }),
  }
  return { ...told, before: before ?? enforceFrom, began: now >= enforceFrom }
}

/** The account page, and nothing that is only in this mail: nobody can imitate it better than we do. */
const accountLink = (publicUrl: URL, { name }: Pick<Realm, 'name'>): string => new URL(`/realms/${name}/account`, publicUrl).href

/** When what a mail says is over: it is not sent any more then, however long the mail server was away. */
const overAt = ({ kind, rule }: LetterAbout): Instant | undefined => kind === 'enforcement-coming' ? rule.enforceFrom : undefined

/** One mail to one person; null where there is no address that mail can be sent to. */
export function letterTo(user: Reader, realm: Realm, about: LetterAbout, { id, publicUrl, language }: { id: string; publicUrl: URL; language?: Language }): OutgoingMail | null {
  const spoken = language ?? user.language ?? realm.settings.languages[0] ?? 'en'
  const expiresAt = overAt(about)
  return writeLetter({
    realm, user, kind: about.kind, language: spoken, params: toldOf(about, spoken, accountLink(publicUrl, realm)), ...(expiresAt !== undefined && { expiresAt }),
  }, id, publicUrl.hostname)
}
