import { expect, vi } from 'vitest'

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
export const until = (claim: () => unknown) => vi.waitFor(claim, { timeout: 12_000, interval: 5 })
export const sees = (words: string) => until(() => expect(text()).toContain(words))
export const seesNot = (words: string) => until(() => expect(text()).not.toContain(words))
