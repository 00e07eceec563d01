import { defineStore } from 'pinia'
import { ref, watchEffect } from 'vue'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const KEPT_UNDER = 'tegata.theme'
const isTheme = (value: unknown): value is Theme => themes.some((theme) => theme === value)

/** Light or dark: what the system says, unless the person chose otherwise in this browser. */
export const useTheme = defineStore('theme', () => {
  const kept = localStorage.getItem(KEPT_UNDER)
  const current = ref<Theme>(isTheme(kept) ? kept : 'system')

  function choose(theme: Theme): void {
    current.value = theme
    localStorage.setItem(KEPT_UNDER, theme)
  }

  // Every colour is a light-dark() pair (theme/tokens.css), so the attribute is all that changes.
  watchEffect(() => {
    document.documentElement.dataset['theme'] = current.value
  })

  return { current, choose }
})
