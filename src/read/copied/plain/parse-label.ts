import { countEach } from '../../../base/statistics/group-by.js'
import {
  CLEAR_SHARE,
  LEAST_COUNT,
  LINE_LENGTH_LIMIT,
  MIN_POST_COUNT,
  USUAL_SHARE,
} from '../lines/thresholds.js'
import type { MentionLine } from './mention-lines.js'

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

export const contentOf = (
  text: string,
  { start, end }: MentionLine,
  limit = LINE_LENGTH_LIMIT,
): string => text.slice(start, Math.min(end, start + limit))
export const opensBlock = (lines: readonly MentionLine[], at: number): boolean =>
  at === 0 || (lines[at]?.blankCountAbove ?? 1) > 0

/** True for places where mostly a block opens. */
export const areApart = (lines: readonly MentionLine[], places: readonly number[]): boolean =>
  places.filter((at) => opensBlock(lines, at)).length >= USUAL_SHARE * places.length

/**
 * True for names of several people. A handle at most posts is the account that is answered.
 */
export function areSpread(names: readonly string[]): boolean {
  const counts = [...countEach(names.map((name) => name.toLowerCase())).values()]
  return (
    names.length >= MIN_POST_COUNT &&
    counts.length >= LEAST_COUNT &&
    counts.every((count) => count <= CLEAR_SHARE * names.length)
  )
}

/** Author at the start of a line, and the length of what names them. */
export interface Label {
  readonly handle: string
  readonly name: string | undefined
  /** Answered accounts: "-> @bo, @cy". */
  readonly to: string | undefined
  readonly sign: string
  readonly length: number
  readonly timeText?: string | null
  /** Number of the answered post in a numbered list. */
  readonly answered?: number | null
}

export function parseLabel(content: string, isItem: boolean): Label | null {
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
