/** Between the bench and its load generator. */
export type Algorithm = 'EdDSA' | 'RS256'

export const scenarioNames = [
  'sign-in', 'upstream', 'sso', 'sso-again', 'refresh', 'refresh-rotating', 'client-credentials', 'introspection', 'discovery', 'jwks',
] as const
export type ScenarioName = (typeof scenarioNames)[number]

export type Asked =
  /** Does what must be there before the clock runs: sessions, tokens, open pages. */
  | { kind: 'prepare'; scenario: ScenarioName; alg: Algorithm; workers: number }
  /** A wrong password for somebody who exists and for nobody, in turn; how long each answer took. */
  | { kind: 'parity'; count: number }
  /** Runs what was prepared until either limit; `count` counts over all workers. */
  | { kind: 'run'; forMs: number; count: number }
  /** Sessions by their cookie header, for single sign-on. */
  | { kind: 'sessions'; cookies: readonly string[] }
  /** How many of them have been at an application. */
  | { kind: 'visited' }
  /** One whole sign-in; answers the session cookie. */
  | { kind: 'sign-in-once' }
  /** One request of several sign-ins side by side, each after the other: what a phase writes can be counted between. */
  | { kind: 'phase'; phase: Phase; flow: 'sign-in' | 'sso'; count: number }

export const phases = ['authorization', 'login page', 'password', 'code page', 'code', 'leaving page', 'resumption', 'token'] as const
export type Phase = (typeof phases)[number]

export type Measured = { done: number; wallMs: number; medianMs: number; p95Ms: number; p99Ms: number }

export type Answered = { ok: true; measured?: Measured; visited?: number; tookMs?: { known: readonly number[]; unknown: readonly number[] }; cookie?: { name: string; value: string } } | { failure: string }
