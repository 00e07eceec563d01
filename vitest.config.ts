import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The same for all, so that files of several projects run side by side. One more than there are processors: whoever waits for a server or a page leaves one idle. */
const maxWorkers = Math.min(availableParallelism() + 1, 4)

/** How long something may take to become so, where a test looks for it again and again: the usual second is a promise about speed. */
const expecting = { poll: { timeout: 15_000 } }

/** What takes minutes begins first, what takes milliseconds fills what is left: all workers end together. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const order = ['e2e', 'storage', 'console', 'unit']
    return (await super.sort(files)).toSorted((one, other) => order.indexOf(one.project.name) - order.indexOf(other.project.name))
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/{policy,otp,contract}/src/**/*.test.ts', 'apps/{server,demo}/src/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: ['**/*.databases.test.ts'],
          pool: 'threads',
          // Every test has a house or values of its own; a thread that has read the source goes on to the next file.
          isolate: false,
          maxWorkers,
          // How long to wait before calling it stuck; no promise about speed, whatever else the machine is doing.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'storage',
          include: ['packages/storage/**/*.test.ts', 'apps/server/src/**/*.databases.test.ts'],
          globalSetup: ['packages/storage/test/postgres.ts'],
          maxWorkers,
          testTimeout: 30_000,
          hookTimeout: 120_000,
        },
      },
      ...(existsSync('apps/console/vitest.config.ts') ? ['apps/console/vitest.config.ts'] : []),
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'e2e/keycloak/**'],
          globalSetup: ['e2e/support/browser.ts', 'packages/storage/test/postgres.ts'],
          expect: expecting,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // Each file has its own server, ports, data and browser.
          maxWorkers,
        },
      },
      // Needs a Java and Maven Central, so it is asked for by name: `pnpm test:keycloak`.
      {
        test: {
          name: 'keycloak',
          include: ['e2e/keycloak/**/*.test.ts'],
          globalSetup: ['e2e/support/keycloak.ts'],
          expect: expecting,
          testTimeout: 180_000,
          hookTimeout: 400_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
