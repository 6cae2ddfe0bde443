import { countEach } from '../../../base/statistics/group-by.js'
import { foldSpace } from '../../../base/text/fold-text.js'
import type { Post } from '../../../base/thread/post.js'
import { LEAST_COUNT, MOST_SHARE } from '../lines/thresholds.js'
import { areNamesAlike } from './are-names-alike.js'
import { compareReading, shareOfWords } from './compare-reading.js'
import type { parseTaggedPage } from './parse-unknown-page.js'
import type { TaggedPage } from './tagged-page.js'

/** Least share of posts below a name of their own, and of the likely posts of another reading. */
const SIGNED_SHARE = 0.7
const FOUND_SHARE = 0.8
/** Least share of names, and largest of wrong lines, that do beside no other reading. Choice. */
const ALONE = { signedShare: 0.5, wrongShare: 0.05 }
/** Least share of the authors on a page with a line of its site. Choice. */
const PROVEN_SHARE = 0.5
/** Largest expected share of wrong lines of posts that are read by the tags alone. Choice. */
const WRONG_SHARE = 0.1
/** The same where nearly all stand beside a name and a time. Choice. */
const TIMED_WRONG_SHARE = 0.13
/** The same of nameless posts: beside no other reading, or a wrong one. Choice. */
const NAMELESS_SHARE = 0.03
/** Wrong lines for which a post of another name counts, where most names are others. Choice. */
const OTHER_NAME_WEIGHT = 2
const isSigned = ({ author, meta }: Post): boolean =>
  author !== null && meta['isAuthorInferred'] === undefined

const countAccounts = (posts: readonly Post[]): number =>
  new Set(posts.map(({ author }) => author)).size

/** What the posts by the tags have to beat. */
export interface Rival {
  /** Null where no other reading fits. */
  readonly posts: readonly Post[] | null
  /** Expected number of lines that it has wrong beyond the tags', from which on it is left. */
  readonly limit: number
  /** Logarithm of the odds that it is right on a line, whatever the tags say. */
  readonly trust: number
}

/**
 * True if the posts by the tags of a page are named and nearly as many as those of another reading,
 * which has at least `limit` more lines wrong. Beside no other reading, or a wrong one, nameless
 * posts fit too where hardly a line is in doubt.
 */
export function fitsBetter(
  page: TaggedPage,
  { asTagged, whole }: ReturnType<typeof parseTaggedPage>,
  { posts, limit, trust }: Rival,
): boolean {
  const taggedPosts = whole.posts
  const ofTags = compareReading(page, asTagged.posts)
  const signed = taggedPosts.filter(isSigned)
  const signedCount = signed.length
  const timedCount = signed.filter(({ meta }) => meta['timeText']).length
  const isTimed = timedCount >= MOST_SHARE * taggedPosts.length
  const repeatCount = isTimed ? 0 : countRepeats(taggedPosts)
  const wrongShare = (ofTags.wrongCount + repeatCount) / page.lines.length
  const isAlone = posts === null && wrongShare < ALONE.wrongShare
  const least = (isAlone ? ALONE.signedShare : SIGNED_SHARE) * taggedPosts.length
  // An advertisement's parts stand below one name, without a time.
  const isNamed =
    (isTimed ? signedCount : countAccounts(signed)) >= LEAST_COUNT && signedCount >= least
  const most = isTimed ? TIMED_WRONG_SHARE : WRONG_SHARE
  if (wrongShare > most) return false
  const others = posts ?? []
  const { wrongCount, places } = compareReading(page, others, trust)
  const isWrong = posts !== null && wrongCount / page.lines.length > WRONG_SHARE
  const mayBeNameless = (posts === null || isWrong) && taggedPosts.length >= LEAST_COUNT
  const isSure = mayBeNameless && wrongShare < NAMELESS_SHARE
  if (!isNamed && !isSure) return false
  const isWords = page.shares.map((share) => shareOfWords(share) > 1 / 2)
  const likelyCount = places.filter((each) => each.some((at) => isWords[at])).length
  if (taggedPosts.length < FOUND_SHARE * likelyCount) return false
  // Tags waver on a long run of short posts.
  if (trust > 0 && taggedPosts.length < PROVEN_SHARE * countAccounts(others.filter(isSigned)))
    return false
  const otherNameCount = countOtherNames(others, taggedPosts)
  return wrongCount + OTHER_NAME_WEIGHT * otherNameCount - ofTags.wrongCount >= limit
}

/** True if a page's posts by its tags fit alone. */
export const fitsAlone = (page: TaggedPage, tagged: ReturnType<typeof parseTaggedPage>): boolean =>
  fitsBetter(page, tagged, { posts: null, limit: 1, trust: 0 })

/** Number of lines that stand in several posts: more of a page than of what people write. */
function countRepeats(posts: readonly Post[]): number {
  const counts = countEach(
    posts.flatMap(({ text }) => [...new Set(text.split('\n').filter(Boolean))]),
  )
  const repeats = [...counts.values()].filter((count) => count >= LEAST_COUNT)
  return repeats.reduce((sum, count) => sum + count, 0)
}

/** Number of posts with the same first line and other names, where most have; else 0. */
function countOtherNames(posts: readonly Post[], taggedPosts: readonly Post[]): number {
  const taggedOf = new Map(taggedPosts.map((post) => [firstLineOf(post), post]))
  const areAlike = posts.flatMap((post) => {
    const tagged = taggedOf.get(firstLineOf(post))
    if (post.author === null || tagged === undefined || tagged.author === null) return []
    return areNamesAlike(namesOf(post), namesOf(tagged))
  })
  const otherCount = areAlike.filter((isAlike) => !isAlike).length
  return 2 * otherCount > areAlike.length ? otherCount : 0
}

const firstLineOf = ({ text }: Post): string => foldSpace(text.split('\n', 1).join(''))

const namesOf = ({ author, meta }: Post): unknown[] => [author, meta['authorName']]
