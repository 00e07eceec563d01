import { isProblem } from '@tegata/contract'

export type Said = { why: string, fix: string }

type Translate = (key: string, named?: Record<string, unknown>) => string

/** Nobody counts to 3,540: a wait that is longer than two minutes, or two hours, is said in those, and never too short. */
function sayWait(seconds: number, t: Translate): string {
  if (seconds >= 7_200) return t('problems.retryInHours', { hours: Math.ceil(seconds / 3_600) })
  return seconds >= 120 ? t('problems.retryInMinutes', { minutes: Math.ceil(seconds / 60) }) : t('problems.retryIn', { seconds })
}

/** An error in the person's language: why, and what to do. Null for nothing, and for what the person broke off. */
export function sayProblem(error: unknown, t: Translate): Said | null {
  if (error === null || error === undefined) return null
  if (error instanceof Error && error.name === 'AbortError') return null
  if (!isProblem(error)) {
    // fetch rejects with a TypeError when the network or the server is gone; anything else is a fault of ours.
    const key = error instanceof TypeError ? 'network' : 'unexpected'
    return { why: t(`problems.${key}.why`), fix: t(`problems.${key}.fix`) }
  }
  const seconds = error.details.retryAfterSeconds
  const fix = seconds === undefined ? t(`problems.${error.code}.fix`) : sayWait(seconds, t)
  return { why: t(`problems.${error.code}.why`), fix }
}

/** Which fields the server refused, by their path in the body: path → permanent word of the rule. */
export function refusedFields(error: unknown): ReadonlyMap<string, string> {
  if (!isProblem(error)) return new Map()
  return new Map((error.details.errors ?? []).map(({ path, rule }) => [path, rule]))
}
