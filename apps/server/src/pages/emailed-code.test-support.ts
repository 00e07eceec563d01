import { randomUUID } from 'node:crypto'
import { newEmergencyToken, normaliseEmergencyToken } from '@tegata/otp'
import type { Enforcement, NewUser, User } from '@tegata/storage'
import { type Browser, codeIn, type House, password } from './walk.test-support.ts'

export const minutes = 60_000
export const days = 24 * 60 * minutes

export const otherThan = (code: string): string => String((Number(code) + 1) % 100_000_000).padStart(8, '0')

/** People of this house who get their codes by mail, and how they walk. */
export function mailing(houseOf: () => House) {
  type Over = { address?: string; state?: 'active' | 'unproved'; house?: House }
  /** Codes to that address, as an administrator or the person set it up. */
  const addMail = async (user: User, over: Over = {}): Promise<string> => {
    const { storage, realm } = over.house ?? houseOf()
    const id = randomUUID()
    const address = over.address ?? user.email ?? ''
    const made = await storage.unit(storage.authenticators.create({
      id, realmId: realm.id, userId: user.id, kind: 'emailed-code', state: over.state ?? 'active', label: address, boundBy: 'mailbox', confirmedFor: 'mailLink',
      boundAt: storage.clock.now(), boundByActor: user.id, lastStep: null, totp: null, address, secret: '',
    }, await storage.authenticators.setDigest(realm.id, user.id)))
    if (!made.ok) throw new Error(made.missed)
    return id
  }
  /** Stays on the set-up menu until somebody chooses. */
  const fresh = (): Browser => Object.assign(houseOf().browser(), { method: null })
  return {
    addMail,
    fresh,
    async withMail(about: Partial<NewUser> = {}, over: Over = {}): Promise<{ user: User; id: string }> {
      const user = await (over.house ?? houseOf()).addUser(about)
      return { user, id: await addMail(user, over) }
    },
    async arrive(user: User, browser: Browser = fresh(), path = houseOf().signIn()): Promise<Browser> {
      await browser.open(path)
      await browser.send({ username: user.username, password })
      return browser
    },
    /** An emergency token. */
    async handedOut(user: User): Promise<string> {
      const { storage, realm, unit, now } = houseOf()
      const value = newEmergencyToken((length) => crypto.getRandomValues(new Uint8Array(length)))
      await unit(...storage.emergencyTokens.create(
        { id: randomUUID(), realmId: realm.id, userId: user.id, createdAt: now(), createdBy: 'help', reason: 'by telephone', expiresAt: now() + days }, normaliseEmergencyToken(value), value,
      ))
      return value
    },
    newest: async (of: House = houseOf()) => codeIn((await of.newMails()).findLast(({ kind }) => kind === 'emailed-code' || kind === 'address-code')),
    held: (user: User) => houseOf().storage.authenticators.listOf(houseOf().realm.id, user.id),
    enforced: (over: Partial<Enforcement> = {}): Enforcement => ({
      id: randomUUID(), realmId: houseOf().realm.id, name: 'Everybody', state: 'announced', enforceFrom: houseOf().now() - 1000, registerBy: null, zone: 'UTC', target: { everyone: true }, reason: { en: '' }, helpLink: {},
      acceptedKinds: ['totp', 'emailed-code'], acceptedRecoveries: ['emergency-token'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false, waves: [7, 0], announcedAt: null, edition: 1, version: 1, ...over,
    }),
  }
}
