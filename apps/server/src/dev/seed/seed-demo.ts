import { randomUUID } from 'node:crypto'
import { createTransport } from 'nodemailer'
import type { OutgoingMail, Realm, Statement, Storage } from '@tegata/storage'
import { createLetters } from '../../journey/letters.ts'
import { type ComposeMail, writeLetter } from '../../mail/compose.ts'
import { alignClients } from '../../realms/built-in-clients.ts'
import { createRealm, furnishRealm } from '../../realms/create-realm.ts'
import type { Mailbox } from '../mailbox.ts'
import { alignStartPage } from './align.ts'
import { demoPassword } from './demo-password.ts'
import { type DemoPerson, people } from './people.ts'
import { addToPhoneFile, phoneEntries, writePhoneFile } from './phone-file.ts'
import { corpPeople } from './realm-corp.ts'
import { demoClients, demoEnforcements, demoPolicyGroups, demoRealmName, demoSettings } from './realm-demo.ts'
import { frontPeople } from './realm-front.ts'
import { seedCorp } from './seed-corp.ts'
import { seedEnforcement } from './seed-enforcement.ts'
import { seedPolicyGroup } from './seed-policy-group.ts'
import { readerOf, seedPerson, seedSilentLink, type Seeding, timeMachine } from './seed-people.ts'
import { generateStaff } from './staff.ts'

type Needs = {
  storage: Storage
  publicUrl: URL
  /** Where the sample application is reached, for example http://localhost:8081. */
  demoUrl: string
  phoneFile: string
  compose: ComposeMail
  mailbox: Pick<Mailbox, 'receive' | 'clear'>
  hashPassword: (password: string) => Promise<string>
}

const hours = 3_600_000

/** The statements of the set-up mail, and the mail itself: one that is older than its link cannot go through the outbox. */
function pastLetter({ storage, publicUrl }: Needs, person: DemoPerson, { realm, start, at }: Seeding, hoursAgo: number) {
  const sent: { mail?: OutgoingMail | null } = {}
  const instant = start - hoursAgo * hours
  const compose: ComposeMail = (letter) => {
    sent.mail = writeLetter(letter, randomUUID(), publicUrl.hostname)
    return null
  }
  const statements = at(instant, () => createLetters({ storage, compose, publicUrl }).setUp(realm, readerOf(person, realm, instant), '高橋 美咲'))
  return { statements, mail: sent.mail ?? null, at: instant }
}

async function deliverPast(mailbox: Needs['mailbox'], mail: OutgoingMail, from: string, at: number): Promise<void> {
  const writer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  const { message } = await writer.sendMail({ from, to: { name: '', address: mail.to }, subject: mail.subject, text: mail.text, html: mail.html, messageId: mail.messageId, date: new Date(at) })
  if (Buffer.isBuffer(message)) await mailbox.receive(message, at)
}

/** Everybody and everything of the realm in one unit: after a crash there is all of it or nothing, never half a demo. */
async function fill(needs: Needs, realm: Realm): Promise<void> {
  const { storage, compose, publicUrl, mailbox } = needs
  const start = storage.clock.now()
  const seeding: Seeding = {
    realm, start, at: timeMachine(storage.clock), roles: await storage.roles.list(realm.id), groups: [],
    passwordHash: await needs.hashPassword(demoPassword),
  }
  const letters = createLetters({ storage, compose, publicUrl })
  const past: { mail: OutgoingMail; at: number }[] = []

  const invite = (person: DemoPerson): readonly Statement[] => {
    if (person.standing.kind !== 'invited') return []
    const { hoursAgo } = person.standing
    if (hoursAgo === 0) return letters.setUp(realm, readerOf(person, realm, start), '高橋 美咲')
    const letter = pastLetter(needs, person, seeding, hoursAgo)
    if (letter.mail) past.push({ mail: letter.mail, at: letter.at })
    return letter.statements
  }

  const statements: readonly Statement[] = [
    ...demoPolicyGroups(realm).flatMap((group) => seedPolicyGroup(storage, realm, group, start)),
    ...demoEnforcements(realm, start).flatMap((rule) => seedEnforcement(storage, realm, rule, start)),
    ...generateStaff().toReversed().flatMap((person) => [
      ...seedPerson(storage, person, { ...seeding, canSignIn: false }),
      ...(person.standing.kind === 'invited' ? seedSilentLink(storage, person, seeding, person.standing.hoursAgo) : []),
    ]),
    // Last, so that those of whom the tour tells are the first of the list: it shows the newest on top.
    ...people.toReversed().flatMap((person) => [...seedPerson(storage, person, { ...seeding, canSignIn: true }), ...invite(person)]),
    storage.realms.touch(realm.id),
  ]
  const outcome = await storage.unit(statements)
  if (!outcome.ok) throw new Error(`The demo could not be seeded: ${outcome.missed}`)
  await mailbox.clear()
  for (const { mail, at } of past) await deliverPast(mailbox, mail, `${realm.settings.displayName.en} <no-reply@demo.example>`, at)
}

/**
 * Seeds the demo the first time; afterwards only corrects addresses, since the port may have changed.
 * Answers whether this was the first time.
 */
export async function seedDemo(needs: Needs): Promise<{ first: boolean }> {
  const { storage, publicUrl, demoUrl, phoneFile } = needs
  const { realms, users, clock } = storage
  if (await realms.find(demoRealmName) === undefined) {
    const created = await createRealm(storage, { name: demoRealmName, settings: demoSettings(demoUrl) }, publicUrl)
    if (!created.ok) throw new Error(`The realm ${demoRealmName} could not be made: ${created.reason}`)
  }
  const realm = await realms.find(demoRealmName)
  if (realm === undefined) throw new Error(`The realm ${demoRealmName} is not there`)

  await furnishRealm(storage, realm, publicUrl)
  // First, because it compares the realm's version, which every aligned client moves on.
  await alignStartPage(storage, realm, `${demoUrl}/`)
  await alignClients(storage, demoClients(realm, demoUrl, clock.now()))
  const first = (await users.list(realm.id, {}, null, 1)).items.length === 0
  if (first) await fill(needs, realm)
  const besides = await seedCorp(needs, realm)
  const later = besides === null ? [] : [...phoneEntries(besides.front, frontPeople), ...phoneEntries(besides.corp, corpPeople)]
  // A demo of an earlier release has a phone already: the new people come after those whom it knows.
  if (!first && besides?.first) addToPhoneFile(phoneFile, later)
  writePhoneFile(phoneFile, [...phoneEntries(realm, people), ...later], first)
  return { first }
}
