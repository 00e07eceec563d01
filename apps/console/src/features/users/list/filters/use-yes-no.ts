import { computed } from 'vue'
import { useI18n } from 'vue-i18n'

/** A filter with two sides, as a choice of three: either, or whatever. */
export function useYesNo(value: () => boolean | undefined, change: (value: boolean | undefined) => void, words: () => { yes: string, no: string }) {
  const { t } = useI18n()
  const chosen = computed({
    get: () => String(value() ?? ''),
    set: (word: string) => change(word === '' ? undefined : word === 'true'),
  })
  const options = computed(() => [{ value: '', label: t('users.filter.any') }, { value: 'true', label: words().yes }, { value: 'false', label: words().no }])
  return { chosen, options }
}
