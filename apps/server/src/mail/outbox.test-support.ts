import type { AuditEvent, DueMail, OutgoingMail, Statement, Unit } from '@tegata/storage'

type Row = OutgoingMail & { state: 'waiting' | 'sent' | 'refused' | 'void'; attempts: number; dueAt: number; leaseUntil: number; reason: string | null }

/** The promises of storage's outbox and log in memory: a claim takes a row for the lease, and ends count only while it waits. */
export function createMemoryOutbox(clock: { now: () => number }, isDead: (linkId: string) => boolean = () => false) {
  const rows = new Map<string, Row>()
  const events: AuditEvent[] = []
  const effects = new Map<Statement, () => boolean>()

  const statement = (name: string, apply: () => boolean): Statement => {
    const made: Statement = { name, sql: '', parameters: [], rows: 1 }
    effects.set(made, apply)
    return made
  }
  const whileWaiting = (id: string, change: (row: Row) => void) => () => {
    const row = rows.get(id)
    if (row?.state !== 'waiting') return false
    change(row)
    return true
  }
  const unit: Unit = async (statements) => {
    for (const each of statements) if (!effects.get(each)?.()) return { ok: false, missed: each.name, duplicate: false }
    return { ok: true, touched: statements.map(() => 1), returned: statements.map(() => []) }
  }
  const isDue = (row: Row) => row.state === 'waiting' && row.dueAt <= clock.now() && row.leaseUntil <= clock.now()

  return {
    rows,
    events,
    unit,
    audit: { record: (event: AuditEvent) => statement('audit.record', () => events.push(event) > 0) },
    outbox: {
      put: (mail: OutgoingMail) => statement('outbox.put', () => {
        rows.set(mail.id, { ...mail, state: 'waiting', attempts: 0, dueAt: clock.now(), leaseUntil: 0, reason: null })
        return true
      }),
      claim: async (limit: number, leaseMs: number): Promise<readonly DueMail[]> => {
        for (const row of rows.values()) if (isDue(row) && row.linkId !== null && isDead(row.linkId)) Object.assign(row, { state: 'void', text: '', html: '' })
        return [...rows.values()].filter(isDue).slice(0, limit).map((row) => {
          row.leaseUntil = clock.now() + leaseMs
          row.attempts += 1
          return { ...row }
        })
      },
      nextDueAt: async () => {
        const dues = [...rows.values()].filter(({ state }) => state === 'waiting').map(({ dueAt, leaseUntil }) => Math.max(dueAt, leaseUntil))
        return dues.length === 0 ? null : Math.min(...dues)
      },
      sent: (id: string) => statement('outbox.sent', whileWaiting(id, (row) => Object.assign(row, { state: 'sent', text: '', html: '', subject: '' }))),
      refused: (id: string, reason: string) => statement('outbox.refused', whileWaiting(id, (row) => Object.assign(row, { state: 'refused', reason, text: '', html: '' }))),
      postpone: (id: string, at: number, reason: string) =>
        statement('outbox.postpone', whileWaiting(id, (row) => Object.assign(row, { dueAt: at, leaseUntil: 0, reason, attempts: row.attempts - 1 }))),
      retryAt: (id: string, at: number, reason: string) => statement('outbox.retry', whileWaiting(id, (row) => Object.assign(row, { dueAt: at, leaseUntil: 0, reason }))),
    },
  }
}
