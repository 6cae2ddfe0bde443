import { type Random, seededRandom } from '../../src/base/statistics/random/seeded-random.js'
import type { ScoredPost } from '../../src/judge/stance/stance-prediction.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../count/scored-posts.js'

/** How large a thread is, how much of it is drawn, and how much of what can be spoilt is spoilt. */
export interface Size {
  readonly name: string
  readonly postCount: number
  readonly sampleCount: number
  /** In (0, 1]. */
  readonly dose: number
}

export const SIZES: readonly Size[] = [
  { name: 'small', postCount: 100, sampleCount: 50, dose: 0.1 },
  { name: 'middle', postCount: 200, sampleCount: 80, dose: 0.3 },
  { name: 'large', postCount: 400, sampleCount: 120, dose: 0.6 },
]

const CENSUS: Size = { name: 'census', postCount: 60, sampleCount: 60, dose: 0.3 }

/** The sizes, then each with the doses of the others, and a census. */
export const ALL_SIZES: readonly Size[] = [
  ...SIZES,
  ...SIZES.flatMap((size) => SIZES.flatMap(({ dose }) => (dose === size.dose ? [] : [{ ...size, name: `${size.name} ${dose}`, dose }]))),
  ...SIZES.map(({ dose }) => ({ ...CENSUS, name: `census ${dose}`, dose })),
]

export interface Shape {
  readonly threadId: string
  /** Begins every id. */
  readonly prefix: string
  /** Shares of retreat, shrewd pivot and neither. */
  readonly shares: readonly [number, number, number]
  readonly seed: number
}

export const THREAD: Shape = { threadId: 't1', prefix: 'p', shares: [0.3, 0.45, 0.25], seed: 11 }

/** A scored thread whose true labels are known. */
export interface World {
  readonly posts: readonly ScoredPost[]
  /** By id of the post. */
  readonly truth: ReadonlyMap<string, string>
}

export const LABELS = [RETREAT, PIVOT, NEITHER] as const

/** What the model says of a post with this true label: chances of retreat, shrewd pivot, neither. It calls too many retreat. */
const MODEL: { readonly [label: string]: readonly [number, number, number] } = {
  [RETREAT]: [0.8, 0.05, 0.15],
  [PIVOT]: [0.25, 0.65, 0.1],
  [NEITHER]: [0.3, 0.1, 0.6],
}

const WORDS: { readonly [label: string]: readonly string[] } = {
  [RETREAT]: ['They give up and call it a plan.', 'Nobody sells a plant that still earns.', 'It ends here, whatever the letter says.'],
  [PIVOT]: ['Good price, good timing.', 'They sell at the top.', 'Smart.'],
  [NEITHER]: ['When does it close?', 'Who buys it?', 'My cousin works there.'],
}

/**
 * A thread of one root and its replies. Posts that say retreat are longer, earlier, and by authors of their own; ids tell nothing.
 *
 * @param shape.shares the true shares, met as nearly as whole posts allow
 */
export function makeWorld(postCount: number, { threadId, prefix, shares, seed }: Shape = THREAD): World {
  const random = seededRandom(seed)
  const truths = shuffle(
    LABELS.flatMap((label, index) => {
      const before = shares.slice(0, index).reduce((sum, share) => sum + share, 0)
      const count = Math.round((before + (shares[index] ?? 0)) * postCount) - Math.round(before * postCount)
      return Array.from({ length: count }, () => label)
    }),
    random,
  )
  // Early posts are swapped towards retreat: a third of all pairs with the retreat behind.
  for (let at = 0; at < truths.length / 2; at += 1) {
    const other = truths.length - 1 - at
    if (truths[at] !== RETREAT && truths[other] === RETREAT && random() < 1 / 3) {
      truths[other] = truths[at] ?? NEITHER
      truths[at] = RETREAT
    }
  }
  const ids = shuffle(
    truths.map((_, index) => `${prefix}${index + 1}`),
    random,
  )
  const posts = truths.map((label, index): ScoredPost => {
    const id = ids[index] ?? ''
    const crowd = label === RETREAT && random() < 0.8 ? 'wren' : 'lark'
    const minute = String(Math.floor(index / 60) % 60).padStart(2, '0')
    return scored(label, random, {
      id,
      threadId,
      parentId: index === 0 ? null : (ids[0] ?? null),
      author: `${crowd}-${Math.floor((random() * postCount) / 3)}`,
      createdAt: `2026-03-14T${String(10 + Math.floor(index / 3600)).padStart(2, '0')}:${minute}:${String(index % 60).padStart(2, '0')}.000Z`,
      text: textOf(label, random, id),
      meta: { role: index === 0 ? 'root' : 'reply' },
    })
  })
  return { posts, truth: new Map(ids.map((id, index) => [id, truths[index] ?? NEITHER])) }
}

/** A post with the model's answer to its true label. */
export function scored(label: string, random: Random, changes: Partial<ScoredPost>): ScoredPost {
  const predicted = pick(random, MODEL[label] ?? [0, 0, 1])
  return predict(scoredPost(predicted, { model: 'test-model', ...changes }), predicted, 0.45 + 0.5 * random())
}

/** The post as a model would have scored it that gives this label this probability. */
export function predict(post: ScoredPost, label: string, probability: number): ScoredPost {
  const rest = Math.round(((1 - probability) / 2) * 1e4) / 1e4
  const probabilities = Object.fromEntries(LABELS.map((one) => [one, one === label ? Math.round((1 - 2 * rest) * 1e4) / 1e4 : rest]))
  const judgement = { label, lean: label === NEITHER ? RETREAT : label, probabilities, status: 'scored' as const }
  return { ...post, ...judgement, stances: post.stances.map((stance) => ({ ...stance, ...judgement })) }
}

function textOf(label: string, random: Random, id: string): string {
  const words = WORDS[label] ?? []
  const count = (label === RETREAT ? 3 : 1) + Math.floor(random() * 2)
  const sentences = Array.from({ length: count }, () => words[Math.floor(random() * words.length)] ?? '')
  return `${sentences.join(' ')} (${id}-${Math.floor(random() * 1e6)})`
}

function pick(random: Random, chances: readonly number[]): string {
  let left = random()
  for (const [index, label] of LABELS.entries()) {
    left -= chances[index] ?? 0
    if (left < 0) return label
  }
  return NEITHER
}

export function shuffle<Value>(values: readonly Value[], random: Random): Value[] {
  const keyed = values.map((value) => ({ value, key: random() }))
  return keyed.sort((one, other) => one.key - other.key).map(({ value }) => value)
}

/** True shares of the labels, in their order. */
export function sharesOf(truth: ReadonlyMap<string, string>): { readonly [label: string]: number } {
  const all = [...truth.values()]
  return Object.fromEntries(LABELS.map((label) => [label, all.filter((one) => one === label).length / all.length]))
}
