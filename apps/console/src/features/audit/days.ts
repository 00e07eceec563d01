import { instantAt } from '../../i18n/zone-time.ts'

/** The instant at which a day (`2026-11-24`) begins in a zone, or the day so many days after it. */
export const startOfDay = (day: string, zone: string, later = 0): string => instantAt(Date.parse(`${day}T00:00:00Z`) + later * 86_400_000, zone)
