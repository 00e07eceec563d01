import { describe, expect, test } from 'vitest'
import { languages } from './languages.ts'
import type { Page } from './layout.ts'
import { hostile, ordinary, type Sample } from './samples.ts'

type Tag = { name: string; close: boolean; attributes: ReadonlyMap<string, string> }

const markup = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"]*")?)*)\s*\/?>/g
const empty = new Set(['meta', 'link', 'img', 'input', 'br', 'path'])

/** The tags of a page. Whatever looks like markup and is none of ours stays behind in `rest`. */
function read(source: string): { tags: Tag[]; rest: string } {
  const body = source.replace(/^<!doctype html>\n/, '')
  const tags = [...body.matchAll(markup)].map(([, slash, name = '', attributes = '']): Tag => ({
    name, close: slash === '/',
    attributes: new Map([...attributes.matchAll(/([a-zA-Z-]+)(?:="([^"]*)")?/g)].map(([, key = '', value = '']) => [key, value])),
  }))
  return { tags, rest: body.replace(markup, '') }
}

const text = (tag: Tag, name: string): string => tag.attributes.get(name) ?? ''

/** What every page promises, whoever typed the texts that it shows. */
function keepsPromises(page: Page, language: string): void {
  const { tags, rest } = read(page.source)
  const open = tags.filter(({ close }) => !close)
  const named = (...names: string[]) => open.filter(({ name }) => names.includes(name))

  expect(page.source.startsWith('<!doctype html>')).toBe(true)
  expect(named('html').map((tag) => text(tag, 'lang'))).toEqual([language])
  expect(named('h1')).toHaveLength(1)
  expect(named('main')).toHaveLength(1)
  expect(rest).not.toMatch(/[<>"']|\{\w+(:\w+)?\}|undefined|\[object|NaN|[\u202a-\u202e\u2066-\u2069]/)

  const stack: string[] = []
  for (const { name, close } of tags.filter((tag) => !empty.has(tag.name))) {
    if (close) expect(stack.pop()).toBe(name)
    else stack.push(name)
  }
  expect(stack).toEqual([])

  expect(named('script', 'style', 'object', 'embed', 'base')).toEqual([])
  for (const tag of open) {
    expect([...tag.attributes.keys()].filter((key) => key === 'style' || /^on/i.test(key))).toEqual([])
    for (const key of ['href', 'action', 'src']) expect(text(tag, key)).not.toMatch(/^\s*(javascript|data|vbscript):/i)
  }
  expect(named('img').every((tag) => text(tag, 'src').startsWith('/assets/'))).toBe(true)

  const ids = open.flatMap(({ attributes }) => attributes.get('id') ?? [])
  expect(new Set(ids).size).toBe(ids.length)
  const labels = named('label').map((tag) => text(tag, 'for'))
  for (const tag of named('input', 'select').filter((input) => text(input, 'type') !== 'hidden')) expect(labels).toContain(text(tag, 'id'))
  for (const reference of open.flatMap((tag) => `${text(tag, 'aria-describedby')} ${text(tag, 'aria-labelledby')}`.split(' ').filter(Boolean))) {
    expect(ids).toContain(reference)
  }
  expect(named('form').every((tag) => text(tag, 'method') === 'post')).toBe(true)
  expect(page.source).not.toMatch(/<(button|a|h[1-3]|label|summary|option)\b[^>]*>\s*<\/\1>/)
}

const hostileTexts = {
  markup: '"><script>alert(1)</script><img src=x onerror=alert(1)>\' onfocus=alert(1)',
  'text direction': '\u202e\u2066moc.live\u200f \u0645\u0631\u062d\u0628\u0627',
  'three hundred characters': 'ながいなまえLongNameWithoutAnyBlank'.repeat(10).slice(0, 300),
  'an address': 'javascript:alert(1)',
}

/** Tries every page of a room with ordinary and with hostile texts, in every language. */
export function pagePromises(room: string, samples: (sample: Sample) => Record<string, Page>): void {
  describe.each(languages)(`${room} in %s`, (language) => {
    test.each(Object.entries(samples(ordinary(language))))('%s: one heading, labels, balanced markup, no script or style of its own', (_, page) => {
      keepsPromises(page, language)
    })
    test.each(Object.entries(hostileTexts))('every page stands against %s in every text that somebody typed', (_, text) => {
      for (const page of Object.values(samples(hostile(language, text)))) keepsPromises(page, language)
    })
  })
}
