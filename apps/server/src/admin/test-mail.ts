import { Problem } from '@tegata/contract'
import type { Language, Realm, Storage } from '@tegata/storage'
import type { TestMail } from '../mail/test-mail.ts'
import { commit } from './commit.ts'
import type { Performs } from './serve.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'audit' | 'throttle' | 'users'>
  sendTestMail: (realm: Realm, mail: { to: string; by: string; language: Language }) => Promise<TestMail | null>
}

/** So many test mails a realm: enough to set up a mail server, too few to send mail with. */
const limit = { max: 10, windowMs: 10 * 60_000 }

/** The conversation with the mail server of the realm, for whoever sets it up. */
export const testMailApi = ({ storage, sendTestMail }: Needs): Performs<'sendTestMail'> => ({
  async sendTestMail({ realm, caller, body, event }) {
    const { unit, audit, throttle, users } = storage
    await commit(unit, [throttle.reserve('admin.test-mail', `test-mail:${realm.id}`, limit)],
      () => new Problem('mail.too-many', { retryAfterSeconds: Math.ceil(limit.windowMs / 1000) }))
    const user = await users.find(realm.id, caller.actor)
    const sent = await sendTestMail(realm, { to: body.to, by: caller.name, language: user?.language ?? realm.settings.languages[0] ?? 'en' })
    if (sent === null) throw new Problem('mail.not-configured')
    await unit([audit.record(event('mail.tested', {
      userId: null, reason: sent.outcome === 'sent' ? null : sent.outcome, detail: { to: body.to, server: sent.server, outcome: sent.outcome, answer: sent.answer },
    }))])
    return { value: sent }
  },
})
