import { addTo } from '../../base/statistics/group-by.js'
import { foldSpace } from '../../base/text/fold-text.js'
import { splitLines, type TextLine } from '../../base/text/split-lines.js'
import { SIZE } from '../layout/words/vocabulary.js'
import { depthsOfIndents } from '../page/page-depths.js'
import { indentOf } from '../page/page-line.js'
import type { Ambiguity } from '../record/ingest-result.js'

const MIN_ITEM_COUNT = 4
/** So large a share of the openings of posts carries the prefix. */
const ITEM_SHARE = 0.8
/** So large a share of the lines of a text stands behind one quote sign. */
const QUOTED_SHARE = 0.8
/** A line that recurs is no longer, in UTF-16 units; in more than so large a share of the pieces it is the page's. */
const RECURRING_LENGTH_LIMIT = 40
const ADDRESS_LENGTH_LIMIT = 200
const RECURRING_SHARE = 0.5

/** A sign or a number before the words of a line, maybe with a word: "→ ", "#4 ", "Reply 4: ". Word's own bullets are private characters. */
const MARKER =
  /^(?:([^\p{L}\p{N}\s@＠#>"“”„«'‘’([]\ufe0f?|o(?=\t))|(?:\(|\[|#|no\. ?|\p{L}{2,10} #?(?=\d{1,4}[.):\]]))?(\d{1,4})([.):\]]|(?<=#\d{1,4})(?= )))[ \t\u00a0]{1,8}(?=\S)/iu
const RULE = /^([-=_*~—–─━•·])(?: ?\1){2,}$/u
const SIGN_ALONE = /^[-=_*~—–─━.+#]$/u
const PAGE_EDGE = /^(?:printed (?:from|on|by) .{1,80}|(?:page|seite|página|pagina|p\.) ?\d{1,4} (?:of|von|de|di|\/) ?\d{1,4})$/iu

/** A line of a paste whose recurring prefix was taken off. */
export interface ItemLine extends TextLine {
  /** Steps of an item below the first kind, by its indent or its sign; null for a line that opens no item. */
  readonly depth: number | null
  /** Whether the line is the page's: a rule, or a line that ends or opens most posts. */
  readonly isLeftOut: boolean
}

/** The lines of a paste without the prefixes and lines that recur, and what was taken off. */
export interface Items {
  readonly lines: readonly ItemLine[]
  readonly notes: readonly string[]
  readonly ambiguities: readonly Ambiguity[]
}

interface Marked {
  readonly sign: string
  readonly length: number
  readonly indent: number
}

/**
 * Takes off what recurs in most posts of a paste: a quote sign, bullets or running numbers, a rule, a last or first line that is the same but
 * for its digits. Blank lines are counted so that each bullet or number opens a post. Linear in the text.
 */
export function takeOffRecurring(text: string): Items {
  const notes: string[] = []
  const ambiguities: Ambiguity[] = []
  const [unquoted, outside] = withoutQuoteSigns(text, splitLines(text))
  const isOutside = (line: TextLine): boolean => outside?.has(line) === true
  if (outside !== null) notes.push('a quote sign before most lines was taken off')
  const outsideAt = new Set([...(outside ?? [])].map(({ lineNumber }) => lineNumber))
  for (const lineNumber of outsideAt)
    if (!outsideAt.has(lineNumber - 1))
      ambiguities.push({
        lineNumber,
        message: 'stands without a quote sign among lines that have one; left out as words of whoever forwarded the thread',
      })
  const markers = findMarkers(text, unquoted)
  const content = ({ start, end }: TextLine): string => (end - start > 200 ? '' : foldSpace(text.slice(start, end)))
  let isOpen = false
  let indentOpen = 0
  let isBlankAbove = false
  const isSpaced =
    markers !== null && [...markers].filter(([index]) => (unquoted[index]?.blankCountAbove ?? 0) > 0).length * 2 > markers.size
  const depths = markers === null ? null : depthsOf([...markers.values()])
  const signs = [...(markers?.values() ?? [])].map(({ sign }) => sign)
  const lastItem = signs.findLastIndex((sign, at) => signs.indexOf(sign) < at)
  const isNumbered = markers !== null && [...markers.values()].every(({ sign }) => sign === '1')
  let item = -1
  const signCount = unquoted.filter((line) => line.end - line.start === 1 && SIGN_ALONE.test(content(line))).length
  const lines = unquoted.map((line, index): ItemLine => {
    const marker = markers?.get(index)
    const words = content(line)
    const isRule = RULE.test(words) || PAGE_EDGE.test(words) || (signCount >= MIN_ITEM_COUNT && SIGN_ALONE.test(words)) || isOutside(line)
    const blankCountAbove = isBlankAbove ? Math.max(1, line.blankCountAbove) : line.blankCountAbove
    isBlankAbove = isRule
    if (isRule) return { ...line, blankCountAbove, depth: null, isLeftOut: true }
    if (marker !== undefined) {
      isOpen = true
      item += 1
      indentOpen = marker.indent
      return {
        ...line,
        start: line.start + marker.length,
        blankCountAbove: Math.max(1, blankCountAbove),
        depth: depths?.[item] ?? 0,
        isLeftOut: false,
      }
    }
    const isMore = isOpen && (blankCountAbove === 0 || indentOf(text, line.start) > indentOpen || (isSpaced && item < lastItem))
    if (!isMore) isOpen = false
    return { ...line, blankCountAbove: isMore ? 0 : blankCountAbove, depth: null, isLeftOut: false }
  })
  if (markers !== null) notes.push(`${isNumbered ? 'numbers' : 'bullets'} before ${markers.size} posts were taken off; each opens a post`)
  return { lines: withoutFrame(text, lines, notes, ambiguities), notes, ambiguities }
}

/** Takes a quote sign off each line, where most lines have one. A line of nothing else is blank. Gives the paragraphs that are not quoted. */
function withoutQuoteSigns(text: string, lines: readonly TextLine[]): [readonly TextLine[], ReadonlySet<TextLine> | null] {
  const isQuoted = ({ start }: TextLine): boolean => text[start] === '>'
  const quotedCount = lines.filter(isQuoted).length
  const [first, last] = [lines.findIndex(isQuoted), lines.findLastIndex(isQuoted)]
  if (quotedCount < MIN_ITEM_COUNT || quotedCount * 2 < lines.length || quotedCount < QUOTED_SHARE * (last - first + 1))
    return [lines, null]
  let blankCount = 0
  let isOpen = true
  const outside = new Set<TextLine>()
  const kept = lines.flatMap((line, index): TextLine[] => {
    // A mail program breaks long lines: what goes on without a sign is quoted, too.
    isOpen = !isQuoted(line) && (isOpen || line.blankCountAbove > 0 || index > last)
    const [sign = ''] = /^(?:>[ \t]?)+/.exec(text.slice(line.start, Math.min(line.end, line.start + 40))) ?? []
    const blankCountAbove = line.blankCountAbove + blankCount
    const start =
      line.start +
      sign.length +
      (text.slice(line.start + sign.length, line.end).length - text.slice(line.start + sign.length, line.end).trimStart().length)
    if (start >= line.end) {
      blankCount = blankCountAbove + 1
      return []
    }
    blankCount = 0
    const own = { ...line, start, blankCountAbove }
    if (isOpen) outside.add(own)
    return [own]
  })
  return [kept, outside]
}

/** The bullets or running numbers that open most posts of a paste, by line; null where none do. */
function findMarkers(text: string, lines: readonly TextLine[]): ReadonlyMap<number, Marked> | null {
  const bullets = new Map<number, Marked>()
  const numbers = new Map<number, Marked>()
  const lists: { indent: number; last: number }[] = []
  for (const [index, line] of lines.entries()) {
    const [whole, bullet, digits] = MARKER.exec(text.slice(line.start, Math.min(line.end, line.start + 16))) ?? []
    if (whole === undefined) continue
    const indent = indentOf(text, line.start)
    if (bullet !== undefined) bullets.set(index, { sign: bullet, length: whole.length, indent })
    if (digits === undefined) continue
    // A list within a list is indented and counts for itself; numbers of two digits may stand one place before those of one.
    while ((lists.at(-1)?.indent ?? -1) > indent + 1) lists.pop()
    const open = lists.at(-1)
    const number = Number(digits)
    if (open !== undefined && indent <= open.indent + 1 ? number !== open.last + 1 : number > 1) continue
    if (open !== undefined && indent <= open.indent + 1) Object.assign(open, { indent, last: number })
    else lists.push({ indent, last: number })
    numbers.set(index, { sign: '1', length: whole.length, indent })
  }
  // Items of Word below a bullet may have none: an indent or a tab alone.
  return [bullets, numbers].find((candidate) => opensPosts(text, lines, candidate)) ?? null
}

/** A handle before words. */
export const MENTION = /^[@＠][\p{L}\p{N}_]/u

/** Whether lines with a marker open most posts between the first and the last of them, and few mentions open a line elsewhere. */
function opensPosts(text: string, lines: readonly TextLine[], markers: ReadonlyMap<number, Marked>): boolean {
  if (markers.size < MIN_ITEM_COUNT) return false
  const indices = [...markers.keys()]
  const [first = 0, last = 0] = [indices[0], indices.at(-1)]
  let openingCount = 0
  let strayCount = 0
  let mentionedCount = 0
  for (const [index, line] of lines.entries()) {
    const marker = markers.get(index)
    if (MENTION.test(text.slice(line.start + (marker?.length ?? 0), line.start + (marker?.length ?? 0) + 4)))
      marker === undefined ? (strayCount += 1) : (mentionedCount += 1)
    if (
      index > first &&
      index <= last &&
      (marker !== undefined || (line.blankCountAbove > 0 && indentOf(text, line.start) <= (markers.get(first)?.indent ?? 0)))
    )
      openingCount += 1
  }
  if (strayCount > (1 - ITEM_SHARE) * markers.size) return false
  const isNumbered = [...markers.values()][0]?.sign === '1'
  const isCovered = isNumbered || markers.size - 1 >= ITEM_SHARE * openingCount
  return (
    isCovered &&
    (markers.size * 2 >= last - first + 1 || mentionedCount * 2 > markers.size || isNumbered) &&
    (last - first + 1) * 2 >= lines.length
  )
}

const MAX_SIGN_COUNT = 3

/** Depths of items by their indents; where all stand alike, by the order in which their signs first come. */
function depthsOf(items: readonly Marked[]): number[] {
  const isIndented = items.some(({ indent }) => indent !== items[0]?.indent)
  const order = [...new Set(items.map(({ sign }) => sign))]
  const places = items.map(({ indent, sign }) => (isIndented ? indent : order.length > MAX_SIGN_COUNT ? 0 : order.indexOf(sign)))
  return depthsOfIndents(places) ?? items.map(() => 0)
}

/** A line as far as it recurs: without its digits and what sizes them. */
const COUNT = new RegExp(`\\d[\\d.,]*(?: ?(?:[kmb]|${SIZE})(?![\\p{L}]))?`, 'gu')
const withoutCounts = (words: string): string => foldSpace(words.toLowerCase().replace(COUNT, ' '))

/** Leaves out a short line that stands last, or first, in most pieces: the same but for its digits. What follows a last one opens a piece. */
function withoutFrame(text: string, lines: readonly ItemLine[], notes: string[], ambiguities: Ambiguity[]): readonly ItemLine[] {
  const wordsOf = lines.map(({ start, end }) => {
    const words =
      end - start > ADDRESS_LENGTH_LIMIT ? '' : foldSpace(text.slice(start, end)).replace(/(?<=\()https?:\/\/[^\s()]+/g, 'https://')
    return words === '' || words.length > RECURRING_LENGTH_LIMIT ? null : words
  })
  const isOpening = lines.map(
    ({ start, blankCountAbove }, index) => index === 0 || blankCountAbove > 0 || MENTION.test(text.slice(start, start + 4)),
  )
  // A line that recurs stands beside words: where blank lines part the pieces, those of one line hold none.
  const isApart = lines.some(({ blankCountAbove }, index) => index > 0 && blankCountAbove > 0)
  const isPiece = (index: number): boolean =>
    isApart
      ? (index === 0 || (lines[index]?.blankCountAbove ?? 0) > 0) && lines[index + 1]?.blankCountAbove === 0
      : isOpening[index] === true
  const pieceCount = lines.filter((_, index) => isPiece(index)).length
  const isLast = (index: number): boolean => index === lines.length - 1 || isOpening[index + 1] === true
  const places = new Map<string, number[]>()
  for (const [index, words] of wordsOf.entries()) {
    // What stands alone is a post, and a line with a handle is a byline.
    const isAlone = isOpening[index] === true && (lines[index + 1]?.blankCountAbove ?? 1) > 0
    if (words === null || isAlone || lines[index]?.isLeftOut || /[@＠]/.test(words) || !/[\p{L}\d]/u.test(words)) continue
    const key = withoutCounts(words)
    if (key === '' && !/\d/.test(words)) continue
    addTo(places, key, index)
  }
  const leftOut = new Set<number>()
  for (const [key, indices] of places) {
    if (indices.length < MIN_ITEM_COUNT || indices.length <= RECURRING_SHARE * pieceCount) continue
    // A first line without a count may be a name.
    const isCounted = indices.every((index) => /\d/.test(wordsOf[index] ?? ''))
    const leastCount = ITEM_SHARE * indices.length
    const isFirst = isCounted && indices.filter((index) => isOpening[index]).length >= leastCount
    if (!isFirst && indices.filter(isLast).length < leastCount) continue
    for (const index of indices) leftOut.add(index)
    const shown = wordsOf[indices[0] ?? 0] ?? key
    notes.push(
      `the line ${JSON.stringify(shown)} comes again in ${indices.length} of ${pieceCount} pieces, digits aside; left out as the page's`,
    )
    ambiguities.push({
      lineNumber: lines[indices[0] ?? 0]?.lineNumber ?? 1,
      message: "this line and those like it are taken for the page's, not for words of posts",
    })
  }
  if (leftOut.size === 0) return lines
  return lines.map((line, index) => {
    const blankCountAbove = leftOut.has(index - 1) ? Math.max(1, line.blankCountAbove) : line.blankCountAbove
    return { ...line, blankCountAbove, isLeftOut: line.isLeftOut || leftOut.has(index) }
  })
}
