import type { Kind, Level } from './types.ts'

/** What an acr value asks for: a strength, or that an authenticator was proved a moment ago. */
export type AcrMeaning = { level: Level } | { fresh: true }

export const acrOneFactor = '1'
export const acrCode = 'urn:tegata:acr:code'
const acrFresh = 'urn:tegata:acr:fresh'

const builtIn: Readonly<Record<string, AcrMeaning>> = {
  '0': { level: 0 },
  [acrOneFactor]: { level: 1 },
  [acrCode]: { level: 'code' },
  '2': { level: 2 },
  '3': { level: 3 },
  'phr': { level: 3 },
  [acrFresh]: { fresh: true },
}
const numbers: readonly Level[] = [0, 1, 2, 3]
const strength: readonly Level[] = [0, 1, 'code', 2, 3]

export const atLeast = (level: Level, demanded: Level): boolean => strength.indexOf(level) >= strength.indexOf(demanded)

/** The number that applications which know Keycloak's levels compare: a typed code is 1. */
export const loaOf = (level: Level): 0 | 1 | 2 | 3 => (level === 'code' ? 1 : level)

/** What a value means: our own, then the names of `acr.loa.map`. Null for one that nobody knows, which nobody meets. */
export function meaningOf(value: string, loaMap: Readonly<Record<string, number>>): AcrMeaning | null {
  if (Object.hasOwn(builtIn, value)) return builtIn[value] ?? null
  const mapped = Object.hasOwn(loaMap, value) ? loaMap[value] : undefined
  const level = numbers.find((number) => number === mapped)
  return level === undefined ? null : { level }
}

/** Which kinds of authenticator lift a first proof to what the value means. */
export function kindsReaching(meaning: AcrMeaning | null): readonly Kind[] {
  if (meaning === null) return []
  if ('fresh' in meaning || !atLeast(meaning.level, 2)) return ['totp', 'emailed-code', 'push', 'passkey']
  return meaning.level === 2 ? ['totp', 'push', 'passkey'] : ['passkey']
}

/** Strongest first; `fresh` says when, not how strongly, and stands between a typed code and an app. */
export const weightOf = (meaning: AcrMeaning): number =>
  'fresh' in meaning ? strength.indexOf('code') + 0.5 : strength.indexOf(meaning.level)
