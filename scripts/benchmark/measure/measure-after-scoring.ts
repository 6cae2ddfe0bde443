import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ScoredPost } from '../../../src/entry/index.js'
import { loadBuilt } from '../built.js'
import { slopeOf } from '../growth/measure-growth.js'
import { writeBenchmarkPosts } from './benchmark-posts.js'
import { runDealstance, type Usage } from './run-command.js'

/** The commands that take scored posts. */
export const AFTER_SCORING = ['aggregate', 'audit', 'cite', 'query'] as const
type Command = (typeof AFTER_SCORING)[number]

const SCORED_POST_COUNT = 100_000
/** Posts that are scored; more are copies of them in threads and by authors of their own. */
const BASE_COUNT = 12_500
const DEAL = 'acme-leaves'
const SAMPLE_SIZE = '400'
/** Every so many labels are others than the model's, as careful coders give. */
const OTHER_EVERY = 3
const FACTORS = [1, 2, 4, 8]
/** So few posts that what is measured is starting. */
const START_COUNT = 100

/** Measures a command on 100,000 scored posts on some 200 deals, starting included. */
export const timeAfterScoring = (command: Command): Promise<number> =>
  withScored(async (write) => (await use(command, await write(SCORED_POST_COUNT))).elapsedMs)

/** The exponent with which a command's time on the processor grows over 25,000, 50,000, 100,000 and 200,000 posts, starting taken off. */
export const measureAfterGrowth = (command: Command): Promise<number> =>
  withScored(async (write) => {
    const cpuOf = async (postCount: number): Promise<number> => (await use(command, await write(postCount))).cpuMs
    const start = await cpuOf(START_COUNT)
    const times: number[] = []
    for (const factor of FACTORS) times.push((await cpuOf((factor * SCORED_POST_COUNT) / 4)) - start)
    return slopeOf(FACTORS.map(Math.log), times.map(Math.log))
  })

async function withScored<Value>(work: (write: (postCount: number) => Promise<string>) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'dealstance-scored-'))
  try {
    const [posts, base] = [join(folder, 'posts.jsonl'), join(folder, 'base.jsonl')]
    await writeBenchmarkPosts(await loadBuilt(), posts, BASE_COUNT)
    const naming = ['--mover', 'Acme', '--move', 'Acme leaves the business of charts.', '--name', DEAL]
    await runDealstance(['classify', posts, '--model', 'linear-en', ...naming, '--out', base])
    const lines = readFileSync(base, 'utf8').trimEnd().split('\n')
    return await work(async (postCount) => {
      const path = join(folder, `${postCount}.jsonl`)
      await pipeline(Readable.from(copyLines(lines, postCount)), createWriteStream(path))
      return path
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function* copyLines(lines: readonly string[], postCount: number): Generator<string> {
  for (let number = 0; number < postCount; number++) {
    const post = JSON.parse(lines[number % lines.length] as string) as ScoredPost
    const copied = (name: string | null): string | null => name && `${name}.${Math.floor(number / lines.length)}`
    const { id, threadId, parentId, author } = post
    const names = { id: copied(id), threadId: copied(threadId), parentId: copied(parentId), author: copied(author) }
    yield `${JSON.stringify({ ...post, ...names })}\n`
  }
}

async function use(command: Command, scored: string): Promise<Usage> {
  const audit = `${scored}.labels.jsonl`
  const draw = ['audit', scored, '--size', SAMPLE_SIZE, '--out', audit, '--export', `${scored}.csv`]
  if (command === 'aggregate') return await runDealstance(['aggregate', scored])
  if (command === 'query') return await runDealstance(['query', scored, 'select dealId, label, count(*) from stances group by all'])
  const drawn = await runDealstance(draw)
  if (command === 'audit') return drawn
  writeLabels(scored, audit, `${scored}.labels.csv`)
  const labels = ['--import', `${scored}.labels.csv`, '--coder-kind', 'person']
  await runDealstance(['audit', scored, '--out', audit, ...labels])
  // So few posts give a share that is known less well.
  return await runDealstance(['cite', scored, '--audit', audit, '--deal', DEAL, '--max-width', '50'])
}

/** Labels for every judgement of a sample. */
function writeLabels(scored: string, audit: string, path: string): void {
  const [first = ''] = readFileSync(audit, 'utf8').split('\n', 1)
  const { labels, units } = JSON.parse(first) as {
    readonly labels: readonly string[]
    readonly units: readonly { readonly threadId: string; readonly postId: string; readonly dealId: string | null }[]
  }
  const drawn = new Set(units.map(({ threadId, postId }) => `${threadId} ${postId}`))
  const postOf = new Map<string, ScoredPost>()
  for (const line of readFileSync(scored, 'utf8').trimEnd().split('\n')) {
    const post = JSON.parse(line) as ScoredPost
    if (drawn.has(`${post.threadId} ${post.id}`)) postOf.set(`${post.threadId} ${post.id}`, post)
  }
  const rows = units.map(({ threadId, postId, dealId }, index) => {
    const post = postOf.get(`${threadId} ${postId}`)
    const given = post?.stances.find((stance) => stance.dealId === dealId)?.label ?? post?.label ?? null
    const place = given === null ? index : labels.indexOf(given) + (index % OTHER_EVERY === 0 ? 1 : 0)
    return [postId, 'a', labels[place % labels.length], threadId, dealId ?? ''].join()
  })
  writeFileSync(path, ['postId,coder,label,threadId,dealId', ...rows, ''].join('\n'))
}
