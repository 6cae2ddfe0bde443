import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { seededRandom, shuffled } from '../../../../src/base/statistics/random/seeded-random.js'
import { fromJsonl, toJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { newFolder, QUICK, type Ran, type RunOptions, runCli, startApart } from '../cli-harness.js'
import { bulkPosts } from './bulk-posts.js'

const classify = (argv: readonly string[], options: RunOptions = {}): Promise<Ran> => runCli(['classify', ...QUICK, ...argv], options)
/** The same in a process of its own: threads start there as they do for users. */
const classifyApart = (argv: readonly string[]): Promise<Ran> => startApart(['classify', ...QUICK, ...argv]).ended
/** All posts held at once: what the bulk way must equal. */
const WHOLE = ['--memory', '1024']
/** The bulk way in this thread, from 1 MiB on. */
const BULK = ['--memory', '1', '--threads', '1']
/** Few posts, so that scoring them is quick, of many bytes. */
const NOTE_LENGTH = 4000

const COUNTED = ['--count', 'replies', '--breakdown']

/** Over 1 MiB, so that `--memory 1` reads it in parts. */
const BULK_POSTS = bulkPosts({ threads: 20, replies: 14 })
const LARGE = BULK_POSTS.map((post) => ({ ...post, meta: { note: 'x'.repeat(NOTE_LENGTH) } }))

describe('classify of inputs larger than --memory', () => {
  it.each(['jsonl', 'csv'])('writes the bytes as %s, and the breakdown, that it writes with all posts held', async (format) => {
    const folder = newFolder()
    const path = folder.write('posts.jsonl', toJsonl(LARGE))
    const argv = (name: string): string[] => ['--format', format, '--out', folder.path(name), ...COUNTED, folder.path(`${name}.json`)]
    expect((await classify([path, ...WHOLE, ...argv('whole')])).code).toBe(0)
    const bulk = await classify([path, ...BULK, ...argv('bulk')])
    expect(bulk.code).toBe(0)
    expect(bulk.stderr).toMatch(/300 posts \(20 roots, 280 replies, 20 threads\) read as jsonl/)
    expect(folder.read('bulk') === folder.read('whole')).toBe(true)
    expect(folder.read('bulk')).toMatch(/duplicate-of:t\d+\/p/)
    expect(folder.read('bulk.json').replace('"bulk"', '"whole"')).toBe(folder.read('whole.json'))
    expect(readdirSync(dirname(path)).sort()).toEqual([
      ...['bulk', 'bulk.json', 'bulk.run.json', 'posts.jsonl', 'whole', 'whole.json', 'whole.run.json'],
    ])
    expect(folder.read('bulk.run.json')).toBe(folder.read('whole.run.json'))
  })

  it.each(['tsv', 'parquet', 'xlsx', 'stdin'])('reads %s in parts', async (form) => {
    const folder = newFolder()
    // A workbook packs what repeats into nearly nothing.
    const random = seededRandom(1)
    const posts = form === 'xlsx' ? LARGE.map((post) => ({ ...post, note: Array.from({ length: 60 }, () => random()).join() })) : LARGE
    const source = folder.write('posts.jsonl', toJsonl(posts))
    const path = folder.path(`posts.${form}`)
    if (form === 'parquet' || form === 'xlsx') await runCli(['ingest', source, '--out', path])
    if (form === 'tsv') {
      const note = 'y'.repeat(NOTE_LENGTH)
      const lines = BULK_POSTS.map(({ id, threadId, parentId, text }) => [id, threadId, parentId ?? '', text, note].join('\t'))
      folder.write('posts.tsv', ['id\tthread_id\tparent_id\ttext\tnote', ...lines].join('\n'))
    }
    const given = form === 'stdin' ? ['-'] : [path]
    const options = form === 'stdin' ? { stdin: toJsonl(LARGE) } : {}
    const whole = await classify([...given, ...WHOLE], options)
    const bulk = await classify([...given, ...BULK], options)
    expect([whole.code, bulk.code]).toEqual([0, 0])
    expect(bulk.stdout === whole.stdout).toBe(true)
    expect(bulk.stdout.trimEnd().split('\n')).toHaveLength(300)
    expect(bulk.stderr).toContain(`300 posts (20 roots, 280 replies, 20 threads) read as ${form === 'stdin' ? 'jsonl' : form}`)
  })

  it('joins threads whose posts stand apart: thread by thread, and in the order of the input where memory holds it', async () => {
    const folder = newFolder()
    const mixed = shuffled(LARGE, seededRandom(3))
    const path = folder.write('mixed.jsonl', toJsonl(mixed))
    const whole = await classify([path, ...WHOLE])
    const bulk = await classify([path, ...BULK])
    expect(fromJsonl(whole.stdout).map(({ id }) => id)).toEqual(mixed.map(({ id }) => id))
    expect(bulk.stderr).toContain('rows stand thread by thread')
    const threads = [...new Set(mixed.map(({ threadId }) => threadId))]
    const expected = threads.flatMap((threadId) => mixed.filter((post) => post.threadId === threadId).map(({ id }) => id))
    expect(fromJsonl(bulk.stdout).map(({ id }) => id)).toEqual(expected)
    expect(bulk.stdout.split('\n').sort()).toEqual(whole.stdout.split('\n').sort())
  })

  it('gives records without ids and threads those of their place', async () => {
    const folder = newFolder()
    const bare = LARGE.map(({ text }) => ({ text, note: 'z'.repeat(NOTE_LENGTH) }))
    const path = folder.write('bare.jsonl', toJsonl(bare))
    const again = folder.write('again.jsonl', toJsonl([{ text: 'A headline', meta: { role: 'header' } }, ...bare.slice(0, 5)]))
    expect((await classify([path, again, ...BULK])).stdout === (await classify([path, again, ...WHOLE])).stdout).toBe(true)
  })

  it('refuses an id that stands twice as it does with all posts held, or leaves it out, counted', async () => {
    const folder = newFolder()
    const path = folder.write('posts.jsonl', toJsonl([...LARGE, { id: 'p3-0', threadId: 't3', text: 'again' }]))
    const out = folder.path('scored.jsonl')
    const strict = await classify([path, ...BULK, '--out', out])
    expect(strict.code).toBe(65)
    expect(strict.stderr.replaceAll(dirname(path), '')).toMatch(/INGEST_ID_DUPLICATE: .*posts\.jsonl: line 301: .*first on line 46/)
    expect((await classify([path, ...WHOLE])).stderr).toContain(
      strict.stderr.split('\n').find((each) => each.startsWith('dealstance:')) ?? '?',
    )
    expect(readdirSync(dirname(path))).toEqual(['posts.jsonl'])
    const skipping = await classify([path, ...BULK, '--on-bad-record', 'skip'])
    expect(skipping.stderr).toMatch(/1 record skipped:\n.*line 301/)
    expect(skipping.stdout === (await classify([path, ...WHOLE, '--on-bad-record', 'skip'])).stdout).toBe(true)
  })

  it('refuses bytes that are no UTF-8, naming the lines', async () => {
    const folder = newFolder()
    const path = folder.write('posts.jsonl', Buffer.concat([Buffer.from(toJsonl(LARGE)), Buffer.from([0x7b, 0xff, 0x7d])]))
    expectRefusal(await classify([path, ...BULK]), 65, /INGEST_ENCODING: .*posts\.jsonl, from line \d+ on: expected UTF-8/)
  })

  it('gives pseudonyms in parts as it does at once', async () => {
    const folder = newFolder()
    const key = newFolder().path('key')
    const path = folder.write('posts.jsonl', toJsonl(LARGE))
    const whole = await classify([path, ...WHOLE, '--pseudonymise', `new:${key}`])
    const bulk = await classify([path, ...BULK, '--pseudonymise', key])
    expect(bulk.stdout === whole.stdout).toBe(true)
    expect(bulk.stdout).not.toMatch(/user\d/)
  })

  it('holds forms that have no records: a paste beside a large file', async () => {
    const folder = newFolder()
    const paste = folder.write('thread.txt', 'A root that says it is a retreat\n\n@someone I do not think so\n')
    const path = folder.write('posts.jsonl', toJsonl(LARGE))
    const { code, stdout } = await classify([path, paste, ...BULK])
    expect(code).toBe(0)
    expect(stdout.trimEnd().split('\n').length).toBeGreaterThan(300)
  })
})

describe('classify --threads', () => {
  it('writes the same bytes with two threads as with one', async () => {
    const path = newFolder().write('posts.jsonl', toJsonl(LARGE))
    const one = await classify([path, ...BULK])
    const two = await classifyApart([path, '--memory', '1', '--threads', '2'])
    expect(two.code).toBe(0)
    expect(two.stdout === one.stdout).toBe(true)
    expect(two.stderr).toBe(one.stderr)
  })

  it('gives the faults of a thread as its own', async () => {
    const path = newFolder().write('posts.jsonl', `${toJsonl(LARGE)}${JSON.stringify({ id: 'p3-0', threadId: 't3', text: 'again' })}\n`)
    expectRefusal(await classifyApart([path, '--memory', '1', '--threads', '2']), 65, /^dealstance: INGEST_ID_DUPLICATE: .*line 301/m)
  })
})
