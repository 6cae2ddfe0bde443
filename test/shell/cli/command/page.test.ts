import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newFolder, runCli, startApart } from '../cli-harness.js'

const BUILT = 'dist/page/dealstance.html'
const isBuilt = existsSync(BUILT)

// Building the real page takes seconds, and the command only serves it.
beforeAll(() => {
  if (isBuilt) return
  mkdirSync('dist/page', { recursive: true })
  writeFileSync(BUILT, '<!doctype html><title>stand-in</title>')
})
afterAll(() => {
  if (!isBuilt) rmSync(BUILT)
})

it('writes the built page', async () => {
  const folder = newFolder()
  const { code, stdout, stderr } = await runCli(['page', '--out', folder.path('page.html')])
  expect([code, stdout, stderr]).toEqual([0, '', `page written to ${folder.path('page.html')}\n`])
  expect(folder.read('page.html')).toMatch(/^<!doctype html>/)
})

it('serves it to this machine until Ctrl-C', async () => {
  const { child, ended } = startApart(['page'])
  const url = await new Promise<string>((resolve) => {
    child.stderr?.on('data', (text: string) =>
      resolve(/http:\/\/127\.0\.0\.1:\d+\/[\w-]+\//.exec(text)?.[0] ?? ''),
    )
  })
  expect(await (await fetch(url)).text()).toMatch(/^<!doctype html>/)
  child.kill('SIGINT')
  expect((await ended).code).toBe(0)
})
