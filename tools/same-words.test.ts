// The reasons of a decision are said in English by the command line, by the API and by the console: to the letter alike. Quotation marks are those
// of the place: what a terminal shows is typed, what the console shows is set.
import { expect, test } from 'vitest'
import en from '../apps/console/src/i18n/messages/trace-en.ts'
import { sentences } from '../packages/policy/src/sentences.ts'

const said = new Map<string, string>(Object.entries(en).flatMap(([group, reasons]) => Object.entries(reasons).map(([reason, words]) => [`${group}.${reason}`, words] as const)))
/** What stands in a trace, or says why no lesser proof binds; why somebody is refused is said by the line that refuses. */
const inTrace = Object.entries(sentences).filter(([code]) => !code.startsWith('refused.'))

test.each(inTrace)('%s', (code, words) => {
  expect(said.get(code)?.replaceAll(/[“”]/g, '"')).toBe(words)
})

test('and the console says no reason that there is not', () => {
  expect([...said.keys()].sort()).toEqual(inTrace.map(([code]) => code).sort())
})
