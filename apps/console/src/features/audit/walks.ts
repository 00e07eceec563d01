import type { AuditEvent } from './queries.ts'

/** What is shown as one line: the last event of a walk, and what led to it, the latest first. */
export type Line = { event: AuditEvent, before: readonly AuditEvent[] }

/** Folds the events of one walk into a line, which stands where its last event does. Somebody else's on the same walk is a line of its own. */
export function linesOf(events: readonly AuditEvent[]): readonly Line[] {
  const lines: { event: AuditEvent, before: AuditEvent[] }[] = []
  const walks = new Map<string, { before: AuditEvent[] }>()
  for (const event of events) {
    const key = event.walk === null ? null : JSON.stringify([event.walk, event.userId])
    const known = key === null ? undefined : walks.get(key)
    if (known) {
      known.before.push(event)
      continue
    }
    const line = { event, before: [] }
    lines.push(line)
    if (key !== null) walks.set(key, line)
  }
  return lines
}
