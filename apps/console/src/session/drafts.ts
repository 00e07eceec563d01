import { onScopeDispose } from 'vue'
import type { Keep } from './departures.ts'

/** What is typed and not saved, as plain data; null when there is nothing to keep. */
type Snapshot = () => unknown

/** Forms on screen, by place; and what forms that left the screen had not saved. Gone with the page, like the tokens. */
const open = new Map<string, Snapshot>()
const shelf = new Map<string, unknown>()

const PREFIX = 'tegata.draft.'

/** While the calling component lives, and after it has gone, what it had not saved can be taken up again. */
export function keepDraft(place: string, snapshot: Snapshot): void {
  open.set(place, snapshot)
  onScopeDispose(() => {
    const value = snapshot()
    if (value === null) shelf.delete(place)
    else shelf.set(place, value)
    if (open.get(place) === snapshot) open.delete(place)
  })
}

/** Carries every draft across a redirect in the tab's session storage. Called only when leaving for a sign-in. */
export function carryDrafts(keep: Keep): void {
  for (const [place, snapshot] of open) {
    const value = snapshot()
    if (value !== null) keep.setItem(PREFIX + place, JSON.stringify(value))
  }
  for (const [place, value] of shelf) keep.setItem(PREFIX + place, JSON.stringify(value))
}

/** The draft of this place, once. The caller decides whether its shape is still what it expects. */
export function takeDraft(keep: Keep, place: string): unknown {
  const stored = keep.getItem(PREFIX + place)
  keep.removeItem(PREFIX + place)
  const shelved = shelf.get(place)
  shelf.delete(place)
  if (shelved !== undefined || stored === null) return shelved ?? null
  try {
    return JSON.parse(stored)
  } catch {
    return null
  }
}
