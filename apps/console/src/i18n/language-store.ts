import { defineStore } from 'pinia'
import { ref, watchEffect } from 'vue'
import { loadMessages } from './i18n.ts'
import { pickLanguage, type Language } from './languages.ts'

const KEPT_UNDER = 'tegata.language'

/** The language of the console: a choice of this browser, never a secret, so it may live in local storage. */
export const useLanguage = defineStore('language', () => {
  const current = ref<Language>(pickLanguage(localStorage.getItem(KEPT_UNDER), navigator.languages))

  /** Fetches the words first, so that no page is ever half in one language. */
  async function choose(language: Language): Promise<void> {
    await loadMessages(language)
    current.value = language
    localStorage.setItem(KEPT_UNDER, language)
  }

  watchEffect(() => {
    document.documentElement.lang = current.value
  })

  return { current, choose }
})
