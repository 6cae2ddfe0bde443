import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { expectRefusal } from '../../../refusal.js'
import { newFolder, QUICK, runCli, SAMPLE } from '../cli-harness.js'

describe('formats of posts', () => {
  it.each(['csv', 'xlsx', 'parquet'])('ingest writes %s that ingest reads as the same posts', async (format) => {
    const folder = newFolder()
    const path = folder.path(`posts.${format}`)
    expect((await runCli(['ingest', SAMPLE, '--out', path])).code).toBe(0)
    expect((await runCli(['ingest', path])).stdout).toBe((await runCli(['ingest', SAMPLE])).stdout)
  })

  // Found: --excel wrote a CSV with commas and a byte order mark, which a German Excel opened in one column.
  it('--excel writes the workbook of --format xlsx', async () => {
    const folder = newFolder()
    const [one, two] = [folder.path('one.xlsx'), folder.path('two.xlsx')]
    expect((await runCli(['classify', SAMPLE, ...QUICK, '--out', one, '--excel'])).code).toBe(0)
    expect((await runCli(['classify', SAMPLE, ...QUICK, '--out', two])).code).toBe(0)
    expect(readFileSync(one).equals(readFileSync(two))).toBe(true)
  })

  it.each([
    [['--format', 'csv', '--excel'], /expected --excel alone, or with --format xlsx, got csv/],
    [['--out', 'posts.csv', '--excel'], /expected --excel with a file that ends in .xlsx, got posts.csv/],
  ])('ingest refuses %j', async (argv, words) => {
    expect(await runCli(['ingest', SAMPLE, ...argv])).toMatchObject({ code: 64, stderr: expect.stringMatching(words) })
  })

  it('a run in parts gives the same workbook, and so does one that is resumed', async () => {
    const folder = newFolder()
    const input = folder.write(
      'posts.jsonl',
      Array.from({ length: 1100 }, (_, id) => `{"id":"${id}","text":"They gave up ${id}."}`).join('\n'),
    )
    const argv = ['classify', input, ...QUICK]
    const paths = ['whole.xlsx', 'parts.xlsx'].map((name) => folder.path(name)) as [string, string]
    expect((await runCli([...argv, '--out', paths[0], '--threads', '1'])).code).toBe(0)
    expect((await runCli([...argv, '--out', paths[1], '--resume', '--threads', '1'])).code).toBe(0)
    expect(readFileSync(paths[1]).equals(readFileSync(paths[0]))).toBe(true)
  })

  it.each([
    ['parquet', /expected a file for Parquet, got a terminal/],
    ['xlsx', /expected a file for a workbook of Excel, got a terminal/],
  ])('%s is not written to a terminal', async (format, words) => {
    expectRefusal(await runCli(['ingest', SAMPLE, '--format', format], { terminalWidth: 100 }), 64, words)
  })
})
