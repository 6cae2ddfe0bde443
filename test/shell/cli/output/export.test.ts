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
