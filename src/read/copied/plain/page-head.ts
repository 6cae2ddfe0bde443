import { foldText } from '../../../base/text/fold-text.js'
import { formatCount } from '../../../base/text/format-count.js'
import { isNearDuplicate } from '../../../base/text/string-distance.js'
import type { NoteAt } from '../../record/ingest-result.js'
import { type LineRange, linesIn, rangesOf } from '../lines/page-line.js'
import { type MentionLine, sectionOf } from './mention-lines.js'

/** Lines of a head that are compared. Choice: a page's head has under ten. */
const COMPARED_LINE_LIMIT = 24
const COMPARED_LENGTH_LIMIT = 1200
const LEAST_REPEATED_LENGTH = 12
const LEAST_CUT_LENGTH = 20

/** Words of a page title, without "Name on X:", quotes and "/ X". */
const titleWords = (line: string): string =>
  foldText(line)
    .replace(/ \/ (?:x|twitter)$/, '')
    .replace(/^.{0,80}? on (?:x|twitter): "(.*?)"?$/, '$1')

function repeats(header: string, post: string): boolean {
  const title = titleWords(header)
  const words = foldText(post)
  const stem =
    title.length > LEAST_CUT_LENGTH ? /^(.*?) ?(?:\.\.\.|\u2026)$/.exec(title)?.[1] : undefined
  if (stem === undefined)
    return title.length >= LEAST_REPEATED_LENGTH && isNearDuplicate(title, words)
  return words.length > stem.length && isNearDuplicate(stem, words.slice(0, stem.length))
}

interface Above {
  readonly blocks: readonly LineRange[]
  readonly sections: readonly number[]
  /**
   * True if later blocks are root posts too: in a thread of mentions, the author's own posts
   * mention nobody.
   */
  readonly areAllRoots: boolean
  readonly firstByline?: number | undefined
  /** First line of the root posts, from its number, bullet or handle. */
  readonly rootLine?: number | undefined
}

/**
 * Reads the lines above the first addressed post. A section label ends the header, except below a
 * post's byline.
 */
export function parseHead(text: string, lines: readonly MentionLine[], above: Above, note: NoteAt) {
  const { blocks, sections, areAllRoots, firstByline = Number.POSITIVE_INFINITY, rootLine } = above
  const contentOf = (at: number): string => {
    const { start = 0, end = 0 } = lines[at] ?? {}
    return text.slice(start, Math.min(end, start + COMPARED_LENGTH_LIMIT))
  }
  const numberOf = (at: number): number => lines[at]?.lineNumber ?? 1
  const places = linesIn(blocks)
  const labels = sections.filter((at) => at < firstByline && sectionOf(lines[at]) === 'posts')
  // A plain word below a clear label is a menu. "Top" ends the header only above words.
  const label =
    labels.findLast((at) => lines[at]?.role === 'section') ??
    labels.findLast((at) => at < (blocks.at(-1)?.from ?? -1))
  const compared = places.slice(0, COMPARED_LINE_LIMIT)
  const isRepeated = (at: number, index: number): boolean =>
    at >= (label ?? 0) &&
    compared
      .slice(0, index)
      .some(
        (header) => header < (label ?? lines.length) && repeats(contentOf(header), contentOf(at)),
      )
  const repeated = new Set(compared.filter(isRepeated))
  const [first = 0] = places
  const [opening = first] = repeated
  const start = rootLine ?? (label === undefined ? opening : label + 1)
  if (start > first && (rootLine !== undefined || label === undefined))
    note(start, "all lines above this post are taken as the page's header")
  else if (label !== undefined && places.length > 0 && !places.some((at) => at > label))
    note(
      label,
      'no post stands between this label and the first reply; all lines above it are taken as the header, and no root post as copied',
    )
  const roots: LineRange[] = []
  const replies: LineRange[] = []
  const noteRoots = ({ from, to }: LineRange, count: number): void => {
    if (to - from > 1)
      note(
        from,
        `lines ${numberOf(from)}-${numberOf(to - 1)} have no blank line between; taken as ${formatCount(count, 'post')}`,
        true,
      )
    if (roots.length > count)
      note(
        from,
        'stands above the first addressed reply without a mention; taken as a further root post, not as a reply',
      )
  }
  for (const block of blocks.filter(({ to }) => to > start)) {
    const from = Math.max(block.from, start)
    // Each line repeated by the header is a post.
    const parts = rangesOf(
      linesIn([{ from, to: block.to }]),
      (at) => repeated.has(at) || (at > from && repeated.has(at - 1)),
    )
    const isRoot =
      roots.length === 0 || areAllRoots || parts.some((part) => repeated.has(part.from))
    for (const part of parts) (isRoot ? roots : replies).push(part)
    if (isRoot) noteRoots({ from, to: block.to }, parts.length)
  }
  for (const { from } of replies)
    note(from, 'stands without a mention or a name; taken as a reply to the root post')
  const headers = [...places.filter((at) => at < start), ...sections].sort(
    (left, right) => left - right,
  )
  return { headers, roots, replies, isRepeated: repeated.size > 0 }
}
