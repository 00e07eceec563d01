import { type Limit, normaliseLogin, type Realm, type Statement, type Storage, type User } from '@tegata/storage'
import { counter } from '../journey/subject.ts'
import type { Letters } from './needs.ts'
import type { Call } from './serve.ts'

type Needs = { storage: Pick<Storage, 'clock' | 'throttle' | 'audit'>; letters: Pick<Letters, 'setUp' | 'setUpCode' | 'resetPassword' | 'linkHandedOver'> }

export const waysInName = 'admin.setup-mail'
export const keyOfWaysIn = (realm: Realm, userId: string): string => `setup-mail:${realm.id}:${userId}`
/** Links that a person is sent or handed, by whomever: one count for all ways. */
export const limitOfWaysIn = ({ throttle }: Pick<Storage, 'throttle'>, realm: Realm, user: Pick<User, 'id'>): { statement: Statement; limit: Limit } => {
  const limit = realm.settings.limits.mailAfterPassword
  return { limit, statement: throttle.reserve(waysInName, keyOfWaysIn(realm, user.id), limit) }
}

const hour = 60 * 60_000
/** Links that one administrator may send to addresses that are nobody's here, an hour. */
const byOneCaller: Limit = { max: 60, windowMs: hour }
export const elsewhereName = 'admin.setup-mail-elsewhere'
/** Whoever types an address sends it what they did not ask for, and the way into an account: limited by recipient as before a password (section 5.4), and by caller. */
export const limitsOfElsewhere = ({ throttle }: Pick<Storage, 'throttle'>, realm: Realm, actor: string, to: string): readonly Statement[] => [
  throttle.reserve(elsewhereName, counter(realm, 'mail-to', normaliseLogin(to)), realm.settings.limits.mailBeforePassword),
  throttle.reserve(elsewhereName, counter(realm, 'mail-to-by', actor), byOneCaller),
]

/**
 * What a set-up mail leads to. Whoever has a password gets no set-up link, which would bind a code by the mailbox alone
 * (P-6, P18): without an authenticator they are asked to set one up after signing in, with one they get a link for a new
 * password. A suspended one is one: beside it nothing is set up before a reset, and whoever was asked to would find a closed door.
 */
export const purposeFor = ({ hasPassword, otpStatus }: Pick<User, 'hasPassword' | 'otpStatus'>): 'set-up' | 'set-up-code' | 'reset-password' =>
  (!hasPassword ? 'set-up' : otpStatus === 'none' ? 'set-up-code' : 'reset-password')

/**
 * Mails somebody the way in. The statement named `waysInName` misses when the person has been sent too many.
 * `to`: another address than the one on file, which is told of it. `newPassword`: to whoever has a password, a link for a new one in any case.
 */
export function mailingSetUp(
  { storage, letters }: Needs, realm: Realm, user: User,
  { by, reason, event, to, newPassword = false }: { by: string; reason: string | null; event: Call<unknown>['event']; to?: string | undefined; newPassword?: boolean | undefined },
): readonly Statement[] {
  const usual = purposeFor(user)
  const purpose = usual === 'set-up-code' && (newPassword || to !== undefined) ? 'reset-password' : usual
  const told = to === undefined ? [] : letters.linkHandedOver(realm, user, { at: storage.clock.now(), by, to })
  return [
    limitOfWaysIn(storage, realm, user).statement,
    ...(purpose === 'set-up-code' ? letters.setUpCode(realm, user, by) : purpose === 'reset-password' ? letters.resetPassword(realm, user, by, to) : letters.setUp(realm, user, by, to)),
    ...told,
    storage.audit.record(event('user.setup-mail-sent', {
      userId: user.id, reason, detail: { purpose, ...(to === undefined ? {} : { to, mailsAboutIt: told.length }) },
    })),
  ]
}
