import { countEach } from '../../../base/statistics/group-by.js'
import { foldSpace } from '../../../base/text/fold-text.js'
import { splitLines, type TextLine } from '../../../base/text/split-lines.js'
import { depthsOfIndents } from '../depths.js'
import { indentOf } from '../lines/page-line.js'
import { LEAST_COUNT, MIN_POST_COUNT, MOST_SHARE, USUAL_SHARE } from '../lines/thresholds.js'

/**
 * Sign or number before a line's words: "→ ", "#4 ", "Reply 4: ". Word's bullets are private
 * characters.
 */
const MARKER =
  /^(?:([^\p{L}\p{N}\s@＠#>"“”„«'‘’([]\ufe0f?|o(?=\t))|(?:\(|\[|#|no\. ?|\p{L}{2,10} #?(?=\d{1,4}[.):\]]))?(\d{1,4})([.):\]]|(?<=#\d{1,4})(?= )))[ \t\u00a0]{1,8}(?=\S)/iu
/** Sign that is a word unless most items have it: "😂 of course". */
const PICTURE = /^\p{Emoji_Presentation}/u
const RULE = /^([-=_*~—–─━•·])(?: ?\1){2,1000}$/u
const SIGN_ALONE = /^(?:[-=_*~—–─━.+#]|\d{1,3}[.)])$/u
const PAGE_EDGE =
  /^(?:printed (?:from|on|by) .{1,80}|(?:page|seite|página|pagina|p\.) ?\d{1,4} (?:of|von|de|di|\/) ?\d{1,4})$/iu
export const MENTION = /^[@＠][\p{L}\p{N}_]/u
const opensWithMention = (text: string, start: number): boolean =>
  MENTION.test(text.slice(start, start + 4))

/** Line of a paste without its recurring prefix. */
export interface ItemLine extends TextLine {
  /** Depth of an item, by its indent or sign; null for a line that opens no item. */
  readonly depth: number | null
  /** True for rules and page numbers. */
  readonly isLeftOut: boolean
}

/**
 * Removes prefixes and lines that recur at most posts: bullets, numbers, rules.
 * Adjusts counts of blank lines so that each bullet or number opens a post. Linear in the text.
 */
export function takeOffRecurring(text: string) {
  const shown = splitLines(text)
  const markers = findMarkers(text, shown)
  const notes =
    markers.size > 0
      ? [`bullets or numbers before ${markers.size} posts were taken off; each opens a post`]
      : []
  const wordsOf = ({ start, end }: TextLine): string =>
    end - start > 200 ? '' : foldSpace(text.slice(start, end))
  const signCount = shown.filter((line) => SIGN_ALONE.test(wordsOf(line))).length
  const areRules = signCount >= MIN_POST_COUNT
  const isRule = (line: TextLine): boolean => {
    const words = wordsOf(line)
    if (areRules && SIGN_ALONE.test(words)) return true
    return RULE.test(words) || PAGE_EDGE.test(words)
  }
  const isSpaced =
    [...markers.keys()].filter((at) => (shown[at]?.blankCountAbove ?? 0) > 0).length * 2 >
    markers.size
  const depths = depthsOf([...markers.values()])
  const places = [...markers.keys()]
  const lastItem =
    places.findLast((at) =>
      places.some((other) => other < at && markers.get(other)?.sign === markers.get(at)?.sign),
    ) ?? -1
  let outerIndent: number | null = null
  let isBelowRule = false
  const lines = shown.map((line, at): ItemLine => {
    const marker = markers.get(at)
    const blankCountAbove = Math.max(isBelowRule ? 1 : 0, line.blankCountAbove)
    isBelowRule = isRule(line)
    if (isBelowRule) return { ...line, blankCountAbove, depth: null, isLeftOut: true }
    if (marker !== undefined) {
      outerIndent = Math.min(outerIndent ?? marker.indent, marker.indent)
      const start = line.start + marker.length
      return {
        ...line,
        start,
        blankCountAbove: Math.max(1, blankCountAbove),
        depth: depths.shift() ?? 0,
        isLeftOut: false,
      }
    }
    const isAmongItems = isSpaced && at < lastItem
    const isMore =
      outerIndent !== null &&
      (blankCountAbove === 0 || indentOf(text, line.start) > outerIndent || isAmongItems)
    if (!isMore) outerIndent = null
    return { ...line, blankCountAbove: isMore ? 0 : blankCountAbove, depth: null, isLeftOut: false }
  })
  return { lines, notes }
}

interface Marked {
  readonly sign: string
  readonly length: number
  readonly indent: number
}
type Markers = ReadonlyMap<number, Marked>

function findMarkers(text: string, lines: readonly TextLine[]): Markers {
  const bullets = new Map<number, Marked>()
  const numbers = new Map<number, Marked>()
  const lists: { indent: number; last: number }[] = []
  for (const [index, line] of lines.entries()) {
    const [whole, bullet, digits] =
      MARKER.exec(text.slice(line.start, Math.min(line.end, line.start + 16))) ?? []
    if (whole === undefined) continue
    const indent = indentOf(text, line.start)
    if (bullet !== undefined) bullets.set(index, { sign: bullet, length: whole.length, indent })
    if (digits === undefined) continue
    // Nested lists count separately. "10." may stand one place before "9.".
    while ((lists.at(-1)?.indent ?? -1) > indent + 1) lists.pop()
    const open = lists.at(-1)
    const isNext = open !== undefined && indent <= open.indent + 1
    if (isNext ? Number(digits) !== open.last + 1 : Number(digits) > 1) continue
    if (isNext) lists.pop()
    lists.push({ indent, last: Number(digits) })
    numbers.set(index, { sign: '1', length: whole.length, indent })
  }
  return (
    [withoutPictures(bullets), numbers].find((candidate) => opensPosts(text, lines, candidate)) ??
    new Map()
  )
}

function withoutPictures(bullets: Markers): Markers {
  const counts = countEach([...bullets.values()].map(({ sign }) => sign))
  const isBullet = ({ sign }: Marked): boolean =>
    !PICTURE.test(sign) || (counts.get(sign) ?? 0) >= USUAL_SHARE * bullets.size
  return new Map([...bullets].filter(([, bullet]) => isBullet(bullet)))
}

/** True for markers at most posts, with few leading mentions elsewhere. */
function opensPosts(text: string, lines: readonly TextLine[], markers: Markers): boolean {
  const places = [...markers.keys()]
  const first = places[0] ?? 0
  const last = places.at(-1) ?? 0
  const span = last - first + 1
  const isNumbered = markers.get(first)?.sign === '1'
  const mentions = lines.flatMap(({ start }, at) =>
    opensWithMention(text, start + (markers.get(at)?.length ?? 0)) ? [at] : [],
  )
  const strayCount = mentions.filter((at) => !markers.has(at)).length
  const isOpening = ({ start, blankCountAbove }: TextLine, at: number): boolean =>
    markers.has(at) ||
    (blankCountAbove > 0 && indentOf(text, start) <= (markers.get(first)?.indent ?? 0))
  const openingCount = lines.filter(
    (line, at) => at > first && at <= last && isOpening(line, at),
  ).length
  const isLong = markers.size >= MIN_POST_COUNT && span * 2 >= lines.length
  if (!isLong || strayCount > (1 - MOST_SHARE) * markers.size) return false
  if (isNumbered) return true
  const isDense = markers.size * 2 >= span || (mentions.length - strayCount) * 2 > markers.size
  return isDense && markers.size - 1 >= MOST_SHARE * openingCount
}

function depthsOf(items: readonly Marked[]): number[] {
  const isIndented = items.some(({ indent }) => indent !== items[0]?.indent)
  const order = [...new Set(items.map(({ sign }) => sign))]
  const depthOf = (sign: string): number => (order.length > LEAST_COUNT ? 0 : order.indexOf(sign))
  const places = items.map(({ indent, sign }) => (isIndented ? indent : depthOf(sign)))
  return depthsOfIndents(places) ?? items.map(() => 0)
}
