import { computed } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'
import { useZone } from '../../i18n/zone.ts'
import { startOfDay } from './days.ts'
import { eventGroups, groupNames, type EventGroup } from './event-groups.ts'

export const outcomes = ['success', 'refused', 'error'] as const
export type AuditOutcome = (typeof outcomes)[number]

/** What the log is narrowed to. Days as they are called in the realm's zone, both of them included. Lives in the address. */
export type AuditFilter = {
  userId: string | null
  group: EventGroup | null
  outcome: AuditOutcome | null
  from: string | null
  until: string | null
}

export const noFilter: AuditFilter = { userId: null, group: null, outcome: null, from: null, until: null }

const one = (value: LocationQuery[string] | undefined): string => (Array.isArray(value) ? value[0] : value) ?? ''
/** A day that the calendar has: of one that it has not, February 30th, `Date` makes another. */
const day = (text: string): string | null => {
  const instant = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text) ? text : null
}

/** Reads an address; what it does not understand is ignored rather than shown as an error. */
export function readFilter(query: LocationQuery): AuditFilter {
  const userId = one(query['user'])
  return {
    userId: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(userId) ? userId : null,
    group: groupNames.find((name) => name === one(query['kind'])) ?? null,
    outcome: outcomes.find((outcome) => outcome === one(query['outcome'])) ?? null,
    from: day(one(query['from'])),
    until: day(one(query['until'])),
  }
}

export function writeFilter({ userId, group, outcome, from, until }: AuditFilter): Record<string, string> {
  return {
    ...(userId ? { user: userId } : {}), ...(group ? { kind: group } : {}), ...(outcome ? { outcome } : {}), ...(from ? { from } : {}), ...(until ? { until } : {}),
  }
}

export const isFiltered = (filter: AuditFilter): boolean => Object.keys(writeFilter(filter)).length > 0

/** The filter as the API takes it. */
export function askedOf({ userId, group, outcome, from, until }: AuditFilter, zone: string) {
  return {
    ...(userId ? { userId } : {}),
    ...(group ? { type: eventGroups[group].join(',') } : {}),
    ...(outcome ? { outcome } : {}),
    ...(from ? { from: startOfDay(from, zone) } : {}),
    ...(until ? { until: startOfDay(until, zone, 1) } : {}),
  }
}

/** The filter of the page on screen. */
export function useAuditFilter() {
  const route = useRoute()
  const router = useRouter()
  const zone = useZone()
  const filter = computed<AuditFilter>((before) => (route.name === 'audit' ? readFilter(route.query) : before ?? noFilter))
  const asked = computed(() => askedOf(filter.value, zone.value))
  const set = (next: AuditFilter) => router.push({ name: 'audit', query: writeFilter(next) })
  return { filter, asked, set, change: (part: Partial<AuditFilter>) => set({ ...filter.value, ...part }) }
}
