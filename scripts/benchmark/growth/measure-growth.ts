import { loadBuilt } from '../built.js'
import { buildGrowingText } from './growth-texts.js'

const BYTE_COUNTS = [1_000_000, 2_000_000, 4_000_000]
/** Each size is read so often, and more often until this time on the processor is spent: fast readings vary most. */
const RUN_COUNT = 3
const SPENT_MS = 4000
/** Milliseconds of the first reading of 1 MB, from which on a reader is measured at a quarter of the sizes. */
const SLOW_MS = 2000

/**
 * The exponent with which the time of reading a form grows from 1 to 4 MB: 1 for linear time. It is time of this process on the processor,
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
  // V8 still compiles, and chooses other code once a function has run for long.
  const isSlow = timeOf(buildGrowingText(form, BYTE_COUNTS[0] as number)) > SLOW_MS
  const texts = BYTE_COUNTS.map((byteCount) => buildGrowingText(form, isSlow ? byteCount / 4 : byteCount))
  timeOf(texts.at(-1) as string)
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
function slopeOf(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length
  const [meanX, meanY] = [mean(xs), mean(ys)]
  const products = xs.map((x, index) => (x - meanX) * ((ys[index] as number) - meanY))
  return mean(products) / mean(xs.map((x) => (x - meanX) ** 2))
}
