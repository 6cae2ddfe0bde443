import { defineConfig } from 'vitest/config'

/** The pages in a real browser; apart from `npm test`, which runs where there is none. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.browser.ts'],
    globalSetup: ['test/support/global-setup.ts', 'test/support/build-once.ts'],
    setupFiles: 'test/support/needs-build.ts',
    testTimeout: 120_000,
    pool: 'forks',
  },
})
