import type { LineRange } from '../lines/page-line.js'
import type { SplitPost } from '../split-post.js'
import type { MentionLine } from './mention-lines.js'
import { contentOf } from './parse-label.js'

/** Post: its lines of words and its byline, half-open, and the facts of the byline. */
export interface Stretch
  extends Pick<SplitPost, 'byline' | 'name' | 'handle' | 'timeText' | 'carried'> {
  readonly words: LineRange
  /** Number that its byline answers, and the place of the post with it among those of a list. */
  readonly answered?: number | null
  readonly answeredPlace?: number | null | undefined
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
  /** Opening posts; 1 if none is given. */
  readonly rootCount?: number
  /** True for the posts of one account, each an answer to the one above. */
  readonly isSeries?: boolean
}

/** Number of an item, which stands before the line's own words: "12. ", "(12) ". */
const ITEM_NUMBER = /(?<![\p{L}\p{N}])(\d{1,4})[.):\]]?\s{1,8}$/u
const PREFIX_LENGTH = 16
/** "@2 ", "#2: ", ">>2 " before the words of a post. */
const ANSWERED = /^(?:[@＠#]|>>)(\d{1,4})[,:]?\s{1,8}(?=\S)/u

/**
 * Answers by number in a numbered list, by their places. In a nested list, items beside the first
 * answer none. Other lists stay as they are.
 *
 *     2. Henk (9:05), to 1: Basement.        2. Basement. (Henk)
 *     3. Priya (9:11), to 1: Nobody did.     3. @2 Nobody asked me. (Priya)
 */
export function placeAnswers(text: string, named: Named): Named {
  const lines = [...named.lines]
  const placeOf = new Map<number, number>()
  const firstLineOf = ({ byline, words }: Stretch) => lines[Math.min(byline.from, words.from)]
  const stretches = named.stretches.map((post, place): Stretch => {
    const at = post.words.from
    const line = lines[at]
    const { start = 0 } = firstLineOf(post) ?? {}
    const [, itemNumber] =
      ITEM_NUMBER.exec(text.slice(Math.max(0, start - PREFIX_LENGTH), start)) ?? []
    const [mark = '', digits] = (line && ANSWERED.exec(contentOf(text, line))) ?? []
    const answeredPlace = placeOf.get(post.answered ?? Number(digits)) ?? null
    if (line !== undefined && answeredPlace !== null && mark !== '')
      lines[at] = { ...line, start: line.start + mark.length, role: 'words', handles: [] }
    if (itemNumber !== undefined) placeOf.set(Number(itemNumber), place)
    return { ...post, answeredPlace }
  })
  const [, ...others] = stretches.map(({ answeredPlace }) => answeredPlace !== null)
  if (others.includes(true))
    return { ...named, lines, stretches, rootCount: others.includes(false) ? 0 : 1 }
  const [top, ...depths] = named.stretches.map((post) => firstLineOf(post)?.depth ?? -1)
  const isNested = top !== undefined && depths.includes(top) && depths.some((depth) => depth > top)
  if (top === -1 || !isNested) return named
  const withRoots = named.stretches.map(
    (post): Stretch => (firstLineOf(post)?.depth === top ? { ...post, answeredPlace: null } : post),
  )
  return { ...named, stretches: withRoots, rootCount: 0 }
}
