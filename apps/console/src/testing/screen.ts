import { expect, vi } from 'vitest'
import { nextTick } from 'vue'
import { underWay } from './under-way.ts'

/** Looks at the page as a person does: by what stands there and what controls are called. */
const clean = (text: string | null | undefined) => (text ?? '').replaceAll(/\s+/g, ' ').trim()

/** The window that lies on top, or the page. */
const top = (): ParentNode => [...document.querySelectorAll('dialog[open]')].at(-1) ?? document

function nameOf(element: Element): string {
  const label = element.getAttribute('aria-label')
  if (label) return label
  const tied = element.id ? document.querySelector(`label[for="${element.id}"]`) : null
  return clean(tied?.textContent ?? element.closest('label')?.textContent ?? element.textContent)
}

function pick<Kind extends Element>(kind: string, selector: string, name: string, inside: ParentNode = top()): Kind {
  const found = [...inside.querySelectorAll<Kind>(selector)].filter((each) => nameOf(each) === name)
  const first = found[0] ?? [...inside.querySelectorAll<Kind>(selector)].find((each) => nameOf(each).includes(name))
  if (!first) throw new Error(`no ${kind} “${name}”; there are: ${[...inside.querySelectorAll(selector)].map(nameOf).join(' | ')}`)
  return first
}

export const button = (name: string) => pick<HTMLButtonElement>('button', 'button', name)
export const link = (name: string) => pick<HTMLAnchorElement>('link', 'a', name)
export const field = (name: string) => pick<HTMLInputElement>('field', 'input:not([type=checkbox], [type=radio]), textarea', name)
export const box = (name: string) => pick<HTMLInputElement>('box', 'input[type=checkbox]', name)
/** One of the answers to a question, all of which are in sight. */
export const answer = (name: string) => pick<HTMLInputElement>('answer', 'input[type=radio]', name)
export const choice = (name: string) => pick<HTMLSelectElement>('choice', 'select', name)
export const has = (kind: 'button' | 'a' | 'select', name: string) =>
  [...document.querySelectorAll(kind)].some((each) => nameOf(each) === name)

export const text = () => clean(document.body.textContent)
export const windowText = () => clean([...document.querySelectorAll('dialog[open]')].at(-1)?.textContent)
export const rows = () => [...document.querySelectorAll('tbody tr')].map((row) => clean(row.querySelector('a')?.textContent))

export function type(into: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  into.value = value
  into.dispatchEvent(new Event('input', { bubbles: true }))
}

export function choose(from: HTMLSelectElement, value: string): void {
  from.value = value
  from.dispatchEvent(new Event('change', { bubbles: true }))
}

export function submit(form: HTMLFormElement | null | undefined): void {
  form?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
}

/** Waits until what is said here is true: how long before it is called stuck, and no promise about speed. */
export const until = <Value>(claim: () => Value) => vi.waitFor(claim, { timeout: 12_000, interval: 5 })
export const sees = (words: string) => until(() => expect(text()).toContain(words))
export const seesNot = (words: string) => until(() => expect(text()).not.toContain(words))

/** Clicks once, as soon as there is such a button and it can be pressed. */
export async function press(name: string): Promise<void> {
  await until(() => expect(button(name).disabled).toBe(false))
  button(name).click()
}

/**
 * Lets so much time pass, without waiting for it, after something was done whose timers count: a pause in the typing, a
 * look that is repeated.
 */
export async function passing(ms: number, act: () => unknown): Promise<void> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  try {
    await act()
    await vi.advanceTimersByTimeAsync(ms)
  } finally {
    vi.useRealTimers()
  }
}

/** Between an answer and what it does lie turns in which its body is read and whoever asked is told of it. */
const QUIET_TURNS = 3

/**
 * Waits until nothing is under way any more: every answer that is not held back was given and read, so was what was asked
 * because of it, and the page shows it. To be said before “it did not happen”. What waits for an hour or for a pause in
 * the typing is not under way.
 */
export async function settled(): Promise<void> {
  let seen = -1
  for (let quiet = 0; quiet < QUIET_TURNS;) {
    // A turn of the event loop at least, and the parts of the page that are loaded when they are needed.
    await vi.dynamicImportSettled()
    await nextTick()
    quiet = underWay.calls === 0 && underWay.begun === seen ? quiet + 1 : 0
    seen = underWay.begun
  }
}
