// Every reason that the server writes into the audit log has its words in the console, in every language.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { auditEvents } from '../apps/server/src/audit/events.ts'
import { sentences as refusals } from '../apps/server/src/upstream/refusal-sentences.ts'
import { detailKeys, reasonKeys } from '../apps/console/src/features/audit/word-keys.ts'
import en from '../apps/console/src/i18n/messages/en.ts'
import ja from '../apps/console/src/i18n/messages/ja.ts'
import ko from '../apps/console/src/i18n/messages/ko.ts'
import { catalogue } from '../packages/contract/src/problems.ts'
import { sentences as decisions } from '../packages/policy/src/sentences.ts'

const home = join(import.meta.dirname, '../apps/server/src')
const code = readdirSync(home, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|test-support|samples\.ts$|^(?:http|ui|dev)\/|\/templates\/|create-realm\.ts$|logo\//.test(name))
  .map((name) => readFileSync(join(home, name), 'utf8'))

/** `reason: 'connect'`, `reason: isRight ? 'connect' : …`, `record('refused', 'wrong')`, `record('upstream.mapping-skipped', 'no-roles-said'`. */
const patterns = [
  /\breason: '([^']+)'/g, /\breason: [^,;\n{]*\? '([^']+)' :/g, /\breason: [^,;\n{]* : '([^']+)'/g, /\brecord\('(?:refused|success)', '([^']+)'/g,
  /\brecord\('[a-z.-]+', '(?:refused|success)', '([^']+)'/g, /\brecord\('[a-z-]+\.[a-z-]+', '([^']+)'/g,
]
const written = new Set(code.flatMap((text) => patterns.flatMap((pattern) => [...text.matchAll(pattern)].flatMap(([, one]) => (one === undefined ? [] : [one])))).filter((reason) => reason !== 'success' && reason !== 'refused'))

/** Reasons that are put together, by what each of their holes can hold. A new one makes the first test below fail. */
const composed: Readonly<Record<string, readonly string[]>> = {
  'mail:${outcome.reason}': ['malformed', 'expired', 'wrong'], 'mail:${kind}': ['malformed', 'expired', 'wrong', 'older', 'right'],
  'wait:${reserved.missed}': ['journey', 'short', 'day', 'month', 'password', 'address'], 'emergency-${kind}': ['wrong', 'used', 'expired'],
}
const filled = Object.entries(composed).flatMap(([shape, words]) => words.filter((word) => word !== 'right').map((word) => shape.replace(/\$\{.*\}/, word)))
const clocks = ['clock-slow', 'clock-fast']
const mails = ['recipient-refused', 'sender-refused', 'log-in-refused', 'no-encryption', 'certificate', 'not-found', 'unreachable', 'timeout', 'other-answer']
const reasons = [...new Set([...written, ...filled, ...clocks, ...mails, ...Object.keys(refusals), ...Object.keys(decisions).filter((name) => name.startsWith('line')), ...Object.keys(catalogue)])]

type Tree = { readonly [key: string]: string | Tree }
/** Codes of problems have dots that part their path, as in the catalogue of words. */
function has(tree: Tree, key: string): boolean {
  const found = key.split('.').reduce<string | Tree | undefined>((place, name) => (typeof place === 'object' ? place[name] : undefined), tree)
  return typeof found === 'string' && found !== ''
}

describe('reasons in the audit log', () => {
  test('those that are put together are all known here', () => {
    const shapes = new Set(code.flatMap((text) => [...text.matchAll(/(?:reason: [^,;\n{]*|refused\(|'refused', )`([^`]*\$\{[^`]*)`/g)].map(([, shape]) => shape ?? '')))
    expect([...shapes].sort()).toEqual(Object.keys(composed).sort())
  })

  test('are found in the code', () => {
    expect(written.size).toBeGreaterThan(20)
    for (const known of ['connect', 'connect:nobody', 'password', 'wrong', 'not-set-up', 'too many in an hour', 'no-roles-said']) expect(written).toContain(known)
  })

  test.each(Object.entries({ en, ja, ko }))('each has its words, none is shown raw: %s', (_, words) => {
    expect(reasons.filter((reason) => !reasonKeys(reason).some((key) => has(words, key)))).toEqual([])
  })

  test('what stands behind a colon is said where it matters, and left out where it does not', () => {
    const first = (reason: string) => reasonKeys(reason).find((key) => has(en, key))
    expect([first('mail:wrong'), first('connect:nobody'), first('wait:short'), first('permission.missing')])
      .toEqual(['auditWords.reason.mail_wrong', 'auditWords.reason.connect_nobody', 'activity.reason.wait', 'problems.permission.missing.why'])
  })
})

describe('facts beneath an event', () => {
  const names = new Set(code.flatMap((text) => [...text.matchAll(/\bdetail: \{ ([^{}]*)\}/g)].flatMap(([, inside = '']) => [...inside.matchAll(/(?:^|, )([A-Za-z]+)(?=[:, ]|$)/g)].map(([, name]) => name ?? ''))))

  test.each(Object.entries({ en, ja, ko }))('have a name in words: %s', (_, words) => {
    expect(names.size).toBeGreaterThan(15)
    expect([...names].filter((name) => !detailKeys(name).some((key) => has(words, key)))).toEqual([])
  })
})

test('there is something to say about every event at all', () => {
  expect(Object.keys(auditEvents).length).toBeGreaterThan(70)
})
