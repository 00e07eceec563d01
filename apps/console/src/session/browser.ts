import { inject, type InjectionKey } from 'vue'
import { listenForActs } from './acts.ts'
import type { Keep } from './departures.ts'
import type { Place } from './oidc.ts'
import { listenForPopups, type PopupAnswer } from './popup.ts'

export type WindowPurpose = 'confirm' | 'test'
export type OpenedWindow = { readonly closed: boolean, focus: () => void, close: () => void, goTo: (url: string) => void }

/** What the console needs from the browser around it. A test passes its own. */
export type Browser = {
  place: Place
  fetch: typeof fetch
  /** The clock of the desk: for what has gone by. What time it is says `useNow`. */
  now: () => number
  keep: Keep
  leave: (url: string) => void
  /**
   * Opens a window; null when the browser blocked it. `closed` tells that the person gave up, or that a page on the way
   * cut the ties (Cross-Origin-Opener-Policy). A window of the same purpose is used again.
   */
  openWindow: (url: string, purpose: WindowPurpose) => OpenedWindow | null
  /** Whether a click is so recent that a window may open because of it. */
  mayOpenWindow: () => boolean
  /** Hands a file to the person, under a name. */
  save: (name: string, file: Blob) => void
  listenForPopups: (hear: (answer: PopupAnswer) => void) => () => void
  /** Whether somebody has touched the console since this was last asked. */
  hasActed: () => boolean
}

export const browserKey: InjectionKey<Browser> = Symbol('browser')

export function useBrowser(): Browser {
  const browser = inject(browserKey)
  if (!browser) throw new Error('The console was started without a browser: provide(browserKey, …) is missing')
  return browser
}

const POPUP = 'popup,width=480,height=720'

function openWindow(url: string, purpose: WindowPurpose): OpenedWindow | null {
  const opened = window.open(url, `tegata-${purpose}`, POPUP)
  return opened && {
    get closed() { return opened.closed },
    focus: () => opened.focus(),
    close: () => opened.close(),
    goTo: (next) => opened.location.replace(next),
  }
}

function save(name: string, file: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  // The browser reads it after this turn; a minute is plenty even for a slow disk.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

export function realBrowser(realm: string): Browser {
  const place = { origin: location.origin, realm }
  return {
    place,
    fetch: (input, init) => fetch(input, init),
    now: () => Date.now(),
    keep: sessionStorage,
    leave: (url) => location.assign(url),
    openWindow,
    mayOpenWindow: () => navigator.userActivation?.isActive ?? false,
    save,
    listenForPopups: (hear) => listenForPopups(realm, hear),
    hasActed: listenForActs(window),
  }
}
