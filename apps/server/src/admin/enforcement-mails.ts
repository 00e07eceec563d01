import { type EnforcementMailKind, type MailConsequence, Problem, toWire } from '@tegata/contract'
import type { Enforcement, Language, OutgoingMail, Realm, Storage, User } from '@tegata/storage'
import { commit } from './commit.ts'
import { failureOf } from './mail-failure.ts'
import type { ReadinessPeople } from './readiness-people.ts'
import type { Performs } from './serve.ts'

type Outcome = 'mailed' | 'today-already' | 'no-address' | 'not-met'
type Reader = Pick<User, 'id' | 'username' | 'givenName' | 'familyName' | 'email' | 'language'>
type About = { kind: `enforcement-${EnforcementMailKind}`; consequence: MailConsequence }

/** Reminders as this API uses them; they are written by whatever node is there. */
export type RemindersOfRules = {
  plan: (realm: Realm, rule: Enforcement) => Promise<{ perMinute: number; waves: readonly {
    days: number | null; kind: 'reminder' | 'moved' | 'suspended' | 'resumed' | 'ended' | 'ready' | 'by-hand'; at: number
    state: 'planned' | 'sending' | 'done' | 'left-out'; mails: number; withoutAddress: number; heardAlready: number; waiting: number
  }[]; waitingBecause: readonly (string | null)[] }>
  preview: (realm: Realm, rule: Enforcement, reader: Reader, about: About, language: Language) => OutgoingMail | null
  remindNow: (realm: Realm, rule: Enforcement, people: readonly User[]) => Promise<readonly Outcome[]>
  comingFor: (realm: Realm, user: User) => Promise<readonly { rule: Enforcement; consequence: MailConsequence; canSetUp: boolean }[]>
}

type Needs = {
  storage: Pick<Storage, 'unit' | 'policies' | 'users' | 'audit' | 'outbox' | 'throttle' | 'clock'>
  people: Pick<ReadinessPeople, 'page'>
  reminders: RemindersOfRules
  canMail: (realm: Realm) => boolean
}

/** People whom one call reminds at most. */
const mostReminded = 200
/** So many test mails somebody sends to themself. */
const testLimit = { max: 20, windowMs: 60 * 60_000 }

/** Before the subject: whoever tries a mail, and finds it a month later, does not take it for the mail itself. */
const tested: Readonly<Record<Language, string>> = { en: '[Test] ', ja: '【テスト】', ko: '[테스트] ' }

const first = ({ settings }: Realm): Language => settings.languages[0] ?? 'en'

/** Whom a preview is written to where nobody reads it: a name in each language, so that the greeting is seen as it will be. */
const sample: Readonly<Record<Language, Omit<Reader, 'language'>>> = {
  en: { id: '', username: 'emma', givenName: 'Emma', familyName: 'Brown', email: 'emma@example.com' },
  ja: { id: '', username: 'aoi', givenName: '葵', familyName: '山田', email: 'aoi@example.com' },
  ko: { id: '', username: 'minho', givenName: '민호', familyName: '김', email: 'minho@example.com' },
}

/** What is told by mail of an enforcement: looked at before, tried, and sent to some by hand (S0-5). */
export const enforcementMailsApi = (needs: Needs): Performs<'getEnforcementMails' | 'previewEnforcementMail' | 'sendTestEnforcementMail' | 'remindPeople'> => {
  const { storage, reminders, canMail } = needs
  const { unit, clock, policies, users, audit, outbox, throttle } = storage

  async function ruleOf(realm: Realm, id: string): Promise<Enforcement> {
    const rule = await policies.enforcement(realm.id, id)
    if (!rule) throw new Problem('enforcement.not-found')
    return rule
  }

  async function named(realm: Realm, userIds: readonly string[]) {
    const ids = [...new Set(userIds)]
    const found = (await users.list(realm.id, { ids }, null, ids.length)).items
    return { people: found, missing: ids.length - found.length, next: null }
  }

  /** Everybody whom the list of people shows for these, in its order. */
  async function metBy(realm: Realm, rule: Enforcement, asked: Pick<Parameters<ReadinessPeople['page']>[2], 'state' | 'reason' | 'search' | 'cursor'>) {
    const { found, next } = await needs.people.page(realm, rule, { ...asked, limit: mostReminded }, Math.max(rule.enforceFrom, clock.now()))
    return { people: found.map(({ user }) => user), missing: 0, next }
  }

  return {
    async getEnforcementMails({ realm, params }) {
      const { perMinute, waves, waitingBecause } = await reminders.plan(realm, await ruleOf(realm, params.enforcementId))
      const { failure, answer } = waitingBecause.map(failureOf).find((each) => each.failure !== null) ?? { failure: null, answer: null }
      return { value: { perMinute, canMail: canMail(realm), failure, answer, waves: waves.map(({ at, ...wave }) => ({ ...wave, at: toWire(at) })) } }
    },

    async previewEnforcementMail({ realm, params, query: { kind, consequence, language = first(realm) } }) {
      const rule = await ruleOf(realm, params.enforcementId)
      const mail = reminders.preview(realm, rule, { ...sample[language], language }, { kind: `enforcement-${kind}`, consequence }, language)
      if (mail === null) throw new Error('A mail to somebody with an address is always written.')
      const { subject, text, html } = mail
      return { value: { subject, text, html } }
    },

    async sendTestEnforcementMail({ realm, caller, params, body: { kind, consequence, language = first(realm) }, event }) {
      const rule = await ruleOf(realm, params.enforcementId)
      if (!canMail(realm)) throw new Problem('mail.not-configured')
      const mail = caller.user && reminders.preview(realm, rule, caller.user, { kind: `enforcement-${kind}`, consequence }, language)
      if (mail === null) throw new Problem('user.no-email')
      await commit(unit, [
        throttle.reserve('admin.test-reminder', `test-reminder:${realm.id}:${caller.actor}`, testLimit),
        outbox.put({ ...mail, subject: `${tested[language]}${mail.subject}` }),
        audit.record(event('mail.tested', { userId: null, detail: { to: mail.to, enforcement: rule.id, name: rule.name, mail: kind } })),
      ], () => new Problem('mail.too-many', { retryAfterSeconds: Math.ceil(testLimit.windowMs / 1000) }))
      return { value: { to: mail.to } }
    },

    async remindPeople({ realm, params, body: { userIds, state, reason, search, cursor }, event }) {
      const rule = await ruleOf(realm, params.enforcementId)
      if (rule.state !== 'announced') throw new Problem('enforcement.wrong-state', { state: rule.state })
      if (!canMail(realm)) throw new Problem('mail.not-configured')
      const { people, missing, next } = userIds === undefined ? await metBy(realm, rule, { state, reason, search, cursor }) : await named(realm, userIds)
      const outcomes = await reminders.remindNow(realm, rule, people)
      const count = (wanted: Outcome) => outcomes.filter((outcome) => outcome === wanted).length
      const value = { mailed: count('mailed'), today: count('today-already'), withoutAddress: count('no-address'), notMet: count('not-met') + missing }
      await unit([audit.record(event('enforcement.reminded', { userId: null, detail: { enforcement: rule.id, name: rule.name, ...value } }))])
      return { value: { ...value, next } }
    },
  }
}
