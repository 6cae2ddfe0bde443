import { afterAll, describe, expect, it } from 'vitest'
import { createScorerPool } from '../../../../src/entry/node.js'
import { PipelineError, scorePosts } from '../../../../src/entry/scoring.js'

const pool = createScorerPool({ threads: 1 })
afterAll(() => pool.close())

const texts = (count: number) => Array.from({ length: count }, (_, index) => `They gave up on hall ${index}, a smart way out.`)

describe('createScorerPool', () => {
  it('scores as scorePosts does, whole or in batches, and may be left early', async () => {
    const posts = [...texts(300), { text: 'Exactly.', parentId: 'p1', createdAt: new Date(0) }]
    expect(await pool.scorePosts(posts)).toEqual(await scorePosts(posts))
    for await (const batch of pool.scorePosts(posts)) {
      expect(batch).toHaveLength(256)
      break
    }
  })

  it('leaves the thread of the caller free: nine of ten pings beside 2,000 posts wait under 50 ms', async () => {
    const waits: number[] = []
    let last = performance.now()
    const beat = setInterval(() => {
      const now = performance.now()
      waits.push(now - last)
      last = now
    }, 1)
    await pool.scorePosts(texts(2000))
    clearInterval(beat)
    // The rest waits for other programs of the machine.
    expect(waits.sort((one, other) => one - other)[Math.floor(waits.length * 0.9)]).toBeLessThan(50)
    expect(waits.length).toBeGreaterThan(20)
  }, 60_000)

  it('ends at the signal, names mistakes as scorePosts does, and rejects what is open when it closes', async () => {
    await expect(pool.scorePosts(texts(3000), { signal: AbortSignal.timeout(1) })).rejects.toThrow(/abort/)
    for (const bad of [7, () => 'x'])
      await expect(pool.scorePosts(['x', bad] as never)).rejects.toThrow(/scorePosts: expected posts\[1\] to be a text or a post/)
    expect(() => createScorerPool({ threads: 0 })).toThrow(/expected threads as a whole number of at least 1, got 0/)
    const other = createScorerPool({ model: 'no-model', threads: 1 })
    await expect(other.scorePosts(['x'])).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' })
    await other.close()
    const closing = createScorerPool({ threads: 1 })
    const open = expect(closing.scorePosts(['x'])).rejects.toMatchObject({ code: 'POOL_CLOSED' })
    await closing.close()
    await open
    const late: unknown = await closing.scorePosts(['x']).catch((error: unknown) => error)
    expect(late).toBeInstanceOf(PipelineError)
    expect(late).toMatchObject({ code: 'POOL_CLOSED', message: expect.stringContaining('Open another with createScorerPool()') })
  })
})
