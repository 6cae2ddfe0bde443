import type { StanceScheme } from '../../../src/base/scheme/stance-scheme.js'
import { groupBy } from '../../../src/base/statistics/group-by.js'
import type { Fact } from './make-scene.js'

/** What the rules of a verdict give, found without the code that prints it. */
export interface Expected {
  readonly unitCount: number
  readonly pickedCount: number
  readonly labelledCount: number
  readonly labelCounts: readonly number[]
  /** The side that is ahead, `unclear`, or null without any comparison. */
  readonly lead: string | null
  readonly most: string | null
  /** What an unclear lead hangs on. */
  readonly without: {
    readonly one: 'account' | 'text'
    readonly size: number
    /** Labels left for each side. */
    readonly left: readonly number[]
  } | null
}

/** Units of a group, by what is known of their labels. */
interface Sample {
  readonly all: number
  /** Units picked that somebody looked at. */
  readonly seen: number
  readonly hits: readonly number[]
}

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0)

function sampleOf(facts: readonly Fact[], { labels }: StanceScheme): Sample {
  const hits = labels.map(
    (label) => facts.filter(({ state, truth }) => state === 'labelled' && truth === label).length,
  )
  const seen = facts.filter(({ state }) => state !== 'unpicked' && state !== 'open').length
  return { all: facts.length, seen, hits }
}

/** The verdict on units, by the words of the disclosure. */
export function expectVerdict(facts: readonly Fact[], scheme: StanceScheme): Expected {
  const whole = sampleOf(facts, scheme)
  const rests = [
    // Nobody known: each post may be by somebody else.
    ...leftOut('account', facts, (fact) => fact.account ?? `post ${facts.indexOf(fact)}`),
    ...leftOut('text', facts, ({ text }) => text),
  ].map(({ rest, ...left }) => ({ ...left, rest: sampleOf(rest, scheme) }))
  const counted = {
    unitCount: facts.length,
    pickedCount: facts.filter(({ state }) => state !== 'unpicked').length,
    labelledCount: sum(whole.hits),
    labelCounts: whole.hits,
  }
  const none = { ...counted, lead: null, most: null, without: null }
  const places = scheme.sides.map((side) => scheme.labels.indexOf(side))
  const ahead = sideAhead(whole, places)
  const isFew = sum(whole.hits) - 1 < leastOf(whole)
  if (isFew && !isWhole(whole)) return none
  const most = scheme.labels.findIndex((_, label) =>
    [whole, ...rests.map(({ rest }) => rest)].every((sample) => isMost(sample, label)),
  )
  if (isFew) return { ...none, lead: 'few' }
  const deciding = rests
    .filter(({ rest }) => !isEnough(rest) || sideAhead(rest, places) !== ahead)
    .sort((left, right) => right.size - left.size)
  const [largest] = ahead === null ? [] : deciding
  const reason = largest !== undefined && largest.size > 1 ? largest : null
  return {
    ...counted,
    lead: ahead === null || deciding.length > 0 ? 'unclear' : (scheme.labels[ahead] ?? null),
    most: scheme.labels[most] ?? null,
    without: reason && {
      one: reason.one,
      size: reason.size,
      left: places.map((place) => reason.rest.hits[place] ?? 0),
    },
  }
}

/** The units without each account, or each repeated text, of which something was read. */
function leftOut(
  one: 'account' | 'text',
  facts: readonly Fact[],
  keyOf: (fact: Fact) => string | null,
) {
  return [...groupBy(facts, keyOf)].flatMap(([key, own]) => {
    const isRead = own.some(({ state }) => state !== 'unpicked' && state !== 'open')
    if (key === null || !isRead || (one === 'text' && own.length === 1)) return []
    return [{ one, size: own.length, rest: facts.filter((fact) => keyOf(fact) !== key) }]
  })
}

const isWhole = ({ seen, all }: Sample): boolean => seen === all
const leastOf = (sample: Sample): number => (isWhole(sample) ? 20 : 30)
const isEnough = (sample: Sample): boolean => sum(sample.hits) >= leastOf(sample)
const missingOf = ({ seen, hits }: Sample): number => seen - sum(hits)
const marginOf = (sample: Sample): number => Math.max(4, sample.all / 10) + missingOf(sample)

function isMost(sample: Sample, label: number): boolean {
  const hits = sample.hits[label] ?? 0
  if (!isEnough(sample)) return false
  if (isWhole(sample)) return 2 * hits - sum(sample.hits) >= marginOf(sample)
  return Math.floor(100 * rangeOf(hits, sample).low + 1e-9) > 50
}

/** The place of the side that is ahead; null where none is. */
function sideAhead(sample: Sample, [one = 0, other = 1]: readonly number[]): number | null {
  const [ahead, behind] =
    (sample.hits[other] ?? 0) > (sample.hits[one] ?? 0) ? [other, one] : [one, other]
  const k = sample.hits[ahead] ?? 0
  const l = sample.hits[behind] ?? 0
  if (isWhole(sample)) return k - l >= marginOf(sample) - 1e-9 ? ahead : null
  const n = sum(sample.hits)
  const first = rangeOf(k, sample)
  const second = rangeOf(l, sample)
  const low = k / n - first.low
  const high = second.high - l / n
  const together = correlation(sample, [ahead, behind])
  const difference = (k - l) / n - Math.sqrt(low ** 2 + high ** 2 - 2 * together * low * high)
  return Math.floor(100 * difference + 1e-9) > 0 ? ahead : null
}

/** Of two shares of a multinomial sample of three labels: -sqrt(pq / ((1 - p) (1 - q))). */
function correlation(sample: Sample, sides: readonly number[]): number {
  const [p = 0, q = 0] = sides.map((side) => (sample.hits[side] ?? 0) / sum(sample.hits))
  if (missingOf(sample) > 0 || sample.hits.length !== 3) return -1
  if (p * q === 0) return 0
  return Math.max(-1, -Math.sqrt((p * q) / ((1 - p) * (1 - q))))
}

/** The mid-P interval with all missing labels for a share or none; k of N where all were seen. */
export function rangeOf(hits: number, sample: Sample) {
  const { all, seen } = sample
  if (isWhole(sample)) return { low: hits / all, high: hits / all }
  const missing = missingOf(sample)
  const share = hits / sum(sample.hits)
  const low = firstWhere(all, (count) => tail(hits, seen, count, all) > 0.025)
  const high =
    firstWhere(all + 1, (count) => 1 - tail(hits + missing, seen, count, all) <= 0.025) - 1
  return { low: Math.min(low / all, share), high: Math.max(high / all, share) }
}

/** The least whole number that something is true of, as of all larger ones; at most `most`. */
function firstWhere(most: number, isTrue: (count: number) => boolean): number {
  let low = 0
  let high = most
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (isTrue(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** Chance of more hits than these, and half of that of as many. */
function tail(hits: number, picked: number, labelled: number, all: number): number {
  let total = 0
  for (let count = hits; count <= Math.min(picked, labelled); count++) {
    const chance = Math.exp(
      choose(labelled, count) + choose(all - labelled, picked - count) - choose(all, picked),
    )
    total += count === hits ? chance / 2 : chance
  }
  return total
}

const LOGS = [0]

const choose = (all: number, count: number): number => {
  if (count < 0 || count > all) return Number.NEGATIVE_INFINITY
  for (let at = LOGS.length; at <= all; at++) LOGS.push((LOGS[at - 1] ?? 0) + Math.log(at))
  return (LOGS[all] ?? 0) - (LOGS[count] ?? 0) - (LOGS[all - count] ?? 0)
}
