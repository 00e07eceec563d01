import { writeFileSync } from 'node:fs'
import type { Reporter } from 'vitest/node'

/** Writes down, of every error that no test caught, the file in which it rose; null where nobody knows, as when a worker is gone. */
export default class StrayErrors implements Reporter {
  onTestRunEnd(...[, errors]: Parameters<NonNullable<Reporter['onTestRunEnd']>>): void {
    const files = errors.map((error) => (typeof error['VITEST_TEST_PATH'] === 'string' ? error['VITEST_TEST_PATH'] : null))
    writeFileSync(process.env['TEGATA_STRAY_ERRORS'] ?? '', JSON.stringify(files))
  }
}
