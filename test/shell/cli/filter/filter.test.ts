import { describe, expect, it } from 'vitest'
import { expectRefusal } from '../../../refusal.js'
import { QUICK, runCli, runWell } from '../cli-harness.js'

const FILTER = ['classify', '--filter', ...QUICK]
const post = (id: string, text: string) => JSON.stringify({ id, text })

const rowsOf = (stdout: string): Record<string, unknown>[] =>
  stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('classify --filter', () => {
  it('answers every line with one line, in order, a bad one with an error', async () => {
    const lines = [post('a', 'A brilliant move.'), '', '{"id": 7, "text": 5}', '[1]', 'x{', '{"text": "no id"}', post('b', 'A sad end.')]
    const { stdout, stderr } = await runWell(FILTER, { stdin: lines.join('\n') })
    expect(rowsOf(stdout).map(({ id, error, label }) => [id, (error as { code: string } | undefined)?.code, label !== undefined])).toEqual([
      ['a', undefined, true],
      [null, 'INGEST_JSON_BROKEN', false],
      ['7', 'INGEST_RECORD_INVALID', false],
      [null, 'INGEST_RECORD_INVALID', false],
      [null, 'INGEST_JSON_BROKEN', false],
      [null, 'INGEST_RECORD_INVALID', false],
      ['b', undefined, true],
    ])
    expect(stderr).toBe(
      '7 lines answered, 5 of them with an error\nNo post is tied to a deal. To name the move: --mover COMPANY --move "what it does"\n',
    )
  })

  it('gives equal lines equal rows, wherever they stand: no row tells of its place', async () => {
    const lines = [post('a', 'Fine.'), 'broken', '{"id":"c"}', post('a', 'Fine.'), 'broken', '{"id":"c"}']
    const rows = (await runCli(FILTER, { stdin: lines.join('\n') })).stdout.split('\n')
    expect(rows.slice(0, 3)).toEqual(rows.slice(3, 6))
  })

  it('puts the hashes of model and options last; other options have another hash', async () => {
    const [plain] = rowsOf((await runCli(FILTER, { stdin: post('a', 'Fine.') })).stdout)
    const [other] = rowsOf((await runCli([...FILTER, '--two-way'], { stdin: post('a', 'Fine.') })).stdout)
    expect(Object.keys(plain ?? {}).slice(-3)).toEqual(['model', 'modelHash', 'optionsHash'])
    expect(plain?.['modelHash']).toBe(other?.['modelHash'])
    expect(plain?.['optionsHash']).not.toBe(other?.['optionsHash'])
    expect(plain?.['optionsHash']).toMatch(/^[0-9a-f]{16}$/)
  })

  it('--strict ends with 65 at the first bad line, and names it', async () => {
    const { code, stdout, stderr } = await runCli([...FILTER, '--strict'], {
      stdin: `${post('a', 'Fine.')}\nbroken\n${post('b', 'Fine.')}\n`,
    })
    expect(code).toBe(65)
    expect(rowsOf(stdout).map(({ id }) => id)).toEqual(['a'])
    expect(stderr).toContain('INGEST_JSON_BROKEN: stdin, line 2: expected one JSON object')
  })

  it.each([
    { lines: 'two whole lines', stdin: `${post('a', 'x')}\n${post('b', 'y')}\n`, code: 0 },
    { lines: 'a last line without a line feed', stdin: `${post('a', 'x')}\n${post('b', 'y')}`, code: 0 },
    { lines: 'one line', stdin: `${post('a', 'x')}\n`, code: 75 },
    { lines: 'three lines', stdin: `${post('a', 'x')}\n${post('b', 'y')}\n\n`, code: 75 },
    { lines: 'a last line cut off', stdin: `${post('a', 'x')}\n{"id":"b","te`, code: 75 },
    { lines: 'nothing', stdin: '', code: 75 },
  ])('--expect 2 ends with $code for $lines', async ({ stdin, code }) => {
    expect((await runCli([...FILTER, '--expect', '2'], { stdin })).code).toBe(code)
  })

  it.each([
    ['--out', 'x.jsonl'],
    ['--llm', 'ollama:m'],
    ['--ask-llm', 'below:0.6'],
    ['--memory', '5'],
    ['--format', 'csv'],
    ['--breakdown', 'b.json'],
    ['--count', 'replies'],
    ['--source', 'jsonl'],
    ['--on-bad-record', 'skip'],
    ['--pseudonymise', 'key'],
  ])('refuses %s', async (...options) => {
    const { code, stderr } = await runCli([...FILTER, ...options])
    expect([code, stderr]).toEqual([64, expect.stringContaining(`without ${options[0]}`)])
  })

  it.each([['posts.jsonl'], ['--deals', '-'], ['--expect', '-1'], ['--expect', 'many']])('refuses %s %s', async (...options) => {
    expect((await runCli([...FILTER, ...options])).code).toBe(64)
  })

  it.each([['--strict'], ['--expect', '3']])('%s needs --filter', async (...options) => {
    const { code, stderr } = await runCli(['classify', '-', ...QUICK, ...options], { stdin: 'a paste' })
    expect([code, stderr]).toEqual([64, expect.stringContaining('with --filter')])
  })

  it('a scored row read back is the post that it answered', async () => {
    const ingested = await runCli(['ingest', '-', '--quiet'], { stdin: post('a', 'Fine.') })
    const { stdout } = await runCli(FILTER, { stdin: ingested.stdout })
    expect((await runCli(['ingest', '-', '--quiet'], { stdin: stdout })).stdout).toBe(ingested.stdout)
    const own = await runCli([...FILTER, '--mover', 'Halden', '--move', 'sells its ferries'], { stdin: post('a', 'Fine.') })
    const refused = await runCli(FILTER, { stdin: `${own.stdout}${post('b', 'Hm.')}` })
    expectRefusal(refused, 64, /DEALS_ID_UNKNOWN: stdin, line 1: .*got "halden-sells-ferries".*--deals FILE.*--mover/)
    expect(refused.stdout).toBe('')
    for (const known of [
      ['--mover', 'Halden', '--move', 'sells its ferries'],
      ['--deal', 'xai-anthropic'],
    ])
      expect(await runCli([...FILTER, ...known], { stdin: own.stdout })).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('given'),
      })
    const row = JSON.stringify({ id: 'a', text: 'Fine.', meta: { rowDeals: ['nowhere'] } })
    expect((await runCli(FILTER, { stdin: row })).stderr).toContain('1 line with a deal that is not known, left unscored')
  })

  it('takes --format jsonl and - as they are meant, and counts one line as one ("1 lines answered")', async () => {
    const { code, stderr } = await runCli([...FILTER, '--format', 'jsonl', '-'], { stdin: post('a', 'x') })
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^1 line answered, 0 of them with an error$/m)])
  })
})
