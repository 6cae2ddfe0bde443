import { fileURLToPath } from 'node:url'
import { asModule, bundlePageScripts } from './scripts/page/pack-page-scripts.js'

/**
 * A test, or what prepares it, that runs longer hangs. Far above what any takes, since machines are
 * shared.
 */
export const HANG_MS = 180_000

/** Tests that replace a module or load one afresh, which no other file may see. */
export const NEEDS_OWN_MODULES = ['test/judge/features/tokenise.test.ts']

/**
 * Tests that run commands or import the package from `dist/`. All others test the sources, and wait
 * for no build.
 */
export const NEEDS_BUILD = [
  'test/base/text/split-lines.test.ts',
  'test/browser-bundle.test.ts',
  'test/bundle/run-cached.test.ts',
  'test/entry/types/labels.test.ts',
  'test/guides.test.ts',
  'test/shell/cli/classify/one-road.test.ts',
  'test/shell/cli/command/page.test.ts',
  'test/shell/cli/process.test.ts',
  'test/shell/node/audit/audit-kill.test.ts',
  'test/shell/node/llm/llm-kill.test.ts',
  'test/shell/node/model/load-encoder.test.ts',
  'test/slurm/submit.test.ts',
]

const PAGE_SCRIPTS = '#page-scripts'

/**
 * `imports` of package.json name the build: tests load the sources, and pack the scripts of pages
 * where a file asks for them.
 */
export const SOURCES = {
  resolve: {
    alias: {
      '#stance-en': fileURLToPath(new URL('src/shell/node/model/load-stance.ts', import.meta.url)),
    },
  },
  plugins: [
    {
      name: 'page-scripts',
      enforce: 'pre' as const,
      resolveId: (id: string) => (id === PAGE_SCRIPTS ? `\0${PAGE_SCRIPTS}` : null),
      load: async (id: string) =>
        id === `\0${PAGE_SCRIPTS}` ? asModule(await bundlePageScripts()) : null,
    },
  ],
}
