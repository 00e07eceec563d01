import { inject, onScopeDispose, type InjectionKey } from 'vue'
import type { Keep } from './departures.ts'

/** What is typed and not saved, as plain data; null when there is nothing to keep. */
type Snapshot = () => unknown

const PREFIX = 'tegata.draft.'

/** What was carried, and whose it is; null where it cannot be read. */
function read(stored: string | null): { userId: unknown, value: unknown } | null {
  if (stored === null) return null
  try {
    const carried: unknown = JSON.parse(stored)
    return typeof carried === 'object' && carried !== null && 'userId' in carried && 'value' in carried ? carried : null
  } catch {
    return null
  }
}

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

  /** Carries every draft of this person across a redirect in the tab's session storage. Called only when leaving for a sign-in. */
  function carry(userId: string): void {
    const values = new Map([...shelf, ...[...open].map(([place, snapshot]) => [place, snapshot()] as const)])
    for (const [place, value] of values) {
      if (value !== null) storage.setItem(PREFIX + place, JSON.stringify({ userId, value }))
    }
  }

  /** What was carried stays for whom it is of alone (null: nobody): nobody saves under their own name what somebody else typed (P34). */
  function keepOnlyOf(userId: string | null): void {
    const places = Array.from({ length: storage.length }, (_, index) => storage.key(index)).filter((key) => key?.startsWith(PREFIX))
    for (const key of places) if (key && (userId === null || read(storage.getItem(key))?.userId !== userId)) storage.removeItem(key)
  }

  /** The draft of this place, once. The caller decides whether its shape is still what it expects. */
  function take(place: string): unknown {
    const stored = storage.getItem(PREFIX + place)
    storage.removeItem(PREFIX + place)
    const shelved = shelf.get(place)
    shelf.delete(place)
    return shelved ?? read(stored)?.value ?? null
  }

  return { keep, carry, keepOnlyOf, take }
}

export type Drafts = ReturnType<typeof createDrafts>
export const draftsKey: InjectionKey<Drafts> = Symbol('drafts')

export function useDrafts(): Drafts {
  const drafts = inject(draftsKey)
  if (!drafts) throw new Error('The console was started without drafts: provide(draftsKey, …) is missing')
  return drafts
}
