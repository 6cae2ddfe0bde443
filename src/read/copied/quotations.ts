import { foldSpace } from '../../base/text/fold-text.js'
import type { Layout } from './layout.js'
import { type LineRange, linesIn, type PageLine } from './page-line.js'
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

/** Lines quoted from a post above → their author, null for lines that name none. */
function findQuotations(
  text: string,
  lines: readonly PageLine[],
  posts: readonly { readonly parts: readonly LineRange[]; readonly author: string | null }[],
): ReadonlyMap<number, string | null> {
  const found = new Map<number, string | null>()
  const stretches = new Map<string, { readonly words: string; readonly author: string | null }>()
  for (const { parts, author } of posts) {
    const places = linesIn(parts)
    const quoted = new Map<number, string | null>()
    let opening = -1
    for (const at of places) {
      if (QUOTE_OPENING.test(lines[at]?.words ?? '')) opening = at
      if (QUOTE_CLOSING.test(lines[at]?.words ?? '')) {
        for (let line = opening === -1 ? at : opening; line <= at; line += 1) quoted.set(line, null)
        opening = -1
      }
      const words = lines[at]?.words.toLowerCase().replace(/^[“"„]+|(?<![”"…])[”"…]+$/gu, '') ?? ''
      const isNamed = at !== places[0] && QUOTED_NAME.test(lines[at - 1]?.words ?? '')
      const least = isNamed || quoted.has(at - 1) ? LEAST_NAMED_LENGTH : LEAST_QUOTED_LENGTH
      const source = /^\S+ \S+ ./.test(words) ? stretches.get(words.slice(0, least)) : undefined
      // A line with "↑" comes from the program.
      const isTold = isNamed && lines[at - 1]?.words.includes('↑') && at !== places.at(-1)
      const isRepeated =
        source !== undefined &&
        source.author !== author &&
        words.length >= least &&
        source.words.startsWith(words)
      if (!isTold && !isRepeated) continue
      quoted.set(at, null)
      // Names above a quotation carry "↑" when they are quoted themselves.
      const isNamer = (up: number, words = lines[up]?.words ?? ''): boolean =>
        !quoted.has(up) && QUOTED_NAME.test(words) && (up === at - 1 || words.includes('↑'))
      for (let up = at - 1; up >= (places[0] ?? at) && isNamer(up); up -= 1)
        quoted.set(
          up,
          up === at - 1 && isRepeated
            ? source.author
            : (lines[up]?.words.replace(QUOTE_OF, '') ?? null),
        )
    }
    if (quoted.size < places.length) for (const [at, by] of quoted) found.set(at, by)
    for (const at of places) {
      if (found.has(at)) continue
      const words = foldSpace(text.slice(lines[at]?.start, lines[at]?.end)).toLowerCase()
      for (const { index } of words.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu))
        for (const length of [LEAST_NAMED_LENGTH, LEAST_QUOTED_LENGTH])
          stretches.set(words.slice(index, index + length), { words: words.slice(index), author })
    }
  }
  return found
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
    shown.map(({ parts, handle, name }) => ({ parts, author: handle ?? name })),
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
