import type { Random } from '../../src/base/statistics/random/seeded-random.js'
import { AUTHORS, type Cell, type Part } from './cells.js'

/** Posts per author, on average. */
const POSTS_PER_AUTHOR = 4.5
const ZIPF_EXPONENT = 1.2
/** How the posts without the label fall on the two others. */
const OTHER_PARTS = [0.6, 0.4] as const
/** Part of the posts that the classifier labels wrongly. */
const ERROR_RATE = 0.2
/** Correlation of two errors of one author, where errors go by author. */
const ERROR_CORRELATION = 0.3
export const LABEL_COUNT = 3

/** Posts of a made-up crowd; label 0 is the one looked at. */
export interface Crowd {
  readonly authorOf: Uint32Array
  readonly truthOf: Uint8Array
}

/** Shares of the wider crowd, by label. */
export const sharesOf = (share: number): number[] => [share, ...OTHER_PARTS.map((part) => part * (1 - share))]

/**
 * A draw of a crowd: authors, each with shares of their own from a Dirichlet distribution around `share` and the rest split 6 : 4, its
 * parameters summing to 1 / correlation - 1, so that two posts of one author correlate as asked; then posts, each with a label from the
 * shares of its author. How much an author writes has nothing to do with their shares: the share in the wider crowd is `share`.
 */
export function drawCrowd({ postCount, share, correlation, authors }: Part, random: Random): Crowd {
  const authorCount = Math.round(postCount / POSTS_PER_AUTHOR)
  const authorOf = authors === AUTHORS[0] ? spreadEvenly(postCount, authorCount) : drawZipf(postCount, authorCount, random)
  const expected = sharesOf(share)
  const [first, second] = [new Float64Array(authorCount), new Float64Array(authorCount)]
  for (let author = 0; author < authorCount; author++) {
    const drawn = correlation === 0 ? expected : drawDirichlet(expected, 1 / correlation - 1, random)
    first[author] = drawn[0] as number
    second[author] = (drawn[0] as number) + (drawn[1] as number)
  }
  const truthOf = new Uint8Array(postCount)
  for (let post = 0; post < postCount; post++) {
    const author = authorOf[post] as number
    const at = random()
    truthOf[post] = at < (first[author] as number) ? 0 : at < (second[author] as number) ? 1 : 2
  }
  return { authorOf, truthOf }
}

/**
 * Probabilities of a made-up classifier, wrong on a fifth of the posts, surer where it is right. `independent`: each post alone decides, a
 * wrong label is either of the two others. `by-author`: each author has an error rate of their own (beta distribution, errors of one author
 * correlate at 0.3) and one label that their misread posts are taken for (the next one where that is the true one).
 */
export function classify({ authorOf, truthOf }: Crowd, errors: Cell['errors'], random: Random): Float64Array[] {
  const probabilities = Array.from({ length: LABEL_COUNT }, () => new Float64Array(truthOf.length))
  const authors = errors === 'by-author' ? drawMisreadings(authorOf, random) : null
  for (let post = 0; post < truthOf.length; post++) {
    const truth = truthOf[post] as number
    const author = authorOf[post] as number
    const isWrong = random() < (authors ? (authors.rates[author] as number) : ERROR_RATE)
    let predicted = truth
    if (isWrong) {
      predicted = authors ? (authors.labels[author] as number) : (truth + 1 + Math.floor(2 * random())) % LABEL_COUNT
      if (predicted === truth) predicted = (truth + 1) % LABEL_COUNT
    }
    const certainty = 0.5 + 0.499 * (isWrong ? 0.8 * random() : Math.sqrt(random()))
    for (let label = 0; label < LABEL_COUNT; label++) {
      const row = probabilities[label] as Float64Array
      row[post] = label === predicted ? certainty : (1 - certainty) / (LABEL_COUNT - 1)
    }
  }
  return probabilities
}

/** Posts in the order in which they are drawn for labelling: the first n of them are a simple random sample. */
export function drawOrder(postCount: number, count: number, random: Random): number[] {
  const moved = new Map<number, number>()
  return Array.from({ length: count }, (_, index) => {
    const at = index + Math.floor(random() * (postCount - index))
    const chosen = moved.get(at) ?? at
    moved.set(at, moved.get(index) ?? index)
    return chosen
  })
}

function drawMisreadings(authorOf: Uint32Array, random: Random): { readonly rates: Float64Array; readonly labels: Uint8Array } {
  const authorCount = authorOf.reduce((largest, author) => Math.max(largest, author), 0) + 1
  const concentration = 1 / ERROR_CORRELATION - 1
  const rates = new Float64Array(authorCount)
  const labels = new Uint8Array(authorCount)
  for (let author = 0; author < authorCount; author++) {
    rates[author] = drawDirichlet([ERROR_RATE, 1 - ERROR_RATE], concentration, random)[0] as number
    labels[author] = Math.floor(LABEL_COUNT * random())
  }
  return { rates, labels }
}

const spreadEvenly = (postCount: number, authorCount: number): Uint32Array =>
  Uint32Array.from({ length: postCount }, (_, post) => post % authorCount)

function drawZipf(postCount: number, authorCount: number, random: Random): Uint32Array {
  const cumulated = new Float64Array(authorCount)
  let total = 0
  for (let rank = 1; rank <= authorCount; rank++) cumulated[rank - 1] = total += rank ** -ZIPF_EXPONENT
  const result = new Uint32Array(postCount)
  for (let post = 0; post < postCount; post++) {
    const at = random() * total
    let [low, high] = [0, authorCount - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((cumulated[middle] as number) > at) high = middle
      else low = middle + 1
    }
    result[post] = low
  }
  return result
}

/** Shares that sum to 1, around `expected` (sum 1); the larger the concentration, the closer. */
export function drawDirichlet(expected: readonly number[], concentration: number, random: Random): number[] {
  // Gamma variables of tiny shape underflow to 0: their logs do not.
  const logs = expected.map((share) => drawLogGamma(share * concentration, random))
  const largest = Math.max(...logs)
  const parts = logs.map((log) => Math.exp(log - largest))
  const total = parts.reduce((sum, part) => sum + part, 0)
  return parts.map((part) => part / total)
}

/** log of a gamma variable with shape > 0 and scale 1: Marsaglia and Tsang (2000), with the boost for shapes below 1. */
function drawLogGamma(shape: number, random: Random): number {
  if (shape < 1) return drawLogGamma(shape + 1, random) + Math.log(1 - random()) / shape
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = drawNormal(random)
    const v = (1 + c * x) ** 3
    if (v <= 0) continue
    const u = 1 - random()
    // What the first test lets pass, the second one does too: it takes two logs.
    if (u < 1 - 0.0331 * x ** 4 || Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d * v)
  }
}

/** From the standard normal distribution (Box and Muller, 1958). */
const drawNormal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
