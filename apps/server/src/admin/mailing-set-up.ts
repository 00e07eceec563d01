import type { Realm, Statement, Storage, User } from '@tegata/storage'
import type { Letters } from './needs.ts'
import type { Call } from './serve.ts'

type Needs = { storage: Pick<Storage, 'throttle' | 'audit'>; letters: Pick<Letters, 'setUp' | 'resetPassword'> }

/**
 * Mails somebody the way in: a set-up link, or a link for a new password in its place to whoever has one, since a set-up
 * link would bind a code by the mailbox alone (P-6, P18). `limit` is the first of the statements, and is what misses
 * when the person has been sent too many.
 */
export function mailingSetUp(
  { storage: { throttle, audit }, letters }: Needs, realm: Realm, user: User, { by, reason, event }: { by: string; reason: string | null; event: Call<unknown>['event'] },
): { limit: Statement; statements: readonly Statement[] } {
  const limit = throttle.reserve('admin.setup-mail', `setup-mail:${realm.id}:${user.id}`, realm.settings.limits.mailAfterPassword)
  return {
    limit,
    statements: [
      limit,
      ...(user.hasPassword ? letters.resetPassword(realm, user) : letters.setUp(realm, user, by)),
      audit.record(event('user.setup-mail-sent', { userId: user.id, reason, detail: { purpose: user.hasPassword ? 'reset-password' : 'set-up' } })),
    ],
  }
}
