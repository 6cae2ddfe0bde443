import { build } from 'esbuild'
import { expect, it } from 'vitest'

async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    external: ['#*'],
    platform: 'node',
    write: false,
    format: 'esm',
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}

it('leaves out what a program does not use of the root entry', async () => {
  const one = await bundle(
    "import { parseDeals } from './src/entry/index.ts'; console.log(parseDeals('[]'))",
  )
  const whole = await bundle("export * from './src/entry/index.ts'")
  expect(one).toContain('DEALS_INVALID')
  expect(one.length).toBeLessThan(whole.length / 100)
})
