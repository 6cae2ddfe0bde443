import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { buildThreads } from '../../../../src/base/thread/thread.js'
import { dealIdsOf, type ScoredPost } from '../../../../src/judge/stance/stance-prediction.js'
import { createPipeline } from '../../../../src/pipeline/pipeline.js'
import { parsePosts } from '../../../../src/read/parse-posts.js'
import { loadModel } from '../../../../src/shell/node/model/load-model.js'
import { fromJsonl, newFolder, scoredIn, startApart, toJsonl } from '../cli-harness.js'
import { bulkPosts } from './bulk-posts.js'

/** In a process of its own: threads start there as they do for users. */
const classify = (...argv: readonly string[]) =>
  startApart(['classify', '--model', 'linear-en', ...argv])

/** The posts of each thread in turn, one after the other. */
function interleaved(threads: number, replies: number): ReturnType<typeof bulkPosts> {
  const posts = bulkPosts({ threads, replies })
  return Array.from(
    { length: posts.length },
    (_, at) => posts[(at % threads) * (replies + 1) + Math.floor(at / threads)] ?? posts[0],
  ) as typeof posts
}

describe('classify', () => {
  it('writes rows in the order of the input, the same bytes with any number of threads', async () => {
    const folder = newFolder()
    const posts = interleaved(6, 399)
    const input = folder.write('posts.jsonl', toJsonl(posts))
    const runs = await Promise.all(
      ['1', '2'].map((threads) => classify(input, '--threads', threads).ended),
    )
    const [one, two] = runs.map(({ stdout }) => stdout) as [string, string]
    expect(fromJsonl(one).map(({ id }) => id)).toEqual(posts.map(({ id }) => id))
    expect(two === one).toBe(true)
    // A slow machine says how far it is.
    const [said, saidByTwo] = runs.map(({ stderr }) => stderr.replace(/^\d+%.*\n/gm, ''))
    expect(saidByTwo).toBe(said)
  })

  it('cuts a file of posts that name no thread for its threads, and labels them as one', async () => {
    const folder = newFolder()
    const texts = bulkPosts({ threads: 75, replies: 19 }).map(({ text }) => ({ text }))
    const input = folder.write('texts.jsonl', toJsonl(texts))
    const [one, two] = await Promise.all(
      ['1', '2'].map((threads) => classify(input, '--threads', threads).ended),
    )
    expect(two?.stdout === one?.stdout).toBe(true)
    const { posts, headers } = parsePosts(readFileSync(input, 'utf8'), { source: 'jsonl' })
    const whole = await createPipeline({ model: loadModel('linear-en') }).classify(
      buildThreads(posts, headers),
    )
    const labels = (scored: readonly ScoredPost[]) =>
      scored.map(({ id, label, stances, flags }) => ({
        id,
        label,
        flags,
        ties: dealIdsOf({ stances }),
      }))
    expect(labels(scoredIn(one?.stdout ?? ''))).toEqual(labels(whole))
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'that is stopped by %s leaves the former output',
    async (signal) => {
      const folder = newFolder()
      const input = folder.write('posts.jsonl', toJsonl(bulkPosts({ threads: 300, replies: 19 })))
      const place = newFolder()
      const out = place.write('scored.jsonl', 'the former output\n')
      const { child, ended } = classify(input, '--threads', '1', '--out', out)
      while (readdirSync(place.path('')).length === 1 && child.exitCode === null) await wait(5)
      child.kill(signal)
      expect((await ended).signal).toBe(signal)
      expect(place.read('scored.jsonl')).toBe('the former output\n')
      // A signal that cannot be caught leaves a temporary file.
      if (signal !== 'SIGKILL') expect(readdirSync(place.path(''))).toEqual(['scored.jsonl'])
    },
  )
})
