import type { Random } from '../../src/base/statistics/random/seeded-random.js'
import type { Cell, CrowdOptions } from './cells.js'

/** On average. */
const POSTS_PER_AUTHOR = 4.5
const ZIPF_EXPONENT = 1.2
/** Correlation of two posts, or two errors, of one author in a clustered crowd. */
const CORRELATION = 0.3
const LABEL_COUNT = 3

/** The author and the label of each post; label 0 is the one looked at. */
export interface Crowd {
  readonly authorOf: Uint32Array
  readonly truthOf: Uint8Array
}

/**
 * Draws a crowd as README.md says: authors with shares of their own, and posts with labels from the
 * shares of their author.
 */
export function drawCrowd({ postCount, share, crowd }: CrowdOptions, random: Random): Crowd {
  const authorCount = Math.round(postCount / POSTS_PER_AUTHOR)
  const authorOf =
    crowd === 'even'
      ? Uint32Array.from({ length: postCount }, (_, post) => post % authorCount)
      : drawZipf(postCount, authorCount, random)
  const expected = [share, 0.6 * (1 - share), 0.4 * (1 - share)]
  const chances = Array.from({ length: authorCount }, () =>
    crowd === 'even' ? expected : drawDirichlet(expected, 1 / CORRELATION - 1, random),
  )
  const truthOf = Uint8Array.from(authorOf, (author) => {
    const [first = 0, second = 0] = chances[author] ?? []
    const at = random()
    if (at < first) return 0
    return at < first + second ? 1 : 2
  })
  return { authorOf, truthOf }
}

/**
 * Probabilities of a made-up classifier by label: the part it does not explain is answered as for
 * another post.
 */
export function classify(
  { authorOf, truthOf }: Crowd,
  { explained, crowd }: Pick<Cell, 'explained' | 'crowd'>,
  random: Random,
): Float64Array[] {
  const probabilities = Array.from({ length: LABEL_COUNT }, () => new Float64Array(truthOf.length))
  const another = (): number => truthOf[Math.floor(random() * truthOf.length)] as number
  const rate = 1 - Math.sqrt(explained)
  const misreadings = Array.from(
    { length: crowd === 'even' ? 0 : Math.max(...authorOf) + 1 },
    () => {
      const [rateOfAuthor = 0] = drawDirichlet([rate, 1 - rate], 1 / CORRELATION - 1, random)
      return { rate: rateOfAuthor, label: another() }
    },
  )
  for (const [post, truth] of truthOf.entries()) {
    const misreading = misreadings[authorOf[post] as number]
    const predicted =
      random() < (misreading?.rate ?? rate) ? (misreading?.label ?? another()) : truth
    const certainty = 0.8 + 0.15 * random()
    for (const [label, row] of probabilities.entries())
      row[post] = label === predicted ? certainty : (1 - certainty) / (LABEL_COUNT - 1)
  }
  return probabilities
}

/**
 * Posts in the order in which they are drawn for labelling: the first n of them are a simple random
 * sample.
 */
export function drawOrder(postCount: number, count: number, random: Random): number[] {
  const moved = new Map<number, number>()
  return Array.from({ length: count }, (_, index) => {
    const at = index + Math.floor(random() * (postCount - index))
    const chosen = moved.get(at) ?? at
    moved.set(at, moved.get(index) ?? index)
    return chosen
  })
}

function drawZipf(postCount: number, authorCount: number, random: Random): Uint32Array {
  const cumulated = new Float64Array(authorCount)
  let total = 0
  for (let rank = 1; rank <= authorCount; rank++)
    cumulated[rank - 1] = total += rank ** -ZIPF_EXPONENT
  return Uint32Array.from({ length: postCount }, () => {
    const at = random() * total
    let low = 0
    let high = authorCount - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((cumulated[middle] as number) > at) high = middle
      else low = middle + 1
    }
    return low
  })
}

/** Shares that sum to 1, around `expected` (sum 1); the larger the concentration, the closer. */
export function drawDirichlet(
  expected: readonly number[],
  concentration: number,
  random: Random,
): number[] {
  // Gamma variables of tiny shape underflow to 0: their logs do not.
  const logs = expected.map((share) => drawLogGamma(share * concentration, random))
  const largest = Math.max(...logs)
  const parts = logs.map((log) => Math.exp(log - largest))
  const total = parts.reduce((sum, part) => sum + part, 0)
  return parts.map((part) => part / total)
}

/**
 * log of a gamma variable with shape > 0 and scale 1: Marsaglia and Tsang (2000), with the boost
 * for shapes below 1.
 */
function drawLogGamma(shape: number, random: Random): number {
  if (shape < 1) return drawLogGamma(shape + 1, random) + Math.log(1 - random()) / shape
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = drawNormal(random)
    const v = (1 + c * x) ** 3
    if (v <= 0) continue
    const u = 1 - random()
    // The second test passes all that the first one does, but takes two logs.
    if (u < 1 - 0.0331 * x ** 4 || Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v))
      return Math.log(d * v)
  }
}

/** From the standard normal distribution (Box and Muller, 1958). */
const drawNormal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
