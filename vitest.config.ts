import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'

/** Tests that replace a module or load one afresh, which no other file may see. */
const NEEDS_OWN_MODULES = [
  'test/judge/features/tokenise.test.ts',
  'test/shell/node/model/load-encoder.test.ts',
]

/** A test, or what prepares it, that runs longer hangs. Far above what any takes, since machines are shared. */
const HANG_MS = 180_000

/** All other files of a worker share the modules they import: importing the house and its models anew for each file took longer than the tests. */
export default defineConfig({
  // `imports` of package.json name the build.
  resolve: {
    alias: {
      '#stance-en': fileURLToPath(new URL('src/shell/node/model/load-stance.ts', import.meta.url)),
    },
  },
  test: {
    globalSetup: 'test/support/global-setup.ts',
    setupFiles: 'test/support/fixed-seed.ts',
    maxWorkers: '100%',
    // Tests make much that lives shortly: with room for it the collector runs seldom.
    execArgv: ['--max-semi-space-size=32'],
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...NEEDS_OWN_MODULES],
          testTimeout: HANG_MS,
          hookTimeout: HANG_MS,
          pool: 'forks',
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'own modules',
          include: NEEDS_OWN_MODULES,
          testTimeout: HANG_MS,
          hookTimeout: HANG_MS,
          pool: 'forks',
        },
      },
    ],
  },
})
