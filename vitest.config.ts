import { configDefaults, defineConfig } from 'vitest/config'
import { HANG_MS, NEEDS_BUILD, NEEDS_OWN_MODULES, SOURCES } from './vitest.projects.js'

const COMMON = {
  testTimeout: HANG_MS,
  hookTimeout: HANG_MS,
  pool: 'forks' as const,
  setupFiles: 'test/support/fixed-seed.ts',
}

// Tests make much that lives shortly: with room for it the collector runs seldom.
const NODE_OPTIONS = ['--min-semi-space-size=64', '--max-semi-space-size=64']
// Node 20 has only the costly compiler, and wakes it for functions that a test calls a few times.
if (process.version.startsWith('v20.')) NODE_OPTIONS.push('--interrupt-budget=540672')

/**
 * All files of the first project share the modules they import: importing the house and its models
 * anew for each took longer than the tests.
 */
export default defineConfig({
  ...SOURCES,
  test: {
    globalSetup: 'test/support/global-setup.ts',
    maxWorkers: '100%',
    execArgv: NODE_OPTIONS,
    // Compiled modules are kept by their content; `npx vitest --clearCache` drops them.
    experimental: { fsModuleCache: true },
    projects: [
      {
        extends: true,
        test: {
          ...COMMON,
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...NEEDS_OWN_MODULES, ...NEEDS_BUILD],
          isolate: false,
        },
      },
      {
        extends: true,
        test: { ...COMMON, name: 'own modules', include: NEEDS_OWN_MODULES },
      },
      {
        extends: true,
        test: {
          ...COMMON,
          name: 'built',
          include: NEEDS_BUILD,
          globalSetup: 'test/support/build-once.ts',
          setupFiles: ['test/support/fixed-seed.ts', 'test/support/needs-build.ts'],
        },
      },
    ],
  },
})
