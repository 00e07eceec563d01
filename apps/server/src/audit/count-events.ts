import type { AuditEvent, Statement, Storage } from '@tegata/storage'

/** What is counted of an event: no name, no address, no id. */
export type CountedEvent = { type: string; outcome: AuditEvent['outcome']; reason: string }

/** Reasons that are words of ours. Whatever an administrator typed, or an id, is not counted by. */
const coded = ['password', 'wrong', 'replayed', 'expired', 'not-set-up', 'wait']
const reasonOf = (reason: string | null | undefined): string => coded.find((word) => word === reason?.split(':')[0]) ?? ''

/** The same storage, which tells of every event that was committed: what never happened is never counted. */
export function countEvents<S extends Pick<Storage, 'unit' | 'audit'>>(storage: S, count: (event: CountedEvent) => void): S {
  const written = new WeakMap<Statement, CountedEvent>()
  return {
    ...storage,
    audit: {
      ...storage.audit,
      record(event: AuditEvent) {
        const statement = storage.audit.record(event)
        written.set(statement, { type: event.type, outcome: event.outcome, reason: reasonOf(event.reason) })
        return statement
      },
    },
    async unit(statements: readonly Statement[]) {
      const outcome = await storage.unit(statements)
      const events = outcome.ok ? statements.flatMap((statement) => written.get(statement) ?? []) : []
      for (const event of events) count(event)
      return outcome
    },
  }
}
