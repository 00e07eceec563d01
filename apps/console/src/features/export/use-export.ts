import { createPeopleWriter, type TableFormat, type WrittenEncoding } from '@tegata/contract'
import { onScopeDispose, ref, shallowRef } from 'vue'
import { useApi } from '../../api.ts'
import type { UserFilter } from '../users/list/user-filter.ts'

const linesAtOnce = 500

/** Everybody whom the list shows, as a file: read page after page, so that a million people hold nobody up; can be stopped. */
export function useExport(save: (file: Blob) => void) {
  const api = useApi()
  const read = ref(0)
  const left = ref(0)
  const running = ref(false)
  const error = shallowRef<unknown>(null)
  let control = new AbortController()
  const stop = () => control.abort()
  onScopeDispose(stop)

  /** Whether the whole of it was handed over. */
  async function run(filter: UserFilter, format: TableFormat, encoding: WrittenEncoding): Promise<boolean> {
    control = new AbortController()
    const { signal } = control
    const writer = createPeopleWriter(format, encoding)
    ;[read.value, left.value, running.value, error.value] = [0, 0, true, null]
    // Finished parts are the browser's to keep on disk.
    let file = new Blob([writer.head()])
    try {
      let cursor: string | null = null
      do {
        const page: Awaited<ReturnType<typeof api.exportUsers>> = await api.exportUsers({ ...filter, lines: linesAtOnce, ...(cursor === null ? {} : { cursor }) }, { signal })
        if (signal.aborted) return false
        file = new Blob([file, writer.lines(page.rows)], { type: format === 'csv' ? 'text/csv' : 'text/tab-separated-values' })
        read.value += page.rows.length
        left.value = writer.left.cells
        cursor = page.next
      } while (cursor !== null)
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
