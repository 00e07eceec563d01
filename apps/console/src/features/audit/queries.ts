import type { Api, AuditEvent } from '@tegata/contract'
import { useInfiniteQuery, useQuery } from '@pinia/colada'
import { computed, onScopeDispose, ref, toValue, type MaybeRefOrGetter } from 'vue'
import { useApi } from '../../api.ts'
import { useMe } from '../../session/me.ts'
import { exportLimit, headOf, lineOf, type ExportFormat } from './export-log.ts'

export type { AuditEvent }
type Page = Awaited<ReturnType<Api['listEvents']>>
type Asked = NonNullable<Parameters<Api['listEvents']>[0]>

export const auditKeys = { list: (asked: Asked) => ['audit', 'list', { ...asked }] as const }

/** The events that match, newest first, page by page. */
export function useEvents(asked: MaybeRefOrGetter<Asked>) {
  const api = useApi()
  const { may } = useMe()
  const query = useInfiniteQuery(() => ({
    key: auditKeys.list(toValue(asked)),
    initialPageParam: undefined as string | undefined,
    query: ({ pageParam, signal }) => api.listEvents({ ...toValue(asked), ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    getNextPageParam: (page: Page) => page.next,
    enabled: may('audit.read'),
    staleTime: 5_000,
  }))
  const events = computed(() => query.data.value?.pages.flatMap((page) => page.items))
  return { ...query, events }
}

/** Whom the log is narrowed to, for the name. */
export function usePersonNamed(userId: MaybeRefOrGetter<string | null>) {
  const api = useApi()
  return useQuery(() => ({
    key: ['users', toValue(userId) ?? ''],
    query: ({ signal }) => api.getUser({ userId: toValue(userId) ?? '' }, { signal }),
    enabled: toValue(userId) !== null,
    staleTime: 60_000,
  }))
}

/** A few people whose names match. */
export function useFindPeople(search: MaybeRefOrGetter<string>) {
  const api = useApi()
  return useQuery(() => ({
    key: ['users', 'list', 'find', toValue(search)],
    query: ({ signal }) => api.listUsers({ search: toValue(search), limit: 6 }, { signal }),
    enabled: toValue(search) !== '',
    staleTime: 5_000,
  }))
}

type Job = { asked: Asked, format: ExportFormat, withMark: boolean, say: (type: string) => string }

/** Reads everything that matches into a file, page after page; can be stopped, and what was read is not lost to a failure silently. */
export function useExport(save: (file: Blob, format: ExportFormat) => void) {
  const api = useApi()
  const read = ref(0)
  const running = ref(false)
  const capped = ref(false)
  const error = ref<unknown>(null)
  let control = new AbortController()
  const stop = () => control.abort()
  onScopeDispose(stop)

  async function run({ asked, format, withMark, say }: Job): Promise<boolean> {
    control = new AbortController()
    const { signal } = control
    read.value = 0
    capped.value = false
    error.value = null
    running.value = true
    const lines = [headOf(format, withMark)]
    try {
      let cursor: string | null = null
      do {
        const page: Page = await api.listEvents({ ...asked, limit: 200, ...(cursor === null ? {} : { cursor }) }, { signal })
        for (const event of page.items) lines.push(lineOf(format, event, say))
        read.value += page.items.length
        cursor = page.next
      } while (cursor !== null && read.value < exportLimit && !signal.aborted)
      capped.value = cursor !== null
      if (signal.aborted) return false
      save(new Blob(lines, { type: format === 'csv' ? 'text/csv;charset=utf-8' : 'application/jsonl' }), format)
      return true
    } catch (problem) {
      if (!signal.aborted) error.value = problem
      return false
    } finally {
      running.value = false
    }
  }
  /** What went wrong before is none of what comes next. */
  function forget(): void {
    error.value = null
  }
  return { run, stop, forget, read, running, capped, error }
}
