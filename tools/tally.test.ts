import { describe, expect, test } from 'vitest'
import { type Report, tallyOf } from './tally.ts'

const file = (name: string, status: 'passed' | 'failed', ...tests: readonly string[]) => ({ name, status, assertionResults: tests.map((each) => ({ status: each })) })
function report(...testResults: Report['testResults']): Report {
  const of = (state: string) => testResults.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === state).length
  return { numPassedTests: of('passed'), numFailedTests: of('failed'), numPendingTests: of('skipped'), numTodoTests: of('todo'), testResults }
}
const isWalk = (name: string) => name.startsWith('e2e/')
const good = file('good', 'passed', 'passed', 'passed', 'skipped')
const brokenWalk = file('e2e/walk', 'failed', 'passed', 'failed', 'skipped')

describe('what came of a run of the tests', () => {
  test('is the sum of its tests; a walk that failed is not counted, and is walked again', () => {
    expect(tallyOf(report(good, brokenWalk), [], isWalk)).toEqual({ passed: 2, failed: 0, skipped: 1, again: ['e2e/walk'] })
    expect(tallyOf(report(good, brokenWalk), [], () => false)).toEqual({ passed: 3, failed: 1, skipped: 2, again: [] })
  })

  test.each<[string, Report['testResults'], readonly (string | null)[], number]>([
    ['a file that does not load', [file('broken', 'failed')], [], 1],
    ['a file whose worker was gone before its tests were over', [file('half', 'failed', 'passed', 'pending')], [], 1],
    ['a worker that was gone', [], [null], 1],
    ['an error behind the back of tests that all passed', [], ['good'], 1],
    ['a failed test, once', [file('bad', 'failed', 'failed', 'passed')], [], 1],
  ])('%s is a failure, whether or not a walk is walked again', (_, files, stray, failures) => {
    for (const others of [[], [brokenWalk]]) expect(tallyOf(report(good, ...others, ...files), stray, isWalk).failed).toBe(failures)
  })

  test('an error of a walk that is walked again is part of what went wrong there', () => {
    expect(tallyOf(report(good, brokenWalk), ['e2e/walk'], isWalk)).toMatchObject({ failed: 0, again: ['e2e/walk'] })
    expect(tallyOf(report(good, file('e2e/walk', 'failed')), [], isWalk)).toMatchObject({ failed: 0, again: ['e2e/walk'] })
  })
})
