import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../../src/base/statistics/random/seeded-random.js'
import { post } from '../../../base/thread/post-example.js'
import { labelOf, reply, send, startScripted } from '../../../llm/scripted-server.js'
import { killCount, PLAYS_FAULTS } from '../../../support/run-count.js'
import { fromJsonl, newFolder, startApart, toJsonl } from '../../cli/cli-harness.js'

/** 100 under `npm run test:long`. */
const KILL_COUNT = killCount(1, 6, 100)
const SEED = 23
const POST_COUNT = 60 * KILL_COUNT
const SLOTS = 4

const numberOf = (words: string): number => Number(/number (\d+)/.exec(words)?.[1])

const keysIn = (path: string): string[] =>
  fromJsonl(readFileSync(path, 'utf8')).map(({ key }) => key)

describe('a run with a language model that is killed', () => {
  it.runIf(PLAYS_FAULTS)(
    `${KILL_COUNT} kills at random moments: no post is lost, no answer asked for twice (seed ${SEED})`,
    { timeout: 60_000 + KILL_COUNT * 10_000 },
    async () => {
      const random = seededRandom(SEED)
      const folder = newFolder()
      const cache = folder.path('llm-answers.jsonl')
      const texts = Array.from(
        { length: POST_COUNT },
        (_, index) => `post number ${index}: ${['give up', 'smart', 'hm'][index % 3]}`,
      )
      const posts = folder.write(
        'posts.jsonl',
        toJsonl(texts.map((text, index) => post(`p${index}`, null, text))),
      )
      const server = await startScripted(async (seen, response) => {
        await wait(10)
        const [words = ''] = seen.posts
        // The number of the post is told as the name of the model, which the cache keeps.
        const model = `m${numberOf(words)}`
        if (!response.destroyed)
          send(response, 200, reply(JSON.stringify({ label: labelOf(words) }), { model }))
      })
      const options = ['--llm', `${server.url} m`, '--any-language', '--evidence', 'off']
      const start = (out: string) =>
        startApart(['classify', posts, ...options, '--out', out, '--quiet'])
      /** Posts in requests since the last check. */
      let lookedAt = 0
      const newlyAsked = (): string[] => {
        const asked = server.seen.slice(lookedAt).map(({ posts: words }) => words[0] ?? '')
        lookedAt = server.seen.length
        return asked
      }
      let repeatedCount = 0
      const answered = new Set<string>()
      for (let kill = 0; kill < KILL_COUNT; kill++) {
        const { child, ended } = start(folder.path('scored.jsonl'))
        const before = server.seen.length
        while (server.seen.length < before + 2 && child.exitCode === null) await wait(5)
        await wait(random() * 250)
        child.kill('SIGKILL')
        await ended
        const asked = newlyAsked()
        // No question was repeated, neither from the cache nor within this run.
        expect(asked.filter((words) => answered.has(words))).toEqual([])
        expect(new Set(asked).size).toBe(asked.length)
        const keys = keysIn(cache)
        expect(new Set(keys).size).toBe(keys.length)
        // Requests are sent in order, so all answers are on disk except those in flight at the
        // kill.
        const kept = keys.length - answered.size
        expect(asked.length - kept).toBeGreaterThanOrEqual(0)
        expect(asked.length - kept).toBeLessThanOrEqual(SLOTS)
        repeatedCount += asked.length - kept
        const lost = new Set(asked.slice(-2 * SLOTS).filter(() => asked.length > kept))
        for (const words of asked) if (!lost.has(words)) answered.add(words)
        // Their numbers in the cache tell which of the last answers were stored.
        for (const words of lost) if (isKept(cache, words)) answered.add(words)
        expect(answered.size).toBe(keys.length)
      }
      const { ended } = start(folder.path('scored.jsonl'))
      expect(await ended).toMatchObject({ code: 0 })
      expect(newlyAsked().filter((words) => answered.has(words))).toEqual([])
      const scored = fromJsonl(folder.read('scored.jsonl')) as { id: string; label: string }[]
      expect(scored.map(({ id }) => id)).toEqual(texts.map((_, index) => `p${index}`))
      expect(scored.every(({ label }) => label !== null)).toBe(true)
      expect(new Set(keysIn(cache)).size).toBe(POST_COUNT)
      // A rerun sends no request and gives the same bytes.
      const sofar = server.seen.length
      expect(await start(folder.path('again.jsonl')).ended).toMatchObject({ code: 0 })
      expect([server.seen.length, folder.read('again.jsonl')]).toEqual([
        sofar,
        folder.read('scored.jsonl'),
      ])
      await server.close()
      process.stderr.write(
        `${KILL_COUNT} kills, ${sofar} requests for ${POST_COUNT} posts: ${repeatedCount} were under way at a kill\n`,
      )
    },
  )
})

function isKept(cache: string, words: string): boolean {
  return readFileSync(cache, 'utf8').includes(`"served":"m${numberOf(words)}"`)
}
