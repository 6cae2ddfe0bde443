import { mixBits } from '../../text/hash-text.js'
import { lazily } from '../../text/lazily.js'
import { sum } from '../estimate/mean.js'
import { seededRandom } from '../random/seeded-random.js'
import type { Interval } from './wilson-interval.js'

/** Clusters that are alike, such as all authors of one post with one label. */
export interface ClusterKind {
  /** Cases of each quantity in each of the clusters; different for each kind. */
  readonly hitCounts: readonly number[]
  /** Cases in each of the clusters, > 0. */
  readonly caseCount: number
  /** > 0 */
  readonly clusterCount: number
}

export interface ReplicateOptions {
  /** Integer in [0, 2^53). */
  readonly seed: number
  /** Integer >= 1. */
  readonly resampleCount: number
  /** In (0, 1), 0.95 for a 95 % interval. */
  readonly confidenceLevel: number
  /** Weights of the largest kinds of other groups, for the same seed and count: groups that share posts share clusters. */
  readonly known?: KnownWeights
}

/** By kind: the summed weight of its first `clusterCount` clusters in each replicate. */
export type KnownWeights = Map<string, { readonly clusterCount: number; readonly weights: Float64Array }>

const HALF_COUNT = 2 ** 16
const BATCH_SIZE = 4096

/**
 * Percentile intervals of the ratios sum(hits) / sum(cases) over whole clusters, by a Poisson bootstrap. A hash of cluster and replicate
 * says how often the cluster counts, once on average. A cluster is named by its counts and a running number among equal ones. So names,
 * order, and the parts that clusters were gathered from change nothing. Up to `resampleCount` draws with replacement are enumerated in full
 * (2,000: four clusters). A single cluster gives an interval of zero width.
 *
 * @returns one interval per quantity, percentiles linear between neighbours
 * @throws {RangeError} for no clusters
 * @see Chamandy, Muralidharan, Najmi, Naidu (2012), Estimating uncertainty for massive data streams
 * @see Hanley, MacGibbon (2006), Creating non-parametric bootstrap samples using Poisson frequencies, Computer Methods and Programs in
 *   Biomedicine 83:57
 */
export function replicateBootstrap(kinds: readonly ClusterKind[], options: ReplicateOptions): Interval[] {
  const { seed, resampleCount, confidenceLevel, known = new Map() } = options
  const clusterCount = kinds.reduce((total, kind) => total + kind.clusterCount, 0)
  if (clusterCount === 0) throw new RangeError('expected at least one cluster, got none')
  const tail = (1 - confidenceLevel) / 2
  const between = (ratios: Float64Array): Interval => {
    const sorted = ratios.sort()
    return { low: quantileSorted(sorted, tail), high: quantileSorted(sorted, 1 - tail) }
  }
  if (clusterCount ** clusterCount <= resampleCount) return enumerateRatios(kinds).map(between)
  const quantityCount = kinds[0]?.hitCounts.length ?? 0
  // Sums of whole numbers below 2^53 are the same in any order.
  const hits = Array.from({ length: quantityCount }, () => new Float64Array(resampleCount))
  const cases = new Float64Array(resampleCount)
  const weights = new Float64Array(resampleCount)
  const salts = saltsOf(seed, Math.ceil(resampleCount / 2))
  for (const kind of kinds) {
    weighKind(kind, salts, weights, known)
    addTo(cases, weights, kind.caseCount)
    for (const [quantity, sums] of hits.entries()) addTo(sums, weights, kind.hitCounts[quantity] ?? 0)
  }
  return hits.map((sums, quantity) => {
    const observed = kinds.reduce((total, kind) => total + (kind.hitCounts[quantity] ?? 0) * kind.clusterCount, 0)
    const total = kinds.reduce((count, kind) => count + kind.caseCount * kind.clusterCount, 0)
    // A replicate without weight stands for the clusters as they are.
    return between(sums.map((hit, replicate) => (cases[replicate] === 0 ? observed / total : hit / (cases[replicate] as number))))
  })
}

function addTo(sums: Float64Array, weights: Float64Array, count: number): void {
  if (count === 0) return
  for (let index = 0; index < sums.length; index++) sums[index] = (sums[index] as number) + count * (weights[index] as number)
}

/** The summed weight of the clusters of a kind, in each replicate. */
function weighKind(kind: ClusterKind, salts: Uint32Array, weights: Float64Array, known: KnownWeights): void {
  const { hitCounts, caseCount, clusterCount } = kind
  const key = [caseCount, ...hitCounts].join()
  const before = known.get(key)
  const isBegun = before !== undefined && before.clusterCount <= clusterCount
  if (isBegun) weights.set(before.weights)
  else weights.fill(0)
  let name = mix(caseCount)
  for (const count of hitCounts) name = mix(name ^ count)
  const names = new Uint32Array(Math.min(BATCH_SIZE, clusterCount))
  for (let start = isBegun ? before.clusterCount : 0; start < clusterCount; start += BATCH_SIZE) {
    const count = Math.min(BATCH_SIZE, clusterCount - start)
    for (let index = 0; index < count; index++) names[index] = mix(name ^ mix(start + index + 1))
    weighBatch(names.subarray(0, count), salts, weights)
  }
  if (clusterCount >= BATCH_SIZE && (before === undefined || isBegun)) known.set(key, { clusterCount, weights: weights.slice() })
}

/** Each hash serves two replicates: its halves are as good as independent. */
function weighBatch(names: Uint32Array, salts: Uint32Array, weights: Float64Array): void {
  const table = poissonWeights()
  for (let pair = 0; pair < salts.length; pair++) {
    const salt = salts[pair] as number
    let [even, odd] = [0, 0]
    for (let index = 0; index < names.length; index++) {
      const hash = mix((names[index] as number) ^ salt)
      even += table[hash & 0xffff] as number
      odd += table[hash >>> 16] as number
    }
    weights[2 * pair] = (weights[2 * pair] as number) + even
    if (2 * pair + 1 < weights.length) weights[2 * pair + 1] = (weights[2 * pair + 1] as number) + odd
  }
}

function saltsOf(seed: number, count: number): Uint32Array {
  const random = seededRandom(seed)
  return Uint32Array.from({ length: count }, () => random() * 2 ** 32)
}

const mix = (value: number): number => mixBits(value) >>> 0

/** Weights of a Poisson distribution with mean 1, each as often as its probability says, to within 2^-17. */
const poissonWeights = lazily(() => {
  const weights = new Uint8Array(HALF_COUNT)
  let probability = Math.exp(-1)
  let cumulative = probability
  for (let half = 0, weight = 0; half < HALF_COUNT; half++) {
    while ((half + 0.5) / HALF_COUNT > cumulative && probability * HALF_COUNT > 0.01) {
      weight += 1
      probability /= weight
      cumulative += probability
    }
    weights[half] = weight
  }
  return weights
})

/** The ratios of every draw of few clusters with replacement, by quantity. */
function enumerateRatios(kinds: readonly ClusterKind[]): Float64Array[] {
  const clusters = kinds.flatMap((kind) => Array.from({ length: kind.clusterCount }, () => kind))
  let draws: (readonly ClusterKind[])[] = [[]]
  for (const _ of clusters) draws = draws.flatMap((draw) => clusters.map((cluster) => [...draw, cluster]))
  const totals = (countOf: (kind: ClusterKind) => number): number[] => draws.map((draw) => sum(draw.map(countOf)))
  const cases = totals(({ caseCount }) => caseCount)
  return (clusters[0]?.hitCounts ?? []).map((_, quantity) => {
    const hits = totals(({ hitCounts }) => hitCounts[quantity] ?? 0)
    return Float64Array.from(hits, (hit, draw) => hit / (cases[draw] as number))
  })
}

/**
 * Quantile with linear interpolation (type 7, the default of R and NumPy).
 *
 * @param sortedValues ascending, at least one, no NaN
 * @param probability  in [0, 1]; 0.5 is the median
 * @throws {RangeError} without values, or for a probability outside [0, 1]
 * @see Hyndman and Fan (1996), The American Statistician 50:361, definition 7
 */
export function quantileSorted(sortedValues: ArrayLike<number>, probability: number): number {
  if (sortedValues.length === 0) throw new RangeError('expected at least one value, got none')
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`expected a probability in [0, 1], got ${probability}`)
  const position = (sortedValues.length - 1) * probability
  const below = Math.floor(position)
  const low = sortedValues[below] as number
  const high = sortedValues[Math.min(below + 1, sortedValues.length - 1)] as number
  return low + (high - low) * (position - below)
}
