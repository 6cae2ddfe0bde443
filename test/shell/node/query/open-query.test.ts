import { expect, it, vi } from 'vitest'
import { runCli, runWell } from '../../cli/cli-harness.js'

vi.mock('node:module', async (original) => ({
  ...(await original<typeof import('node:module')>()),
  createRequire: () => (name: string) => {
    throw new Error(`Cannot find package '${name}'`)
  },
}))

it('query without the optional package names the command that installs it, and exits like a missing input', async () => {
  const { code, stdout, stderr } = await runCli(['query', 'corpus/samples/xai-compute.txt', 'select 1'])
  expect({ code, stdout }).toEqual({ code: 66, stdout: '' })
  expect(stderr).toContain('QUERY_RUNTIME_UNAVAILABLE')
  expect(stderr).toContain('npm install @duckdb/node-api')
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
})

it('query without the optional package still lists the columns of the views', async () => {
  const { stdout } = await runWell(['query', '--schema', '--format', 'csv'])
  expect(stdout).toContain('stances,linkedBy,VARCHAR,"given, text, parent, root or default; by in the record"')
})
