import { groupBy } from '../../../base/statistics/group-by.js'
import { formatCount } from '../../../base/text/format-count.js'
import type { NoteAt } from '../../record/ingest-result.js'
import type { Answer } from '../answers.js'
import { findAnswers, withLeading } from '../answers.js'
import type { PageLine } from '../page-line.js'
import type { SplitPost } from '../split-post.js'

interface Opening {
  readonly lines: readonly PageLine[]
  readonly rootCount: number
  /** True if the page's header repeats a root post. Else the first words are the root, as a guess. */
  readonly isRepeated: boolean
  readonly headers: readonly string[]
  readonly isPlain: boolean
}

/** Fewest replies that name one account alone as the root's author. */
const LEAST_NAMING_COUNT = 3

/** Handle in over half of the addressed replies; `isTelling` if it names the root's author. Null without one. */
function findMostNamed(repliesTo: readonly (readonly string[])[]) {
  const addressedCount = repliesTo.filter(({ length }) => length > 0).length
  const named = [...groupBy(repliesTo.flat(), (handle) => handle.toLowerCase()).values()]
  const { 0: handle, length: count } = named.reduce((one, other) => (other.length > one.length ? other : one), [])
  if (handle === undefined || count * 2 <= addressedCount) return null
  return { handle, count, addressedCount, isTelling: count >= LEAST_NAMING_COUNT || addressedCount * 2 >= repliesTo.length }
}

/** True for words that name an account, with or without "@". Such words are not by that account. */
const namesAccount = (words: string, handle: string): boolean =>
  words.toLowerCase().includes(handle.toLowerCase()) &&
  new RegExp(`(?<![\\p{L}\\p{N}_])${handle.replaceAll('.', '\\.')}(?![\\p{L}\\p{N}_])`, 'iu').test(words)

/**
 * Names the author of the opening posts from the replies, and finds the parent of each post.
 *
 * X puts the author of the answered post first. A first addressee without a post above is a missing parent.
 * A parent found by an inferred author is a guess, unless the page's header repeats a root or names its author.
 */
export function answerMentions(given: readonly SplitPost[], texts: readonly string[], opening: Opening, note: NoteAt) {
  const { rootCount, isRepeated, headers, isPlain } = opening
  const addresseesOf = given.map(({ carried }, at) => withLeading(carried, texts[at] ?? ''))
  const most = findMostNamed(addresseesOf.slice(rootCount))
  const named = given.slice(0, rootCount).find(({ handle, name }) => handle !== null || name !== null)
  const byline = named?.handle ?? null
  if (isPlain && most !== null && byline !== null && most.count >= LEAST_NAMING_COUNT && most.handle.toLowerCase() !== byline.toLowerCase())
    note(
      given[0]?.byline.from ?? 0,
      `the byline above names @${byline}, but ${most.count} of ${most.addressedCount} addressed replies name @${most.handle}: the root post may be another's`,
    )
  // An author never mentions their own handle.
  const author = byline === null && most?.isTelling ? most.handle : null
  const posts = given.map((post, at) => {
    const isInferred = author !== null && at < rootCount && !namesAccount(texts[at] ?? '', author)
    return isInferred
      ? { ...post, handle: post.name === null ? author : null, account: author, isNameGuessed: post.name === null }
      : { ...post, account: post.handle }
  })
  const isInferred = posts.some((post, at) => at < rootCount && author !== null && post.account === author)
  const isRootGuessed = isInferred && !isRepeated && !headers.some((header) => namesAccount(header, author ?? ''))
  const answers = findParents(posts, addresseesOf, { ...opening, isRootGuessed }, note)
  const restingCount = isRootGuessed ? answers.filter(({ isGuessed }, at) => isGuessed && addresseesOf[at]?.length).length : 0
  const resting = restingCount === 0 ? '' : `; ${formatCount(restingCount, 'parent')} rest on it and are guesses too`
  const notes = isInferred
    ? [`author of the root posts inferred: @${author}, named by ${most?.count} of ${most?.addressedCount} addressed replies${resting}`]
    : []
  return { posts, answers, notes }
}

function findParents(
  posts: readonly (SplitPost & { readonly account: string | null })[],
  addresseesOf: readonly (readonly string[])[],
  { rootCount, isRootGuessed, lines }: Opening & { readonly isRootGuessed: boolean },
  note: NoteAt,
): Answer[] {
  const asked = posts.map(({ account }, at) => {
    const handles = addresseesOf[at] ?? []
    return { to: handles[0] ?? null, carried: handles, name: null, timeText: null, handle: account }
  })
  const found = findAnswers(asked, [], 0, { head: 'post', carriesHandles: true }, true)
  const placeOf = ({ parts, byline }: SplitPost): number => parts[0]?.from ?? byline.from
  const lineOf = (at = 0): string => `line ${lines[placeOf(posts[at] as SplitPost)]?.lineNumber}`
  const accounts = new Set<string>()
  const byDepth: number[] = []
  const isKnown = rootCount > 0 || posts[0]?.account != null
  const guess: Answer = { posts: isKnown ? [Math.max(0, rootCount - 1)] : [], isGuessed: isKnown }
  const answerOf = (post: SplitPost, at: number): Answer => {
    const { depth, handle } = post
    const noteHere = (message: string): void => note(placeOf(post), message)
    const [first, ...others] = addresseesOf[at] ?? []
    if (at < rootCount || (at === 0 && first === undefined)) return { posts: [], isGuessed: false }
    if (depth != null) {
      const above = byDepth.slice(0, depth).findLast((place) => place !== undefined)
      const beside = byDepth[depth]
      if (above === undefined) return guess
      const isOwn = handle !== null && posts[above]?.handle === handle && beside !== undefined && posts[beside]?.handle !== handle
      // A post below another's reply answers that reply, not its own author.
      return { posts: isOwn ? [beside, above] : [above], isGuessed: isOwn }
    }
    if (first === undefined) {
      if (rootCount > 1)
        noteHere(`names no addressee and ${rootCount} root posts stand above; taken as a reply to the nearest (${lineOf(rootCount - 1)})`)
      return guess
    }
    const { posts: named = [], isGuessed = true, missing } = found[at] ?? {}
    if (missing !== undefined) {
      const known = others.filter((other) => accounts.has(other.toLowerCase())).join(', @')
      if (known !== '')
        noteHere(`addressed to @${first}, without a post above, before @${known}; taken as an answer to the missing post of @${first}`)
      return { posts: [], isGuessed: false, missing: first }
    }
    if (named.length > 1)
      noteHere(`addressed to @${first}, with ${named.length} posts above; taken as an answer to the nearest (${lineOf(named[0])})`)
    else if (others.length > 0)
      noteHere(`addressed to @${[first, ...others].join(', @')}; taken as an answer to the first (${lineOf(named[0])})`)
    const isDoubtful = named.every((one) => one < rootCount) ? isRootGuessed : named.length > 1
    return { posts: named, isGuessed: isGuessed || isDoubtful }
  }
  return posts.map((post, at) => {
    const answer = answerOf(post, at)
    if (post.depth != null) {
      byDepth.length = Math.min(byDepth.length, post.depth)
      byDepth[post.depth] = at
    }
    accounts.add(post.account?.toLowerCase() ?? '')
    return answer
  })
}
