import { type EnforcementTally, Problem, proofAnswers, toWire } from '@tegata/contract'
import type { Enforcement, EnforcementVersion, Realm, Storage } from '@tegata/storage'
import { namesOf, targetView } from './enforcement-target.ts'
import { type ForecastNeeds, outlook } from './forecast.ts'
import type { InTurn } from './in-turn.ts'
import { createMarks } from './marks.ts'
import { readCursor } from './paging.ts'
import { enforcementOf, nameOf } from './readiness.ts'
import { type RuleSignIn, type SignInNeeds, signInsUnder } from './rule-sign-ins.ts'
import type { Performs } from './serve.ts'

type Needs = ForecastNeeds & SignInNeeds & { inTurn: InTurn; storage: ForecastNeeds['storage'] & SignInNeeds['storage'] & Pick<Storage, 'roles' | 'groups'> }

const day = 24 * 60 * 60_000
const talliedFor = 31 * day
const longestSpan = 92 * day
/** Events of which one request says something. */
const mostEvents = 50_000
const lastShown = 20
const mostVersions = 1000
const defaultPage = 50

type Version = Pick<EnforcementVersion, 'at' | 'document'>

/** The parts of a span in which the rule was in force: announced, begun, neither suspended nor ended. */
export function inForceIn(history: readonly Version[], from: number, to: number): readonly { from: number; to: number }[] {
  const versions = history.toSorted((one, other) => one.at - other.at)
  const parts: { from: number; to: number }[] = []
  for (const [index, { at, document }] of versions.entries()) {
    if (document.state !== 'announced') continue
    const part = { from: Math.max(from, at, document.enforceFrom), to: Math.min(to, versions[index + 1]?.at ?? to) }
    if (part.from >= part.to) continue
    const before = parts.at(-1)
    if (before?.to === part.from) before.to = part.to
    else parts.push(part)
  }
  return parts
}

/** Whom a rule names, in a line. */
function textOf({ everyone, departments, ...named }: ReturnType<typeof targetView>): string {
  if (everyone) return 'everyone'
  const lists = [['roles', named.roles], ['groups', named.groups], ['policy groups', named.policyGroups]] as const
  return [...lists.map(([kind, list]) => [kind, list.map(({ name }) => name)] as const), ['departments', departments] as const]
    .flatMap(([kind, list]) => (list.length === 0 ? [] : [`${kind}: ${list.join(', ')}`])).join('; ')
}

/** The best that happened to each person: whoever set a code up did so once, whatever came after it. */
const best = ['set-up', 'code', 'two-factors', 'provider', 'emergency-token', 'refused'] as const
const fieldOf = { 'set-up': 'setUp', code: 'withCode', 'two-factors': 'withCode', provider: 'withCode', 'emergency-token': 'byToken', refused: 'refused' } as const satisfies Record<(typeof best)[number], keyof EnforcementTally>

/** What a rule did: on its day, with names, and for an auditor, for any span (S0-4, S0-10, S0-21). */
export const ruleRecordApi = (needs: Needs): Performs<'getEnforcementTally' | 'getEnforcementProof' | 'listProofSignIns'> => {
  const { clock, policies, emergencyTokens } = needs.storage

  /** Whom the rule meets at this moment, looked at once, and only where somebody asks. */
  function metNow(realm: Realm, rule: Enforcement) {
    let found: Promise<{ people: number; isMet: (n: number) => boolean }> | undefined
    async function look() {
      const marks = createMarks()
      let people = 0
      for (const { numbers } of await needs.inTurn(() => outlook(needs, realm, { at: Math.max(clock.now(), rule.enforceFrom), enforcement: rule }))) {
        marks.mark(numbers, 'met')
        people += numbers.length
      }
      return { people, isMet: (n: number) => marks.of(n) !== 0 }
    }
    const once = () => (found ??= look())
    return { people: async () => (await once()).people, isMet: async () => (await once()).isMet }
  }

  function spanOf({ enforceFrom }: Enforcement, { from, to }: { from?: string | undefined; to?: string | undefined }): { from: number; to: number } {
    const end = to === undefined ? clock.now() : Date.parse(to)
    const span = { from: from === undefined ? Math.min(end - 1, Math.max(enforceFrom, end - longestSpan)) : Date.parse(from), to: end }
    const refuse = (message: string) => new Problem('request.invalid', { errors: [{ path: 'to', rule: 'span', message }] })
    if (span.to <= span.from) throw refuse('is not after from')
    if (span.to - span.from > longestSpan) throw refuse('is more than 92 days after from')
    return span
  }

  async function historyOf(realm: Realm, rule: Enforcement): Promise<readonly Version[]> {
    const kept = await policies.enforcementVersions(realm.id, rule.id, null, mostVersions)
    return kept.length > 0 ? kept : [{ at: rule.announcedAt ?? rule.enforceFrom, document: rule }]
  }
  const isWithin = (parts: readonly { from: number; to: number }[]) => ({ event: { at } }: RuleSignIn) => parts.some(({ from, to }) => at >= from && at < to)
  const isException = ({ outcome, answer }: RuleSignIn): boolean => outcome === 'in' && answer === 'none'

  return {
    async getEnforcementTally({ realm, params }) {
      const rule = await enforcementOf(needs.storage, realm, params.enforcementId)
      const [at, since] = [clock.now(), rule.enforceFrom]
      const until = Math.max(since, Math.min(at, since + talliedFor))
      const now = metNow(realm, rule)
      const { signIns, next } = until > since ? await signInsUnder(needs, realm, rule, now.isMet, { from: since, to: until, limit: mostEvents }) : { signIns: [], next: null }
      const byPerson = new Map<string, { rank: number; signIn: RuleSignIn }>()
      for (const signIn of signIns) {
        if (!signIn.user || isException(signIn)) continue
        const rank = best.findIndex((one) => one === (signIn.outcome === 'refused' ? 'refused' : signIn.answer))
        const known = byPerson.get(signIn.user.id)
        if (!known || rank < known.rank) byPerson.set(signIn.user.id, { rank, signIn })
      }
      const of = (field: (typeof fieldOf)[keyof typeof fieldOf]) => {
        const met = [...byPerson.values()].filter(({ rank }) => fieldOf[best[rank] ?? 'refused'] === field).map(({ signIn }) => signIn)
        const last = met.slice(0, lastShown).flatMap(({ user, event }) => (user ? [{ ...nameOf(user), at: toWire(event.at), reason: field === 'refused' ? event.reason ?? null : null }] : []))
        return { people: met.length, last }
      }
      const [people, isMet] = await Promise.all([now.people(), now.isMet()])
      const seen = [...byPerson.values()].filter(({ signIn: { user } }) => user !== null && isMet(user.n)).length
      return {
        value: {
          at: toWire(at), since: toWire(since), until: toWire(until), people, withCode: of('withCode'), setUp: of('setUp'), byToken: of('byToken'), refused: of('refused'),
          notSeen: people - seen, more: next !== null,
        },
      }
    },

    async getEnforcementProof({ realm, params, query }) {
      const rule = await enforcementOf(needs.storage, realm, params.enforcementId)
      const span = spanOf(rule, query)
      const history = await historyOf(realm, rule)
      const parts = inForceIn(history, span.from, Math.min(span.to, clock.now()))
      const now = metNow(realm, rule)
      const found = parts.length === 0 ? { signIns: [], next: null } : await signInsUnder(needs, realm, rule, now.isMet, { from: parts[0]?.from ?? span.from, to: parts.at(-1)?.to ?? span.to, limit: mostEvents })
      const signIns = found.signIns.filter(isWithin(parts)).filter(({ outcome }) => outcome === 'in')
      const answers = Object.fromEntries(proofAnswers.map((answer) => [answer, signIns.filter((each) => each.answer === answer).length])) as Record<(typeof proofAnswers)[number], number>
      const names = await namesOf(needs, realm)
      const targets = history.toSorted((one, other) => one.at - other.at).map(({ at, document }) => ({ at, seen: targetView(document.target, names) }))
        .map(({ at, seen }) => ({ at: toWire(at), text: textOf(seen), names: seen }))
      return {
        value: {
          name: rule.name, from: toWire(span.from), to: toWire(span.to), inForce: parts.map(({ from, to }) => ({ from: toWire(from), to: toWire(to) })),
          target: targets.filter(({ text }, index) => text !== targets[index - 1]?.text),
          people: await now.people(), signIns: signIns.length, answers, exceptions: signIns.filter(isException).length, more: found.next !== null,
        },
      }
    },

    async listProofSignIns({ realm, params, query }) {
      const rule = await enforcementOf(needs.storage, realm, params.enforcementId)
      const span = spanOf(rule, query)
      const parts = inForceIn(await historyOf(realm, rule), span.from, Math.min(span.to, clock.now()))
      if (parts.length === 0) return { value: { items: [], next: null } }
      const found = await signInsUnder(needs, realm, rule, metNow(realm, rule).isMet, { ...span, cursor: readCursor(query.cursor), limit: query.limit ?? defaultPage })
      const wanted = found.signIns.filter(isWithin(parts)).filter(({ outcome }) => outcome === 'in')
        .filter((each) => query.only === undefined || (query.only === 'exceptions' ? isException(each) : each.answer === 'emergency-token'))
      const reasons = await emergencyTokens.reasonsOf(realm.id, wanted.flatMap(({ tokenId }) => tokenId ?? []))
      return {
        value: {
          items: wanted.map((each) => ({
            at: toWire(each.event.at), user: each.user && nameOf(each.user), userId: each.event.userId ?? '', client: each.event.clientId ?? null, answer: each.answer, exception: isException(each),
            why: each.tokenId !== null ? reasons.get(each.tokenId) ?? null : isException(each) ? each.event.reason ?? null : null,
          })),
          next: found.next,
        },
      }
    },
  }
}
