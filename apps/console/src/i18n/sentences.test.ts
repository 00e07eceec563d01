import { afterEach, expect, test } from 'vitest'
import { i18n } from './i18n.ts'
import { sentences } from './sentences.ts'

afterEach(() => {
  i18n.global.locale.value = 'en'
})

test.each([
  ['en', ['It is done.', 'A mail says so.'], 'It is done. A mail says so.'],
  ['ko', ['완료했습니다.', '메일로 알려 드립니다.'], '완료했습니다. 메일로 알려 드립니다.'],
  ['ja', ['完了しました。', 'メールでお知らせします。'], '完了しました。メールでお知らせします。'],
  ['en', ['It is done.', null, ''], 'It is done.'],
  ['ja', [], ''],
] as const)('%s: %j', (language, said, shown) => {
  i18n.global.locale.value = language
  expect(sentences(...said)).toBe(shown)
})
