import { inject, onScopeDispose, type InjectionKey } from 'vue'
import type { Keep } from './departures.ts'

/** What is typed and not saved, as plain data; null when there is nothing to keep. */
type Snapshot = () => unknown

const PREFIX = 'tegata.draft.'

/** Keeps what is typed and not saved from being lost: when one leaves a form, and when the page itself must leave. */
export function createDrafts(storage: Keep) {
  /** Forms on screen, by place; and what forms that left the screen had not saved. Gone with the page, like the tokens. */
  const open = new Map<string, Snapshot>()
  const shelf = new Map<string, unknown>()

  /** While the calling component lives, and after it has gone, what it had not saved can be taken up again. */
  function keep(place: string, snapshot: Snapshot): void {
    open.set(place, snapshot)
    onScopeDispose(() => {
      const value = snapshot()
      if (value === null) shelf.delete(place)
      else shelf.set(place, value)
      if (open.get(place) === snapshot) open.delete(place)
    })
  }

  /** Carries every draft across a redirect in the tab's session storage. Called only when leaving for a sign-in. */
  function carry(): void {
    const values = new Map([...shelf, ...[...open].map(([place, snapshot]) => [place, snapshot()] as const)])
    for (const [place, value] of values) {
      if (value !== null) storage.setItem(PREFIX + place, JSON.stringify(value))
    }
  }

  /** The draft of this place, once. The caller decides whether its shape is still what it expects. */
  function take(place: string): unknown {
    const stored = storage.getItem(PREFIX + place)
    storage.removeItem(PREFIX + place)
    const shelved = shelf.get(place)
    shelf.delete(place)
    if (shelved !== undefined || stored === null) return shelved ?? null
    try {
      return JSON.parse(stored)
    } catch {
      return null
    }
  }

  return { keep, carry, take }
}

export type Drafts = ReturnType<typeof createDrafts>
export const draftsKey: InjectionKey<Drafts> = Symbol('drafts')

export function useDrafts(): Drafts {
  const drafts = inject(draftsKey)
  if (!drafts) throw new Error('The console was started without drafts: provide(draftsKey, …) is missing')
  return drafts
}
