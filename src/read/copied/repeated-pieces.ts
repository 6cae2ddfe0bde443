import type { Post } from '../../base/thread/post.js'

/** Fewest lines of a head that stands again, and length of one of them. */
const LEAST_LINE_COUNT = 6
const MOST_LINE_COUNT = 400
const LONG_LENGTH = 25
/** Fewest letters of two posts that nobody repeats. */
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
  const gone = [...repeatedHeads(lines, posts), ...repeatedPosts(lines, posts)]
  for (const at of gone) whole[at] = ''
  return gone.length === 0 ? null : whole.join('\n')
}

const namesOf = ({ author, meta }: Post): string[] =>
  [author, `@${author}`, meta['authorName']].filter((name) => typeof name === 'string')

/** Lines of the page's head where it stands again, and of the page's end above it. */
function repeatedHeads(lines: readonly CopiedLine[], [opening, reply]: readonly Post[]): number[] {
  const firstWords = opening?.text.split('\n', 1)[0]?.trim()
  const openingAt = lines.findIndex(({ words }) => words === firstWords)
  if (openingAt === -1 || opening?.author == null) return []
  // A quoted opening post ends with its words.
  const least = Math.max(LEAST_LINE_COUNT, openingAt + 3)
  const stops = reply === undefined ? [] : namesOf(reply)
  const gone: number[] = []
  for (let start = 1; start < lines.length; start += 1) {
    const count = alikeCount(
      lines,
      (at) => [start + at, at],
      (at) => at < start && !(at > openingAt && stops.includes(lines[at]?.words ?? '')),
    )
    const isLong = lines.slice(0, count).some(({ words }) => words.length >= LONG_LENGTH)
    if (count < least || !isLong) continue
    const below = alikeCount(
      lines,
      (at) => [start - 1 - at, lines.length - 1 - at],
      (at) => at < start,
    )
    for (const { at } of lines.slice(start - below, start + count)) gone.push(at)
    start += count
  }
  return gone
}

/** Number of pairs of lines, from the first, that are alike. */
function alikeCount(
  lines: readonly CopiedLine[],
  pairAt: (at: number) => readonly [number, number],
  goesOn: (at: number) => boolean,
): number {
  let at = 0
  for (; at < MOST_LINE_COUNT && goesOn(at); at += 1) {
    const [one, other] = pairAt(at).map((place) => lines[place]?.key)
    if (one === undefined || one !== other) break
  }
  return at
}

/**
 * Lines of posts that stand again beside the same other post. What an account repeats alone, and a
 * few words, may be meant.
 */
function repeatedPosts(lines: readonly CopiedLine[], posts: readonly Post[]): number[] {
  const keys = posts.map(({ author, text }) =>
    author === null ? null : JSON.stringify([author, text]),
  )
  const firsts = new Map<string | null, number>()
  const isAgain = keys.map((key, index) => {
    const first = firsts.get(key) ?? index
    firsts.set(key, first)
    const isBeside = (step: number): boolean => {
      const other = keys[index + step] ?? null
      const isSame = other !== null && other === keys[first + step]
      return isSame && other !== key && `${key}${other}`.length >= LEAST_LENGTH
    }
    return key !== null && first < index && (isBeside(1) || isBeside(-1))
  })
  if (!isAgain.includes(true)) return []
  let from = 0
  const starts = posts.map((post) => {
    const names = namesOf(post)
    const first = post.text.split('\n', 1)[0]?.trim()
    const wordsAt = lines.findIndex(({ words }, at) => at >= from && words === first)
    const headAt = lines.findIndex(({ words }, at) => at >= from && names.includes(words))
    from = wordsAt + 1
    return wordsAt === -1 || headAt === -1 || headAt > wordsAt ? null : headAt
  })
  if (starts.includes(null)) return []
  return posts.flatMap((_, index) => {
    const start = starts[index] ?? 0
    const end = starts[index + 1] ?? lines.length
    return isAgain[index] ? lines.slice(start, end).map(({ at }) => at) : []
  })
}
