import { sql } from 'kysely'
import type { Context } from './context.ts'
import { guard, write } from './sql/build.ts'
import { enforcementOf } from './enforcements.ts'
import type { Storage } from './types.ts'
import type { Wave, WaveKey } from './types/reminders.ts'

/** How somebody is marked who was told that they are ready: once, whatever becomes of the date. */
const readyWave = 'ready'
/** How somebody is marked whom a wave passed by: they heard nothing by it. */
const owedMark = 'owed '
const newsWaves = ['moved', 'resumed', 'suspended', 'ended']

/** Waves of mail about enforcements, and answers to their notice. That nobody hears twice is the key of a table. */
export function createReminders({ db, dialect, durable, clock }: Pick<Context, 'db' | 'dialect' | 'durable' | 'clock'>): Storage['reminders'] {
  const one = ({ enforcementId, edition, wave }: WaveKey) => db.updateTable('enforcement_waves')
    .where('enforcement_id', '=', enforcementId).where('edition', '=', edition).where('wave', '=', wave)
  const standing = (wave: WaveKey, from: number | null) => one(wave).where('done_at', 'is', null).where('cursor', from === null ? 'is' : '=', from)
  const mailed = sql<boolean>`mail_id <> ''`

  return {
    async rules() {
      const rows = await durable.read.all(db.selectFrom('enforcements').select(['document', 'version']).orderBy('realm_id').orderBy('id'))
      return rows.map(enforcementOf).filter(({ state }) => state !== 'draft')
    },
    waves: async (enforcementId) => (await durable.read.all(db.selectFrom('enforcement_waves').selectAll()
      .where('enforcement_id', '=', enforcementId).orderBy('due_at').orderBy('edition'))).map(toWave),
    begin: ({ enforcementId, edition, wave, dueAt }) => write('reminders.begin', db.insertInto('enforcement_waves')
      .values({ enforcement_id: enforcementId, edition, wave, due_at: dueAt, done_at: null, cursor: null }).onConflict((conflict) => conflict.doNothing()), 'any'),
    advance: (wave, from, to) => write('reminders.advance', standing(wave, from).set({ cursor: to }), 1),
    finish: (wave, from) => write('reminders.finish', standing(wave, from).set({ done_at: clock.now() }), 1),
    unchanged: ({ id, version }) => guard('reminders.unchanged', db.selectFrom('enforcements').select('id').where('id', '=', id).where('version', '=', version)),
    tell: ({ enforcementId, edition, wave }, userN, mailId) => write('reminders.tell', db.insertInto('enforcement_mails').values({
      enforcement_id: enforcementId, edition, wave, user_n: userN, at: clock.now(), mail_id: mailId ?? '',
    }), 1),
    unheard: (realmId, numbers, since) => numbers.length === 0 ? [] : [
      // Held until the commit: SQLite has one writer anyway.
      ...(dialect === 'sqlite' ? [] : [write('reminders.alone', db.updateTable('realms').set((eb) => ({ name: eb.ref('name') })).where('id', '=', realmId), 1)]),
      guard('reminders.unheard', db.selectFrom('realms').select('realms.id').where('realms.id', '=', realmId)
        .where(({ not, exists }) => not(exists(db.selectFrom('enforcement_mails').select('user_n').where('user_n', 'in', numbers).where('at', '>', since).where(mailed))))),
    ],
    async heardSince(numbers, since) {
      if (numbers.length === 0) return new Set()
      const rows = await durable.read.all(db.selectFrom('enforcement_mails').select('user_n')
        .where('user_n', 'in', numbers).where('at', '>', since).where(mailed).distinct())
      return new Set(rows.map(({ user_n: n }) => n))
    },
    async heardNewsSince(enforcementId, numbers, since) {
      if (numbers.length === 0) return new Set()
      const rows = await durable.read.all(db.selectFrom('enforcement_mails').select('user_n').where('enforcement_id', '=', enforcementId)
        .where('user_n', 'in', numbers).where('wave', 'in', newsWaves).where('at', '>', since).where(mailed).distinct())
      return new Set(rows.map(({ user_n: n }) => n))
    },
    putOff: ({ enforcementId, edition, wave }, numbers) => numbers.map((n) => write('reminders.putOff', db.insertInto('enforcement_mails').values({
      enforcement_id: enforcementId, edition, wave: `${owedMark}${wave}`, user_n: n, at: clock.now(), mail_id: '',
    }).onConflict((conflict) => conflict.doNothing()), 'any')),
    settle: ({ enforcementId, edition, wave }, numbers) => numbers.length === 0 ? [] : [write('reminders.settle', db.deleteFrom('enforcement_mails')
      .where('enforcement_id', '=', enforcementId).where('user_n', 'in', numbers).where('edition', '=', edition).where('wave', '=', `${owedMark}${wave}`), 'any')],
    async owed({ enforcementId, edition, wave }, since, limit) {
      const standing = db.selectFrom('enforcement_mails as owed').select('owed.user_n')
        .where('owed.enforcement_id', '=', enforcementId).where('owed.edition', '=', edition).where('owed.wave', '=', `${owedMark}${wave}`)
      const free = standing.where(({ not, exists, selectFrom }) => not(exists(selectFrom('enforcement_mails as heard').select('heard.user_n')
        .whereRef('heard.user_n', '=', 'owed.user_n').where('heard.at', '>', since).where('heard.mail_id', '<>', ''))))
      const numbers = (await durable.read.all(free.orderBy('owed.user_n').limit(limit))).map(({ user_n: n }) => n)
      return { numbers, owes: numbers.length > 0 || await durable.read.first(standing.limit(1)) !== undefined }
    },
    async toldReady(enforcementId, numbers) {
      if (numbers.length === 0) return new Set()
      const rows = await durable.read.all(db.selectFrom('enforcement_mails').select('user_n')
        .where('enforcement_id', '=', enforcementId).where('user_n', 'in', numbers).where('wave', '=', readyWave).distinct())
      return new Set(rows.map(({ user_n: n }) => n))
    },
    async hearers(enforcementId, until, after, limit) {
      const byMail = db.selectFrom('enforcement_mails').select('user_n as n')
        .where('enforcement_id', '=', enforcementId).where('user_n', '>', after).where('at', '<=', until).where('wave', 'not like', `${owedMark}%`)
      const bySignIn = db.selectFrom('notice_answers').innerJoin('users', (join) => join.onRef('users.realm_id', '=', 'notice_answers.realm_id').onRef('users.id', '=', 'notice_answers.user_id'))
        .select('users.n as n').where('enforcement_id', '=', enforcementId).where('users.n', '>', after).where('answered_at', '<=', until)
      return (await durable.read.all(byMail.union(bySignIn).orderBy('n').limit(limit))).map(({ n }) => n)
    },
    async waiting(realmId, cap) {
      const some = db.selectFrom('mails').select('mails.n').where('state', '=', 'waiting').where('realm_id', '=', realmId).where('kind', 'like', 'enforcement-%').limit(cap)
      return Number((await durable.read.first(db.selectFrom(some.as('some')).select(({ fn }) => fn.countAll<number>().as('count'))))?.count ?? 0)
    },
    async counts(enforcementId) {
      const rows = await durable.read.all(db.selectFrom('enforcement_mails').select(['edition', 'wave'])
        .select([sql<number>`sum(case when ${mailed} then 1 else 0 end)`.as('mails'), sql<number>`sum(case when ${mailed} then 0 else 1 end)`.as('others')])
        .where('enforcement_id', '=', enforcementId).groupBy(['edition', 'wave']))
      const owedBy = new Map(rows.filter(({ wave }) => wave.startsWith(owedMark)).map(({ edition, wave, others }) => [`${edition} ${wave.slice(owedMark.length)}`, Number(others)]))
      const told = rows.filter(({ wave }) => !wave.startsWith(owedMark)).map(({ edition, wave, mails, others }) => ({ edition, wave, mails: Number(mails), withoutAddress: Number(others) }))
      const untold = [...owedBy.keys()].filter((key) => !told.some(({ edition, wave }) => `${edition} ${wave}` === key))
        .map((key) => ({ edition: Number.parseInt(key, 10), wave: key.slice(key.indexOf(' ') + 1), mails: 0, withoutAddress: 0 }))
      return [...told, ...untold].map((each) => ({ ...each, heardAlready: owedBy.get(`${each.edition} ${each.wave}`) ?? 0 }))
    },
    async waitingOf(enforcementId) {
      // In this order: those that wait are few, those that were ever written may be millions.
      const rows = await durable.read.all(db.selectFrom('mails').crossJoin('users').crossJoin('enforcement_mails as told')
        .select(['told.edition', 'told.wave', 'mails.reason']).select(({ fn }) => fn.countAll<number>().as('mails'))
        .where('mails.state', '=', 'waiting').where('mails.kind', 'like', 'enforcement-%')
        .whereRef('users.realm_id', '=', 'mails.realm_id').whereRef('users.id', '=', 'mails.user_id')
        .where('told.enforcement_id', '=', enforcementId).whereRef('told.user_n', '=', 'users.n').whereRef('told.mail_id', '=', 'mails.id')
        .groupBy(['told.edition', 'told.wave', 'mails.reason']))
      return rows.map(({ mails, ...row }) => ({ ...row, mails: Number(mails) }))
    },
    async answers(realmId, userId) {
      const rows = await durable.read.all(db.selectFrom('notice_answers').select(['enforcement_id', 'answered_at'])
        .where('realm_id', '=', realmId).where('user_id', '=', userId))
      return new Map(rows.map(({ enforcement_id: id, answered_at: at }) => [id, at]))
    },
    later: (realmId, userId, enforcementId) => write('reminders.later', db.insertInto('notice_answers')
      .values({ realm_id: realmId, user_id: userId, enforcement_id: enforcementId, answered_at: clock.now() })
      .onConflict((conflict) => conflict.columns(['realm_id', 'user_id', 'enforcement_id']).doUpdateSet({ answered_at: clock.now() })), 1),
  }
}

type WaveRow = { enforcement_id: string; edition: number; wave: string; due_at: number; done_at: number | null; cursor: number | null }
const toWave = ({ enforcement_id: enforcementId, edition, wave, due_at: dueAt, done_at: doneAt, cursor }: WaveRow): Wave =>
  ({ enforcementId, edition, wave, dueAt, doneAt, cursor })
