import { asIfInForce, asksMore, type Consequence, consequenceOf, decide, type Decision, type Facts, factsThen, isReady } from '@tegata/policy'
import type { Enforcement, Instant, Realm, Statement, Storage, User } from '@tegata/storage'
import { showDate } from '../ui/dates.ts'
import { nextStep, onPages, type Progress } from './next-step.ts'

type Needs = {
  storage: {
    clock: Pick<Storage['clock'], 'now'>
    policies: Pick<Storage['policies'], 'standing'>
    reminders: Pick<Storage['reminders'], 'answers' | 'toldReady' | 'later' | 'tell'>
  }
}

/** A rule that was announced, and what it will mean for one person. */
export type Coming = { rule: Enforcement; consequence: Exclude<Consequence, 'none'> }

/** What a notice offers besides: the set-up on the spot, where the rule lets this person set up by themselves. */
export type Notice = Coming & { canSetUpHere: boolean }

/** What somebody can do on the account page about a rule to come that they are not ready for. */
export type OnAccount = { setsUp: true } | { setsUp: false; noMailbox: boolean }

/**
 * Whether the account page is where they get ready: there the first authenticator takes the mailbox on file, and a further one
 * takes one that works (P13, P14). Whoever has neither asks for help, because what the page offers would end in a refusal,
 * or in something that the rule does not take.
 */
export function onAccount(facts: Facts, { rule, consequence }: Coming): OnAccount {
  const then = decide({ ...asIfInForce(facts, rule.id), channel: 'account' })
  const isBound = then.hasOne ? consequence === 'another-kind' : then.onUnenrolled === 'enrol' || then.onUnenrolled === 'mailLink'
  if (isBound && consequence !== 'shared' && onPages(then.setUpKinds).length > 0) return { setsUp: true }
  return { setsUp: false, noMailbox: !then.hasOne && then.floors.some(({ reason: { code } }) => withoutMailbox.has(code)) }
}

const withoutMailbox: ReadonlySet<string> = new Set(['floor.no-address', 'floor.administrator-no-address', 'floor.no-mail'])

/** People read a day in the zone of the rule. */
const isSameDay = (one: Instant, other: Instant, zone: string): boolean => showDate(one, 'day', zone, 'en') === showDate(other, 'day', zone, 'en')

/** What announced rules will mean for somebody, and whether they are told of it now (S0-4, S0-5, S1-2). */
export function createComing({ storage }: Needs) {
  const { clock, policies, reminders } = storage

  /** The nearest first; none where nothing changes for the person, who may be under a rule that asks as much already. */
  async function of(realm: Realm, facts: Facts, { upcoming }: Pick<Decision, 'upcoming'>): Promise<readonly Coming[]> {
    if (upcoming.length === 0) return []
    const rules = new Map((await policies.standing(realm.id)).map((rule) => [rule.id, rule]))
    return upcoming.flatMap(({ id, enforceFrom }): Coming[] => {
      const rule = rules.get(id)
      const consequence = rule === undefined ? 'none' : consequenceOf(factsThen(facts, enforceFrom), id)
      return rule === undefined || consequence === 'none' || !asksMore(facts, id) ? [] : [{ rule, consequence }]
    })
  }

  /** The one that a sign-in stops for: a day after "later" at the earliest, and for those who are ready once. */
  async function due(realm: Realm, user: User, facts: Facts): Promise<Coming | null> {
    const coming = await of(realm, facts, decide(facts))
    if (coming.length === 0) return null
    const [answers, told] = await Promise.all([
      reminders.answers(realm.id, user.id),
      Promise.all(coming.map(({ rule, consequence }) => isReady(consequence) ? reminders.toldReady(rule.id, [user.n]) : new Set<number>())),
    ])
    const now = clock.now()
    // Whoever is ready for the nearest is asked for a code from then on: a later one is no news to them.
    const nearest = coming.findIndex(({ consequence }) => isReady(consequence))
    return coming.find(({ rule, consequence }, index) => {
      if (isReady(consequence)) return index === nearest && !told[index]?.has(user.n)
      const answeredAt = answers.get(rule.id)
      return answeredAt === undefined || !isSameDay(answeredAt, now, rule.zone)
    }) ?? null
  }

  return {
    of,
    async notice(realm: Realm, user: User, facts: Facts, progress: Progress): Promise<Notice | null> {
      const coming = await due(realm, user, facts)
      if (coming === null) return null
      const then = decide(asIfInForce(facts, coming.rule.id))
      const setsUp = then.nextStep.kind === 'set-up' || then.nextStep.kind === 'prove-then-set-up' || then.nextStep.kind === 'emergency'
      return { ...coming, canSetUpHere: setsUp && nextStep({ ...progress, settingUp: true }, then).name !== 'refused' }
    },
    later: (realm: Realm, user: User, rule: Pick<Enforcement, 'id'>): Statement => reminders.later(realm.id, user.id, rule.id),
    /** Misses as duplicate where they were told meanwhile. */
    toldReady: (user: User, { id, edition }: Enforcement): Statement => reminders.tell({ enforcementId: id, edition, wave: 'ready' }, user.n, null),
  }
}
