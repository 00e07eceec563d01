import { defineConfig } from 'vitest/config'
import { existsSync } from 'node:fs'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/{policy,otp,contract}/src/**/*.test.ts', 'apps/{server,demo}/src/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: ['**/*.databases.test.ts'],
          pool: 'threads',
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
          globalSetup: ['e2e/support/global.ts'],
          testTimeout: 90_000,
          hookTimeout: 180_000,
          // Each file has its own server, ports, data and browser; more of them at a time only wait for the processor.
          maxWorkers: 2,
        },
      },
      // Needs a Java and Maven Central, so it is asked for by name: `pnpm test:keycloak`.
      {
        test: {
          name: 'keycloak',
          include: ['e2e/keycloak/**/*.test.ts'],
          globalSetup: ['e2e/support/keycloak.ts'],
          testTimeout: 90_000,
          hookTimeout: 400_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
