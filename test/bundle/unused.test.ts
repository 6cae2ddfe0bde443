import { build } from 'esbuild'
import { expect, it } from 'vitest'

it('leaves out what a program does not use of the root entry', async () => {
  const { outputFiles } = await build({
    stdin: { contents: "import { parseDeals } from './src/entry/index.ts'; console.log(parseDeals('[]'))", resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    external: ['#*'],
    write: false,
    format: 'esm',
    logLevel: 'error',
  })
  const [{ text }] = outputFiles as unknown as [{ readonly text: string }]
  expect(text).toContain('parseDeals')
  // The root entry as a whole takes thirty times as much.
  expect(text.length).toBeLessThan(30_000)
})
