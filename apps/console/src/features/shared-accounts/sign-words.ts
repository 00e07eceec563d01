import { useI18n } from 'vue-i18n'
import { showNumber } from '../../i18n/numbers.ts'
import type { SharedSign } from './queries.ts'

/** What speaks for several people, as something that can be looked up. */
export function useSignWords() {
  const { t } = useI18n()
  return ({ kind, word, count, others }: SharedSign): string =>
    t(`shared.sign.${kind}`, { word: word ?? '', count: showNumber(count ?? 0), others: others.map(({ username }) => username).join(', ') })
}
