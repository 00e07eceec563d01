import { setImmediate } from 'node:timers/promises'
import { proofAnswers } from '@tegata/contract'
import { readTrace } from '@tegata/policy'
import type { Enforcement, Realm, Storage, StoredAuditEvent, User } from '@tegata/storage'

export type SignInNeeds = { storage: Pick<Storage, 'audit' | 'emergencyTokens' | 'policies' | 'users'> }

type Answer = (typeof proofAnswers)[number]
/** One sign-in of somebody whom the rule met, and how it was answered; `none` and succeeded is an exception. */
export type RuleSignIn = { event: StoredAuditEvent; user: User | null; outcome: 'in' | 'refused'; answer: Answer; tokenId: string | null }

const asked = ['sign-in.succeeded', 'sign-in.stepped-up', 'sign-in.refused'] as const
/** What stands in the log beside a sign-in and says how it was answered. */
const beside = ['authenticator.added', 'emergency.used'] as const
const slice = 500
/** A sign-in takes no longer than that. */
const journeyLasts = 2 * 60 * 60_000

/** Whether the decision of that sign-in was taken under the rule; null: what is kept of it does not say. */
function wasUnder({ detail }: StoredAuditEvent, { id, name }: Enforcement): boolean | null {
  const trace = readTrace(detail?.['trace'])
  if (!trace) return null
  const [shared, inForce] = trace
  if (shared?.reason.code === 'line0.shared-account' && shared.reason.params['rule'] === name) return true
  if (inForce?.reason.params['ruleId'] === id) return inForce.reason.code === 'line1.in-force' || inForce.reason.code === 'line1.excused'
  // It names the first of several rules that are in force.
  return inForce?.reason.code === 'line1.in-force' ? null : false
}

const kindsOf = ({ detail }: StoredAuditEvent): readonly unknown[] => (Array.isArray(detail?.['proofs']) ? detail['proofs'] : [])

function answerOf(event: StoredAuditEvent, settingUp: ReadonlySet<string>): Answer {
  const kinds = kindsOf(event)
  if (event.outcome !== 'success') return 'none'
  if (event.journeyId != null && settingUp.has(event.journeyId)) return 'set-up'
  if (['totp', 'emailed-code', 'push', 'backup-code'].some((kind) => kinds.includes(kind))) return 'code'
  if (kinds.includes('passkey')) return kinds.length > 1 ? 'code' : 'two-factors'
  if (kinds.includes('emergency-token')) return 'emergency-token'
  return kinds.includes('upstream') ? 'provider' : 'none'
}

export type Asked = { from: number; to: number; cursor?: string | null; limit: number }

/**
 * Sign-ins of a span that were decided under a rule, newest first: the log's own word, and where that is silent whether the
 * rule meets the person now. `limit`: so many events are looked at; `next` says where to go on.
 */
export async function signInsUnder({ storage }: SignInNeeds, realm: Realm, rule: Enforcement, isMetNow: () => Promise<(n: number) => boolean>, { from, to, cursor = null, limit }: Asked): Promise<{ signIns: readonly RuleSignIn[]; next: string | null }> {
  const { audit, policies, users } = storage
  const signIns: RuleSignIn[] = []
  let at = cursor
  for (let looked = 0; ;) {
    const page = await audit.list(realm.id, { types: asked, from, to }, at, Math.min(slice, limit - looked))
    const first = page.items[0]?.at
    const last = page.items.at(-1)?.at
    const [settingUp, tokens] = first === undefined || last === undefined ? [new Set<string>(), new Map<string, string>()] : await besideOf(last - journeyLasts, first + 60_000)
    const people = await peopleOf(page.items)
    for (const event of page.items) {
      // A wrong password is no answer to a rule.
      if (event.userId === null || (event.type === 'sign-in.refused' && event.detail?.['line'] === undefined)) continue
      const user = people.get(event.userId) ?? null
      if (!(wasUnder(event, rule) ?? (user !== null && (await isMetNow())(user.n)))) continue
      const outcome = event.outcome === 'success' ? 'in' : 'refused'
      signIns.push({ event, user, outcome, answer: answerOf(event, settingUp), tokenId: event.journeyId == null ? null : tokens.get(event.journeyId) ?? null })
    }
    looked += page.items.length
    if (page.next === null || looked >= limit) return { signIns, next: page.next }
    at = page.next
    await setImmediate()
  }

  async function besideOf(since: number, until: number): Promise<[ReadonlySet<string>, ReadonlyMap<string, string>]> {
    const [added, used] = [new Set<string>(), new Map<string, string>()]
    for (let next: string | null = null; ;) {
      const found: Awaited<ReturnType<typeof audit.list>> = await audit.list(realm.id, { types: beside, from: since, to: until }, next, slice)
      for (const { type, journeyId, detail } of found.items) {
        if (journeyId == null) continue
        if (type === 'authenticator.added') added.add(journeyId)
        else if (typeof detail?.['tokenId'] === 'string') used.set(journeyId, detail['tokenId'])
      }
      if (found.next === null) return [added, used]
      next = found.next
    }
  }

  async function peopleOf(events: readonly StoredAuditEvent[]): Promise<ReadonlyMap<string, User>> {
    const ids = [...new Set(events.flatMap(({ userId }) => userId ?? []))]
    if (ids.length === 0) return new Map()
    const { numbers } = await policies.people(realm.id, { ids }, null, ids.length)
    return new Map((await users.numbered(realm.id, numbers)).map((user) => [user.id, user]))
  }
}
