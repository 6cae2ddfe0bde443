import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../../src/base/statistics/random/seeded-random.js'
import type { ShardManifest } from '../../../../src/shell/node/shard/write-shards.js'
import { IS_LONG } from '../../../run-count.js'
import { newFolder, QUICK, runCli, runWell, SAMPLE } from '../cli-harness.js'

const LINEAR = ['--model', 'linear-en', '--quiet']
const linesOf = (text: string): string[] => text.split('\n').slice(0, -1)

/** So long that a few hundred threads are larger than a memory of 1 MiB. */
const NOTE = 'x'.repeat(800)
const LARGE_THREAD_COUNT = 300

/** Posts of many threads of many sizes, answers below what they answer; every seventh text repeats an earlier one. */
function makePosts(threadCount: number, note = ''): string[] {
  const random = seededRandom(3)
  return Array.from({ length: threadCount }, (_, thread) =>
    Array.from({ length: 1 + Math.floor(random() * 12) }, (_, index) =>
      JSON.stringify({
        id: `p${index}`,
        threadId: `t${thread}`,
        ...(index > 0 && { parentId: `p${Math.floor(random() * index)}` }),
        author: `a${index % 5}`,
        ...(note !== '' && { meta: { note } }),
        text:
          index === 0
            ? `xAI rents Colossus to Anthropic, day ${thread}. What do you make of it?`
            : (thread + index) % 7 === 0
              ? 'They gave up on their own models, and now they rent the whole cluster out to a rival.'
              : `A good move or a bad one, number ${Math.floor(random() * 1e6)}, exactly what they had to do.`,
      }),
    ),
  ).flat()
}

interface Sharded {
  readonly code: number
  readonly stderr: string
  readonly folder: string
  readonly manifest: ShardManifest
  readonly texts: readonly string[]
}

async function runShard(posts: readonly string[], ...options: string[]): Promise<Sharded> {
  const files = newFolder()
  const folder = files.path('shards')
  const { code, stderr } = await runCli(['shard', files.write('posts.jsonl', `${posts.join('\n')}\n`), '--out', folder, ...options])
  const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8')) as ShardManifest
  expect(manifest.schema).toBe('dealstance/shards@1')
  for (const count of ['threadCount', 'postCount'] as const) {
    expect(manifest.shards.reduce((total, shard) => total + shard[count], 0)).toBe(manifest[count])
  }
  return { code, stderr, folder, manifest, texts: manifest.shards.map(({ name }) => readFileSync(`${folder}/${name}`, 'utf8')) }
}

describe('shard', () => {
  const posts = makePosts(40)

  it('cuts no thread, loses no post, and says what it wrote', async () => {
    const { code, stderr, folder, manifest, texts } = await runShard(posts, '--shards', '6')
    expect(code).toBe(0)
    expect(stderr).toContain(`${posts.length} posts of 40 threads in 6 shards, `)
    expect(readdirSync(folder).sort()).toEqual(['manifest.json', ...[1, 2, 3, 4, 5, 6].map((index) => `shard-${index}-of-6.jsonl`)])
    expect(manifest).toMatchObject({ threadCount: 40, postCount: posts.length })
    const shardOf = new Map<string, number>()
    for (const [index, text] of texts.entries()) {
      expect(manifest.shards[index]).toMatchObject({ postCount: linesOf(text).length })
      for (const line of linesOf(text)) {
        const { threadId } = JSON.parse(line) as { threadId: string }
        expect(shardOf.get(threadId) ?? index).toBe(index)
        shardOf.set(threadId, index)
      }
    }
    const idsOf = (lines: readonly string[]): string[] =>
      lines.map((line) => JSON.parse(line) as { id: string; threadId: string }).map(({ id, threadId }) => `${threadId}/${id}`)
    expect(idsOf(texts.flatMap(linesOf)).sort()).toEqual(idsOf(posts).sort())
    const largest = Math.max(...texts.flatMap(linesOf).map((line) => line.length)) * 14
    const sizes = texts.map((text) => Buffer.byteLength(text))
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(largest)
  })

  it('a filter gives each line what classify gives the whole', async () => {
    const { texts, manifest } = await runShard(posts, '--shards', '5')
    const whole = await runCli(['classify', '-', ...LINEAR, '--evidence', 'off'], { stdin: posts.join('\n') })
    const rows: string[] = []
    for (const [index, stdin] of texts.entries()) {
      const expected = String(manifest.shards[index]?.postCount)
      const { stdout } = await runWell(['classify', '--filter', ...LINEAR, '--expect', expected], { stdin })
      rows.push(...linesOf(stdout).map((line) => line.replace(/,"modelHash":"\w+","optionsHash":"\w+"\}$/, '}')))
    }
    expect(rows.sort()).toEqual(linesOf(whole.stdout).sort())
  }, 120_000)

  it('header pieces of a paste are carried on every line', async () => {
    const ingested = await runCli(['ingest', '--headers', '--quiet', SAMPLE])
    const { texts, manifest } = await runShard(linesOf(ingested.stdout), '--shards', '1')
    expect(manifest.postCount).toBe(linesOf((await runCli(['ingest', '--quiet', SAMPLE])).stdout).length)
    for (const line of linesOf(texts[0] ?? ''))
      expect(JSON.parse(line)).toMatchObject({ context: { headers: expect.arrayContaining([expect.any(String)]) } })
  })

  it('gives the same bytes again, and line by line when the input is larger than memory', async () => {
    const large = makePosts(LARGE_THREAD_COUNT, NOTE)
    const [held, streamed] = [await runShard(large, '--shards', '3'), await runShard(large, '--shards', '3', '--memory', '1')]
    expect([streamed.manifest, streamed.texts]).toEqual([held.manifest, held.texts])
  }, 120_000)

  it('a shard with contexts is read by other commands as its posts alone', async () => {
    const { texts } = await runShard(posts, '--shards', '1')
    const plain = await runCli(['ingest', '-', '--quiet'], { stdin: posts.join('\n') })
    expect((await runCli(['ingest', '-', '--quiet'], { stdin: texts[0] ?? '' })).stdout).toBe(plain.stdout)
  })

  it.runIf(IS_LONG)(
    'inputs larger than memory: a filter gives what classify gives, also of posts in tables that repeat others',
    async () => {
      const rows = makePosts(LARGE_THREAD_COUNT).map((line) => {
        const { id, threadId, parentId = '', text } = JSON.parse(line) as Record<string, string>
        return `${id},${threadId},${parentId},"${text}",${NOTE}\n`
      })
      const files = newFolder()
      const csv = files.write('posts.csv', `id,thread_id,parent_id,text,note\n${rows.join('')}`)
      const large = ['--memory', '1', '--quiet']
      await runWell(['shard', csv, '--out', files.path('s'), '--shards', '1', ...large])
      const filtered = await runCli(['classify', '--filter', ...QUICK, '--quiet'], { stdin: files.read('s/shard-1-of-1.jsonl') })
      const whole = await runCli(['classify', csv, ...QUICK, '--evidence', 'off', ...large])
      expect(filtered.stdout.replaceAll(/,"modelHash":"\w+","optionsHash":"\w+"\}$/gm, '}')).toBe(whole.stdout)
      expect(whole.stdout).toContain('"duplicate-of:t')
    },
    120_000,
  )

  it('more shards than threads leaves shards empty', async () => {
    const { manifest } = await runShard(['{"id":"a","text":"Fine."}'], '--shards', '3')
    expect(manifest.shards.map(({ postCount }) => postCount)).toEqual([1, 0, 0])
  })

  it.each([
    { what: 'no folder', options: [], code: 64, says: '--out with the name of a folder' },
    { what: 'stdout', options: ['--out', '-'], code: 64, says: '--out with the name of a folder' },
    { what: 'no shard', options: ['--out', 'x', '--shards', '0'], code: 64, says: '--shards as a whole number from 1' },
    { what: 'a folder that holds files', options: ['--out', 'src'], code: 74, says: 'got one that holds files' },
    { what: 'a file', options: ['--out', 'package.json'], code: 74, says: 'package.json: expected a place for a new folder' },
  ])('refuses $what', async ({ options, code, says }) => {
    expect(await runCli(['shard', SAMPLE, ...options])).toMatchObject({ code, stderr: expect.stringContaining(says) })
  })

  it('leaves nothing behind when a post is bad', async () => {
    const files = newFolder()
    const { code } = await runCli(['shard', '-', '--out', files.path('s')], { stdin: '{"id":"a","text":"Fine."}\nbroken\n' })
    expect([code, existsSync(files.path('s')), readdirSync(dirname(files.path('s')))]).toEqual([65, false, []])
  })

  it('a chain too deep is refused, or its deep posts left out when skips are allowed', async () => {
    const chain = Array.from({ length: 1003 }, (_, index) =>
      JSON.stringify({ id: `p${index}`, threadId: 't', ...(index > 0 && { parentId: `p${index - 1}` }), text: 'so' }),
    )
    const files = newFolder()
    const refused = await runCli(['shard', '-', '--out', files.path('s')], { stdin: chain.join('\n') })
    expect(refused).toMatchObject({ code: 65, stderr: expect.stringContaining('INGEST_THREAD_TOO_LARGE') })
    const { manifest, stderr } = await runShard(chain, '--on-bad-record', 'skip')
    expect(manifest.postCount).toBe(1001)
    expect(stderr).toContain('2 posts left out: too deep')
  })
})
