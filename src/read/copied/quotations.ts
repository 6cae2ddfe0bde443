import { foldSpace } from '../../base/text/fold-text.js'
import type { Layout } from './layout.js'
import { type LineRange, linesIn, type PageLine, rangesOf } from './lines/page-line.js'
import type { SplitPost, SplitThread } from './split-post.js'

const QUOTE_OPENING = /^.{1,60} (?:said|wrote):$/i
const QUOTE_CLOSING = /^click to expand ?(?:\.{3}|…)?$/i
/**
 * Shortest repeated words taken for a quotation. Shorter ones count below a line that names their
 * author.
 */
const LEAST_QUOTED_LENGTH = 16
const LEAST_NAMED_LENGTH = 10
const QUOTE_OF = /(?: (?:said|wrote))?:(?: ?↑.{1,40})?$/i
const QUOTED_NAME = /^.{1,60}:(?: ?↑.{1,40})?$/

/** Words in quotation marks of one's own. */
const TYPED = /^[“"„«].*[”"“»]$/

/** Words of a post, from a letter on. */
interface Stretch {
  readonly words: string
  readonly author: string | null
}

/** Lines quoted from a post above → their author, null for lines that name none. */
function findQuotations(
  text: string,
  lines: readonly PageLine[],
  posts: readonly { readonly parts: readonly LineRange[]; readonly author: string | null }[],
): ReadonlyMap<number, string | null> {
  const authorAt = new Map<number, string | null>()
  const stretches = new Map<string, Stretch>()
  const names = new Set(posts.flatMap(({ author }) => author ?? []))
  for (const { parts, author } of posts) {
    const places = linesIn(parts)
    const quoted = quotedIn(lines, places, author, { stretches, names })
    if (quoted.size < places.length) for (const [at, by] of quoted) authorAt.set(at, by)
    for (const at of places) {
      if (authorAt.has(at)) continue
      const words = foldMarks(foldSpace(text.slice(lines[at]?.start, lines[at]?.end)))
      for (const { index } of words.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu))
        for (const length of [LEAST_NAMED_LENGTH, LEAST_QUOTED_LENGTH])
          stretches.set(words.slice(index, index + length), { words: words.slice(index), author })
    }
  }
  return authorAt
}

/** Small letters, and straight quotes: forums change those of a quotation. */
const foldMarks = (words: string): string =>
  words.toLowerCase().replace(/[“”„]/g, '"').replace(/[‘’]/g, "'")

/** Lines of one post that repeat a post above, with the lines that name its author. */
function quotedIn(
  lines: readonly PageLine[],
  places: readonly number[],
  author: string | null,
  {
    stretches,
    names,
  }: { readonly stretches: ReadonlyMap<string, Stretch>; readonly names: ReadonlySet<string> },
): Map<number, string | null> {
  const quoted = new Map<number, string | null>()
  const [first = 0] = places
  const wordsAt = (at: number): string => lines[at]?.words ?? ''
  // Names above a quotation carry "↑" when they are quoted themselves.
  const isNamer = (up: number, at: number): boolean =>
    !quoted.has(up) && QUOTED_NAME.test(wordsAt(up)) && (up === at - 1 || wordsAt(up).includes('↑'))
  const namesAbove = (at: number, top: number): number[] => {
    let up = at - 1
    while (up >= top && isNamer(up, at)) up -= 1
    return Array.from({ length: at - 1 - up }, (_, index) => at - 1 - index)
  }
  const repeated = (words: string, least: number) => {
    const alone = sourceOf(words, least, author, stretches)
    if (alone !== undefined) return { source: alone, namedAuthor: null }
    const source = sourceOf(behindName(words, names), LEAST_NAMED_LENGTH, author, stretches)
    return { source, namedAuthor: source?.author ?? null }
  }
  let opening = -1
  const takeMark = (at: number): void => {
    if (QUOTE_OPENING.test(wordsAt(at))) opening = at
    if (!QUOTE_CLOSING.test(wordsAt(at))) return
    // Nobody is named: the line above the end is quoted at least.
    const from = opening === -1 ? Math.max(first, at - 1) : opening
    for (let line = from; line <= at; line += 1) quoted.set(line, null)
    opening = -1
  }
  for (const at of places) {
    takeMark(at)
    const isNamed = at !== first && QUOTED_NAME.test(wordsAt(at - 1))
    const least = isNamed || quoted.has(at - 1) ? LEAST_NAMED_LENGTH : LEAST_QUOTED_LENGTH
    const { source, namedAuthor } = repeated(wordsAt(at), least)
    // A line with "↑" comes from the program.
    const isTold = isNamed && wordsAt(at - 1).includes('↑') && at !== places.at(-1)
    if (!isTold && source === undefined) continue
    // The author typed the marks.
    if (!isNamed && TYPED.test(wordsAt(at))) continue
    quoted.set(at, namedAuthor)
    for (const up of namesAbove(at, first))
      quoted.set(up, up === at - 1 && source ? source.author : nameIn(wordsAt(up), names))
  }
  return quoted
}

/**
 * Name in the line above a quotation.
 *
 *     Ann Bo wrote: ↑Mon May 04, 2026 11:40 am      -> Ann Bo
 *     Ann Bo a écrit : ↑lun. 4 mai 2026 11:40       -> Ann Bo, who posts on the page
 */
function nameIn(words: string, names: ReadonlySet<string>): string {
  const name = words.replace(QUOTE_OF, '').trim()
  return openingIn(name, names) ?? name
}

/** Longest name that some words open with. */
function openingIn(words: string, names: ReadonlySet<string>): string | undefined {
  const parts = words.split(' ')
  const openings = parts.map((_, index) => parts.slice(0, index + 1).join(' '))
  return openings.findLast((opening) => names.has(opening))
}

/**
 * Words behind the quoted name on its line; none without one.
 *
 *     Ann Bo wrote:They sold the mill.                        -> They sold the mill.
 *     Ann Bo: They sold the mill.
 *     (2019-02-24, 05:31 PM)Ann Bo Wrote: They sold the mill.
 */
function behindName(words: string, names: ReadonlySet<string>): string {
  const { head = '', rest = '' } = NAME_AND_WORDS.exec(words)?.groups ?? {}
  const beforeVerb = head.split(' ').slice(0, -1).join(' ')
  return names.has(head) || openingIn(beforeVerb, names) !== undefined ? rest : ''
}
const NAME_AND_WORDS = /^(?:\([^()]{6,30}\) ?)?(?<head>.{2,60}?): ?(?<rest>\p{L}.*)$/u

/** The words of another's post above that a line repeats. */
function sourceOf(
  line: string,
  least: number,
  author: string | null,
  stretches: ReadonlyMap<string, Stretch>,
): Stretch | undefined {
  // "@ann" and "- a shop" may be quoted too, below a name.
  const signs = least === LEAST_NAMED_LENGTH ? /^[^\p{L}\p{N}>]+/u : /^[“"„]+/u
  const words = foldMarks(line)
    .replace(signs, '')
    .replace(/(?<![”"…])[”"…]+$/u, '')
  if (words.length < least || !/^\S+ \S+ ./.test(words)) return undefined
  const source = stretches.get(words.slice(0, least))
  // Of two posts without a name, nobody knows that one account wrote both.
  const isOthers = author === null || source?.author !== author
  return isOthers && source?.words.startsWith(words) ? source : undefined
}

/** Posts with the accounts that their quotations name, and lines that repeat a post above. */
export function parseQuotations(
  text: string,
  { hasReplyNames }: Layout,
  { lines, posts: shown }: SplitThread,
) {
  const quotations = findQuotations(
    text,
    lines,
    shown.map(({ parts, handle, name, isNameGuessed }) => ({
      parts,
      author: isNameGuessed ? null : (handle ?? name),
    })),
  )
  // Without a name above, the quoted name is the answered account, perhaps with the minute of its
  // post.
  const stamps = new Set(shown.map(({ name, timeText }) => `${name} ${timeText}`))
  const posts = shown.map((post): SplitPost => {
    const at =
      hasReplyNames || post.to !== null
        ? undefined
        : linesIn(post.parts).find((line) => quotations.get(line) != null)
    const to = quotations.get(at ?? -1) ?? post.to
    const stamped = `${to} ${/↑ ?(.{1,40})$/.exec(lines[at ?? -1]?.words ?? '')?.[1]}`
    return { ...post, to: stamps.has(stamped) ? stamped : to }
  })
  return { posts, quotations }
}

/** Posts without the lines that they quote. */
export const withoutQuotations = (
  posts: readonly SplitPost[],
  quotations: ReadonlyMap<number, unknown>,
): SplitPost[] =>
  posts.map((post) => ({
    ...post,
    parts: post.parts.flatMap((part) =>
      rangesOf(linesIn([part]).filter((at) => !quotations.has(at))),
    ),
  }))
