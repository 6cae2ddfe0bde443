import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { beforeAll, describe, expect, it } from 'vitest'
import { run as runCli } from '../../src/cli/run.js'

async function run(...argv: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const out = { stdout: '', stderr: '' }
  const into = (name: 'stdout' | 'stderr') => ({
    write: (text: string, done?: () => void) => {
      out[name] += text
      done?.()
    },
  })
  const io = { stdin: Readable.from([]), stdout: into('stdout'), stderr: into('stderr'), env: {} }
  return { code: await runCli(['check-corpus', ...argv], io), ...out }
}

describe('the shipped corpus', () => {
  let result: Awaited<ReturnType<typeof run>>
  beforeAll(async () => {
    result = await run('--table', 'markdown')
  })

  it('is sound', () => {
    expect(result.stderr).toMatch(/^0 findings;/)
    expect(result.code).toBe(0)
  })

  it('has the counts that corpus/README.md prints (npm run check-corpus -- --table markdown)', () => {
    const page = readFileSync('corpus/README.md', 'utf8')
    for (const table of result.stdout.split('\n\n')) expect(page).toContain(table.trim())
  })
})

describe('the command', () => {
  it('says what is missing and gives 66 for a folder without a corpus', async () => {
    const { code, stdout, stderr } = await run('--corpus', 'test/no-such-folder')
    expect([code, stdout]).toEqual([66, ''])
    expect(stderr).toMatch(/^dealstance: INPUT_MISSING: expected files of threads .* at test\/no-such-folder\/threads, found none\./)
  })

  it.each([['--tables'], ['--table=html'], ['extra']])('gives 64 and one line for %s', async (option) => {
    const { code, stderr } = await run(option)
    expect([code, stderr.trimEnd().split('\n').length]).toEqual([64, 1])
    expect(stderr).toMatch(/^dealstance: USAGE_OPTION_/)
  })
})
