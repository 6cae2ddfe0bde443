import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LlmRecord, openLlmCache } from '../../../../src/shell/node/llm/llm-cache.js'
import { runCount } from '../../../support/run-count.js'
import { newFolder } from '../../cli/cli-harness.js'

const RUNS = runCount(300)

const recordOf = (index: number, more: Partial<LlmRecord> = {}): LlmRecord => ({
  key: index.toString(16).padStart(32, '0'),
  attempt: 0,
  run: 'run',
  model: 'm',
  served: 'served',
  content: '{"label": "retreat"}',
  problem: null,
  probabilities: [0.5, 0.25, 0.25],
  tokens: [9, 2],
  at: '2026-01-01T00:00:00.000Z',
  ...more,
})

const filled = async (count: number): Promise<string> => {
  const path = newFolder().path('answers.jsonl')
  const cache = await openLlmCache(path)
  for (let index = 0; index < count; index++) cache.append(recordOf(index))
  await cache.close()
  return path
}

describe('the cache of answers', () => {
  it('returns stored answers, also in the next run, and is readable only by its owner', async () => {
    const path = await filled(3)
    const cache = await openLlmCache(path)
    expect(cache.recordCount).toBe(3)
    expect(cache.lastOf(recordOf(1).key)).toEqual(recordOf(1))
    expect(cache.lastOf(recordOf(9).key)).toBeNull()
    expect([cache.servedModelOf('run'), cache.servedModelOf('other')]).toEqual(['served', null])
    await cache.close()
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('returns the retry when the first answer was in the wrong form', async () => {
    const cache = await openLlmCache(newFolder().path('a.jsonl'))
    const broken = recordOf(1, { content: null, problem: 'form', probabilities: null })
    cache.append(broken)
    expect(cache.lastOf(broken.key)).toEqual(broken)
    cache.append({ ...recordOf(1), attempt: 1 })
    expect(cache.lastOf(broken.key)).toEqual({ ...recordOf(1), attempt: 1 })
    await cache.close()
  })

  it(`keeps all complete lines after a kill at any of ${RUNS} offsets`, async () => {
    const path = await filled(4)
    const bytes = readFileSync(path)
    const ends = [...bytes.entries()].flatMap(([at, byte]) => (byte === 10 ? [at + 1] : []))
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: bytes.length }), async (length) => {
        writeFileSync(path, bytes)
        truncateSync(path, length)
        const cache = await openLlmCache(path)
        const wholeCount = Math.max(0, ends.filter((end) => end <= length).length - 1)
        expect(cache.recordCount).toBe(wholeCount)
        cache.append(recordOf(77))
        await cache.close()
        const again = await openLlmCache(path)
        expect([again.recordCount, again.cutByteCount]).toEqual([wholeCount + 1, 0])
        expect(again.lastOf(recordOf(77).key)).toEqual(recordOf(77))
        await again.close()
      }),
      { numRuns: RUNS },
    )
  })

  it('rejects an edited line, and names it', async () => {
    const path = await filled(3)
    writeFileSync(path, readFileSync(path, 'utf8').replace(/retreat(?=[^\n]*\n[^\n]*\n$)/, 'neither'))
    await expect(openLlmCache(path)).rejects.toMatchObject({ code: 'LLM_CACHE_INVALID', message: expect.stringContaining('line 3') })
  })

  it.each(['some notes\n', '{"id": "1"}\n', 'no line end'])('refuses another file and leaves it as it was: %j', async (text) => {
    const folder = newFolder()
    const path = folder.write('notes.txt', text)
    await expect(openLlmCache(path)).rejects.toMatchObject({ code: 'LLM_CACHE_INVALID' })
    expect(folder.read('notes.txt')).toBe(text)
  })

  it('is locked by one run at a time', async () => {
    const path = await filled(1)
    const cache = await openLlmCache(path)
    await expect(openLlmCache(path)).rejects.toMatchObject({ code: 'LLM_CACHE_LOCKED' })
    await cache.close()
  })

  it('names what to check when the folder is missing', async () => {
    await expect(openLlmCache('/nowhere/at/all.jsonl')).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' })
  })
})
