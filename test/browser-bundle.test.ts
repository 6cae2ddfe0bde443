import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { expect, it } from 'vitest'

/** What every browser has and the core may use. Nothing of Node: no process, Buffer or require. */
const BROWSER = {
  AbortSignal,
  TextDecoder,
  TextEncoder,
  atob,
  btoa,
  setTimeout,
  queueMicrotask,
  Intl,
  URL,
}

it('labels a pasted thread in a context that has nothing of Node', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { createPipeline } from './dist/src/entry/index.js'
        import linearEn from './dist/models/linear-en.js'
        const paste = '@ana Smart move, they were never going to win that race anyway.\\n\\n@ana so they gave up. sad'
        globalThis.labels = createPipeline({ model: linearEn }).run(paste).then(({ posts }) => posts.map(({ label }) => label))`,
      resolveDir: '.',
    },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    write: false,
    logLevel: 'silent',
  })
  const context = createContext({ ...BROWSER })
  runInContext('globalThis.self = globalThis', context)
  runInContext(outputFiles[0]?.text ?? '', context)
  expect([...(await (context['labels'] as Promise<string[]>))]).toEqual(['shrewd pivot', 'retreat'])
})
