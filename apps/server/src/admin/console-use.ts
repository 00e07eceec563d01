import type { Realm, Session, Storage } from '@tegata/storage'

/** The built-in client whose use keeps a second factor fresh, and nobody else's: a script never slides. */
export const consoleClient = 'tegata-console'

/**
 * The header by which the console says that a person has touched something since its last request. What it asks by itself
 * (an open page looking again every twenty seconds) does not carry it, and so keeps nothing fresh at an empty desk.
 */
export const actingHeader = 'tegata-acting'

/** How precisely use is kept: a session is written once a minute at most. Milliseconds. */
const precisionMs = 60_000

type Needs = { storage: { unit: Storage['unit']; clock: Pick<Storage['clock'], 'now'>; sessions: Pick<Storage['sessions'], 'usedConsole'> } }

/**
 * Counts a successful call as use of the console: from then on `urn:tegata:acr:fresh` holds for five minutes more, up to
 * thirty after the proof (policy.md). Only use while it still is fresh counts: what has grown old is proved anew.
 */
export async function countUse({ storage }: Needs, realm: Realm, session: Session, isFresh: () => Promise<boolean>): Promise<void> {
  const { consoleUsedAt } = session
  if (consoleUsedAt !== undefined && storage.clock.now() - consoleUsedAt < precisionMs) return
  if (!await isFresh()) return
  await storage.unit([storage.sessions.usedConsole(realm.id, session.uid)])
}
