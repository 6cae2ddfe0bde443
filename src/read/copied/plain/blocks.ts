import { type Ambiguity, type NoteAt, noteInto } from '../../record/ingest-result.js'
import { type LineRange, linesIn, rangesOf } from '../lines/page-line.js'
import { HEAD_LINE_LIMIT } from '../lines/thresholds.js'
import type { Byline } from './handle-bylines.js'
import { isWords, type MentionLine, sectionOf } from './mention-lines.js'
import { NOBODY, type Stretch } from './named-posts.js'
import { parseHead } from './page-head.js'
import { opensBlock } from './parse-label.js'

const SIGNATURE_LINE_LIMIT = 5

/** `isRepeated` where the page's header repeats a root post. */
export type Blocks = ReturnType<typeof findBlocks>

const isAddressed = ({ role, handles }: MentionLine): boolean =>
  handles.length > 0 && role !== 'answered'

/**
 * Reads posts separated by blank lines, which open with the handles they answer. A byline belongs
 * to the post directly under it.
 */
export function findBlocks(
  text: string,
  lines: readonly MentionLine[],
  timed: readonly Byline[],
  ambiguities: Ambiguity[],
) {
  const note = noteInto(ambiguities, lines)
  const end = findEnd(lines)
  if (end < lines.length)
    note(
      end,
      `the thread is taken to end here; ${lines.length - end} lines from here on are read as other parts of the page`,
    )
  const headsPost = ({ to, handle }: Byline): boolean =>
    handle === null || /^(?:words|mention|handle|answered)$/.test(lines[to]?.role ?? '')
  const bylines = timed.filter((byline) => byline.to < end && headsPost(byline))
  const isByline = new Set(linesIn(bylines))
  const firstAddressed = lines.findIndex((line, at) => isAddressed(line) && !isByline.has(at))
  const headEnd = firstAddressed === -1 ? Math.min(HEAD_LINE_LIMIT, lines.length) : firstAddressed
  const sections = lines.flatMap((line, at) =>
    at < headEnd && !isByline.has(at) && sectionOf(line) !== null ? [at] : [],
  )
  const isBody = (at: number): boolean => at < end && !isByline.has(at) && !sections.includes(at)
  const places = [...lines.keys()].filter((at) => isBody(at) && isWords(lines, at, note))
  const isReply = ({ from }: LineRange): boolean =>
    isAddressed(lines[from] as MentionLine) || lines[from - 1]?.role === 'answered'
  const blocks = openBlocks(lines, places, note)
  const firstReply = blocks.findIndex(isReply)
  const replyCount = blocks.filter(isReply).length
  const firstItem = lines.findIndex(({ depth }) => depth !== null)
  const isItem = firstItem !== -1 && firstItem < (blocks[firstReply]?.from ?? lines.length)
  const head = parseHead(
    text,
    lines,
    {
      blocks: firstReply === -1 ? blocks : blocks.slice(0, firstReply),
      sections,
      areAllRoots:
        firstReply > 0 && replyCount >= firstReply && replyCount * 2 >= blocks.length - firstReply,
      firstByline: bylines[0]?.to,
      rootLine: isItem ? firstItem : undefined,
    },
    note,
  )
  const answers = firstReply === -1 ? [] : blocks.slice(firstReply)
  for (const block of answers.filter((each) => !isReply(each)))
    note(
      block.from,
      'stands without a mention; taken as a reply of its own, not as more of the post above',
      true,
    )
  const bylineOver = new Map(bylines.map((byline) => [byline.to, byline]))
  /** Root posts share a byline until the next one. */
  let shared: Byline | undefined
  const stretches = [...head.roots, ...head.replies, ...answers].map((block, index): Stretch => {
    const isRoot = index < head.roots.length
    const over = bylineOver.get(block.from)
    if (isRoot) shared = over ?? shared
    else if (over?.handle)
      note(
        over.from,
        `stands above one post of a thread without bylines; @${over.handle} is taken as the author of that post alone`,
      )
    const by = isRoot ? shared : over
    let first = block.from
    while (lines[first - 1]?.role === 'answered') first -= 1
    const { handle, name, timeText } = by ?? NOBODY
    const carried = lines.slice(first, block.from).flatMap(({ handles }) => handles)
    return {
      byline: over ?? { from: block.from, to: block.from },
      words: block,
      handle,
      name,
      timeText,
      carried,
    }
  })
  return {
    lines,
    stretches,
    rootCount: head.roots.length,
    headers: head.headers,
    isRepeated: head.isRepeated,
  }
}

/**
 * Start of the page's other parts: words that follow a thread, or a signature. Later mentions are
 * of other accounts.
 */
function findEnd(lines: readonly MentionLine[]): number {
  const lastOf = new Map<string, number>()
  for (const [at, { role, handles }] of lines.entries())
    if (role === 'mention') lastOf.set(handles[0]?.toLowerCase() ?? '', at)
  let covered = lastOf.size === 0 ? 0 : lines.length
  let reached = 0
  for (const [at, { role, words, handles }] of lines.entries()) {
    const isSignature = at + SIGNATURE_LINE_LIMIT >= lines.length && /^(?:--|—)$/.test(words)
    if (at > covered && (role === 'end' || isSignature)) return at
    if (role === 'mention')
      covered = reached = Math.max(reached, lastOf.get(handles[0]?.toLowerCase() ?? '') ?? 0)
  }
  return lines.length
}

/**
 * Joins adjacent lines of words. Mentions open posts where most stand without a blank line above.
 */
function openBlocks(
  lines: readonly MentionLine[],
  places: readonly number[],
  note: NoteAt,
): LineRange[] {
  const isPlace = new Set(places)
  const isFirst = (at: number): boolean => opensBlock(lines, at) || !isPlace.has(at - 1)
  const isMention = (at: number): boolean => isAddressed(lines[at] as MentionLine)
  const inner = places.filter((at) => isMention(at) && !isFirst(at))
  const doesEachOpen = inner.length * 2 > places.filter(isMention).length
  const joined = doesEachOpen ? places.filter((at) => !isFirst(at) && !isMention(at)) : inner
  for (const at of joined)
    note(at, 'has no blank line above; taken as more of the post above, but may be a post', true)
  return rangesOf(places, (at) => isFirst(at) || (doesEachOpen && isMention(at)))
}
