import { type Encoding, type ImportColumn, type Part, previewPeople, type Separator, type Source, surveyFile, writePeople } from '@tegata/contract'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { useApi } from '../../api.ts'
import { useAskAnew } from '../../ask-anew.ts'
import { nothing, type Tally, withPart } from './tally.ts'

export type Stage = 'choose' | 'read' | 'looking' | 'looked' | 'writing' | 'stopped' | 'done'
export type Survey = Awaited<ReturnType<typeof surveyFile>>

const sliceBytes = 1_048_576

/** Whether signs stand in it that no table has: then it is a picture, a workbook, or anything else but text. */
const isNoText = (cells: readonly string[]): boolean => [...cells.join('')].some((sign) => sign < ' ' && !'\t\n\v\f\r'.includes(sign))

/** A file in slices, from its beginning: it is never in memory as a whole. */
const slicesOf = (file: Blob): Source => async function* () {
  for (let at = 0; at < file.size; at += sliceBytes) yield new Uint8Array(await file.slice(at, at + sliceBytes).arrayBuffer())
}

/** A file of people: read here, looked at by the server part by part, and written the same way. */
export function useImport() {
  const api = useApi()
  const askAnew = useAskAnew()
  const file = shallowRef<File | null>(null)
  const survey = shallowRef<Survey | null>(null)
  const columns = ref<(ImportColumn | null)[]>([])
  const stage = ref<Stage>('choose')
  const preview = shallowRef<Tally>(nothing())
  const result = shallowRef<Tally>(nothing())
  const error = shallowRef<unknown>(null)
  const notText = ref(false)
  /** Why, as it was said when it began: going on after a stop says the same. */
  let said = ''
  let control = new AbortController()
  const stop = () => control.abort()
  onScopeDispose(stop)

  async function read(given: { encoding?: Encoding, separator?: Separator } = {}): Promise<void> {
    if (!file.value) return
    error.value = null
    notText.value = false
    try {
      const found = await surveyFile(slicesOf(file.value), given)
      notText.value = given.encoding === undefined && isNoText([found.heads, ...found.first].flat())
      if (notText.value) {
        startOver()
        return
      }
      survey.value = found
      // Hashes of passwords are read on the host alone.
      columns.value = found.columns.map((column) => (column === 'passwordHash' ? null : column))
      stage.value = 'read'
    } catch (problem) {
      error.value = problem
      file.value = null
      stage.value = 'choose'
    }
  }

  function take(chosen: File): Promise<void> {
    file.value = chosen
    return read()
  }

  /** One meaning belongs to one column. */
  function setColumn(index: number, column: ImportColumn | null): void {
    columns.value = columns.value.map((each, at) => (at === index ? column : each === column ? null : each))
  }

  async function run(parts: (source: Source, reading: Survey, signal: AbortSignal) => AsyncIterable<Part>, into: typeof preview, whenDone: Stage, whenStopped: Stage): Promise<void> {
    if (!file.value || !survey.value) return
    control = new AbortController()
    const { signal } = control
    error.value = null
    try {
      for await (const part of parts(slicesOf(file.value), { ...survey.value, columns: columns.value }, signal)) into.value = withPart(into.value, part)
      stage.value = signal.aborted ? whenStopped : whenDone
    } catch (problem) {
      error.value = problem
      stage.value = whenStopped
    }
  }

  async function look(): Promise<void> {
    stage.value = 'looking'
    preview.value = nothing()
    result.value = nothing()
    await run((source, reading, signal) => previewPeople(api, source, reading, { signal }), preview, 'looked', 'read')
  }

  /** Goes on behind the last line that was answered. */
  async function write(reason = ''): Promise<void> {
    stage.value = 'writing'
    said = reason || said
    const { removals } = preview.value
    await run((source, reading, signal) => writePeople(api, source, reading, { removals, reason: said, from: result.value.upTo, signal }), result, 'done', 'stopped')
    await askAnew(['users'], ['dashboard'])
  }

  function startOver(): void {
    stop()
    said = ''
    file.value = null
    survey.value = null
    preview.value = nothing()
    result.value = nothing()
    error.value = null
    stage.value = 'choose'
  }

  const progress = computed(() => {
    const { bytes } = stage.value === 'looking' ? preview.value : result.value
    return file.value && file.value.size > 0 ? Math.min(1, bytes / file.value.size) : 0
  })
  return { file, survey, columns, stage, preview, result, error, notText, progress, take, read, setColumn, look, write, stop, startOver, back: () => { stage.value = 'read' } }
}
