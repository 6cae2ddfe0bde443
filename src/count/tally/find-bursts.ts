import { countEach } from '../../base/statistics/group-by.js'
import { foldText } from '../../base/text/fold-text.js'
import { hashText } from '../../base/text/hash-text.js'

/** Posts of one account within `BURST_MINUTES` that make a burst. Choice: a lively arguer writes four or five replies in ten minutes. */
const MIN_BURST_POST_COUNT = 8
const BURST_MINUTES = 10

/** Repetitions of one text by one account that make a burst, at any times. Texts of fewer than three words ("lol", "same here") are ignored. */
export const MIN_REPEAT_COUNT = 3

/** Activity of one account that is unusual for a single person. */
export interface Burst {
  /** Maximum number of posts within {@link BURST_MINUTES}; 0 below the threshold. */
  readonly postCount: number
  /** Number of posts with the account's most repeated text; 0 below the threshold. */
  readonly repeatCount: number
}

/** The fields of a post that burst detection needs. */
export interface TimedPost {
  /** Milliseconds since 1970; null if unknown. */
  readonly postedAt: number | null
  /** Result of {@link wordingOf}. */
  readonly wording: number | null
}

/** Hash of a text in 53 bits, for finding repetitions; null for a text too short to be distinctive. */
export function wordingOf(text: string): number | null {
  const folded = foldText(text)
  const isShort = folded.indexOf(' ', folded.indexOf(' ') + 1) === -1
  if (isShort) return null
  const [high, low] = hashText(folded)
  return high * 2 ** 21 + (low >>> 11)
}

/** Finds the burst of one account: many posts in a short time, or many repetitions of one text; null without one. */
export function findBurst(posts: readonly TimedPost[]): Burst | null {
  if (posts.length < MIN_REPEAT_COUNT) return null
  const [busiest, repeated] = [countBusiest(posts), countRepeated(posts)]
  const postCount = busiest < MIN_BURST_POST_COUNT ? 0 : busiest
  const repeatCount = repeated < MIN_REPEAT_COUNT ? 0 : repeated
  return postCount + repeatCount > 0 ? { postCount, repeatCount } : null
}

function countBusiest(posts: readonly TimedPost[]): number {
  const times = posts.flatMap(({ postedAt }) => postedAt ?? []).sort((one, other) => one - other)
  let [most, first] = [0, 0]
  for (const [index, time] of times.entries()) {
    while (time - (times[first] as number) > BURST_MINUTES * 60_000) first += 1
    most = Math.max(most, index - first + 1)
  }
  return most
}

function countRepeated(posts: readonly TimedPost[]): number {
  const counts = countEach(posts.flatMap(({ wording }) => wording ?? []))
  return [...counts.values()].reduce((most, count) => Math.max(most, count), 0)
}

/** Maximum number of accounts described; the rest is only counted. */
const DESCRIBED_COUNT = 5

/** Describes the bursts in one sentence, without names: a printed breakdown must not identify persons. Empty without bursts. */
export function describeBursts(bursts: readonly Burst[]): string[] {
  if (bursts.length === 0) return []
  const sizeOf = ({ postCount, repeatCount }: Burst): number => Math.max(postCount, repeatCount)
  const busiest = [...bursts].sort(
    (one, other) => sizeOf(other) - sizeOf(one) || other.postCount - one.postCount || other.repeatCount - one.repeatCount,
  )
  const described = busiest.slice(0, DESCRIBED_COUNT).map(({ postCount, repeatCount }) => {
    const facts = [
      ...(postCount > 0 ? [`${postCount} posts within ${BURST_MINUTES} minutes`] : []),
      ...(repeatCount > 0 ? [`the same text ${repeatCount} times`] : []),
    ]
    return facts.join(' and ')
  })
  const more = bursts.length > DESCRIBED_COUNT ? `; and ${bursts.length - DESCRIBED_COUNT} more` : ''
  const accounts = bursts.length === 1 ? '1 account' : `${bursts.length} accounts`
  return [`${accounts} posted in bursts: ${described.join('; ')}${more}.`]
}
