import { foldText } from '../../../base/text/fold-text.js'
import { isNearDuplicate } from '../../../base/text/string-distance.js'
import type { NoteAt } from '../../record/ingest-result.js'
import { type LineRange, linesIn, rangesOf } from '../page-line.js'
import { type MentionLine, sectionOf } from './mention-lines.js'

/** Lines of a head that are compared. Choice: a page's head has under ten. */
const COMPARED_LINE_LIMIT = 24
const COMPARED_LENGTH_LIMIT = 1200
const LEAST_REPEATED_LENGTH = 12
const LEAST_CUT_LENGTH = 20

export interface Head {
  readonly headers: readonly number[]
  readonly roots: readonly LineRange[]
  readonly replies: readonly LineRange[]
  readonly isRepeated: boolean
}

/** Words of a page title, without "Name on X:", quotes and "/ X". */
const titleWords = (line: string): string =>
  foldText(line)
    .replace(/ \/ (?:x|twitter)$/, '')
    .replace(/^.{0,80}? on (?:x|twitter): "(.*?)"?$/, '$1')

function repeats(header: string, post: string): boolean {
  const title = titleWords(header)
  const words = foldText(post)
  const stem = title.length > LEAST_CUT_LENGTH ? /^(.*?) ?(?:\.\.\.|\u2026)$/.exec(title)?.[1] : undefined
  if (stem === undefined) return title.length >= LEAST_REPEATED_LENGTH && isNearDuplicate(title, words)
  return words.length > stem.length && isNearDuplicate(stem, words.slice(0, stem.length))
}

interface Above {
  readonly blocks: readonly LineRange[]
  readonly sections: readonly number[]
  /** True if later blocks are root posts too: in a thread of mentions, the author's own posts mention nobody. */
  readonly areAllRoots: boolean
  readonly firstByline?: number | undefined
  /** First line of the root posts, from its number, bullet or handle. */
  readonly rootLine?: number | undefined
}

/** Reads the lines above the first addressed post. A section label ends the header, except below a post's byline. */
export function readHead(text: string, lines: readonly MentionLine[], above: Above, note: NoteAt): Head {
  const { blocks, sections, areAllRoots, firstByline = Number.POSITIVE_INFINITY, rootLine } = above
  const contentOf = (at: number | undefined): string => {
    const { start = 0, end = 0 } = lines[at ?? -1] ?? {}
    return text.slice(start, Math.min(end, start + COMPARED_LENGTH_LIMIT))
  }
  const numberOf = (at: number | undefined): number => lines[at ?? -1]?.lineNumber ?? 1
  const opensReplies = sections.find((at) => sectionOf(lines[at]) === 'replies') ?? lines.length
  const inHead = blocks.filter(({ from }) => from < opensReplies)
  const lateReplies = blocks.filter(({ from }) => from >= opensReplies)
  const places = linesIn(inHead)
  const compared = places.slice(0, COMPARED_LINE_LIMIT)
  const lastBlock = inHead.at(-1)?.from ?? -1
  const isSection = (at: number): boolean => lines[at]?.role === 'section'
  const labels = sections.filter((at) => at < opensReplies && at < firstByline)
  // A plain word below a clear label is a menu. "Top" ends the header only above words.
  const label = labels.findLast(isSection) ?? labels.findLast((at) => at < lastBlock)
  const headerOf = new Map<number, number>()
  for (const [index, header] of compared.entries())
    for (const at of compared.slice(index + 1))
      if (header < (label ?? lines.length) && at >= (label ?? 0) && !headerOf.has(at) && repeats(contentOf(header), contentOf(at)))
        headerOf.set(at, header)
  const [repeated] = headerOf.keys()

  const start = ((): number => {
    const first = places[0] ?? 0
    if (rootLine !== undefined) {
      if (rootLine > first) note(first, "stands above the first post, which is marked; taken as the page's header, not as a post")
      return rootLine
    }
    if (label !== undefined) {
      if (places.length > 0 && !places.some((at) => at > label))
        note(
          label,
          'no post stands between this label and the first reply; all lines above it are taken as the header, and no root post as copied',
        )
      return label + 1
    }
    if (repeated !== undefined) {
      note(repeated, `line ${numberOf(headerOf.get(repeated))} repeats this post; all lines above it are taken as the page's header`)
      return repeated
    }
    return first
  })()

  const roots: LineRange[] = []
  const replies: LineRange[] = []
  for (const block of inHead.filter(({ to }) => to > start)) {
    const from = Math.max(block.from, start)
    // Each line repeated by the header is a post.
    const parts = rangesOf(linesIn([{ from, to: block.to }]), (at) => headerOf.has(at) || (at > from && headerOf.has(at - 1)))
    const own = parts.find((part) => headerOf.has(part.from))?.from
    const isRoot = roots.length === 0 || areAllRoots || own !== undefined
    ;(isRoot ? roots : replies).push(...parts)
    const span = `lines ${numberOf(from)}-${numberOf(block.to - 1)}`
    if (parts.length > 1)
      note(
        own ?? from,
        `the header repeats this line alone (line ${numberOf(headerOf.get(own ?? -1))}); ${span} are taken as ${parts.length} posts`,
      )
    else if (isRoot && block.to - from > 1) note(from, `${span} have no blank line between; taken as one post with line breaks`)
    if (isRoot && roots.length > parts.length)
      note(from, 'stands above the first addressed reply without a mention; taken as a further root post, not as a reply')
  }
  for (const { from } of [...replies, ...lateReplies]) note(from, 'stands without a mention or a name; taken as a reply to the root post')
  const headers = [...places.filter((at) => at < start), ...sections].sort((left, right) => left - right)
  return { headers, roots, replies: [...replies, ...lateReplies], isRepeated: headerOf.size > 0 }
}
