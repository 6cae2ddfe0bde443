import { sum } from '../../../base/statistics/estimate/mean.js'
import { countEach, groupBy } from '../../../base/statistics/group-by.js'
import { foldSpace } from '../../../base/text/fold-text.js'
import type { Post } from '../../../base/thread/post.js'
import { LEAST_COUNT } from '../lines/thresholds.js'
import type { TagShares } from './tag-lines.js'
import type { TaggedPage } from './tagged-page.js'

/** How far a reading is from the tags of a page's lines. */
export interface Comparison {
  /** For each post the places of its lines on the page, -1 for a line that is not there. */
  readonly places: readonly (readonly number[])[]
  /** Expected number of lines that the reading has wrong: words as the page's, or the reverse. */
  readonly wrongCount: number
  /** Lines that stand in a post, and surely are the page's. */
  readonly pageLines: readonly number[]
  /** Lines that stand in no post, and surely are words. */
  readonly lostLines: readonly number[]
}

/** Probability from which on a line surely is words of a post, or not. Choice. */
const SURE_SHARE = 0.98

export const shareOfWords = ({ opens, continues, signed }: TagShares): number =>
  opens + continues + signed

/**
 * Compares the posts of a reading with the tags of the page's lines. Linear in the page.
 *
 * @param trust logarithm of the odds that the reading is right on a line, whatever its tags say
 */
export function compareReading(
  page: Pick<TaggedPage, 'words' | 'shares'>,
  posts: readonly Post[],
  trust = 0,
): Comparison {
  const words = page.shares.map(shareOfWords)
  const places = placesOfPosts(page, posts)
  const inPosts = new Set(places.flat())
  // The only line of a post may look like anything.
  const alone = new Set(places.flatMap((each) => (each.length === 1 ? each : [])))
  const wrong = words.map((share, at) => shareWrong(inPosts.has(at) ? 1 - share : share, trust))
  // "@ana_k" over and over below "Replying to" is the page's, whatever its tags say.
  const outside = countEach(page.words.filter((_, at) => trust > 0 && !inPosts.has(at)))
  const isRepeated = (at: number): boolean =>
    !inPosts.has(at) && (outside.get(page.words[at] ?? '') ?? 0) >= LEAST_COUNT
  const surelyWrong = [...wrong.keys()].filter((at) => (wrong[at] ?? 0) > SURE_SHARE)
  return {
    places,
    wrongCount: sum(wrong.filter((_, at) => !isRepeated(at))),
    pageLines: surelyWrong.filter((at) => inPosts.has(at) && !alone.has(at)),
    lostLines: surelyWrong.filter((at) => !inPosts.has(at)),
  }
}

/** Probability that a reading is wrong on a line: that by the tags, and its trust. */
function shareWrong(share: number, trust: number): number {
  return share / (share + (1 - share) * Math.exp(trust))
}

export function placesOfPosts(
  { words }: Pick<TaggedPage, 'words'>,
  posts: readonly Post[],
): number[][] {
  const placesOf = groupBy([...words.keys()], (at) => words[at] ?? '')
  const taken = new Set<number>()
  let last = -1
  return posts.map((post) =>
    post.text.split('\n').map((line) => {
      const places = (placesOf.get(foldSpace(line)) ?? []).filter((at) => !taken.has(at))
      const place = places.find((at) => at > last) ?? places[0] ?? -1
      if (place === -1) return -1
      taken.add(place)
      last = place
      return place
    }),
  )
}
