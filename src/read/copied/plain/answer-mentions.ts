import { groupBy } from '../../../base/statistics/group-by.js'
import { formatCount } from '../../../base/text/format-count.js'
import type { NoteAt } from '../../record/ingest-result.js'
import { type Answer, findAnswers, ROOT, withLeading } from '../find-answered.js'
import { LEAST_COUNT } from '../lines/thresholds.js'
import type { SplitPost } from '../split-post.js'

interface Opening {
  readonly rootCount: number
  /**
   * True if the page's header repeats a root post. Else the first words are the root, as a guess.
   */
  readonly isRepeated: boolean
  readonly headers: readonly string[]
  readonly isPlain: boolean
}

/**
 * Handle in over half of the addressed replies; `isTelling` if it names the root's author. Null
 * without one.
 */
function findMostNamed(repliesTo: readonly (readonly string[])[]) {
  const addressedCount = repliesTo.filter(({ length }) => length > 0).length
  const named = [...groupBy(repliesTo.flat(), (handle) => handle.toLowerCase()).values()]
  const { 0: handle, length: count } = named.reduce(
    (one, other) => (other.length > one.length ? other : one),
    [],
  )
  if (handle === undefined || count * 2 <= addressedCount) return null
  return {
    handle,
    count,
    addressedCount,
    isTelling: count >= LEAST_COUNT || addressedCount * 2 >= repliesTo.length,
  }
}

/** True for words that name an account, with or without "@". Such words are not by that account. */
const namesAccount = (words: string, handle: string): boolean =>
  words.toLowerCase().includes(handle.toLowerCase()) &&
  new RegExp(`(?<![\\p{L}\\p{N}_])${handle.replaceAll('.', '\\.')}(?![\\p{L}\\p{N}_])`, 'iu').test(
    words,
  )

/**
 * Names the author of the opening posts from the replies, and finds the parent of each post: X
 * puts the author of the answered post first.
 */
export function answerMentions(
  splitPosts: readonly SplitPost[],
  texts: readonly string[],
  opening: Opening,
  note: NoteAt,
) {
  const { rootCount, isRepeated, headers, isPlain } = opening
  const addresseesOf = splitPosts.map(({ carried }, at) => withLeading(carried, texts[at] ?? ''))
  const most = findMostNamed(addresseesOf.slice(rootCount))
  const named = splitPosts
    .slice(0, rootCount)
    .find(({ handle, name }) => handle !== null || name !== null)
  const byline = named?.handle ?? null
  const isOther =
    most !== null && byline !== null && most.handle.toLowerCase() !== byline.toLowerCase()
  if (isPlain && isOther && most.count >= LEAST_COUNT)
    note(
      splitPosts[0]?.byline.from ?? 0,
      `the byline above names @${byline}, but ${most.count} of ${most.addressedCount} addressed replies name @${most.handle}: the root post may be another's`,
    )
  // An author never mentions their own handle.
  const author = byline === null && most?.isTelling ? most.handle : null
  const posts = splitPosts.map((post, at) => {
    const isInferred = author !== null && at < rootCount && !namesAccount(texts[at] ?? '', author)
    return isInferred
      ? {
          ...post,
          handle: post.name === null ? author : null,
          account: author,
          isNameGuessed: post.name === null,
        }
      : { ...post, account: post.handle }
  })
  const isInferred = posts.some(
    (post, at) => at < rootCount && author !== null && post.account === author,
  )
  const isRootGuessed =
    isInferred && !isRepeated && !headers.some((header) => namesAccount(header, author ?? ''))
  const answers = findParents(posts, addresseesOf, rootCount, isRootGuessed)
  const isResting = ({ isGuessed, missing }: Answer, at: number): boolean =>
    isGuessed && missing === undefined && addresseesOf[at]?.length !== 0
  const restingCount = isRootGuessed ? answers.filter(isResting).length : 0
  const resting =
    restingCount === 0
      ? ''
      : `; ${formatCount(restingCount, 'parent')} rest on it and are guesses too`
  const notes = isInferred
    ? [
        `author of the root posts inferred: @${author}, named by ${most?.count} of ${most?.addressedCount} addressed replies${resting}`,
      ]
    : []
  return { posts, answers, notes }
}

function findParents(
  posts: readonly (SplitPost & { readonly account: string | null })[],
  addresseesOf: readonly (readonly string[])[],
  rootCount: number,
  isRootGuessed: boolean,
): Answer[] {
  const asked = posts.map(({ account }, at) => {
    const carried = addresseesOf[at] ?? []
    return { to: carried[0] ?? null, carried, name: null, timeText: null, handle: account }
  })
  const handleAnswers = findAnswers(asked, [], 0, { head: 'post', carriesHandles: true }, true)
  const byDepth: number[] = []
  const isKnown = rootCount > 0 || posts[0]?.account != null
  const guess: Answer = { posts: isKnown ? [Math.max(0, rootCount - 1)] : [], isGuessed: isKnown }
  const answerAbove = (depth: number, handle: string | null): Answer => {
    const above = byDepth.slice(0, depth).findLast((place) => place !== undefined)
    const beside = byDepth[depth]
    if (above === undefined) return guess
    const isOwn =
      handle !== null &&
      posts[above]?.handle === handle &&
      beside !== undefined &&
      posts[beside]?.handle !== handle
    // A post below another's reply answers that reply, not its own author.
    return { posts: isOwn ? [beside, above] : [above], isGuessed: isOwn }
  }
  const answerOf = ({ depth, handle, answeredPlace }: SplitPost, at: number): Answer => {
    const isAddressed = addresseesOf[at]?.length !== 0
    if (answeredPlace != null) return { posts: [answeredPlace], isGuessed: false }
    if (answeredPlace === null) return ROOT
    if (at < rootCount || (at === 0 && !isAddressed)) return ROOT
    if (depth != null) return answerAbove(depth, handle)
    const answer = isAddressed ? handleAnswers[at] : undefined
    if (answer === undefined || answer.missing !== undefined) return answer ?? guess
    const isDoubtful = answer.posts.every((one) => one < rootCount)
      ? isRootGuessed
      : answer.posts.length > 1
    return { ...answer, isGuessed: answer.isGuessed || isDoubtful }
  }
  return posts.map((post, at) => {
    const answer = answerOf(post, at)
    if (post.depth != null) {
      byDepth.length = Math.min(byDepth.length, post.depth)
      byDepth[post.depth] = at
    }
    return answer
  })
}
