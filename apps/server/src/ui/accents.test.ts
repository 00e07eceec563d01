import { readFileSync } from 'node:fs'
import { accents } from '@tegata/contract'
import { describe, expect, test } from 'vitest'

const sheet = (name: string) => readFileSync(new URL(`./styles/${name}`, import.meta.url), 'utf8')

type Colours = Record<string, string>
const coloursOf = (block: string): Colours => Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,6})\b/g)].map(([, name = '', value = '']) => [name, value]))
const blocks = (css: string, selector: string): string[] => css.split(selector).slice(1).map((rest) => rest.slice(0, rest.indexOf('}')))

const [light = '', dark = ''] = blocks(sheet('base.css'), ':root {')

/** The colours of a page in an accent: those of every page, and over them its own. */
function coloursIn(accent: string, scheme: 'light' | 'dark'): Colours {
  const [ownLight = '', ownDark = ''] = accent === 'indigo' ? ['', ''] : blocks(sheet('accents.css'), `[data-accent="${accent}"] {`)
  const isLight = { ...coloursOf(light), ...coloursOf(ownLight) }
  return scheme === 'light' ? isLight : { ...isLight, ...coloursOf(dark), ...coloursOf(ownDark) }
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(colour: string): number {
  const hex = colour.length === 4 ? Array.from(colour.slice(1), (digit) => digit + digit).join('') : colour.slice(1)
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
function contrast(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) throw new Error('a colour is missing')
  const [dim = 0, bright = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (bright + 0.05) / (dim + 0.05)
}

describe.each(accents)('the accent %s can be read (WCAG 1.4.3: at least 4.5 : 1)', (accent) => {
  test.each(['light', 'dark'] as const)('on %s pages', (scheme) => {
    const colours = coloursIn(accent, scheme)
    const pairs = [
      ['accent', 'paper'], ['accent', 'ground'], ['accent', 'tint'], ['accent-strong', 'paper'], ['accent-strong', 'ground'],
      ['on-accent', 'accent'], ['on-accent', 'accent-strong'], ['ink', 'tint'],
    ] as const
    for (const [one, other] of pairs) expect([one, other, contrast(colours[one], colours[other]) >= 4.5]).toEqual([one, other, true])
  })

  test('is said for both, light and dark', () => {
    if (accent !== 'indigo') expect(blocks(sheet('accents.css'), `[data-accent="${accent}"] {`).map((block) => Object.keys(coloursOf(block)))).toEqual(Array.from({ length: 2 }, () => ['accent', 'accent-strong', 'on-accent', 'tint']))
  })
})

test('the sheet knows no accent that cannot be chosen', () => {
  const named = [...sheet('accents.css').matchAll(/data-accent="(\w+)"/g)].map(([, name]) => name)
  expect([...new Set(named)].sort()).toEqual(accents.filter((accent) => accent !== 'indigo').sort())
})
