import type { AuditEvent, DueMail, Instant, Link, Realm, Statement, Unit } from '@tegata/storage'
import { readAddress } from './address.ts'
import { maxAttempts, waitAfter } from './backoff.ts'
import type { Handover, Send } from './smtp.ts'

type Needs = {
  outbox: {
    claim: (limit: number, leaseMs: number) => Promise<readonly DueMail[]>
    nextDueAt: () => Promise<Instant | null>
    sent: (id: string) => Statement
    refused: (id: string, reason: string) => Statement
    retryAt: (id: string, at: Instant, reason: string) => Statement
    postpone: (id: string, at: Instant, reason: string) => Statement
  }
  unit: Unit
  audit: { record: (event: AuditEvent) => Statement }
  clock: { now: () => Instant }
  realms: { list: () => Promise<readonly Realm[]> }
  links: { get: (realmId: number, id: string) => Promise<Link | undefined> }
  /** Takes one of the realm's places in this minute, shared by all nodes: null, or when to ask again. */
  takePlace: (realm: Realm, kind: string) => Promise<Instant | null>
  send: Send
  /** For realms that name no mail server. */
  fallback: { server: string | undefined; from: string }
  /** Ends a conversation before the lease does: after it another node may take the row. */
  deadlineMs?: number
  /** Counts what became of each try. */
  count?: (outcome: 'sent' | 'refused' | 'given-up' | 'later') => void
  log: { info: (fields: object, text: string) => void; warn: (fields: object, text: string) => void }
}

const batch = 20
const atOnce = 4
const leaseMs = 180_000
const pollMs = 1_000
const closeWithinMs = 5_000

/**
 * Hands the outbox over to mail servers, on every node at once. At least once under one Message-ID: a node that dies
 * between the server's "accepted" and our note of it sends again.
 */
export function createDelivery({ outbox, unit, audit, clock, realms, links, takePlace, send, fallback, log, count = () => undefined, deadlineMs = 120_000 }: Needs) {
  /** Closing: nothing more is begun. Stopping: conversations that still run are broken off. */
  const closing = new AbortController()
  const stopping = new AbortController()

  const isDead = async ({ realmId, linkId, expiresAt }: DueMail): Promise<boolean> => {
    if (expiresAt != null && expiresAt <= clock.now()) return true
    if (linkId === null) return false
    const link = await links.get(realmId, linkId)
    return link === undefined || link.usedAt !== null || link.voidAt !== null || link.expiresAt <= clock.now()
  }

  const handOver = async (mail: DueMail, realm: Realm): Promise<Handover> => {
    const to = readAddress(mail.to)
    if (to === null) return { outcome: 'refused', answer: 'The address is not one that mail can be sent to.' }
    const { mailServer, displayName, languages } = realm.settings
    const server = mailServer?.url ?? fallback.server
    if (server === undefined) return { outcome: 'later', why: 'no mail server is set (TEGATA_SMTP_URL, or the mail server of the realm)' }
    const from = { name: displayName[languages[0] ?? 'en'] ?? displayName.en, address: mailServer?.from ?? fallback.from }
    const { subject, text, html, messageId } = mail
    return send(server, { from, to, subject, text, html, messageId }, AbortSignal.any([AbortSignal.timeout(deadlineMs), stopping.signal]))
  }

  /** Notes what became of a mail. When the database is away the lease runs out, and the row is due again. */
  const note = (...statements: readonly Statement[]) => unit(statements)

  /** It will never arrive: an administrator finds out whom nobody reached, and what the mail server said. */
  const noteRefusal = ({ id, realmId, userId, kind }: DueMail, reason: string) => note(
    outbox.refused(id, reason),
    audit.record({ realmId, type: 'mail.refused', actor: null, userId, outcome: 'error', reason: reason.slice(0, 200), detail: { mail: kind } }),
  )

  const handBack = async (mail: DueMail): Promise<void> => {
    await note(outbox.postpone(mail.id, clock.now(), 'this node was stopped'))
  }

  async function deliver(mail: DueMail, realm: Realm | undefined): Promise<void> {
    const about = { mail: mail.id, kind: mail.kind, attempts: mail.attempts }
    if (realm === undefined || !realm.enabled) {
      await note(outbox.postpone(mail.id, clock.now() + waitAfter(maxAttempts), 'the realm is switched off'))
      return
    }
    if (await isDead(mail)) {
      // Ended since the claim. The next claim says so of the row, and wipes it.
      await note(outbox.postpone(mail.id, clock.now(), 'what it says is over'))
      return
    }
    const placeAt = await takePlace(realm, mail.kind)
    if (placeAt !== null) {
      await note(outbox.postpone(mail.id, placeAt, 'waits for its turn'))
      return
    }
    const handover = await handOver(mail, realm)
    if (handover.outcome === 'sent') {
      await note(outbox.sent(mail.id))
      count('sent')
      log.info(about, 'mail handed over')
    } else if (handover.outcome === 'refused') {
      await noteRefusal(mail, `refused by the mail server: ${handover.answer}`)
      count('refused')
      log.warn({ ...about, answer: handover.answer }, 'mail refused by the mail server')
    } else if (stopping.signal.aborted) {
      await handBack(mail)
    } else if (mail.attempts >= maxAttempts) {
      await noteRefusal(mail, `given up after ${mail.attempts} tries: ${handover.why}`)
      count('given-up')
      log.warn({ ...about, why: handover.why }, 'mail given up')
    } else {
      await note(outbox.retryAt(mail.id, clock.now() + waitAfter(mail.attempts), handover.why))
      count('later')
      log.warn({ ...about, why: handover.why }, 'mail waits for the mail server')
    }
  }

  /** Claims what is due and tries each once; answers how many were claimed. */
  async function runOnce(): Promise<number> {
    const due = await outbox.claim(batch, leaseMs)
    if (due.length === 0) return 0
    const byId = new Map((await realms.list()).map((realm) => [realm.id, realm]))
    const waiting = [...due]
    const lane = async () => {
      for (let mail = waiting.shift(); mail; mail = waiting.shift()) {
        const work = closing.signal.aborted ? handBack(mail) : deliver(mail, byId.get(mail.realmId))
        // One mail whose row or realm cannot be read must not hold up the others: its lease brings it back.
        await work.catch((error: unknown) =>
          log.warn({ mail: mail.id, error: error instanceof Error ? error.message : String(error) }, 'mail could not be handled now'))
      }
    }
    await Promise.all(Array.from({ length: atOnce }, lane))
    return due.length
  }

  let wakeUp: () => void = () => {}
  let isAwake = false
  const rest = () => new Promise<void>((resolve) => {
    if (isAwake || closing.signal.aborted) return resolve()
    const timer = setTimeout(resolve, pollMs)
    wakeUp = () => {
      clearTimeout(timer)
      resolve()
    }
  })

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      isAwake = false
      let claimed = 0
      try {
        const dueAt = await outbox.nextDueAt()
        if (dueAt !== null && dueAt <= clock.now()) claimed = await runOnce()
      } catch (error) {
        log.warn({ error: error instanceof Error ? error.message : String(error) }, 'the outbox cannot be read')
      }
      if (claimed < batch) await rest()
    }
  }

  let running: Promise<void> | null = null
  return {
    runOnce,
    start(): void {
      running ??= run()
    },
    /** Looks at the outbox now, not within a second. */
    wake(): void {
      isAwake = true
      wakeUp()
    },
    /** Claims nothing more, and gives conversations that have begun five seconds to end. */
    async close(): Promise<void> {
      closing.abort()
      const finish = setTimeout(() => stopping.abort(), closeWithinMs)
      wakeUp()
      await running
      clearTimeout(finish)
    },
  }
}
