import type { Browser, WindowPurpose } from '../session/browser.ts'
import type { Keep } from '../session/departures.ts'
import type { PopupAnswer } from '../session/popup.ts'
import { NOW } from './people.ts'

export const ORIGIN = 'https://id.example'

export function fakeKeep(): Keep & { entries: Map<string, string> } {
  const entries = new Map<string, string>()
  return {
    entries,
    get length() { return entries.size },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => { entries.set(key, value) },
    removeItem: (key) => { entries.delete(key) },
  }
}

/** The browser around the console, in the hands of a test: where it went, which windows it opened, what time it is. */
export function fakeBrowser(fetch: typeof globalThis.fetch) {
  const keep = fakeKeep()
  const left: URL[] = []
  const saved: { name: string, file: Blob }[] = []
  const opened: { url: URL, purpose: WindowPurpose, closed: boolean }[] = []
  const listeners = new Set<(answer: PopupAnswer) => void>()
  const state = { now: NOW, blocksWindows: false, acts: false, clicked: false, windowsTried: 0 }

  const browser: Browser = {
    place: { origin: ORIGIN, realm: 'demo' },
    fetch,
    now: () => state.now,
    keep,
    save: (name, file) => { saved.push({ name, file }) },
    leave: (url) => { left.push(new URL(url)) },
    openWindow(url, purpose) {
      state.windowsTried += 1
      if (state.blocksWindows) return null
      const popup = {
        url: new URL(url), purpose, closed: false, focus: () => undefined, close: () => { popup.closed = true }, goTo: (next: string) => { popup.url = new URL(next) },
      }
      opened.push(popup)
      return popup
    },
    mayOpenWindow: () => state.clicked,
    hasActed: () => state.acts,
    listenForPopups(hear) {
      listeners.add(hear)
      return () => { listeners.delete(hear) }
    },
  }
  const param = (url: URL | undefined, name: string) => url?.searchParams.get(name) ?? ''
  return {
    browser, keep, left, saved, opened, state, param,
    /** What the pop-up says when it comes home. */
    hear: (answer: PopupAnswer) => { for (const listener of listeners) listener(answer) },
    listening: () => listeners.size,
  }
}
