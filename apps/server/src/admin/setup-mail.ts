import { Problem, type SetupMail, toWire } from '@tegata/contract'
import type { Link, LinkPurpose, MailState, Realm, Storage, User } from '@tegata/storage'
import { isHandedOver } from '../journey/links.ts'
import type { Caller } from './caller.ts'
import { commit } from './commit.ts'
import { getUser } from './find-user.ts'
import { refuseAbove, roseMeanwhile, staysBelow } from './guard.ts'
import { failureOf } from './mail-failure.ts'
import { elsewhereName, limitOfWaysIn, limitsOfElsewhere, mailingSetUp, purposeFor, waysInName } from './mailing-set-up.ts'
import type { Decide, Letters } from './needs.ts'
import { isRegistered } from './otp-status.ts'
import { fromAnywhere } from './policy-circumstances.ts'
import { nextOf } from './policy-impact.ts'
import type { Performs } from './serve.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'clock' | 'users' | 'roles' | 'links' | 'outbox' | 'audit' | 'throttle'>
  letters: Letters
  decide: Decide
  canMail: (realm: Realm) => boolean
}
/** Where a mail about a code leads: the sign-in for the account page stands before it. */
const accountClient = 'tegata-account'
type Mail = { state: MailState; at: number; reason: string | null }

/** What became of the newest link: its end is told before the mail's, since a dead link is never sent. */
function stateOf(link: Link, mail: Mail | undefined, now: number): SetupMail['state'] {
  if (link.usedAt !== null) return 'used'
  if (link.voidAt !== null) return 'void'
  if (link.expiresAt <= now) return 'expired'
  return wentOf(link).how === 'sheet' ? 'printed' : mail?.state ?? 'waiting'
}

/** The address on file of that instant, as far as it is known: it was none other since. */
const addressAt = ({ email, emailChangedAt }: User, at: number): string | null => emailChangedAt !== null && emailChangedAt >= at ? null : email

const named = { 'set-up': 'set-up', 'set-up-code': 'set-up-code', 'reset-password': 'new-password' } as const satisfies Record<ReturnType<typeof purposeFor>, SetupMail['purpose']>

/** Which way a link went. */
function wentOf(link: Link): { how: NonNullable<SetupMail['how']>; to: string | null } {
  if (!isHandedOver(link)) return { how: 'mail', to: null }
  return link.subject?.startsWith('to ') ? { how: 'other-address', to: link.subject.slice('to '.length) } : { how: 'sheet', to: null }
}

/**
 * The link by which a user sets up code and password: what became of it, and another one. Whoever has a password gets no
 * set-up link, which would bind a code by the mailbox alone (P-6, P18), but what `purposeFor` says.
 *
 * By mail to the address on file it proves that mailbox. To another address, or on paper, it is the administrator's word
 * and proves none (P17); so it takes a fresh factor and a reason, is never for oneself, and is told to the address on file.
 */
export const setupMailApi = (needs: Needs): Performs<'getSetupMail' | 'sendSetupMail' | 'makeSetupSheet'> => {
  const { storage, letters } = needs
  const { unit, clock, users, roles, links, outbox, audit } = storage

  /** The newest mail of this person that asked for a code, if nothing newer was sent. Its record is of its unit: it says when, and by whom. */
  async function askedForCode(realm: Realm, user: User): Promise<Mail & { createdAt: number; by: string | null } | null> {
    if (!user.hasPassword) return null
    const mail = await outbox.stateOf(realm.id, user.id, 'set-up-code')
    const { items: [sent] } = mail ? await audit.list(realm.id, { userId: user.id, types: ['user.setup-mail-sent'] }, null, 1) : { items: [] }
    if (!mail || sent?.detail?.['purpose'] !== 'set-up-code') return null
    const { actor, at } = sent
    const by = actor === null || actor === user.id ? null : actor.startsWith('client:') ? actor.slice('client:'.length) : actor.includes('@') ? actor : (await users.find(realm.id, actor))?.username ?? null
    return { ...mail, createdAt: at, by }
  }

  /** What would be sent now, and whether its reader gets as far as the page that it leads to. */
  async function nextFor(realm: Realm, user: User): Promise<SetupMail['next']> {
    const signIn = user.hasPassword
      ? nextOf(await needs.decide(realm, user, { channel: 'page', session: null, client: null, essentialAcr: [], signIn: { from: { ...fromAnywhere, clientId: accountClient } } }))
      : null
    return { purpose: named[purposeFor(user)], signIn }
  }

  const view = async (realm: Realm, userId: string): Promise<SetupMail> => {
    const user = await getUser(needs, realm, userId)
    const purposes: readonly LinkPurpose[] = user.hasPassword ? ['set-up', 'reset-password'] : ['set-up']
    const newest = (await links.listOf(realm.id, user.id)).filter(({ purpose }) => purposes.includes(purpose))
      .reduce<Link | null>((found, link) => (found === null || link.createdAt >= found.createdAt ? link : found), null)
    const nothing = { queuedAt: null, sentAt: null, expiresAt: null, by: null, failure: null, answer: null, next: await nextFor(realm, user) }
    const asked = await askedForCode(realm, user)
    if (asked && asked.createdAt >= (newest?.createdAt ?? 0)) {
      const state = isRegistered(user.otpStatus) ? 'used' : asked.state
      return {
        ...nothing, state, purpose: 'set-up-code', how: 'mail', to: addressAt(user, asked.createdAt), by: asked.by,
        queuedAt: toWire(asked.createdAt), sentAt: asked.state === 'sent' ? toWire(asked.at) : null,
        ...(state === 'refused' || state === 'waiting' ? failureOf(asked.reason) : {}),
      }
    }
    if (!newest) return { ...nothing, state: 'none', purpose: null, how: null, to: user.email }
    const { how, to } = wentOf(newest)
    const mail = how === 'sheet' ? undefined : await outbox.stateOf(realm.id, user.id, newest.purpose)
    const state = stateOf(newest, mail, clock.now())
    return {
      ...nothing, state, how, purpose: newest.purpose === 'reset-password' ? 'new-password' : 'set-up',
      to: how === 'mail' ? addressAt(user, newest.createdAt) : to,
      by: newest.createdBy === user.id ? null : newest.createdBy,
      queuedAt: toWire(newest.createdAt),
      sentAt: mail?.state === 'sent' ? toWire(mail.at) : null,
      expiresAt: toWire(newest.expiresAt),
      ...(state === 'refused' || state === 'waiting' ? failureOf(mail?.reason ?? null) : {}),
    }
  }

  /** Somebody whom this caller may help in. */
  async function helped(realm: Realm, caller: Caller, userId: string): Promise<User> {
    const user = await getUser(needs, realm, userId)
    refuseAbove(caller, await roles.effectiveOf(realm.id, user.id))
    if (!user.enabled) throw new Problem('user.disabled')
    return user
  }
  /** A password of one's own is changed with the old one, whoever else may be asked. */
  const refuseOneself = (caller: Caller, user: User): void => {
    if (caller.user?.id === user.id) throw new Problem('permission.not-for-yourself')
  }
  const onMiss = (realm: Realm, user: User) => async ({ missed }: { missed: string }) => roseMeanwhile({ missed }) ?? (missed === waysInName || missed === elsewhereName
    ? new Problem('mail.too-many', { retryAfterSeconds: Math.ceil(realm.settings.limits[missed === waysInName ? 'mailAfterPassword' : 'mailBeforePassword'].windowMs / 1000) })
    : new Problem(await users.find(realm.id, user.id) ? 'server.unavailable' : 'user.not-found'))

  return {
    async getSetupMail({ realm, params }) {
      return { value: await view(realm, params.userId) }
    },

    async sendSetupMail({ realm, caller, params, body, event, demandFresh }) {
      const user = await helped(realm, caller, params.userId)
      const to = body.to === undefined || body.to.toLowerCase() === user.email?.toLowerCase() ? undefined : body.to
      if (to !== undefined) {
        if (!caller.permissions.has('links.hand-over')) throw new Problem('permission.missing')
        refuseOneself(caller, user)
        await demandFresh()
      } else if (user.email === null) throw new Problem('user.no-email')
      if (!needs.canMail(realm)) throw new Problem('mail.not-configured')
      const mailing = mailingSetUp(needs, realm, user, { by: caller.name, reason: body.reason ?? null, event, to, newPassword: body.newPassword })
      await commit(unit, [
        ...staysBelow(storage, caller, realm, user.id), ...(to === undefined ? [] : limitsOfElsewhere(storage, realm, caller.actor, to)), ...mailing,
      ], onMiss(realm, user))
      return { value: await view(realm, user.id) }
    },

    async makeSetupSheet({ realm, caller, params, body, event }) {
      const user = await helped(realm, caller, params.userId)
      refuseOneself(caller, user)
      const purpose = user.hasPassword ? 'new-password' : 'set-up'
      const { link, href, statements } = letters.sheet(realm, user, caller.name)
      const told = letters.linkHandedOver(realm, user, { at: clock.now(), by: caller.name, to: null })
      await commit(unit, [
        ...staysBelow(storage, caller, realm, user.id),
        limitOfWaysIn(storage, realm, user).statement,
        ...statements,
        ...told,
        audit.record(event('user.setup-sheet-made', { userId: user.id, reason: body.reason, detail: { purpose, linkId: link.id, mailsAboutIt: told.length } })),
      ], onMiss(realm, user))
      return { value: { link: href, purpose, expiresAt: toWire(link.expiresAt) } }
    },
  }
}
