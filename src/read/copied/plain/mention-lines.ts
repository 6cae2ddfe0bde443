import { foldSpace } from '../../../base/text/fold-text.js'
import { lazily } from '../../../base/text/lazily.js'
import type { NoteAt } from '../../record/ingest-result.js'
import { parseLeadingMentions } from '../../record/parse-leading-mentions.js'
import { type Layout, X } from '../layout.js'
import { commonKind, createKindReader, namesLine, THREAD_LABELS } from '../line-kinds.js'
import { type Kind, type KindLine, kindsOf } from '../lines/kinds.js'
import { LINE_LENGTH_LIMIT, NAME_LENGTH_LIMIT } from '../lines/thresholds.js'
import type { ItemLine } from './item-lines.js'

/**
 * Part that a line plays in a thread of mentions, by its kind on a page of X.
 *
 * | role | line |
 * |---|---|
 * | `words` `mention` `handle` | words; words behind handles; one handle alone |
 * | `answered` | "Replying to @ann" |
 * | `section` | label above a part of the page: "Most Activity" |
 * | `weak` | the page's or a short post: a count, "Reply", "2h" |
 * | `furniture` `end` | the page's wherever it stands; opens the part below the thread |
 */
type Role = 'words' | 'mention' | 'handle' | 'answered' | 'section' | 'weak' | 'furniture' | 'end'

export interface MentionLine extends ItemLine, KindLine {
  readonly role: Role
  /** Leading handles, or those of "Replying to". Without `@`. */
  readonly handles: readonly string[]
}

/**
 * Longest furniture. Choice: X's longest is under 80, that of other sites is as short as a name.
 */
const FURNITURE_LENGTH_LIMIT = 160

const labelOf = (words: string): string =>
  words.toLowerCase().replace(/^#{1,6} | ?:$| [v⌄▾▼]$/g, '')
const SECTIONS: ReadonlySet<string> = new Set([
  ...THREAD_LABELS,
  ...'most relevant|most relevant replies|most recent|most liked|most popular|top comments|top replies|all comments|all replies'.split(
    '|',
  ),
])
/** Labels that are plain words: sections only in a page's head. */
const WEAK_SECTIONS = new Set(
  'post|conversation|thread|replies|relevant|latest|comments|top|recency|relevance|newest|oldest|discussion'.split(
    '|',
  ),
)
/** Labels of the replies, not of the answered posts. */
const REPLY_SECTIONS = new Set(
  'replies|comments|all comments|top comments|all replies|top replies|newest|oldest'.split('|'),
)

/**
 * Part of the page that a label heads; "Replies" counts, as in a page's head. Null for other lines.
 */
export function sectionOf(line: MentionLine | undefined): 'posts' | 'replies' | null {
  const label = labelOf(line?.words ?? '')
  if (line?.role !== 'section' && !(line?.role === 'weak' && WEAK_SECTIONS.has(label))) return null
  return REPLY_SECTIONS.has(label) ? 'replies' : 'posts'
}

const DOT = /[·•|]/
/**
 * Row of counts, with icons misread as letters by OCR: "O 14 tl 22 <3 310 ill 9.2K". All counts
 * must be there.
 */
const COUNT_ROW =
  /^(?:(?:(?:[^\s\d@]{1,2} ?)?\d[\d.,]{0,9}[kmb]?(?: |$)){3,6}|(?:(?:[^\s\d@\p{L}]{1,2} ?)?\d[\d.,]{0,9}[kmb]?(?: |$)){2})$/u

const STAMP_KINDS = kindsOf('time', 'count', 'furniture')
/** Times and counts joined by dots or dashes: "10:14 AM · Jun 5, 2026 · 12.3K Views". */
function isStamp(folded: string): boolean {
  const sign = DOT.test(folded) ? DOT : / [-–—] /
  const pieces = folded.split(sign).filter((piece) => piece.trim() !== '')
  const isPart = (piece: string): boolean => {
    const kind = commonKind(piece.trim())
    const isCount = /\d/.test(piece) && (kind === 'more' || kind === 'reply')
    return kind !== null && (STAMP_KINDS.has(kind) || isCount)
  }
  return sign.test(folded) && pieces.length <= 6 && pieces.every(isPart)
}

/** True for a time or a dot alone, as behind an author's bare handle. */
export const isTimeLine = ({ words = '' }: Partial<MentionLine> = {}): boolean => {
  const folded = words.toLowerCase().replace(/^[·•]\s?/, '')
  return words !== '' && (folded === '' || commonKind(folded) === 'time' || isStamp(folded))
}

/** Lines of X, which no byline of its layout opens. */
const { line: _, ...ON_X } = X

export function parseMentionLines(text: string, lines: readonly ItemLine[]): MentionLine[] {
  const kindOnX = createKindReader(ON_X satisfies Layout)
  const known = lazily(
    () =>
      new Set(
        [...text.matchAll(/@([\p{L}\p{N}_]{2,40})/gu)].map(([, handle = '']) =>
          handle.toLowerCase(),
        ),
      ),
  )
  const kindOf = (words: string): Kind =>
    words === '' || words.length > FURNITURE_LENGTH_LIMIT ? 'long' : kindOnX(words, words)
  // OCR may read "@" as "©" or "®".
  const misreadHandle = (words: string): string | undefined => {
    const handle = /^[©®] ?([\p{L}\p{N}_]{2,40})$/u.exec(words)?.[1]
    return handle !== undefined && known().has(handle.toLowerCase()) ? handle : undefined
  }
  return lines.map((line): MentionLine => {
    const { start, end, isLeftOut } = line
    const isLong = end - start > LINE_LENGTH_LIMIT
    const words = isLeftOut || isLong ? '' : foldSpace(text.slice(start, end))
    const kind = kindOf(words)
    const as = (role: Role, handles: readonly string[] = []): MentionLine => ({
      ...line,
      indent: 0,
      words,
      kind,
      role,
      handles,
    })
    const handle = misreadHandle(words)
    if (handle !== undefined) return as('handle', [handle])
    const isEmpty = isLeftOut || (words === '' && !isLong)
    const role = isEmpty ? 'furniture' : roleOf(words, kind)
    if (role === 'answered') return as(role, handlesIn(words))
    if (role !== 'words' || !/^[@＠﹫]/.test(text.slice(start, start + 1))) return as(role)
    const { handles, restStart } = parseLeadingMentions(text.slice(start, end))
    if (handles.length === 0) return as('words')
    const isAlone = handles.length === 1 && restStart >= end - start
    return as(isAlone ? 'handle' : 'mention', handles)
  })
}

const handlesIn = (words: string): string[] =>
  [...words.matchAll(/@([\p{L}\p{N}_][\p{L}\p{N}_.-]{0,63})/gu)].map(([, handle = '']) =>
    handle.replace(/[.-]+$/, ''),
  )

const PAGE_KINDS = kindsOf('furniture', 'more', 'notice', 'heading')
const WEAK_KINDS = kindsOf('count', 'time', 'button', 'reply', 'badge', 'advert', 'end')

const isMeasured = (folded: string): boolean => COUNT_ROW.test(folded) || isStamp(folded)

/** "Replying to @ann", in any language. */
const namesAnswered = (folded: string): boolean =>
  (folded.includes('@') || folded === 'replying to') &&
  !/^(?:[^\p{L}]|repl(?:y|ied) )/u.test(folded)

/** @param shown kind on a page of X */
function roleOf(words: string, shown: Kind): Role {
  const folded = words.toLowerCase()
  if (SECTIONS.has(labelOf(words))) return 'section'
  if (WEAK_SECTIONS.has(labelOf(words))) return 'weak'
  if (shown === 'answered') return namesAnswered(folded) ? 'answered' : 'words'
  if (isMeasured(folded)) return 'furniture'
  const isOwn = namesLine(X, words)
  // "© ann" may be a misread "@ann". Longer lines are furniture only in X's own words.
  if (words.length > NAME_LENGTH_LIMIT || (folded.startsWith('© ') && !/\d{4}/.test(folded)))
    return shown === 'furniture' && isOwn && commonKind(words) === null ? 'furniture' : 'words'
  if ((shown === 'furniture' || shown === 'notice') && / .* /.test(folded) && !isOwn) return 'weak'
  if (PAGE_KINDS.has(shown)) return 'furniture'
  // "Home" and "Search" may be words.
  if (shown === 'end' && /\p{L} \p{L}/u.test(words)) return 'end'
  return WEAK_KINDS.has(shown) && !DOT.test(folded) ? 'weak' : 'words'
}

/**
 * True for words of posts. A short line that may be the page's is one only inside a post, without
 * furniture beside it.
 */
export function isWords(lines: readonly MentionLine[], at: number, note?: NoteAt): boolean {
  const { role = 'furniture', blankCountAbove = 1 } = lines[at] ?? {}
  if (role !== 'weak') return !/^(?:answered|section|furniture)$/.test(role)
  if (
    [at - 1, at + 1].some((beside) =>
      /^(?:weak|furniture|section|answered)$/.test(lines[beside]?.role ?? ''),
    )
  )
    return false
  const touches = (at > 0 && blankCountAbove === 0) || lines[at + 1]?.blankCountAbove === 0
  if (!touches)
    note?.(
      at,
      'a count, time or button word standing alone; taken as page furniture, not as a post',
    )
  return touches
}
