import { toWire, type UpstreamTest } from '@tegata/contract'
import { type Decision, type Message, say } from '@tegata/policy'
import type { Upstream } from '@tegata/storage'
import type { UpstreamSaid } from '../journey/upstream-said.ts'
import { isObject } from './discover.ts'
import type { Foreseen } from './foresee.ts'
import type { Claims } from './read-claims.ts'
import type { Refused } from './refusals.ts'
import type { Redeemed } from './relying-party.ts'
import { sentenceOfRefusal } from './refusal-sentences.ts'

type Frame = Pick<UpstreamTest, 'id' | 'expiresAt'>
const nothing = { failure: null, claims: null, said: null, person: null, decision: null }

export const waitingReport = (frame: Frame): UpstreamTest => ({ ...frame, ...nothing, state: 'waiting' })

export const failedReport = (frame: Frame, refusal: Refused): UpstreamTest => ({
  ...frame, ...nothing, state: 'failed', failure: { reason: refusal.reason, text: sentenceOfRefusal(refusal) },
})

export const succeededReport = (frame: Frame, upstream: Upstream, { said, received }: Redeemed, { how, user, decision }: Foreseen): UpstreamTest => ({
  ...frame, state: 'succeeded', failure: null,
  claims: {
    'id-token': shown(received.idToken),
    ...(received.userinfo !== null && { userinfo: shown(received.userinfo) }),
    ...(received.accessToken !== null && { 'access-token': shown(received.accessToken) }),
  },
  said: saidOf(said),
  person: { how, userId: user?.id ?? null, username: user?.username ?? null },
  decision: decision && decisionOf(decision, upstream),
})

/** What binds an answer to its request: of no use to anybody who reads a report. */
const bindings: ReadonlySet<string> = new Set(['nonce', 'at_hash', 'c_hash', 's_hash', 'jti'])
const token = /^[\w-]{8,}\.[\w-]{8,}\.[\w-]*(?:\.[\w-]*){0,2}$/

/** Claims as administrators see them. A token in a claim is not shown, wherever it stands. */
const shown = (claims: Claims): Record<string, unknown> => Object.fromEntries(Object.entries(claims).filter(([name]) => !bindings.has(name)).map(([name, value]) => [name, hidden(value)]))

function hidden(value: unknown): unknown {
  if (typeof value === 'string') return token.test(value) ? '…' : value
  if (Array.isArray(value)) return value.map(hidden)
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hidden(inner)])) : value
}

function saidOf({ idToken: _, sid: __, amr, roles, groups, clientRoles, authTime, ...rest }: UpstreamSaid): NonNullable<UpstreamTest['said']> {
  return {
    ...rest, amr: [...amr], roles: [...roles], groups: [...groups], authTime: authTime === null ? null : toWire(authTime),
    clientRoles: Object.fromEntries(Object.entries(clientRoles).map(([client, names]) => [client, [...names]])),
  }
}

function decisionOf({ asked, reason, trace }: Decision, { id, name }: Upstream): NonNullable<UpstreamTest['decision']> {
  // The policy knows upstreams by their ids; people know this one by its name.
  const sentence = ({ code, params }: Message): string => say({ code, params: params.upstream === id ? { ...params, upstream: name.en } : params }, toWire)
  return {
    asked, reason: reason.code, sentence: sentence(reason),
    trace: trace.map(({ line, read, outcome, decided, reason: why }) => ({ line, read, outcome, decided, reason: why.code, sentence: sentence(why) })),
  }
}
