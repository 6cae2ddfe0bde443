import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkCorpus } from '../../scripts/corpus/check-corpus-command.js'
import { expectRefusal, runScriptCommand } from '../shell/cli/cli-harness.js'
import { IS_LONG } from '../support/run-count.js'

const run = (...argv: readonly string[]) => runScriptCommand(checkCorpus, argv)

/** `npm run check-corpus` says the same. */
describe.runIf(IS_LONG)('the shipped corpus', () => {
  let result: Awaited<ReturnType<typeof run>>
  beforeAll(async () => {
    result = await run()
  }, 60_000)

  it('is valid', () => {
    expect(result.stderr).toMatch(/^0 findings;/)
    expect(result.code).toBe(0)
  })

  it('has the counts that corpus/README.md prints (npm run check-corpus)', () => {
    const page = readFileSync('corpus/README.md', 'utf8')
    for (const table of result.stdout.split('\n\n')) expect(page).toContain(table.trim())
  })
})

describe('the command', () => {
  it('names what is missing and exits with 66 for a folder without a corpus', async () => {
    expectRefusal(
      await run('--corpus', 'test/no-such-folder'),
      66,
      /^dealstance: INPUT_MISSING: expected files of threads .* at test\/no-such-folder\/threads, found none\./,
    )
  })

  it.each([['--tables'], ['extra']])('exits with 64 and one line for %s', async (option) => {
    const { code, stderr } = await run(option)
    expect([code, stderr.trimEnd().split('\n').length]).toEqual([64, 1])
    expect(stderr).toMatch(/^dealstance: USAGE_OPTION_/)
  })
})
