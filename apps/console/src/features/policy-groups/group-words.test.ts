import { createApp, h } from 'vue'
import { Problem } from '@tegata/contract'
import { sentences as reasons } from '../../../../../packages/policy/src/sentences.ts'
import { afterEach, describe, expect, test } from 'vitest'
import { i18n, loadMessages } from '../../i18n/i18n.ts'
import { languages } from '../../i18n/languages.ts'
import { newDraft } from './group-draft.ts'
import { useGroupSize, useGroupWords, usePolicySentence } from './group-words.ts'
import type { EffectivePolicy } from './queries.ts'

/** Runs a composable as a page would. */
function inPage<Result>(use: () => Result): Result {
  let result: Result | undefined
  const app = createApp({ setup: () => { result = use(); return () => h('div') } })
  app.use(i18n).mount(document.createElement('div'))
  app.unmount()
  if (result === undefined) throw new Error('the page said nothing')
  return result
}
afterEach(() => loadMessages('en'))

const because = (code: string, rule: string | null = 'Branch'): EffectivePolicy =>
  ({
    policyGroup: null, temporary: null, previous: null, asked: 'yes', next: 'code', reason: { code, rule, since: null }, required: true, through: null, ways: [], trace: [], floors: [],
  })

/** Lines that can decide a sign-in with a password and without an application. */
const deciding = Object.keys(reasons).filter((code) =>
  /^line[0-9]\./.test(code) && !/^line[23]|nothing|none|off|excused|not-yet|client|upstream|acr|no-circumstances|has-none/.test(code))

describe('why, in a sentence (S1-28)', () => {
  test.each(languages)('every line that can decide has words of its own (%s)', async (language) => {
    await loadMessages(language)
    const say = inPage(usePolicySentence)
    expect(deciding).toContain('line5.always')
    for (const code of deciding) {
      const said = say(because(code))
      expect([code, said]).not.toEqual([code, say(because('line99.unheard-of'))])
      expect([code, said.includes(code)]).toEqual([code, false])
    }
  })

  test('the rule is named; a code without words is shown, not hidden', () => {
    const say = inPage(usePolicySentence)
    expect(say(because('line5.always'))).toBe('The group “Branch” always asks.')
    expect(say(because('line4.on', null))).toBe('“OTP Configured” is on for this person.')
    expect(say(because('line99.unheard-of'))).toBe('Decided by line99.unheard-of.')
  })
})

describe('the fields of a group', () => {
  test('are said as they are chosen', () => {
    const { say } = inPage(useGroupWords)
    const draft = { ...newDraft(), kinds: ['totp' as const, 'passkey' as const] }
    expect(say('name', draft)).toBe('(empty)')
    expect(say('ask', draft)).toBe('Always require')
    expect(say('kinds', draft)).toBe('Authenticator app, Passkey')
    expect(say('sessionsBefore', draft)).toBe('Stays signed in, a day at most')
  })

  test('what is wrong stands beside the field that it is about', () => {
    const { sentences } = inPage(useGroupWords)
    const good = { ...newDraft(), name: 'x' }
    expect(sentences(good, null).size).toBe(0)
    expect(sentences({ ...good, name: '', kinds: [] }, null)).toEqual(new Map([['name', 'Please fill this in.'], ['kinds', 'Choose at least one: otherwise nobody in this group could use a code.']]))
    expect(sentences(good, new Problem('policy-group.name-taken')).get('name')).toBe('Another Access Policy Group has this name.')
    const refused = new Problem('request.invalid', { errors: [{ path: 'name', rule: 'custom', message: 'm' }, { path: 'elsewhere', rule: 'custom', message: 'm' }] })
    expect([...sentences(good, refused)]).toEqual([['name', 'This contains characters that are not allowed here.']])
  })

  test('how many are in it, counted as far as the server counts', () => {
    const size = inPage(useGroupSize)
    expect([size({ count: 0, more: false }), size({ count: 1, more: false }), size({ count: 12, more: false }), size({ count: 1000, more: true })])
      .toEqual(['Nobody', '1 person', '12 people', 'at least 1000 people'])
  })
})
