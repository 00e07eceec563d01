import { i18n } from './i18n.ts'

/** Sentences one after the other: with a blank between them, but none in Japanese. What is empty is left out. */
export const sentences = (...said: readonly (string | null)[]): string =>
  said.filter(Boolean).join(i18n.global.locale.value === 'ja' ? '' : ' ')
