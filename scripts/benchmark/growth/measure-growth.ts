import { loadBuilt } from '../built.js'
import { buildGrowingText } from './growth-texts.js'

const BYTE_COUNTS = [1_000_000, 2_000_000, 4_000_000]
/** Each size is read so often, and more often until this time on the processor is spent: fast readings vary most. */
const RUN_COUNT = 3
const SPENT_MS = 4000
/** Milliseconds of reading 1 MB, from which on a reader is measured at a quarter of the sizes. */
const SLOW_MS = 2000
/** Below these it is measured at four times the sizes: what a fast reader leaves of 1 MB lies where V8 clears it for nothing. */
const FAST_MS = 200

/**
 * The exponent with which the time of reading a form grows over 1, 2 and 4 MB, or four times as much: 1 for linear time. It is time of this process on the processor,
 * the least of several readings of each size: neither other programs on the machine nor what an earlier reading left to clear bend it.
 */
export async function measureGrowth(form: string): Promise<number> {
  const { dealstance } = await loadBuilt()
  const timeOf = (text: string): number => {
    const start = process.cpuUsage()
    const { posts } = dealstance.parsePosts(text, { source: form as 'jsonl', onBadRecord: 'skip' })
    const { user, system } = process.cpuUsage(start)
    if (posts.length < 2) throw new Error(`expected posts in a text of the form ${form}, got ${posts.length}`)
    return (user + system) / 1000
  }
  const [smallest = 0] = BYTE_COUNTS
  // V8 still compiles, and chooses other code once a function has run for long.
  timeOf(buildGrowingText(form, smallest))
  const time = timeOf(buildGrowingText(form, smallest))
  const factor = time > SLOW_MS ? 1 / 4 : time < FAST_MS ? 4 : 1
  const texts = BYTE_COUNTS.map((byteCount) => buildGrowingText(form, byteCount * factor))
  const best = BYTE_COUNTS.map(() => Number.POSITIVE_INFINITY)
  for (let run = 0, spentMs = 0; run < RUN_COUNT || spentMs < SPENT_MS; run++) {
    for (const [index, text] of texts.entries()) {
      const time = timeOf(text)
      spentMs += time
      best[index] = Math.min(best[index] as number, time)
    }
  }
  return slopeOf(BYTE_COUNTS.map(Math.log), best.map(Math.log))
}

/** The slope of the least-squares line. */
export function slopeOf(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length
  const [meanX, meanY] = [mean(xs), mean(ys)]
  const products = xs.map((x, index) => (x - meanX) * ((ys[index] as number) - meanY))
  return mean(products) / mean(xs.map((x) => (x - meanX) ** 2))
}
