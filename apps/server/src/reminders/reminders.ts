import { randomUUID } from 'node:crypto'
import { asksMore, type Consequence, consequenceOf, type Facts, factsThen, isReady } from '@tegata/policy'
import type { Enforcement, Language, OutgoingMail, Realm, Statement, Storage, Upstream, User, UserFilter, Wave } from '@tegata/storage'
import { type Coming, onAccount } from '../journey/coming.ts'
import type { Situation } from '../journey/facts.ts'
import { usualProof } from '../journey/usual-way.ts'
import { bulkPlaces } from '../mail/pace.ts'
import { type Due, dueNow } from './due.ts'
import { type LetterAbout, letterTo, type Reader } from './letter.ts'
import { type Planned, planOf } from './planned.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'clock' | 'realms' | 'users' | 'roles' | 'groups' | 'upstreams' | 'identities' | 'policies' | 'reminders' | 'outbox'>
  gatherFacts(situation: Situation): Promise<Facts>
  publicUrl: URL
  /** Whether there is a mail server at all: without one a wave waits. */
  canMail(realm: Realm): boolean
}

/** People of one unit: their mails are written together, or none is. */
const atOnce = 100
/** Nobody hears twice in a day; of a mail that was late the next day's is not late, too. */
const aDay = 20 * 3_600_000
/** How often a wave comes back to those whom it passed by, because they had heard that day. */
const anHour = 3_600_000
/** Who heard this short after an act heard from a node that did not know of it yet. */
const slack = 60_000
/** Of one rule in one round: the others have their turn, and a node that is stopped stops soon. */
const stepsOfRound = 20
/** As many mails wait for the mail server as it takes in so many minutes: what comes after them is judged later, and no code waits behind them. */
const minutesAhead = 2
/** More of a rule's history than somebody makes between two looks. */
const historyRead = 50
const foreseenId = 'foreseen'

export type Outcome = 'mailed' | 'today-already' | 'no-address' | 'not-met'
type Round = { realm: Realm; rule: Enforcement; due: Due; upstreams: readonly Upstream[] }
/** What one person is told: the statements, and what becomes of them. */
type Telling = { userN: number; outcome: Outcome; statements: readonly Statement[] }

const mailedOf = (tellings: readonly Telling[]): readonly number[] => tellings.filter(({ outcome }) => outcome === 'mailed').map(({ userN }) => userN)
const passedBy = (tellings: readonly Telling[]): readonly number[] => tellings.filter(({ outcome }) => outcome === 'today-already').map(({ userN }) => userN)

/**
 * Mails of announced rules, written by whatever node is there: each step of a wave is one unit with its mails, which one node
 * wins, and a node that dies leaves the next step to another (S0-5, S0-8). Nothing is kept between two rounds.
 */
export function createReminders({ storage, gatherFacts, publicUrl, canMail }: Needs) {
  const { unit, clock, realms, users, roles, groups, policies, reminders, outbox } = storage

  /** What the rule will mean for somebody from its start on, or means now; decided on what stands on their rows now. */
  async function consequenceFor({ realm, rule, upstreams }: Pick<Round, 'realm' | 'rule' | 'upstreams'>, user: User): Promise<Consequence> {
    const at = Math.max(clock.now(), rule.enforceFrom)
    const proof = await usualProof(storage, { realm, user, upstreams, at, journeyId: foreseenId })
    return consequenceOf(factsThen(await gatherFacts({ now: at, channel: 'page', realm, user, client: null, proofs: [proof] }), at), rule.id)
  }

  /** One row, and one mail where there is an address. */
  function telling({ realm, due: { enforcementId, edition } }: Pick<Round, 'realm' | 'due'>, wave: string, user: User, about: LetterAbout): Telling {
    const letter = letterTo(user, realm, about, { id: randomUUID(), publicUrl })
    return {
      userN: user.n, outcome: letter === null ? 'no-address' : 'mailed',
      statements: [reminders.tell({ enforcementId, edition, wave }, user.n, letter?.id ?? null), ...(letter === null ? [] : [outbox.put(letter)])],
    }
  }

  const nothing = ({ n }: User, outcome: Outcome): Telling => ({ userN: n, outcome, statements: [] })

  /** News goes to whoever heard before, on the same day, too: what they know is not true any more. */
  async function tellNews(round: Round, user: User): Promise<Telling> {
    const { rule, due } = round
    if (due.kind !== 'news' || !user.enabled) return nothing(user, 'not-met')
    const about = { rule, now: clock.now(), before: due.before }
    if (due.news === 'suspended' || due.news === 'ended') return telling(round, due.wave, user, { ...about, kind: `enforcement-${due.news}`, consequence: 'ready' })
    const consequence = await consequenceFor(round, user)
    if (consequence === 'none') return nothing(user, 'not-met')
    return telling(round, due.wave, user, { ...about, kind: due.news === 'moved' && due.before !== null ? 'enforcement-moved' : due.news === 'resumed' ? 'enforcement-resumed' : 'enforcement-coming', consequence })
  }

  /**
   * Reminders go to those who are not ready; the ready are told once that they are. So is who has to already by a rule in force,
   * although no page stops them for it: an announcement reaches everybody in scope (S0-44), and that rule may end before this one begins.
   */
  async function remind(round: Round, wave: string, user: User, heard: { today: boolean; ready: boolean }): Promise<Telling> {
    if (heard.today) return nothing(user, 'today-already')
    const { rule } = round
    const consequence = await consequenceFor(round, user)
    if (consequence === 'none' || !user.enabled) return nothing(user, 'not-met')
    const now = clock.now()
    const began = now >= rule.enforceFrom
    if (!isReady(consequence)) return telling(round, wave, user, { rule, consequence, now, kind: began ? 'enforcement-began' : 'enforcement-coming' })
    return heard.ready ? nothing(user, 'not-met') : telling(round, 'ready', user, { rule, consequence, now, kind: began ? 'enforcement-began' : 'enforcement-ready' })
  }

  async function heardOf(rule: Enforcement, numbers: readonly number[]) {
    const [today, ready] = await Promise.all([reminders.heardSince(numbers, clock.now() - aDay), reminders.toldReady(rule.id, numbers)])
    return ({ n }: User) => ({ today: today.has(n), ready: ready.has(n) })
  }

  async function tellAll(round: Round, people: readonly User[]): Promise<readonly Telling[]> {
    const heard = await heardOf(round.rule, people.map(({ n }) => n))
    return Promise.all(people.map((user) => round.due.kind === 'news' ? tellNews(round, user) : remind(round, round.due.wave, user, heard(user))))
  }

  /** Whom a reminder looks at; who of them is meant is decided one by one. */
  async function filterOf({ id: realmId }: Realm, { target: { everyone, roleNames = [], groupNames = [], departments = [], policyGroupIds = [] } }: Enforcement): Promise<UserFilter> {
    if (everyone === true) return { enabled: true }
    const [ofRealm, held] = await Promise.all([roleNames.length === 0 ? [] : roles.list(realmId), groupNames.length === 0 ? [] : groups.list(realmId)])
    const roleIds = ofRealm.filter(({ name, clientId }) => clientId === null && roleNames.includes(name)).map(({ id }) => id)
    const groupIds = held.filter(({ name }) => groupNames.includes(name)).map(({ id }) => id)
    if (groupNames.length + departments.length + policyGroupIds.length === 0) return { enabled: true, roleIds }
    return { enabled: true, demand: { required: true, by: { everybody: false, policyGroupIds, roleIds, groupIds, departments } } }
  }

  /** The next people of a wave after its cursor. Of news in the order of their numbers, of reminders the newest first. */
  async function nextOf({ realm, rule, due }: Round, cursor: number | null, limit: number): Promise<{ numbers: readonly number[]; next: number | null }> {
    if (due.kind === 'reminder') return policies.people(realm.id, await filterOf(realm, rule), cursor, limit)
    const numbers = await reminders.hearers(rule.id, due.dueAt + slack, cursor ?? 0, limit)
    return { numbers, next: numbers.length < limit ? null : numbers.at(-1) ?? null }
  }

  /**
   * The walk is over, and somebody was passed by: they are told as soon as their day is over, until the next wave is due,
   * which tells everybody. `cursor`: below 0; its positive is the instant at which to look again.
   */
  async function stepBack(round: Round, standing: Wave, cursor: number, limit: number): Promise<boolean> {
    const now = clock.now()
    if (now < -cursor) return false
    const { realm, rule, due } = round
    const { numbers, owes } = await reminders.owed(due, now - aDay, limit)
    if (!owes) {
      await unit([reminders.finish(standing, cursor)])
      return false
    }
    const tellings = await tellAll(round, await users.numbered(realm.id, numbers))
    const still = new Set(passedBy(tellings))
    const outcome = await unit([
      reminders.unchanged(rule), ...reminders.unheard(realm.id, mailedOf(tellings), now - aDay),
      reminders.advance(standing, cursor, numbers.length === 0 ? -(now + anHour) : cursor + 1),
      ...reminders.settle(due, numbers.filter((n) => !still.has(n))), ...tellings.flatMap(({ statements }) => statements),
    ])
    return outcome.ok && numbers.length > 0
  }

  /** One step of a wave; false when it is over, waits, or another node is at it. */
  async function step(round: Round, limit: number): Promise<boolean> {
    const { due, realm, rule } = round
    const standing = (await reminders.waves(rule.id)).find(({ edition, wave }) => edition === due.edition && wave === due.wave)
    if (standing === undefined) return (await unit([reminders.begin(due)])).ok
    if (standing.doneAt !== null) return false
    if (standing.cursor !== null && standing.cursor < 0) return stepBack(round, standing, standing.cursor, limit)
    const { numbers, next } = await nextOf(round, standing.cursor, limit)
    const tellings = await tellAll(round, await users.numbered(realm.id, numbers))
    const since = clock.now() - aDay
    const skipped = due.kind === 'reminder' ? passedBy(tellings) : []
    // News of the day said of this very rule all that a reminder says.
    const knowing = await reminders.heardNewsSince(rule.id, skipped, since)
    const owed = skipped.filter((n) => !knowing.has(n))
    const isOver = next === null && owed.length === 0 && !(due.kind === 'reminder' && (await reminders.owed(due, since, 1)).owes)
    const outcome = await unit([
      reminders.unchanged(rule), ...reminders.putOff(due, owed), ...due.kind === 'reminder' ? reminders.unheard(realm.id, mailedOf(tellings), since) : [],
      isOver ? reminders.finish(standing, standing.cursor) : reminders.advance(standing, standing.cursor, next ?? -(clock.now() + anHour)),
      ...tellings.flatMap(({ statements }) => statements),
    ])
    return outcome.ok && next !== null
  }

  const dueOf = async (rule: Enforcement): Promise<Due | null> =>
    dueNow(rule, await policies.enforcementVersions(rule.realmId, rule.id, null, historyRead), await reminders.waves(rule.id), clock.now())

  /** Goes on with what is due of one rule, as far as the mail server keeps up. */
  async function work(realm: Realm, rule: Enforcement): Promise<void> {
    const due = await dueOf(rule)
    if (due === null) return
    const ahead = bulkPlaces(realm) * minutesAhead
    const upstreams = await storage.upstreams.list(realm.id)
    for (let [goesOn, steps] = [true, 0]; goesOn && steps < stepsOfRound; steps += 1) {
      const room = Math.min(atOnce, ahead - await reminders.waiting(realm.id, ahead))
      goesOn = room > 0 && await step({ realm, rule, due, upstreams }, room)
    }
  }

  return {
    /** One round over all rules that are no drafts. */
    async run(): Promise<void> {
      const rules = await reminders.rules()
      if (rules.length === 0) return
      const byId = new Map((await realms.list()).map((realm) => [realm.id, realm]))
      const failures: unknown[] = []
      for (const rule of rules) {
        const realm = byId.get(rule.realmId)
        // One rule that cannot be told of now must not keep the others waiting.
        if (realm?.enabled && canMail(realm)) await work(realm, rule).catch((error: unknown) => failures.push(error))
      }
      if (failures.length > 0) throw failures[0]
    },

    /** Announced rules that will ask something more of the person, the nearest first, what each will mean for them, and whether they get ready by themselves. */
    async comingFor(realm: Realm, user: User): Promise<readonly (Coming & { canSetUp: boolean })[]> {
      const now = clock.now()
      const ahead = (await policies.standing(realm.id)).filter(({ state, enforceFrom }) => state === 'announced' && enforceFrom > now)
      if (ahead.length === 0) return []
      const upstreams = await storage.upstreams.list(realm.id)
      const all = await Promise.all(ahead.toSorted((one, other) => one.enforceFrom - other.enforceFrom)
        .map(async (rule) => ({ rule, consequence: await consequenceFor({ realm, rule, upstreams }, user) })))
      const met = all.flatMap(({ rule, consequence }) => consequence === 'none' ? [] : [{ rule, consequence }])
      if (met.length === 0) return []
      const proof = await usualProof(storage, { realm, user, upstreams, at: now, journeyId: foreseenId })
      const facts = await gatherFacts({ now, channel: 'account', realm, user, client: null, proofs: [proof] })
      return met.filter(({ rule: { id } }) => asksMore(facts, id)).map((each) => ({ ...each, canSetUp: !isReady(each.consequence) && onAccount(facts, each).setsUp }))
    },

    /** What is told by mail and when, how many leave in a minute, and what is written down of those that have not left yet. */
    async plan(realm: Realm, rule: Enforcement): Promise<{ perMinute: number; waves: readonly Planned[]; waitingBecause: readonly (string | null)[] }> {
      const [waves, counts, waiting] = await Promise.all([reminders.waves(rule.id), reminders.counts(rule.id), reminders.waitingOf(rule.id)])
      return { perMinute: bulkPlaces(realm), waves: planOf(rule, waves, counts, waiting, clock.now()), waitingBecause: waiting.map(({ reason }) => reason) }
    },

    /** The mail as it would be written to somebody, in a language; nothing is sent. */
    preview: (realm: Realm, rule: Enforcement, reader: Reader, about: Pick<LetterAbout, 'kind' | 'consequence'>, language: Language): OutgoingMail | null =>
      letterTo(reader, realm, { ...about, rule, now: clock.now() }, { id: randomUUID(), publicUrl, language }),

    /** Reminds these people now, each at most once a day (S0-5). What became of each is answered in their order. */
    async remindNow(realm: Realm, rule: Enforcement, people: readonly User[]): Promise<readonly Outcome[]> {
      const due: Due = { kind: 'reminder', began: clock.now() >= rule.enforceFrom, enforcementId: rule.id, edition: rule.edition, wave: `hand ${Math.floor(clock.now() / 86_400_000)}`, dueAt: clock.now() }
      const round: Round = { realm, rule, due, upstreams: await storage.upstreams.list(realm.id) }
      const tellings = await tellAll(round, people)
      return Promise.all(tellings.map(async (telling) => {
        const { outcome, statements } = telling
        if (statements.length === 0) return outcome
        const written = await unit([reminders.unchanged(rule), ...reminders.unheard(realm.id, mailedOf([telling]), clock.now() - aDay), ...statements])
        // Somebody else did it at the same moment.
        return written.ok || outcome === 'no-address' ? outcome : 'today-already'
      }))
    },
  }
}
