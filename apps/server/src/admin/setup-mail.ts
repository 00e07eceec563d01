import { Problem, type SetupMail, toWire } from '@tegata/contract'
import type { Link, LinkPurpose, Realm, Storage } from '@tegata/storage'
import { commit } from './commit.ts'
import { getUser } from './find-user.ts'
import { refuseAbove } from './guard.ts'
import { mailingSetUp } from './mailing-set-up.ts'
import type { Letters } from './needs.ts'
import type { Performs } from './serve.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'clock' | 'users' | 'roles' | 'links' | 'outbox' | 'audit' | 'throttle'>
  letters: Letters
  canMail: (realm: Realm) => boolean
}

/** What became of the newest set-up mail: the link's end is told before the mail's, since a dead link is never sent. */
function stateOf(link: Link, mail: { state: string } | undefined, now: number): SetupMail['state'] {
  if (link.usedAt !== null) return 'used'
  if (link.voidAt !== null) return 'void'
  if (link.expiresAt <= now) return 'expired'
  return mail?.state === 'refused' ? 'refused' : mail?.state === 'sent' ? 'sent' : 'waiting'
}

/**
 * The password-setup mail of a user: its state, and another one.
 */
export const setupMailApi = (needs: Needs): Performs<'getSetupMail' | 'sendSetupMail'> => {
  const { storage } = needs
  const { unit, clock, users, roles, links, outbox } = storage

  const view = async (realm: Realm, userId: string): Promise<SetupMail> => {
    const user = await getUser(needs, realm, userId)
    const purposes: readonly LinkPurpose[] = user.hasPassword ? ['set-up', 'reset-password'] : ['set-up']
    const newest = (await links.listOf(realm.id, user.id)).filter(({ purpose }) => purposes.includes(purpose))
      .reduce<Link | null>((found, link) => (found === null || link.createdAt >= found.createdAt ? link : found), null)
    if (!newest) return { state: 'none', to: user.email, queuedAt: null, sentAt: null, expiresAt: null }
    const mail = await outbox.stateOf(realm.id, user.id, newest.purpose)
    return {
      state: stateOf(newest, mail, clock.now()),
      to: user.email,
      queuedAt: toWire(newest.createdAt),
      sentAt: mail?.state === 'sent' ? toWire(mail.at) : null,
      expiresAt: toWire(newest.expiresAt),
    }
  }

  return {
    async getSetupMail({ realm, params }) {
      return { value: await view(realm, params.userId) }
    },

    async sendSetupMail({ realm, caller, params, event }) {
      const user = await getUser(needs, realm, params.userId)
      refuseAbove(caller, await roles.effectiveOf(realm.id, user.id))
      if (!user.enabled) throw new Problem('user.disabled')
      if (user.email === null) throw new Problem('user.no-email')
      if (!needs.canMail(realm)) throw new Problem('mail.not-configured')
      const { limit, statements } = mailingSetUp(needs, realm, user, { by: caller.name, reason: null, event })
      await commit(unit, statements, async ({ missed }) => {
        if (missed !== limit.name) return new Problem(await users.find(realm.id, user.id) ? 'server.unavailable' : 'user.not-found')
        return new Problem('mail.too-many', { retryAfterSeconds: Math.ceil(realm.settings.limits.mailAfterPassword.windowMs / 1000) })
      })
      return { value: await view(realm, user.id) }
    },
  }
}
