import { catalogue } from '@tegata/contract'
import { describe, expect, test } from 'vitest'
import en from './messages/en.ts'
import ja from './messages/ja.ts'
import ko from './messages/ko.ts'

const all = { en, ja, ko }
type Tree = { readonly [key: string]: string | Tree }

function flat(tree: Tree, path = ''): Map<string, string> {
  return new Map(Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as const] : [...flat(value, `${path}${key}.`)]))
}
const keysOf = (tree: Tree) => [...flat(tree).keys()].sort()
const holesOf = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort()

describe('three languages, one set of words', () => {
  test.each(['ja', 'ko'] as const)('%s says something for every key, and for nothing else', (language) => {
    expect(keysOf(all[language])).toEqual(keysOf(en))
  })

  test.each(['ja', 'ko'] as const)('%s fills the same holes as English', (language) => {
    const theirs = flat(all[language])
    for (const [key, text] of flat(en)) expect([key, holesOf(theirs.get(key) ?? '')]).toEqual([key, holesOf(text)])
  })

  test.each(['en', 'ja', 'ko'] as const)('%s leaves nothing empty and contains no sign that the message compiler would read', (language) => {
    for (const [key, text] of flat(all[language])) {
      expect([key, text.trim()]).not.toEqual([key, ''])
      expect([key, /[@$\\]/.test(text)]).toEqual([key, false])
    }
  })

  test.each(['en', 'ja', 'ko'] as const)('%s has a sentence and a fix for every problem of the API, and for nothing else', (language) => {
    const said = [...flat(all[language].problems).keys()].filter((key) => key.endsWith('.why')).map((key) => key.slice(0, -'.why'.length))
    expect(said.sort()).toEqual(['network', 'unexpected', ...Object.keys(catalogue)].sort())
    for (const code of said) expect(flat(all[language].problems).has(`${code}.fix`)).toBe(true)
  })

  test('Korean puts no particle that depends on the last sound behind a placeholder', () => {
    for (const [key, text] of flat(ko)) expect([key, /\}(?:은|는|이|가|을|를|과|와|으로|로)(?=[\s.,]|$)/.test(text)]).toEqual([key, false])
  })
})

describe('the words that people know are kept (texts.md)', () => {
  test.each([
    ['users.otp.box', 'OTP Configured', 'OTP設定', 'OTP 설정'],
    ['shell.readOnly', 'You can look at everything here and change nothing.', '閲覧専用です。すべて閲覧できますが、変更はできません。', '읽기 전용입니다. 모두 볼 수 있지만 변경할 수는 없습니다.'],
    ['users.reset.title', 'Reset OTP for {name}?', '{name} さんの OTP をリセットしますか?', '{name} 님의 OTP를 초기화할까요?'],
  ])('%s', (key, ...expected) => {
    expect([en, ja, ko].map((words) => flat(words).get(key))).toEqual(expected)
  })
})

describe('the pages ask only for words that exist', () => {
  const sources = import.meta.glob<string>(['../**/*.vue', '../**/*.ts', '!../**/*.test.ts'], { query: '?raw', import: 'default', eager: true })
  const keys = new Set(flat(en).keys())
  const asked = Object.entries(sources).flatMap(([file, source]) =>
    [...source.matchAll(/\bt\(\s*'([\w-]+(?:\.[\w-]+)+)'/g)].map(([, key]) => [file, key ?? ''] as const))

  test('every key that stands in a page is there', () => {
    expect(asked.length).toBeGreaterThan(80)
    expect(asked.filter(([, key]) => !keys.has(key))).toEqual([])
  })
})
