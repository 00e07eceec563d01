/** One fact of an event: a value, or what it was and what it became. */
export type DetailLine = { name: string, value: string } | { name: string, before: string, now: string }

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A value as a person reads it; what has an inside of its own stays exact. */
function say(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–'
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value) && value.every((each) => typeof each === 'string' || typeof each === 'number')) return value.join(', ') || '–'
  if (Array.isArray(value) && value.length > 0 && value.every(isCondition)) return value.map(({ networks, applications }) => [networks, applications].filter(({ length }) => length > 0).map((part) => part.join(', ')).join(' + ')).join(' · ')
  return JSON.stringify(value)
}

/** A condition of an Access Policy Group: from where, and to what. */
const isCondition = (value: unknown): value is { networks: unknown[], applications: unknown[] } =>
  isObject(value) && Object.keys(value).length === 2 && Array.isArray(value['networks']) && Array.isArray(value['applications'])

/** What an event says beside its columns, a line each. Of a change only what differs. */
export function detailLines(details: Readonly<Record<string, unknown>>): DetailLine[] {
  const { before, after, ...rest } = details
  // The trace of a sign-in is shown as the ten lines that it is, behind "Why".
  const others = Object.entries(rest).filter(([name]) => name !== 'trace').map(([name, value]) => ({ name, value: say(value) }))
  if (!isObject(after)) return [...others, ...[{ name: 'before', value: before }, { name: 'after', value: after }].filter(({ value }) => value !== undefined).map(({ name, value }) => ({ name, value: say(value) }))]
  const old = isObject(before) ? before : {}
  const names = [...new Set([...Object.keys(old), ...Object.keys(after)])].filter((name) => name !== 'version' && say(old[name]) !== say(after[name]))
  return [...names.map((name) => ({ name, before: say(old[name]), now: say(after[name]) })), ...others]
}

const signIns: readonly string[] = ['sign-in.succeeded', 'sign-in.stepped-up', 'upstream.accepted']

/** The alias of the provider that a sign-in came through; null where it came through none. */
export const cameThrough = (type: string, { upstream }: Readonly<Record<string, unknown>>): string | null =>
  signIns.includes(type) && typeof upstream === 'string' ? upstream : null

/** Whether a sign-in asked for a code, where it was kept why: a refusal is a refusal, whatever was asked. */
export function askedIn({ outcome, details: { asked, trace } }: { outcome: string, details: Readonly<Record<string, unknown>> }): 'yes' | 'no' | 'refused' | null {
  if (!isObject(trace)) return null
  if (outcome !== 'success') return 'refused'
  return asked === 'yes' || asked === 'no' || asked === 'refused' ? asked : null
}

const names = ['clientId', 'client', 'alias', 'role', 'group', 'policyGroup', 'upstream', 'name', 'to'] as const

/** What an event is about when it is about no person: an application, a provider, a role; null when it does not say. */
export function subjectOf(details: Readonly<Record<string, unknown>>): string | null {
  const { before, after } = details
  for (const place of [details, after, before]) {
    if (!isObject(place)) continue
    for (const name of names) {
      const value = isObject(place[name]) ? place[name][name === 'client' ? 'clientId' : 'name'] : place[name]
      if (typeof value === 'string' && value !== '') return value
    }
  }
  return null
}
