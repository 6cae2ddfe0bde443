import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { expectRefusal } from '../../../support/refusal.js'
import { newFolder, QUICK, runCli, SAMPLE } from '../cli-harness.js'

describe('an output file of an ending that the command does not write', () => {
  const own = newFolder()
  it.each([
    [['classify', SAMPLE, ...QUICK], '--out', 'posts.doc', '.jsonl, .ndjson, .csv, .json, .txt, .parquet, .xlsx'],
    [['classify', SAMPLE, ...QUICK], '--out', 'posts.jsonl.gz', '.jsonl, .ndjson, .csv, .json, .txt, .parquet, .xlsx'],
    [['classify', SAMPLE, ...QUICK], '--breakdown', 'shares.tsv', '.csv, .json'],
    [['ingest', SAMPLE], '--out', 'posts.txt', '.jsonl, .ndjson, .csv, .parquet, .xlsx'],
    [['aggregate', SAMPLE], '--out', 'shares.html', '.csv, .json, .txt'],
    [['report', SAMPLE], '--out', 'r.pdf', '.html, .htm'],
    [['cite', SAMPLE], '--out', 'c.html', '.json, .txt, .md'],
    [['cite', SAMPLE], '--disclosure', 'd.pdf', '.json, .md'],
    [['audit', SAMPLE], '--export', 'labels.pdf', '.csv, .xlsx'],
    [['page'], '--out', 'page.pdf', '.html, .htm'],
  ])('%j %s %s', async (argv, option, name, endings) => {
    const { code, stderr } = await runCli([...argv, option, own.path(name)])
    expect({ code, stderr }).toEqual({
      code: 64,
      stderr: expect.stringContaining(`expected a file that ends in ${endings}, got ${own.path(name)}.`),
    })
    expect(existsSync(own.path(name))).toBe(false)
  })

  it.each([
    [['classify', SAMPLE, ...QUICK], 'csv', 'q.jsonl'],
    [['classify', SAMPLE, ...QUICK], 'jsonl', 'q.csv'],
    [['ingest', SAMPLE], 'parquet', 'q.xlsx'],
    [['aggregate', SAMPLE], 'csv', 'q.json'],
    [['cite', SAMPLE], 'markdown', 'q.txt'],
  ])('%j --format %s --out %s: refused, since the two disagree', async (argv, format, name) => {
    const out = own.path(name)
    expectRefusal(await runCli([...argv, '--format', format, '--out', out]), 64, `--format and the ending of --out to agree, got --format`)
    expect(existsSync(out)).toBe(false)
  })

  it('is written where --format is given, and so is a file without an ending', async () => {
    for (const argv of [
      ['--out', own.path('posts.doc'), '--format', 'csv'],
      ['--out', own.path('posts')],
    ]) {
      expect((await runCli(['ingest', SAMPLE, ...argv])).code).toBe(0)
    }
    expect(own.read('posts.doc')).toMatch(/^id,threadId/)
    expect(own.read('posts')).toMatch(/^\{"id"/)
  })
})
