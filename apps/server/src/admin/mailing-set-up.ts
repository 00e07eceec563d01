import { type Limit, normaliseLogin, type Realm, type Statement, type Storage, type User } from '@tegata/storage'
import { counter } from '../journey/subject.ts'
import type { Letters } from './needs.ts'
import type { Call } from './serve.ts'

type Needs = { storage: Pick<Storage, 'clock' | 'throttle' | 'audit'>; letters: Pick<Letters, 'setUp' | 'resetPassword' | 'linkHandedOver'> }

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
 * Mails somebody the way in: a set-up link, or a link for a new password in its place to whoever has one, since a set-up
 * link would bind a code by the mailbox alone (P-6, P18). The statement named `waysInName` misses when the
 * person has been sent too many. `to`: another address than the one on file, which is told of it.
 */
export function mailingSetUp(
  { storage, letters }: Needs, realm: Realm, user: User, { by, reason, event, to }: { by: string; reason: string | null; event: Call<unknown>['event']; to?: string | undefined },
): readonly Statement[] {
  const told = to === undefined ? [] : letters.linkHandedOver(realm, user, { at: storage.clock.now(), by, to })
  return [
    limitOfWaysIn(storage, realm, user).statement,
    ...(user.hasPassword ? letters.resetPassword(realm, user, by, to) : letters.setUp(realm, user, by, to)),
    ...told,
    storage.audit.record(event('user.setup-mail-sent', {
      userId: user.id, reason, detail: { purpose: user.hasPassword ? 'reset-password' : 'set-up', ...(to === undefined ? {} : { to, mailsAboutIt: told.length }) },
    })),
  ]
}
