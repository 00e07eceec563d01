import type { Channel, Proof } from '@tegata/policy'
import type { Instant, Realm, User } from '@tegata/storage'
import { Sentence } from '../http/listening.ts'
import type { Args, House, Option } from './command.ts'

/** Where the question may come from, in the policy's words. */
const asking = ['page', 'authorization', 'code', 'device', 'refresh', 'refresh-offline', 'direct-grant', 'api', 'account'] as const satisfies readonly Channel[]

export const proofOptions = {
  channel: { kind: 'value', oneOf: asking, help: 'where the question comes from, page when not given' },
  upstream: { kind: 'value', help: 'came by this identity provider (alias), not by a password' },
  acr: { kind: 'value', help: 'with --upstream: the acr that it states' },
  amr: { kind: 'value', help: 'with --upstream: the amr values that it states, with commas' },
  'authenticated-ago': { kind: 'value', help: 'with --upstream: how long ago the sign-in there was, such as 90s, 5m, 2h; just now when not given, "unknown" when it does not say' },
} as const satisfies Record<string, Option>

export function channelOf(args: Args): Channel {
  const written = args.text('channel') ?? 'page'
  const channel = asking.find((name) => name === written)
  if (channel === undefined) throw new Sentence(`--channel is one of ${asking.join(', ')}.`)
  return channel
}

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const isUnit = (letter: string | undefined): letter is keyof typeof units => letter !== undefined && letter in units

/** The upstream's `auth_time`. */
function authTimeOf(args: Args, now: Instant): Instant | null {
  const ago = args.text('authenticated-ago')
  if (ago === undefined) return now
  if (ago === 'unknown') return null
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(ago) ?? []
  if (!isUnit(unit)) throw new Sentence(`"${ago}" is not a duration. Write it like 90s, 5m, 2h or 1d.`)
  return now - Number(count) * units[unit]
}

/** The first proof of a walk that has just been made, and what to call the provider that it names. */
export async function firstProofOf({ storage }: Pick<House, 'storage'>, realm: Realm, user: User, args: Args, at: { now: Instant; journeyId: string }): Promise<{ proof: Proof; upstream: { id: string; alias: string } | null }> {
  const { now, journeyId } = at
  const alias = args.text('upstream')
  const made = { at: now, journeyId, epoch: user.epoch }
  if (alias === undefined) {
    const stray = ['acr', 'amr', 'authenticated-ago'].find((name) => args.text(name) !== undefined)
    if (stray !== undefined) throw new Sentence(`--${stray} belongs to --upstream.`)
    return { proof: { kind: 'password', ...made }, upstream: null }
  }
  const upstream = await storage.upstreams.find(realm.id, alias)
  if (!upstream) throw new Sentence(`The realm ${realm.name} has no identity provider "${alias}".`)
  const said = { acr: args.text('acr') ?? null, amr: (args.text('amr') ?? '').split(',').filter((value) => value !== ''), authTime: authTimeOf(args, now) }
  return { proof: { kind: 'upstream', ...made, upstream: { id: upstream.id, issuer: upstream.issuer, idTokenJourneyId: journeyId, ...said } }, upstream }
}
