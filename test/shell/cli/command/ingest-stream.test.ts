import { existsSync, readdirSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import { seededRandom, shuffled } from '../../../../src/base/statistics/random/seeded-random.js'
import { fromJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { IS_LONG } from '../../../support/run-count.js'
import { storeZstd } from '../../node/file/store-zstd.js'
import { newFolder, runCli, runWell, startApart } from '../cli-harness.js'

/** Over 1 MiB in each. */
const WIDE = IS_LONG ? 100_000 : 6000

/** Dump lines as Reddit's archives write them, words of our own. */
function dumpLines(threadCount: number, replyCount: number, text = 'An answer to the one before, in a few plain words.'): string[] {
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
      body: `${text} ${thread} ${reply}`,
      author: `user${reply % 50}`,
      created_utc: 1.7e9 + reply,
      subreddit: 'deals',
      score: reply,
    }))
    return [root, ...replies].map((record) => JSON.stringify(record))
  }).flat()
}

const records = (text: string): { id: string; threadId: string; parentId: string | null; meta: Record<string, unknown> }[] =>
  fromJsonl(text)

describe('ingest of inputs larger than its memory', () => {
  it('assembles threads from lines in any order, as it would in memory', async () => {
    const folder = newFolder()
    const lines = shuffled(dumpLines(40, 60, 'word '.repeat(60)), seededRandom(5))
    const path = folder.write('dump.jsonl', `${lines.join('\n')}\n`)
    const whole = await runCli(['ingest', path])
    const spill = newFolder().path('')
    vi.stubEnv('TMPDIR', spill)
    const streamed = await runCli(['ingest', path, '--memory', '1'])
    vi.unstubAllEnvs()
    expect([whole.code, streamed.code]).toEqual([0, 0])
    expect(streamed.stdout).toBe(whole.stdout)
    expect(streamed.stderr).toMatch(/2,440 posts \(40 roots, 2,400 replies, 40 threads\) read as reddit/)
    expect(readdirSync(spill)).toEqual([])
    const threads = records(streamed.stdout).map(({ threadId }) => threadId)
    expect(threads.filter((threadId, index) => threadId !== threads[index - 1])).toHaveLength(40)
    expect(records(streamed.stdout)[0]?.meta['capture']).toMatchObject({ reportedCount: 62, capturedCount: 60 })
  })

  it('joins submissions and comments that stand in two files', async () => {
    const folder = newFolder()
    const lines = dumpLines(3, 400, 'word '.repeat(200))
    const comments = folder.write('RC.jsonl', lines.filter((line) => !line.includes('"title"')).join('\n'))
    const submissions = folder.write('RS.jsonl', lines.filter((line) => line.includes('"title"')).join('\n'))
    const { stdout } = await runWell(['ingest', comments, submissions, '--memory', '1'])
    expect(records(stdout)).toHaveLength(1203)
    for (const { meta } of records(stdout)) expect(meta['missingParent']).toBeUndefined()
  })

  it.each([
    ['gzip', (text: string) => gzipSync(text)],
    ['zstd', (text: string) => storeZstd([Buffer.from(text)])],
  ])('reads %s, small and large', async (_, pack) => {
    const folder = newFolder()
    const text = `${dumpLines(10, 300, 'word '.repeat(40)).join('\n')}\n`
    const plain = await runCli(['ingest', folder.write('dump.jsonl', text)])
    for (const memory of ['1', '64']) {
      const packed = await runCli(['ingest', folder.write('dump.jsonl.packed', pack(text)), '--memory', memory])
      expect(packed.stdout === plain.stdout, memory).toBe(true)
    }
  })

  it('reads posts as JSON Lines, header pieces and bad records included, as it would in memory', async () => {
    const folder = newFolder()
    const post = (id: number, thread: number, parent: number | null) =>
      JSON.stringify({
        id: `p${id}`,
        threadId: `t${thread}`,
        parentId: parent === null ? null : `p${parent}`,
        text: `${'word '.repeat(100)}${id}`,
        meta: { role: parent === null ? 'root' : 'reply' },
      })
    const lines = Array.from({ length: 2500 }, (_, id) => post(id, id % 7, id < 7 ? null : id - 7))
    const header = JSON.stringify({ id: 't3/header-1', threadId: 't3', parentId: null, text: 'A headline', meta: { role: 'header' } })
    const path = folder.write('posts.jsonl', [header, ...lines, 'no json', post(3, 3, null)].join('\n'))
    const whole = await runCli(['ingest', path, '--on-bad-record', 'skip'])
    const streamed = await runWell(['ingest', path, '--on-bad-record', 'skip', '--memory', '1'])
    expect(streamed.stdout.split('\n').sort()).toEqual(whole.stdout.split('\n').sort())
    expect(streamed.stderr).toMatch(/2,500 posts \(7 roots.*\n.*1 line above the posts.*\n.*1 record repeats another.*\n.*1 record skipped/)
    expectRefusal(await runCli(['ingest', path, '--memory', '1']), 65, /INGEST_JSON_BROKEN: .*posts\.jsonl: line 2502/)
  })

  it('refuses a thread that memory cannot hold, and says what to do', async () => {
    const folder = newFolder()
    const path = folder.write('one.jsonl', `${JSON.stringify({ text: 'word '.repeat(20_000) })}\n`.repeat(200))
    const refused = await runCli(['ingest', path, '--memory', '1'])
    expectRefusal(refused, 65, /threads of at most 16 MiB, got a larger one: thread "t1"\. Raise --memory, or name the field of thread ids/)
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
    const deep = await runWell(['ingest', folder.write('deep.jsonl', shuffled(chain, seededRandom(1)).join('\n')), '--memory', '1'])
    expect(records(deep.stdout)).toHaveLength(10_000)
    const wide = await runCli(['ingest', folder.write('wide.jsonl', dumpLines(1, WIDE).join('\n')), '--memory', IS_LONG ? '4' : '1'])
    expect(wide.stderr).toContain(`${(WIDE + 1).toLocaleString('en')} posts (1 root, ${WIDE.toLocaleString('en')} replies, 1 thread)`)
  })
})

describe('a stop by the user', () => {
  it('leaves neither spilled threads nor half an output behind', async () => {
    const folder = newFolder()
    const spill = newFolder().path('')
    const lines = shuffled(dumpLines(IS_LONG ? 200 : 20, 1000, 'word '.repeat(60)), seededRandom(7))
    const path = folder.write('dump.jsonl', `${lines.join('\n')}\n`)
    const out = newFolder().path('')
    const { child, ended } = startApart(['ingest', path, '--memory', '1', '--out', `${out}/posts.jsonl`], { TMPDIR: spill })
    while (readdirSync(spill).length === 0 && child.exitCode === null) await wait(5)
    expect(readdirSync(out)).toHaveLength(1)
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ signal: 'SIGINT' })
    expect([readdirSync(spill), readdirSync(out)]).toEqual([[], []])
    expect(existsSync(path)).toBe(true)
  })
})
