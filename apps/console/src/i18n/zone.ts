import { computed, inject, type InjectionKey, type Ref } from 'vue'
import { showDate, type DateStyle } from './dates.ts'
import { useLanguage } from './language-store.ts'

export const zoneKey: InjectionKey<Ref<string>> = Symbol('zone')

/** The zone in which this realm speaks of instants; UTC until the realm is known. */
export const useZone = (): Ref<string> => inject(zoneKey, () => computed(() => 'UTC'), true)

/** Says an instant inside a sentence. */
export function useDates() {
  const language = useLanguage()
  const zone = useZone()
  return (iso: string, look: DateStyle = 'moment') => showDate(iso, look, zone.value, language.current)
}
