import { countEach } from '../../base/statistics/group-by.js'
import type { NoteAt } from '../record/ingest-result.js'
import { isOf, type KindLine, WORDS } from './lines/kinds.js'
import { linesIn } from './lines/page-line.js'
import { LEAST_COUNT, MOST_SHARE } from './lines/thresholds.js'
import { formOf } from './recurrence.js'
import type { SplitPost, SplitThread } from './split-post.js'

/** A post with the lines of its words, and those between them and the words of the post above. */
interface PlacedPost {
  readonly post: SplitPost
  readonly body: readonly number[]
  readonly gap: readonly number[]
}

/** Notes lines where a post is unlike its neighbours, and gives those that are cautioned. */
export function noteUnlike(
  thread: SplitThread,
  worded: ReadonlySet<number>,
  note: NoteAt,
): readonly number[] {
  const posts = placedPosts(thread, worded)
  if (posts.length < LEAST_COUNT) return []
  return [
    ...noteEdges(thread, posts, note),
    ...noteTails(thread, posts, note),
    ...noteNames(thread, posts, note),
  ]
}

/** Posts as they stand on the page. */
function placedPosts({ posts }: SplitThread, worded: ReadonlySet<number>): PlacedPost[] {
  let end = 0
  return posts
    .map((post) => ({ post, body: linesIn(post.parts).filter((at) => worded.has(at)) }))
    .toSorted((left, right) => startOf(left) - startOf(right))
    .map((each) => {
      const gap = linesIn([{ from: end, to: startOf(each) }])
      end = 1 + (each.body.at(-1) ?? each.post.byline.to - 1)
      return { ...each, gap }
    })
}
const startOf = ({ body, post }: Omit<PlacedPost, 'gap'>): number => body[0] ?? post.byline.to

const LABEL_LENGTH_LIMIT = 40
const LABEL_WORD_LIMIT = 5
/** Ends of sentences, tags, addresses, mentions, list signs. */
const NO_LABEL = /[.!?…:,;。！？]["'”)]*$|#\p{L}|\w\.\w{2,}\/|^[@>*•-]/u

const isTitle = ({ words, kind }: KindLine): boolean => {
  const isShort = words.length <= LABEL_LENGTH_LIMIT && words.split(' ').length <= LABEL_WORD_LIMIT
  const isNamelike = kind === 'Name' || (kind === 'short' && /^\p{Lu}/u.test(words))
  return isNamelike && isShort && /\p{L}{2}/u.test(words) && !NO_LABEL.test(words)
}

/**
 * Notes first and last lines of posts that look like labels, tags below words, and lines that open
 * or end several posts. Cautions those of several.
 *
 *     They sold the one thing that worked.
 *     Visualbild        <- a label
 *     #maps             <- tags, one a line
 *     #open
 */
function noteEdges(
  { lines }: SplitThread,
  posts: readonly PlacedPost[],
  note: NoteAt,
): readonly number[] {
  const long = posts.filter(({ body }) => body.length > 1)
  const formAt = (at: number): string => formOf(lines[at]?.words ?? '')
  const isTag = (at = -1): boolean => /^#\p{L}\S*$/u.test(lines[at]?.words ?? '')
  return [0, -1].flatMap((edge) => {
    const places = long.map(({ body }) => body.at(edge) ?? -1)
    const counts = countEach(places.map(formAt))
    return long.flatMap(({ body }, index) => {
      const at = places[index] ?? -1
      const line = lines[at] as KindLine
      const isOfSeveral =
        (counts.get(formAt(at)) ?? 0) > 1 &&
        /\p{L}/u.test(line.words) &&
        !line.words.startsWith('@')
      const areTags = edge === -1 && isTag(at) && isTag(body.at(-2))
      if (isOfSeveral) note(at, 'opens or ends several posts; taken as words')
      else if (areTags) note(at, 'tags, one a line; taken as words')
      else if (isTitle(line)) note(at, 'a short label; taken as words')
      return isOfSeveral || areTags ? [at] : []
    })
  })
}

/**
 * Cautions posts between which most of the lines are missing that part the others: they may be one.
 *
 *     They sold it.
 *     30 June 2026          <- no "Like" and no "Reply" above, as everywhere else
 *     and nobody was told.
 */
function noteTails(
  { lines }: SplitThread,
  posts: readonly PlacedPost[],
  note: NoteAt,
): readonly number[] {
  const [, ...below] = posts
  const forms = below.map(
    ({ gap }) => new Set(gap.flatMap((at) => (lines[at]?.words ? formOf(lines[at].words) : []))),
  )
  const names = new Set(posts.flatMap(({ post: { name, handle } }) => [name, handle, `@${handle}`]))
  const usual = [...countEach(forms.flatMap((each) => [...each]))].flatMap(([form, count]) =>
    count >= LEAST_COUNT &&
    count >= MOST_SHARE * below.length &&
    !/^\(/.test(form) &&
    !names.has(form)
      ? form
      : [],
  )
  return below.flatMap(({ post, body }, index) => {
    const missingCount = usual.filter((form) => !forms[index]?.has(form)).length
    // An opening post and a deleted one may end in another way than its replies.
    const isOther = index === 0 || [post, posts[index]?.post].some((each) => each?.node !== null)
    if (isOther || missingCount * 2 <= usual.length) return []
    const at = body[0] ?? post.byline.from
    note(at, 'no line parts this post from the one above; may belong to it', true)
    return [at]
  })
}

/**
 * Cautions posts where a line that may be the name stands above most bylines, another each time.
 *
 *     annbo              <- the name?
 *     Regular            taken for it
 *     09:14 AM
 */
function noteNames(
  { lines }: SplitThread,
  posts: readonly PlacedPost[],
  note: NoteAt,
): readonly number[] {
  const worded = posts.filter(({ body }) => body.length > 0)
  const counts = countEach(lines.map(({ words }) => words))
  const hasOther = ({ post: { byline, name, handle }, gap }: PlacedPost): boolean => {
    const head = lines[byline.from]
    const line = lines[byline.from - 1]
    if (line === undefined || head === undefined || !gap.includes(byline.from - 1)) return false
    const isOnce = counts.get(line.words) === 1 && !line.words.includes(head.words)
    const isNameFirst = [name, handle].includes(head.words)
    return isNameFirst && isOnce && isOf(line, WORDS) && isTitle({ ...line, kind: 'Name' })
  }
  const others = worded.filter(hasOther)
  if (others.length < LEAST_COUNT || others.length * 2 <= worded.length) return []
  const places = others.map(startOf)
  for (const at of places) note(at, 'the line above may be the name')
  return places
}
