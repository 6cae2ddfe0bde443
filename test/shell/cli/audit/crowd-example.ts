import { expect } from 'vitest'
import { seededRandom } from '../../../../src/base/statistics/random/seeded-random.js'
import type { Breakdown } from '../../../../src/count/breakdown/breakdown.js'
import type { ScoredPost } from '../../../../src/judge/stance/stance-prediction.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../../../count/scored-posts.js'
import {
  labelsOf,
  labelTable,
  newFolder,
  type Ran,
  runCli,
  runWell,
  toJsonl,
} from '../cli-harness.js'

export const folder = newFolder()
const LABELS = [RETREAT, PIVOT, NEITHER]
export const TRUTH = new Map<string, string>()

/** 400 replies; the model is right on three of five, and says so with .45 to .9. */
export function crowd(model: string, seed: number): ScoredPost[] {
  const random = seededRandom(seed)
  return Array.from({ length: 400 }, (_, index) => {
    const id = `c${index}`
    const truth = LABELS[Math.max(0, (index % 5) - 2)] ?? RETREAT
    TRUTH.set(id, truth)
    const label = random() < 0.6 ? truth : (LABELS[Math.floor(random() * 3)] ?? truth)
    const top = 0.45 + 0.45 * random()
    const probabilities = Object.fromEntries(
      LABELS.map((name) => [name, name === label ? top : (1 - top) / 2]),
    )
    const post = scoredPost(label, {
      id,
      author: `u${index}`,
      text: `Words of post ${index}.`,
      model,
    })
    return {
      ...post,
      probabilities,
      stances: post.stances.map((stance) => ({ ...stance, probabilities })),
    }
  })
}

export const POSTS = crowd('first-model', 1)
export const SCORED = folder.write('scored.jsonl', toJsonl(POSTS))
export const csv = (name: string, rows: Iterable<string>, header?: string): string =>
  folder.write(name, labelTable(rows, header))
export const honestOf = (posts: readonly ScoredPost[]): string =>
  labelsOf(posts, ({ id }) => TRUTH.get(id))
export const HONEST = folder.write('honest.csv', honestOf(POSTS))
let last = 0
export const fresh = (): string => folder.path(`o${(last += 1)}.audit.jsonl`)

export async function ok(...argv: readonly string[]): Promise<Ran> {
  const ran = await runWell(argv)
  expect(ran.stderr, argv.join(' ')).not.toMatch(/^dealstance: /m)
  return ran
}

const BEHIND = new Map<string, readonly string[]>()

/** Draws and imports, unless that is done, and counts; gives the breakdown's file. */
export async function counted(
  out: string,
  scored: string,
  ...argv: readonly string[]
): Promise<string> {
  if (argv.length > 0) await ok('audit', scored, '--out', out, ...argv)
  const breakdown = out.replace('.audit.jsonl', '.json')
  await ok('aggregate', scored, '--audit', out, '--out', breakdown)
  BEHIND.set(breakdown, [scored, '--audit', out])
  return breakdown
}
export const read = (path: string): Breakdown => JSON.parse(folder.read(path))
/** Cites the posts and the audit behind a breakdown that was counted. */
export const cite = (breakdown: string, ...argv: readonly string[]): Promise<Ran> =>
  runCli(['cite', ...(BEHIND.get(breakdown) ?? []), ...argv])
