import { expect, it } from 'vitest'
import { seededRandom, shuffled } from '../../../../src/base/statistics/random/seeded-random.js'
import { IS_LONG } from '../../../support/run-count.js'
import { fromJsonl, newFolder, runCli, runWell } from '../cli-harness.js'

/** Replies of a wide thread. */
const WIDE = IS_LONG ? 100_000 : 6000

/** Dump lines as Reddit's archives write them, words of our own. */
function dumpLines(threadCount: number, replyCount: number): string[] {
  return Array.from({ length: threadCount }, (_, thread) => {
    const link = `t3_a${thread}`
    const root = {
      id: `a${thread}`,
      name: link,
      title: `A deal, the ${thread}th`,
      selftext: '',
      num_comments: replyCount + 2,
      author: 'op',
      created_utc: 1.7e9,
      subreddit: 'deals',
      is_self: true,
    }
    const replies = Array.from({ length: replyCount }, (_, reply) => ({
      id: `c${thread}x${reply}`,
      parent_id: reply % 3 === 0 ? link : `t1_c${thread}x${reply - 1}`,
      link_id: link,
      body: `An answer to the one before, in a few plain words. ${thread} ${reply}`,
      author: `user${reply % 50}`,
      created_utc: 1.7e9 + reply,
      subreddit: 'deals',
      score: reply,
    }))
    return [root, ...replies].map((record) => JSON.stringify(record))
  }).flat()
}

it('assembles threads from lines in any order', async () => {
  const lines = shuffled(dumpLines(40, 60), seededRandom(5))
  const { stdout, stderr } = await runWell([
    'ingest',
    newFolder().write('dump.jsonl', `${lines.join('\n')}\n`),
  ])
  expect(stderr).toMatch(/2,440 posts \(40 roots, 2,400 replies, 40 threads\) read as reddit/)
  expect(fromJsonl(stdout)[0]?.meta['capture']).toMatchObject({
    reportedCount: 62,
    capturedCount: 60,
  })
})

it('joins submissions and comments that stand in two files', async () => {
  const folder = newFolder()
  const lines = dumpLines(3, 400)
  const comments = folder.write(
    'RC.jsonl',
    lines.filter((line) => !line.includes('"title"')).join('\n'),
  )
  const submissions = folder.write(
    'RS.jsonl',
    lines.filter((line) => line.includes('"title"')).join('\n'),
  )
  const { stdout } = await runWell(['ingest', comments, submissions])
  expect(fromJsonl(stdout)).toHaveLength(1203)
  for (const { meta } of fromJsonl(stdout)) expect(meta['missingParent']).toBeUndefined()
})

it(`chains of 10,000 answers and threads of ${WIDE} come through`, async () => {
  const folder = newFolder()
  const chain = Array.from({ length: 10_000 }, (_, index) =>
    JSON.stringify({
      id: `c${index}`,
      parent_id: index === 0 ? 't3_a' : `t1_c${index - 1}`,
      link_id: 't3_a',
      body: 'again',
      author: 'u',
      subreddit: 'deals',
      created_utc: 1.7e9,
    }),
  )
  const deep = await runWell([
    'ingest',
    folder.write('deep.jsonl', shuffled(chain, seededRandom(1)).join('\n')),
  ])
  expect(fromJsonl(deep.stdout)).toHaveLength(10_000)
  const wide = await runCli(['ingest', folder.write('wide.jsonl', dumpLines(1, WIDE).join('\n'))])
  expect(wide.stderr).toContain(
    `${(WIDE + 1).toLocaleString('en')} posts (1 root, ${WIDE.toLocaleString('en')} replies, 1 thread)`,
  )
})
