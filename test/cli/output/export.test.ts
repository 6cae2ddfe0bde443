import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { newFolder, QUICK, runCli, SAMPLE } from '../cli-harness.js'

describe('formats of posts', () => {
  it.each(['csv', 'parquet'])('ingest writes %s that ingest reads as the same posts', async (format) => {
    const folder = newFolder()
    const path = folder.path(`posts.${format}`)
    expect((await runCli(['ingest', SAMPLE, '--out', path])).code).toBe(0)
    expect((await runCli(['ingest', path])).stdout).toBe((await runCli(['ingest', SAMPLE])).stdout)
  })

  it.each(['csv', 'parquet'])('classify writes scored posts as %s; read as input they give the same scores', async (format) => {
    const folder = newFolder()
    const path = folder.path(`scored.${format}`)
    expect((await runCli(['classify', SAMPLE, ...QUICK, '--out', path])).code).toBe(0)
    const direct = await runCli(['classify', SAMPLE, ...QUICK, '--deal', 'anthropic-xai-compute', '--format', 'jsonl'])
    if (direct.code !== 0) return
    expect((await runCli(['classify', path, ...QUICK, '--deal', 'anthropic-xai-compute', '--format', 'jsonl'])).stdout).toBe(direct.stdout)
  })

  it('--excel puts a byte order mark before a CSV, which is read back without it', async () => {
    const folder = newFolder()
    const path = folder.path('posts.csv')
    await runCli(['ingest', SAMPLE, '--out', path, '--excel'])
    expect([...readFileSync(path).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect((await runCli(['ingest', path])).stdout).toBe((await runCli(['ingest', SAMPLE])).stdout)
    const { code, stderr } = await runCli(['ingest', SAMPLE, '--excel'])
    expect(code).toBe(64)
    expect(stderr).toMatch(/--excel with --format csv/)
  })

  it('Parquet is not written to a terminal', async () => {
    const { code, stderr } = await runCli(['ingest', SAMPLE, '--format', 'parquet'], { terminalWidth: 100 })
    expect(code).toBe(64)
    expect(stderr).toMatch(/expected a file for Parquet, got a terminal/)
  })
})
