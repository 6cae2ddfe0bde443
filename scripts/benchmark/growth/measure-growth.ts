import { loadBuilt } from '../built.js'
import { buildGrowingText } from './growth-texts.js'

const BYTE_COUNTS = [1_000_000, 2_000_000, 4_000_000]
/** The first time a text is read V8 still compiles; some code is slow only once it is optimised. */
const RUN_COUNT = 3
/** Milliseconds of the first reading of 1 MB, from which on a reader is measured at a quarter of the sizes. */
const SLOW_MS = 2000

/**
 * The exponent with which the time of reading a form grows from 1 to 4 MB: 1 for linear time. Time of this process on the processor, so that
 * other programs on the machine do not bend it.
 */
export async function measureGrowth(form: string): Promise<number> {
  const { dealstance } = await loadBuilt()
  const start = process.cpuUsage()
  dealstance.parsePosts(buildGrowingText(form, BYTE_COUNTS[0] as number), { source: form as 'jsonl', onBadRecord: 'skip' })
  const isSlow = process.cpuUsage(start).user > SLOW_MS * 1000
  const texts = BYTE_COUNTS.map((byteCount) => buildGrowingText(form, isSlow ? byteCount / 4 : byteCount))
  const best = BYTE_COUNTS.map(() => Number.POSITIVE_INFINITY)
  for (let run = 0; run < RUN_COUNT; run++) {
    for (const [index, text] of texts.entries()) {
      const start = process.cpuUsage()
      const { posts } = dealstance.parsePosts(text, { source: form as 'jsonl', onBadRecord: 'skip' })
      const { user, system } = process.cpuUsage(start)
      if (posts.length < 2) throw new Error(`expected posts in a text of the form ${form}, got ${posts.length}`)
      if (run > 0) best[index] = Math.min(best[index] as number, user + system)
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
