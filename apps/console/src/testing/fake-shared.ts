import type { SharedSign, SplitPreview } from '@tegata/contract'
import type { Answer } from './fake-answers.ts'
import type { Asked, World } from './fake-server.ts'
import { at, newId, person, type Person } from './people.ts'

export const nameSign = (word: string): SharedSign => ({ kind: 'name', word, count: null, others: [] })
export const browsersSign = (count: number): SharedSign => ({ kind: 'browsers', word: null, count, others: [] })

/** How many people one call looks at here. */
const step = 2

/** The next people, and who of them something speaks for. */
export function likelyShared(world: World, { input }: Asked): Answer {
  const from = Number(input['cursor'] ?? 0)
  const items = world.people.slice(from, from + step).flatMap(({ id, username, givenName, familyName, department, signs = [] }) =>
    signs.length === 0 ? [] : [{ user: { id, username, givenName, familyName, department, lastSignInAt: at(30) }, signs }])
  return { value: { items, next: from + step < world.people.length ? String(from + step) : null } }
}

type Body = { persons: { username: string, givenName: string, familyName: string, email: string | null }[], account: 'keep' | 'mark' | 'disable' }

export function ofShared(world: World, found: Person, { id, body }: Asked): Answer {
  if (id === 'getSharedSigns') return { value: { shared: found.shared ?? false, signs: found.signs ?? [] } }
  const { persons, account } = body as Body
  const stateOf = (username: string): SplitPreview['persons'][number] => {
    const there = world.people.find((each) => each.username === username)
    return there === undefined ? { username, state: 'create', problem: null } : there.splitFrom === found.id ? { username, state: 'there', problem: null } : { username, state: 'refused', problem: 'user.username-taken' }
  }
  const states = persons.map(({ username }) => stateOf(username))
  if (id === 'previewSplit') {
    return {
      value: {
        roles: [{ id: newId(), name: 'orders', clientId: null, mayGrant: true }, { id: newId(), name: 'global-admin', clientId: null, mayGrant: false }, { id: newId(), name: 'global-admin', clientId: 'shop', mayGrant: true }], groups: [{ id: newId(), name: 'Front desk', mayGrant: true }],
        department: found.department, policyGroup: null, persons: states, sessionsEnd: account === 'disable' ? found.sessions.length : 0,
      } satisfies SplitPreview,
    }
  }
  if (states.some(({ state }) => state === 'refused')) return { problem: 'user.username-taken' }
  const made = persons.filter((_, index) => states[index]?.state === 'create').map(({ username, familyName, givenName, email }) => person(username, familyName, givenName, { email, splitFrom: found.id }))
  world.people.push(...made)
  if (account !== 'keep') found.shared = true
  if (account === 'disable') found.enabled = false
  const named = (each: { id: string, username: string }) => ({ id: each.id, username: each.username })
  return { value: { created: made.map(named), there: world.people.filter((each) => states.some(({ username, state }) => state === 'there' && username === each.username)).map(named) } }
}
export const sharedAnswers = ['getSharedSigns', 'previewSplit', 'splitUser'] as const
