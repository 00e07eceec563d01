import { availableParallelism } from 'node:os'
import vue from '@vitejs/plugin-vue'
import { defineProject } from 'vitest/config'

export default defineProject({
  plugins: [vue()],
  test: {
    name: 'console',
    environment: 'happy-dom',
    testTimeout: 30_000,
    // As all the other projects have it.
    maxWorkers: Math.min(availableParallelism() + 1, 4),
    css: { include: [/tokens\.css/] },
    environmentOptions: { happyDOM: { url: 'https://id.example/console/demo/users' } },
    include: ['src/**/*.test.ts', 'build/**/*.test.ts'],
    server: { deps: { inline: ['element-plus'] } },
  },
})
