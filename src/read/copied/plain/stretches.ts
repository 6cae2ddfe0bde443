import { countEach } from '../../../base/statistics/group-by.js'
import { parseLeadingMentions } from '../../record/parse-leading-mentions.js'
import { shapeOf } from '../line-kinds.js'
import type { LineRange } from '../lines/page-line.js'
import {
  CLEAR_SHARE,
  LEAST_COUNT,
  LINE_LENGTH_LIMIT,
  MIN_POST_COUNT,
  USUAL_SHARE,
} from '../lines/thresholds.js'
import type { SplitPost } from '../split-post.js'
import type { MentionLine } from './mention-lines.js'

/** Post: its lines of words and its byline, half-open, and the facts of the byline. */
export interface Stretch
  extends Pick<SplitPost, 'byline' | 'name' | 'handle' | 'timeText' | 'carried'> {
  readonly words: LineRange
}
export const NOBODY = { name: null, handle: null, timeText: null, carried: [] } as const

/** Posts with their authors, and the lines cut at labels. */
export interface Named {
  readonly lines: readonly MentionLine[]
  readonly stretches: readonly Stretch[]
  /** Way in which posts show their authors, worded to follow a number of posts. */
  readonly form: string
  /** True for an author that may be a word of the post. */
  readonly isGuess?: boolean
  /** True for the posts of one account, each an answer to the one above. */
  readonly isSeries?: boolean
}

const HANDLE = '[@＠](?<handle>[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}_.-]{0,60}[\\p{L}\\p{N}_])?)'
/** "-> @bo, @cy", ", replying to @bo and @cy" behind the author: the answered accounts. */
const ANSWERED =
  '(?<to>,? ?(?:[-–=]>|→|(?:in reply|replying|replied|answering) (?:to )?) ?[@＠][^\\s@＠:,]{1,60}(?:(?:,|,? and)? [@＠][^\\s@＠:,]{1,60}){0,8})?'
/**
 * "@ann: ", "**@ann**: ", "[@ann](url) - ", "[@ann] ", "@ann<TAB>", "Ann Bo (@ann, 2h): ", "@ann ->
 * @bo: " before the words of a post.
 */
const LABEL = new RegExp(
  `^(?:(?<name>[\\p{L}\\p{N}][^@:\\n]{0,40}?) )?(?:\\*\\*|__|[\`[<(])?${HANDLE}(?:[,·]? ?[\\p{L}\\d][\\p{L}\\d .]{0,15}(?=\\)))?(?:\\*\\*|__|[\`>)]|\\](?:\\([^)\\s]{0,200}\\))?)?${ANSWERED}(?<sign>(?: (?:wrote|writes|said|says|replied))?[ \\u00a0]?:(?!//)|\\t| [-–—|→](?= )|(?<=[\\]>])(?= ))(?:\\*\\*|__)?[ \\t\\u00a0]*(?=\\S|$)`,
  'u',
)
/** "ann_b: " behind a bullet or number. Stays in the text, since it may be a word. */
const BARE_LABEL =
  /^(?:\*\*|__)?(?<handle>[\p{L}\p{N}_][\p{L}\p{N}_.-]{1,30})(?:\*\*|__)?:(?:\*\*|__)?\s+(?=\S)/u
/** "4/ " opens an account's fourth post of a series. */
const SERIAL = /^(?<number>\d{1,3})\/(?:\d{1,3})?(?=\s|$)/u

const contentOf = (text: string, { start, end }: MentionLine, limit = LINE_LENGTH_LIMIT): string =>
  text.slice(start, Math.min(end, start + limit))
export const opensBlock = (lines: readonly MentionLine[], at: number): boolean =>
  at === 0 || (lines[at]?.blankCountAbove ?? 1) > 0

/**
 * True for names of several people. A handle at most posts is the account that is answered.
 */
function areSpread(names: readonly string[]): boolean {
  const counts = [...countEach(names.map((name) => name.toLowerCase())).values()]
  return (
    names.length >= MIN_POST_COUNT &&
    counts.length >= LEAST_COUNT &&
    counts.every((count) => count <= CLEAR_SHARE * names.length)
  )
}

type Label = NonNullable<ReturnType<typeof parseLabel>>

function parseLabel(content: string, isItem: boolean) {
  const match = LABEL.exec(content)
  if (match !== null) {
    const { handle = '', name, to, sign = '' } = match.groups ?? {}
    return {
      handle,
      name,
      to,
      sign: sign.trim() || (sign === '' ? ']' : '\t'),
      length: match[0].length,
    }
  }
  const { handle } = (isItem && BARE_LABEL.exec(content)?.groups) || {}
  return handle === undefined
    ? null
    : { handle, name: undefined, to: undefined, sign: 'a word and a colon', length: 0 }
}

/**
 * Posts that open with their author's handle and one sign.
 *
 * @param bylines lines of bylines with times, which have signs too
 */
export function findLabels(
  text: string,
  mentionLines: readonly MentionLine[],
  bylines: ReadonlySet<number>,
): Named | null {
  const hasItems = mentionLines.some(({ depth }) => depth !== null)
  const bySign = new Map<string, Map<number, Label>>()
  for (const [at, line] of mentionLines.entries()) {
    const label =
      line.role === 'furniture' || bylines.has(at)
        ? null
        : parseLabel(contentOf(text, line), line.depth !== null)
    if (label !== null)
      bySign.set(label.sign, (bySign.get(label.sign) ?? new Map<number, Label>()).set(at, label))
  }
  const openingCount = mentionLines.filter(({ role, depth }, at) =>
    hasItems ? depth !== null : role !== 'furniture' && opensBlock(mentionLines, at),
  ).length
  const isForm = (labels: ReadonlyMap<number, Label>): boolean =>
    labels.size >= USUAL_SHARE * openingCount &&
    areSpread([...labels.values()].map(({ handle }) => handle))
  const [sign, labels] = [...bySign].find(([, each]) => isForm(each)) ?? []
  if (sign === undefined || labels === undefined) return null
  const [{ length = 0 } = {}] = labels.values()
  const { lines, opened } = cutLabels(text, mentionLines, labels)
  const isApart =
    [...labels.keys()].filter((at) => opensBlock(mentionLines, at)).length >=
    USUAL_SHARE * labels.size
  const last = opened.at(-1)?.byline.from ?? 0
  const goesOn = (at: number, { byline }: Stretch): boolean => {
    const { role = 'furniture', depth = null, blankCountAbove = 1 } = lines[at] ?? {}
    // Lists within a post have no names.
    if ((depth ?? -1) > (lines[byline.from]?.depth ?? -1)) return true
    if (/^(?:furniture|section|end)$/.test(role) || (hasItems && blankCountAbove > 0)) return false
    return blankCountAbove === 0 || (isApart && !hasItems && at < last)
  }
  const people = new Set([...labels.values()].map(({ handle }) => handle.toLowerCase())).size
  const formWords =
    length === 0 ? sign : `a handle and ${sign === '\t' ? 'a tab' : JSON.stringify(sign)}`
  return {
    lines,
    stretches: closeEach(opened, lines.length, goesOn),
    form: `open with ${formWords}, of ${people} people; taken as their authors, not as addressees`,
    isGuess: length === 0,
  }
}

const closeEach = (
  opened: readonly Stretch[],
  end: number,
  goesOn: (at: number, post: Stretch) => boolean,
): Stretch[] =>
  opened.map((post, index) => {
    const { from } = post.words
    const next = opened[index + 1]?.byline.from ?? end
    let to = from
    while (to < next && (to === from || goesOn(to, post))) to += 1
    return { ...post, words: { from, to } }
  })

/** Sets each label on a line of its own, and opens a post below it. */
function cutLabels(
  text: string,
  mentionLines: readonly MentionLine[],
  labels: ReadonlyMap<number, Label>,
) {
  const lines: MentionLine[] = []
  const opened: Stretch[] = []
  for (const [at, line] of mentionLines.entries()) {
    const label = labels.get(at)
    const from = lines.length
    if (label === undefined) {
      lines.push(line)
      continue
    }
    const { handles } = parseLeadingMentions(
      (label.to ?? '').replace(/^[^@＠]*/u, '').replaceAll(' and ', ' '),
    )
    const start = line.start + label.length
    const end = line.start + text.slice(line.start, start).trimEnd().length
    if (label.length > 0) lines.push({ ...line, end, role: 'furniture' })
    const mention = parseLeadingMentions(text.slice(start, line.end)).handles
    if (start < line.end)
      lines.push({
        ...line,
        start,
        words: '',
        role: mention.length > 0 ? 'mention' : 'words',
        handles: mention,
        ...(label.length > 0 && { blankCountAbove: 0, depth: null }),
      })
    const to = from + (label.length > 0 ? 1 : 0)
    opened.push({
      ...NOBODY,
      byline: { from, to },
      words: { from: to, to },
      handle: label.handle,
      name: label.name ?? null,
      carried: handles,
    })
  }
  return { lines, opened }
}

/** Series "1/", "2/" … of one account. The first may have several paragraphs and no number. */
export function findSeries(text: string, lines: readonly MentionLine[]): Named | null {
  const starts: number[] = []
  let next = 0
  for (const [at, line] of lines.entries()) {
    const number = Number(SERIAL.exec(contentOf(text, line, 8))?.groups?.['number'] ?? Number.NaN)
    if (Number.isNaN(number) || (next === 0 ? number > 2 : number !== next)) continue
    const isWords = (above: number): boolean =>
      lines[above]?.role === 'words' && shapeOf(contentOf(text, lines[above])) === 'long'
    if (next === 0 && number === 2 && at > 0)
      starts.push(lines.findLastIndex((_, up) => up < at && !isWords(up - 1)))
    starts.push(at)
    next = number + 1
  }
  const mentionCount = lines.filter(({ role }) => role === 'mention').length
  if (starts.length < MIN_POST_COUNT || mentionCount > starts.length) return null
  const author =
    lines.slice(0, starts[0]).findLast(({ role }) => role === 'handle')?.handles[0] ?? null
  const last = starts.at(-1) ?? 0
  const opened = starts.map(
    (from): Stretch => ({
      ...NOBODY,
      handle: author,
      byline: { from, to: from },
      words: { from, to: from },
    }),
  )
  const stretches = closeEach(
    opened,
    lines.length,
    (at) => lines[at]?.role !== 'furniture' && (at < last || !opensBlock(lines, at)),
  )
  return {
    lines,
    stretches,
    form: 'are numbered "1/", "2/" …; taken as one account\'s, each an answer to the one above',
    isSeries: true,
  }
}
