import { foldSpace, foldText } from '../../base/text/fold-text.js'
import { isNearDuplicate } from '../../base/text/string-distance.js'
import { type LineRange, linesIn, rangesOf } from '../page/page-line.js'
import { type Ambiguity, noteInto } from '../record/ingest-result.js'
import { contentOf as contentIn, type Slice, spanOf } from './paste-layout.js'
import { type PasteLine, sectionOf } from './paste-line.js'

/** Only so many lines of a head are held against each other. Choice: a page's head has under ten. */
const COMPARED_LINE_LIMIT = 24

const COMPARED_LENGTH_LIMIT = 1200

export interface Head {
  readonly headers: readonly Slice[]
  readonly roots: readonly LineRange[]
  readonly replies: readonly LineRange[]
  readonly ambiguities: readonly Ambiguity[]
  readonly isRepeated: boolean
}

/** The words of a page title: without "Name on X:", the quotes and the "/ X" behind them. */
function titleWords(line: string): string {
  const folded = foldText(line).replace(/ \/ (?:x|twitter)$/, '')
  const lead = folded.search(/ on (?:x|twitter): "/)
  if (lead === -1 || lead > 80) return folded
  return folded.slice(folded.indexOf('"', lead) + 1).replace(/"$/, '')
}

/** Whether a header line repeats a post, whole, with typos, or cut off by an ellipsis. */
function repeats(header: string, post: string): boolean {
  const title = titleWords(header)
  const words = foldText(post)
  const cut = /(?:\.\.\.|\u2026)$/.exec(title)
  if (cut && title.length > 20) {
    const stem = title.slice(0, cut.index).trim()
    return words.length > stem.length && isNearDuplicate(stem, words.slice(0, stem.length))
  }
  return title.length >= 12 && isNearDuplicate(title, words)
}

/** A line set like a headline: four words or more, most of them capitalised, no full stop behind. */
export function looksLikeHeadline(line: string): boolean {
  const folded = foldSpace(line)
  if (folded.length > 140 || /[.!?…:,]$/.test(folded) || folded.startsWith('@')) return false
  const words = folded.split(' ').filter((word) => word.length >= 4 && /^\p{L}/u.test(word))
  return words.length >= 4 && words.filter((word) => /^\p{Lu}/u.test(word)).length >= words.length * 0.7
}

/**
 * Reads what stands above the first post that is addressed to someone. A section label ends the header, but for one below a post under a byline.
 *
 * @param takesAllAsRoots whether blocks behind the first are root posts too: where replies carry mentions, those without are the author's
 * @param rootLine where the root posts begin, where a number, a bullet or a handle of its own shows it
 */
export function readHead(
  text: string,
  lines: readonly PasteLine[],
  blocks: readonly LineRange[],
  sectionLines: readonly number[],
  takesAllAsRoots: boolean,
  firstUnderByline = Number.POSITIVE_INFINITY,
  rootLine?: number,
): Head {
  const ambiguities: Ambiguity[] = []
  const note = noteInto(ambiguities, lines)
  const contentOf = (index: number): string => contentIn(text, lines[index] ?? { start: 0, end: 0 }, COMPARED_LENGTH_LIMIT)
  const numberOf = (index: number): number => lines[index]?.lineNumber ?? 1
  const opensReplies = sectionLines.find((index) => sectionOf(lines[index]) === 'replies')
  const inHead = blocks.filter((block) => opensReplies === undefined || block.from < opensReplies)
  const lateReplies = blocks.filter((block) => opensReplies !== undefined && block.from >= opensReplies)
  const headLines = linesIn(inHead)
  const lastText = inHead.at(-1)?.from ?? -1
  const hasHeadline = headLines.slice(0, COMPARED_LINE_LIMIT).some((index) => looksLikeHeadline(contentOf(index)))
  /** "Top" and "Latest" below all words may be the menu between a post and its replies: only below a headline do they end the header. */
  const endsHeader = (index: number): boolean => index < lastText || hasHeadline || lines[index]?.kind === 'section'
  const isHead = (index: number): boolean => index < firstUnderByline || (index < lastText && hasHeadline)
  const labels = sectionLines.filter((index) => index < (opensReplies ?? index + 1) && isHead(index))
  /** Below a label that is no plain word, a plain one is a menu. */
  const label = labels.findLast((index) => lines[index]?.kind === 'section') ?? labels.findLast(endsHeader)

  const compared = headLines.slice(0, COMPARED_LINE_LIMIT)
  const headerOf = new Map<number, number>()
  for (const [position, header] of compared.entries()) {
    if (label !== undefined && header > label) break
    for (const candidate of compared.slice(position + 1)) {
      if (label !== undefined && candidate < label) continue
      if (!headerOf.has(candidate) && repeats(contentOf(header), contentOf(candidate))) headerOf.set(candidate, header)
    }
  }

  let rootStart = rootLine ?? (label === undefined ? (headLines[0] ?? 0) : label + 1)
  if (rootLine !== undefined && rootLine > (headLines[0] ?? rootLine))
    note(headLines[0] ?? 0, "stands above the first post, which is marked; taken as the page's header, not as a post")
  if (label === undefined && rootLine === undefined) {
    const repeated = [...headerOf.keys()][0]
    if (repeated !== undefined) {
      rootStart = repeated
      note(repeated, `line ${numberOf(headerOf.get(repeated) ?? 0)} repeats this post; all lines above it are taken as the page's header`)
    } else {
      // A headline may stand below a title that is a sentence.
      const second = looksLikeHeadline(contentOf(headLines[1] ?? -1)) && lines[headLines[1] ?? -1]?.blankCountAbove === 0 ? 1 : 0
      const next = headLines.findIndex((index, at) => at >= second && !looksLikeHeadline(contentOf(index)))
      if (next > 0 && next < COMPARED_LINE_LIMIT) {
        rootStart = headLines[next] ?? rootStart
        const which = second === 0 ? 'set like a headline' : 'stands above a line that is set like a headline'
        note(headLines[0] ?? 0, `${which}; taken as the page's header, not as a post`)
        note(rootStart, 'stands below the header without a label or a name; taken for the opening post, but may be more of the header')
      }
    }
  }
  if (rootLine === undefined && label !== undefined && headLines.length > 0 && !headLines.some((index) => index > label))
    note(
      label,
      'no post stands between this label and the first reply; all lines above it are taken as the header, and no root post as copied',
    )
  const headerLines = [...headLines.filter((index) => index < rootStart), ...sectionLines].sort((left, right) => left - right)
  const headers = headerLines.flatMap((index) => spanOf(lines, { from: index, to: index + 1 }))

  const roots: LineRange[] = []
  const replies: LineRange[] = []
  for (const block of inHead) {
    if (block.to <= rootStart) continue
    const from = Math.max(block.from, rootStart)
    // Each line that the header repeats is a post of its own.
    const parts = rangesOf(linesIn([{ from, to: block.to }]), (at) => headerOf.has(at) || (at > from && headerOf.has(at - 1)))
    const isRoot = roots.length === 0 || takesAllAsRoots || parts.some((part) => headerOf.has(part.from))
    ;(isRoot ? roots : replies).push(...parts)
    if (parts.length > 1) {
      const repeated = parts.find((part) => headerOf.has(part.from))?.from ?? from
      note(
        repeated,
        `the header repeats this line alone (line ${numberOf(headerOf.get(repeated) ?? 0)}); lines ${numberOf(from)}-${numberOf(block.to - 1)} are taken as ${parts.length} posts`,
      )
    } else if (isRoot && block.to - from > 1) {
      note(from, `lines ${numberOf(from)}-${numberOf(block.to - 1)} have no blank line between; taken as one post with line breaks`)
    }
    if (isRoot && roots.length > parts.length)
      note(from, 'stands above the first addressed reply without a mention; taken as a further root post, not as a reply')
    if (!isRoot) note(from, 'stands without a mention or a name; taken as a reply to the root post')
  }
  for (const block of lateReplies) note(block.from, 'stands without a mention or a name; taken as a reply to the root post')
  return { headers, roots, replies: [...replies, ...lateReplies], ambiguities, isRepeated: headerOf.size > 0 }
}
