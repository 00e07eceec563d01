import { createPeopleWriter, type TableFormat, type WrittenEncoding } from '@tegata/contract'
import { onScopeDispose, ref, shallowRef } from 'vue'
import { useApi } from '../../api.ts'
import { type Listed, partsOf } from '../bulk/bulk-actions.ts'

const linesAtOnce = 500

/**
 * Everybody whom the list shows, or exactly those who are selected, as a file: read in parts, so that a million people
 * hold nobody up; can be stopped.
 */
export function useExport(save: (file: Blob) => void) {
  const api = useApi()
  const read = ref(0)
  const left = ref(0)
  const running = ref(false)
  const error = shallowRef<unknown>(null)
  let control = new AbortController()
  const stop = () => control.abort()
  onScopeDispose(stop)

  async function* rowsOf(who: Listed, signal: AbortSignal): AsyncGenerator<string[][]> {
    if ('userIds' in who) {
      for (const { part } of partsOf(who)) yield (await api.exportNamedUsers({ userIds: part.userIds ?? [] }, { signal })).rows
      return
    }
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof api.exportUsers>> = await api.exportUsers({ ...who.filter, lines: linesAtOnce, ...(cursor === null ? {} : { cursor }) }, { signal })
      yield page.rows
      cursor = page.next
    } while (cursor !== null)
  }

  /** Whether the whole of it was handed over. */
  async function run(who: Listed, format: TableFormat, encoding: WrittenEncoding): Promise<boolean> {
    control = new AbortController()
    const { signal } = control
    const writer = createPeopleWriter(format, encoding)
    ;[read.value, left.value, running.value, error.value] = [0, 0, true, null]
    // Finished parts are the browser's to keep on disk.
    let file = new Blob([writer.head()])
    try {
      for await (const rows of rowsOf(who, signal)) {
        if (signal.aborted) return false
        file = new Blob([file, writer.lines(rows)], { type: format === 'csv' ? 'text/csv' : 'text/tab-separated-values' })
        read.value += rows.length
        left.value = writer.left.cells
      }
      save(file)
      return true
    } catch (problem) {
      if (!signal.aborted) error.value = problem
      return false
    } finally {
      running.value = false
    }
  }
  return { run, stop, read, left, running, error }
}
