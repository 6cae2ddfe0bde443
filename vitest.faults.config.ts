import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Attacks: hostile texts, bombs, kills, full disks. `DEALSTANCE_RUNS=20000` plays all of them. */
export default defineConfig({
  // `imports` of package.json name the build.
  resolve: { alias: { '#stack-en': fileURLToPath(new URL('src/node/model/load-stack.ts', import.meta.url)) } },
  test: {
    include: ['test/faults/**/*.fault.ts'],
    globalSetup: 'test/global-setup.ts',
    setupFiles: 'test/fixed-seed.ts',
    testTimeout: 600_000,
    hookTimeout: 120_000,
    pool: 'forks',
  },
})
