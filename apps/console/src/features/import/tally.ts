import type { ImportedPerson, ImportFailure, Part } from '@tegata/contract'

/** What is kept for looking at; the numbers are complete. */
const mostPeople = 2_000
const mostFailures = 20_000

export type Tally = {
  added: number, changed: number, unchanged: number, failed: number, disables: number
  /** Lines that remove authenticators. */
  removals: ReadonlySet<number>
  people: { readonly added: readonly ImportedPerson[], readonly changed: readonly ImportedPerson[] }
  failures: readonly ImportFailure[]
  upTo: number
  bytes: number
}

export const nothing = (): Tally => ({
  added: 0, changed: 0, unchanged: 0, failed: 0, disables: 0, removals: new Set(), people: { added: [], changed: [] }, failures: [], upTo: 0, bytes: 0,
})

const upTo = <Item>(most: number, before: readonly Item[], more: readonly Item[]): readonly Item[] =>
  (before.length >= most || more.length === 0 ? before : [...before, ...more.slice(0, most - before.length)])

export function withPart(tally: Tally, part: Part): Tally {
  const removing = part.people.filter(({ removes }) => removes).map(({ line }) => line)
  // Those who lose something are looked at first.
  const changed = part.people.filter(({ kind }) => kind === 'changed').toSorted((one, other) => Number(other.removes) - Number(one.removes))
  return {
    added: tally.added + part.added,
    changed: tally.changed + part.changed,
    unchanged: tally.unchanged + part.unchanged,
    failed: tally.failed + part.failures.length,
    disables: tally.disables + part.people.filter(({ disables }) => disables).length,
    removals: removing.length === 0 ? tally.removals : new Set([...tally.removals, ...removing]),
    people: {
      added: upTo(mostPeople, tally.people.added, part.people.filter(({ kind }) => kind === 'added')),
      changed: upTo(mostPeople, tally.people.changed, changed),
    },
    failures: upTo(mostFailures, tally.failures, part.failures),
    upTo: Math.max(tally.upTo, part.upTo),
    bytes: Math.max(tally.bytes, part.bytes),
  }
}
