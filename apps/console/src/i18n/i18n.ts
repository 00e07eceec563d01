import { createI18n } from 'vue-i18n'
import type { Language } from './languages.ts'
import type en from './messages/en.ts'

export type Words = typeof en

/** The words of one language, fetched when somebody first needs them. */
const wordsOf: Record<Language, () => Promise<{ default: Words }>> = {
  en: () => import('./messages/en.ts'),
  ja: () => import('./messages/ja.ts'),
  ko: () => import('./messages/ko.ts'),
}

/** Messages are interpreted, never turned into code: nothing here needs `eval` (script-src 'self'). */
export const i18n = createI18n<[Words], Language, false>({ legacy: false, locale: 'en', missingWarn: true, fallbackWarn: false })

const arrived = new Set<Language>()

/** Switches every word on the page at once; until they have arrived the page stays as it was. */
export async function loadMessages(language: Language): Promise<void> {
  if (!arrived.has(language)) {
    i18n.global.setLocaleMessage(language, (await wordsOf[language]()).default)
    arrived.add(language)
  }
  i18n.global.locale.value = language
}
