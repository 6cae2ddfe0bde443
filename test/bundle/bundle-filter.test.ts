import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleFilter } from '../../scripts/bundle/bundle-filter.js'
import { IS_LONG, sampleCases } from '../run-count.js'
import { newFolder, runCli, SAMPLE } from '../shell/cli/cli-harness.js'

const folder = newFolder()
const file = folder.path('dealstance-filter.cjs')

/** The filter in an empty folder, without packages. */
function runBundle(argv: readonly string[], input: string) {
  return spawnSync(process.execPath, [file, ...argv], { cwd: folder.path('.'), input, encoding: 'utf8', env: {}, maxBuffer: 1 << 28 })
}

describe('the single-file filter', () => {
  let lines = ''
  beforeAll(async () => {
    await bundleFilter(file)
    const posts = (await runCli(['ingest', '--quiet', SAMPLE])).stdout
    lines = `${posts}\nbroken\n{"id":"de","text":"Das ist ja wirklich eine ganz schlechte Idee von denen"}\n`
  })

  const OPTIONS = [
    [],
    ['--two-way', '--any-language'],
    ['--evidence', 'on', '--deal', 'xai-anthropic'],
    ['--context', 'off', '--min-probability', '0.6'],
  ].map((options) => [options] as const)

  it.each(sampleCases(OPTIONS, 1))('gives the bytes of classify --filter, %j', async (options) => {
    const alone = runBundle(options, lines)
    const { code, stdout } = await runCli(['classify', '--filter', '--model', 'linear-en', ...options], {
      stdin: lines,
    })
    expect([alone.status, code]).toEqual([0, 0])
    expect(alone.stdout).toBe(stdout)
  })

  it.runIf(IS_LONG)('takes another catalogue of deals', () => {
    folder.write('deals.json', readFileSync('corpus/deals.json', 'utf8'))
    const own = runBundle(['--deals', 'deals.json'], lines)
    expect(own.stdout).toBe(runBundle([], lines).stdout)
    expect(runBundle(['--deals', 'none.json'], lines)).toMatchObject({ status: 66, stdout: '' })
  })

  const REFUSED = [
    { options: ['--strict'], status: 65, says: 'stdin, line 19: expected one JSON object' },
    { options: ['--expect', '3'], status: 75, says: 'INPUT_INCOMPLETE' },
    { options: ['--model', 'stack-en'], status: 64, says: 'expected --model linear-en' },
    { options: ['posts.jsonl'], status: 64, says: 'expected options only' },
  ]

  it.each(sampleCases(REFUSED, 2))('ends with $status for $options', ({ options, status, says }) => {
    expect(runBundle(options, lines)).toMatchObject({ status, stderr: expect.stringContaining(says) })
  })

  it('prints its usage', () => {
    expect(runBundle(['--help'], '').stdout).toContain('Usage: node dealstance-filter.cjs < POSTS > SCORED [options]')
  })
})
