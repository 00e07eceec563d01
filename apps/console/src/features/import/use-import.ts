import { type Encoding, type ImportColumn, type Part, previewPeople, type Separator, type Source, surveyFile, writePeople } from '@tegata/contract'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { useApi } from '../../api.ts'
import { useAskAnew } from '../../ask-anew.ts'
import { refuseTooLong } from './refuse-too-long.ts'
import { nothing, type Tally, withPart } from './tally.ts'

export type Stage = 'choose' | 'read' | 'looking' | 'looked' | 'writing' | 'stopped' | 'done'
export type Survey = Awaited<ReturnType<typeof surveyFile>>

const sliceBytes = 1_048_576

/** Whether signs stand in it that no table has: then it is a picture, a workbook, or anything else but text. */
const isNoText = (cells: readonly string[]): boolean => [...cells.join('')].some((sign) => sign < ' ' && !'\t\n\v\f\r'.includes(sign))

/** The browser reads no file that was changed, moved or deleted after it was chosen. */
const isUnreadable = (problem: unknown): boolean => problem instanceof DOMException && ['NotReadableError', 'NotFoundError'].includes(problem.name)

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

  /** Encoding and separator as the person said them; what is not said is guessed once, and then stays. */
  let given: { encoding?: Encoding, separator?: Separator } = {}
  let reading = 0
  let pending: Promise<void> = Promise.resolve()
  const read = (more: typeof given = {}): Promise<void> => pending = readNow(more)

  async function readNow(more: typeof given): Promise<void> {
    if (!file.value) return
    const mine = reading += 1
    given = { ...(survey.value && { encoding: survey.value.encoding, separator: survey.value.separator }), ...given, ...more }
    error.value = null
    notText.value = false
    try {
      const found = await surveyFile(slicesOf(file.value), given)
      // Another file, or another way to read this one, was chosen meanwhile.
      if (mine !== reading) return
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
      if (mine !== reading) return
      startOver()
      error.value = problem
    }
  }

  function take(chosen: File): Promise<void> {
    file.value = chosen
    given = {}
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
    // What was said last about how it is read is how it is looked at.
    await pending
    if (stage.value !== 'read') return
    stage.value = 'looking'
    preview.value = nothing()
    result.value = nothing()
    await run(async function* (source, reading, signal) {
      await refuseTooLong(source, reading.encoding, signal)
      if (!signal.aborted) yield* previewPeople(api, source, reading, { signal })
    }, preview, 'looked', 'read')
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
    reading += 1
    said = ''
    file.value = null
    survey.value = null
    preview.value = nothing()
    result.value = nothing()
    error.value = null
    stage.value = 'choose'
  }

  const unreadable = computed(() => isUnreadable(error.value))
  const progress = computed(() => {
    const { bytes } = stage.value === 'looking' ? preview.value : result.value
    return file.value && file.value.size > 0 ? Math.min(1, bytes / file.value.size) : 0
  })
  return { file, survey, columns, stage, preview, result, error, notText, unreadable, progress, take, read, setColumn, look, write, stop, startOver, back: () => { stage.value = 'read' } }
}
