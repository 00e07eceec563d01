import type { Departure } from './oidc.ts'

export type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

const PREFIX = 'tegata.departure.'

const isDeparture = (value: unknown): value is Departure =>
  typeof value === 'object' && value !== null
  && ['state', 'nonce', 'verifier', 'redirectUri', 'returnTo', 'fresh'].every((field) => field in value)

/**
 * Remembers in the tab's session storage how this tab left for a sign-in, and forgets it at the first return.
 * Holds a code verifier for the time of one redirect; never a token.
 */
export function keepDeparture(keep: Keep, departure: Departure): void {
  const stale = Array.from({ length: keep.length }, (_, index) => keep.key(index)).filter((key) => key?.startsWith(PREFIX))
  for (const key of stale) if (key) keep.removeItem(key)
  keep.setItem(PREFIX + departure.state, JSON.stringify(departure))
}

/** The departure with this state, once: a second return with the same address finds nothing. */
export function takeDeparture(keep: Keep, state: string): Departure | null {
  const stored = keep.getItem(PREFIX + state)
  keep.removeItem(PREFIX + state)
  if (!stored) return null
  try {
    const value: unknown = JSON.parse(stored)
    return isDeparture(value) && value.state === state ? value : null
  } catch {
    return null
  }
}
