import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { SOURCES } from './vitest.projects.js'

/**
 * Files of `npm test` that attack too: kills, full disks, closed pipes, changed inputs, foreign
 * origins, slow servers. Here they play all.
 */
const STANDING = [
  'test/bundle/run-cached.test.ts',
  'test/read/table/parse-xlsx.test.ts',
  'test/shell/node/audit/audit-kill.test.ts',
  'test/shell/node/audit/audit-server.test.ts',
  'test/shell/node/llm/llm-faults.test.ts',
  'test/shell/node/llm/llm-kill.test.ts',
  'test/shell/cli/process.test.ts',
  'test/shell/node/model/load-encoder.test.ts',
]

/**
 * A small size fits into minutes. `DEALSTANCE_RUNS=20000 npm run test:faults` plays all: 50 and 100
 * kills, ten million rows, every crafted text.
 */
export default defineConfig({
  ...SOURCES,
  test: {
    include: ['test/faults/**/*.fault.ts', ...STANDING],
    globalSetup: ['test/support/global-setup.ts', 'test/support/build-once.ts'],
    setupFiles: ['test/support/fixed-seed.ts', 'test/support/needs-build.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 300_000,
    env: { DEALSTANCE_FAULTS: 'on' },
    pool: 'forks',
    // Kills and labels mostly wait for processes and locks.
    maxWorkers: availableParallelism() + 1,
  },
})
