/** What vitest writes down of a run, as far as it is read here. */
export interface Report extends Record<'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numTodoTests', number> {
  readonly testResults: readonly { readonly name: string; readonly status: string; readonly assertionResults: readonly { readonly status: string }[] }[]
}

/** `again`: files that failed and are run once more; nothing of them is counted. */
export type Tally = { passed: number; failed: number; skipped: number; again: readonly string[] }

/**
 * Adds up what came of a run. A file that did not load, or whose worker was gone, has no failed test to count, and neither has
 * an error that no test caught: each is a failure all the same, also where other files are run once more.
 *
 * `stray`: of each such error the file in which it rose; null where nobody knows.
 */
export function tallyOf(report: Report, stray: readonly (string | null)[], mayRepeat: (file: string) => boolean): Tally {
  const repeated = report.testResults.filter(({ name, status }) => status === 'failed' && mayRepeat(name))
  const again = repeated.map(({ name }) => name)
  const tests = repeated.flatMap(({ assertionResults }) => assertionResults)
  const of = (state: string): number => tests.filter(({ status }) => status === state).length
  const unfinished = report.testResults.filter(({ name, status, assertionResults }) =>
    status === 'failed' && !again.includes(name) && !assertionResults.some((test) => test.status === 'failed')).length
  const nobodys = stray.filter((file) => file === null || !again.includes(file)).length
  return {
    passed: report.numPassedTests - of('passed'),
    failed: report.numFailedTests - of('failed') + unfinished + nobodys,
    skipped: report.numPendingTests + report.numTodoTests - of('pending') - of('skipped') - of('todo'),
    again,
  }
}
