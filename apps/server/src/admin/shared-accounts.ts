import { Problem, toWire } from '@tegata/contract'
import type { Realm, SharingFacts, Storage } from '@tegata/storage'
import { invalidCursor } from './paging.ts'
import type { Performs } from './serve.ts'
import { browsersSince, mailboxesOf, mailboxOf, sharedSigns } from './shared-signs.ts'

type Needs = { storage: Pick<Storage, 'sharing' | 'clock'> }
type Other = { id: string; username: string }

/** People whom one call looks at: as many as it takes a few milliseconds to. */
const slice = 500
/** Of a mailbox that thousands of accounts have: enough to say that it is shared, and no more work than for any other. */
const readersNamed = 100

/** Accounts that several people may share (S4-4): said with its reasons, never acted on by itself. */
export const sharedAccountsApi = ({ storage: { sharing, clock } }: Needs): Performs<'listLikelyShared' | 'getSharedSigns'> => {
  /**
   * For each the others whose mail goes to one of their mailboxes: among everybody, by the address on file or that of codes;
   * two of whom both have something behind a plus are found only beside each other.
   */
  async function mailboxReaders(realm: Realm, people: readonly SharingFacts[]): Promise<(facts: SharingFacts) => readonly Other[]> {
    const readers = new Map<string, Map<string, Other>>()
    const add = (mailbox: string, { id, username }: Other) => {
      const known = readers.get(mailbox) ?? new Map<string, Other>()
      if (known.size < readersNamed) readers.set(mailbox, known.set(id, { id, username }))
    }
    for (const facts of people) for (const mailbox of mailboxesOf(facts)) add(mailbox, facts)
    for (const { address, ...other } of await sharing.ofAddresses(realm.id, [...readers.keys()])) {
      const mailbox = mailboxOf(address)
      if (mailbox !== null) add(mailbox, other)
    }
    return (facts) => [...new Map([...mailboxesOf(facts)].flatMap((mailbox) => [...readers.get(mailbox)?.values() ?? []]).filter(({ id }) => id !== facts.id).map((other) => [other.id, other])).values()]
  }

  return {
    async listLikelyShared({ realm, query }) {
      const before = placeOf(query.cursor)
      const now = clock.now()
      const people = await sharing.people(realm.id, { before, limit: slice, since: now - browsersSince })
      const othersOf = await mailboxReaders(realm, people)
      const items = people.filter(({ enabled, shared }) => enabled && !shared).flatMap((facts) => {
        const signs = sharedSigns(facts, othersOf(facts), now)
        const { id, username, givenName, familyName, department, lastSignInAt } = facts
        return signs.length === 0 ? [] : [{ user: { id, username, givenName, familyName, department, lastSignInAt: lastSignInAt === null ? null : toWire(lastSignInAt) }, signs: [...signs] }]
      })
      const last = people.at(-1)
      return { value: { items, next: people.length < slice || last === undefined ? null : String(last.n) } }
    },

    async getSharedSigns({ realm, params }) {
      const now = clock.now()
      const facts = await sharing.person(realm.id, params.userId, now - browsersSince)
      if (facts === undefined) throw new Problem('user.not-found')
      const othersOf = await mailboxReaders(realm, [facts])
      return { value: { shared: facts.shared, signs: [...sharedSigns(facts, othersOf(facts), now)] } }
    },
  }
}

function placeOf(cursor: string | undefined): number | null {
  if (cursor === undefined) return null
  if (!/^[1-9]\d{0,14}$/.test(cursor)) throw invalidCursor()
  return Number(cursor)
}
