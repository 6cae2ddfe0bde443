import type { Post } from '../base/thread/post.js'

/** Fewest lines of a head that stands again, and length of one of them. */
const LEAST_LINE_COUNT = 6
const MOST_LINE_COUNT = 400
const LONG_LENGTH = 25
/** Letters of two posts that nobody repeats. */
const LEAST_LENGTH = 60

/** Line of a copy. Lines with few letters are alike whatever they count. */
interface CopiedLine {
  readonly at: number
  readonly words: string
  readonly key: string
}

/**
 * A text without the lines that a second piece of the page has again, which are left blank. Null
 * where none does.
 *
 *     Home  Ann  Mill sold for good.  Bo  Why?  © X Corp.     the last line ends the first piece
 *     Home  Ann  Mill sold for good.  Bo  Why?  Cy  Ha!       <- all up to "Cy" left out
 */
export function withoutRepeats(text: string, posts: readonly Post[]): string | null {
  const whole = text.split('\n')
  const lines = whole.flatMap((raw, at) => {
    const words = raw.trim()
    const isFolded = words.length < LONG_LENGTH && !/\p{L}{4}/u.test(words)
    return words === '' ? [] : { at, words, key: isFolded ? words.replace(/\d+/g, '0') : words }
  })
  const heads = repeatedHeads(lines, posts)
  // Of a post that both would leave out nothing would be left.
  const gone = heads.length > 0 ? heads : repeatedPosts(lines, posts)
  for (const at of gone) whole[at] = ''
  return gone.length === 0 ? null : whole.join('\n')
}

const namesOf = ({ author, meta }: Post): string[] =>
  author === null
    ? []
    : [author, `@${author}`, meta['authorName']].filter((name) => typeof name === 'string')

const firstLineOf = ({ text }: Post): string => (text.split('\n', 1)[0] ?? '').trim()

/** Lines of the page's head where it stands again, and of the page's end above it. */
function repeatedHeads(lines: readonly CopiedLine[], [opening, reply]: readonly Post[]): number[] {
  if (opening?.author == null) return []
  const first = firstLineOf(opening)
  const openingAt = lines.findIndex(({ words }) => words === first)
  const longAt = lines.findIndex(({ words }) => words.length >= LONG_LENGTH)
  if (openingAt === -1 || longAt === -1) return []
  // A quoted opening post ends with its words.
  const least = Math.max(LEAST_LINE_COUNT, openingAt + 3, longAt + 1)
  const stops = reply === undefined ? [] : namesOf(reply)
  const replyAt = lines.findIndex(({ words }, at) => at > openingAt && stops.includes(words))
  const headLength = Math.min(MOST_LINE_COUNT, replyAt === -1 ? lines.length : replyAt)
  const gone: number[] = []
  for (let start = 1; start < lines.length; start += 1) {
    const count = alikeCount(lines, [start, 0], 1, Math.min(start, headLength))
    if (count < least) continue
    const ends = [start - 1, lines.length - 1] as const
    // The head stays once, however little stands below it.
    const below = alikeCount(lines, ends, -1, Math.min(start - count, MOST_LINE_COUNT))
    for (const { at } of lines.slice(start - below, start + count)) gone.push(at)
    start += count
  }
  return gone
}

/** Number of lines from two places on, or back, that are alike. */
function alikeCount(
  lines: readonly CopiedLine[],
  [one, other]: readonly [number, number],
  step: 1 | -1,
  most: number,
): number {
  let count = 0
  while (count < most && lines[one + step * count]?.key === lines[other + step * count]?.key)
    count += 1
  return count
}

/** Lines of posts that stand again in a row, see {@link repeatedRows}. */
function repeatedPosts(lines: readonly CopiedLine[], posts: readonly Post[]): number[] {
  const again = repeatedRows(
    posts.map(({ author, text }) => (author === null ? null : JSON.stringify([author, text]))),
  )
  if (again.size === 0) return []
  const heads = headsOf(lines, posts)
  return heads.flatMap((start, index) => {
    let next = index + 1
    while (posts[next]?.text === '') next += 1
    const end = next === posts.length ? lines.length : heads[next]
    // A post that is not found may stand among these lines.
    const isLeftOut = again.has(index) && start !== null && end != null
    return isLeftOut ? lines.slice(start, end).map(({ at }) => at) : []
  })
}

/**
 * Places of posts that stand again behind each other as they did above. What an account repeats
 * alone, and a row of few words, may be meant.
 *
 *     Ann Hm.  Bo Why?  Cy They ran.     Bo Why?  Cy They ran.  Di No.     <- Bo and Cy again
 */
function repeatedRows(keys: readonly (string | null)[]): ReadonlySet<number> {
  const firsts = new Map<string | null, number>()
  const again = new Set<number>()
  let row: number[] = []
  const endRow = (): void => {
    const different = new Set(row.map((at) => keys[at]))
    const isMeant = different.size < 2 || [...different].join('').length < LEAST_LENGTH
    for (const at of isMeant ? [] : row) again.add(at)
    row = []
  }
  for (const [index, key] of keys.entries()) {
    const first = key === null ? undefined : firsts.get(key)
    const above = firsts.get(keys[index - 1] ?? null)
    if (first === undefined || above === undefined || first !== above + 1) endRow()
    if (first !== undefined) row.push(index)
    else if (key !== null) firsts.set(key, index)
  }
  endRow()
  return again
}

/** Most lines from the name of an author to the words, and posts whose place is not found. */
const HEAD_LENGTH = 20
const LOST_LIMIT = 20

/** Place of each post's name, null for one that is not found; none where many are not. */
function headsOf(lines: readonly CopiedLine[], posts: readonly Post[]): (number | null)[] {
  const heads: (number | null)[] = []
  let from = 0
  let lostCount = 0
  for (const post of posts) {
    const names = namesOf(post)
    const first = firstLineOf(post)
    const isName = (at: number): boolean => opensWith(lines[at]?.words ?? '', names)
    // "Ann Bo", "@annbo": the upper one.
    const nameAbove = (end: number): number => {
      let at = end - 1
      while (at >= Math.max(from, end - HEAD_LENGTH) && !isName(at)) at -= 1
      while (at > from && isName(at - 1)) at -= 1
      return isName(at) ? at : -1
    }
    let firstAt = first === '' ? lines.length : from
    while (firstAt < lines.length && (lines[firstAt]?.words !== first || nameAbove(firstAt) === -1))
      firstAt += 1
    const isFound = firstAt < lines.length
    heads.push(isFound ? nameAbove(firstAt) : null)
    if (isFound) from = firstAt + 1
    else if (++lostCount > LOST_LIMIT) return []
  }
  return heads
}

/** True for a line that a name opens: "ann", "ann 5 hours ago | parent", "Ann Bo, [09:02]". */
const opensWith = (words: string, names: readonly string[]): boolean =>
  names.some((name) => words.startsWith(name) && !/^[\p{L}\p{N}_]/u.test(words.slice(name.length)))
