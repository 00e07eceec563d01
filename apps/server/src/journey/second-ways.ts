import type { Authenticator } from '@tegata/storage'

/** One way to prove a second factor by a typed code: any app, or one address that codes are mailed to. */
export type Way = { kind: 'totp'; ids: readonly string[]; digits: readonly (6 | 8)[] } | { kind: 'emailed-code'; authenticator: Authenticator }
export type MailWay = Extract<Way, { kind: 'emailed-code' }>

export const nameOf = (way: Way): string => (way.kind === 'totp' ? way.kind : way.authenticator.id)

/** The ways among what the decision accepts, the strongest first: that is the order in which they are offered. */
export function waysOf(held: readonly Authenticator[], accepted: readonly string[]): readonly Way[] {
  const usable = held.filter(({ id, state }) => accepted.includes(id) && state !== 'suspended')
  const apps = usable.filter(({ kind }) => kind === 'totp')
  const mails = usable.filter(({ kind, address }) => kind === 'emailed-code' && address !== null).toSorted((one, other) => (other.lastUsedAt ?? 0) - (one.lastUsedAt ?? 0))
  return [...(apps.length === 0 ? [] : [{ kind: 'totp' as const, ids: apps.map(({ id }) => id), digits: apps.map(({ totp }) => totp?.digits ?? 6) }]), ...mails.map((authenticator) => ({ kind: 'emailed-code' as const, authenticator }))]
}

/**
 * The way that a sign-in begins with: what was chosen in this walk, else what was used last, else the strongest. Setting an
 * app up is a use of it; a mailbox is offered first only to whoever has used it since.
 */
export function currentWay(ways: readonly Way[], held: readonly Authenticator[], chosen: string | null): Way | null {
  const used = (way: Way): number => way.kind === 'emailed-code' ? way.authenticator.lastUsedAt ?? 0
    : Math.max(...held.filter(({ id }) => way.ids.includes(id)).map(({ lastUsedAt, boundAt }) => Math.max(lastUsedAt ?? 0, boundAt)))
  const last = ways.reduce<Way | null>((best, way) => (best === null || used(way) > used(best) ? way : best), null)
  return ways.find((way) => nameOf(way) === chosen) ?? last
}
