import type { TextLine } from '../../base/text/split-lines.js'
import type { LineRange } from '../page/page-line.js'
import type { Ambiguity } from '../record/ingest-result.js'
import type { PasteLine } from './paste-line.js'

/** A stretch of the paste. Offsets are UTF-16, half-open. */
export type Slice = Pick<TextLine, 'start' | 'end'>

/** The words of a stretch, or their beginning. */
export const contentOf = (text: string, { start, end }: Slice, limit = end - start): string =>
  text.slice(start, Math.min(end, start + limit))

/** A post as the layout shows it, before its parent is known. */
export interface PostPiece {
  readonly role: 'root' | 'reply'
  /** The parts of the paste that make the text; more than one where page furniture stands between. */
  readonly slices: readonly Slice[]
  /** 1-based line on which the post, or the byline above it, starts. */
  readonly lineNumber: number
  readonly author: string | null
  readonly authorName: string | null
  readonly timeText: string | null
  /** Handles named by "Replying to" above the text. Those at the start of the text are read from the text. */
  readonly replyingTo: readonly string[]
  /** The post that it quotes, which is no post of the thread. */
  readonly quoted?: Readonly<Record<'handle', string>> & { readonly slices: readonly Slice[] }
  /** Steps below the first post, where the paste shows them. */
  readonly depth?: number | null
  /** Whether the author may be a word of the post. */
  readonly isAuthorGuessed?: true
  /** Whether the author is a name, not a handle: no mention names it. */
  readonly isNameAlone?: true
}

/** A paste taken apart: which lines are posts, header pieces and bylines. All other lines are furniture. */
export interface PasteLayout {
  readonly headers: readonly Slice[]
  readonly bylines: readonly Slice[]
  readonly posts: readonly PostPiece[]
  readonly ambiguities: readonly Ambiguity[]
  /** Whether the page itself shows which posts are the root posts: its header repeats one. Else the first words are a guess. */
  readonly isRootShown: boolean
  readonly advertCount?: number
}

/** The parts of the paste that some lines take, maybe without what stands before `start` and behind `end`: a quote sign between lines parts them. */
export function slicesOf(text: string, lines: readonly Slice[], start = lines[0]?.start ?? 0, end = lines.at(-1)?.end ?? 0): Slice[] {
  const cuts = lines.flatMap((line, at) => (at > 0 && text.slice(lines[at - 1]?.end, line.start).includes('>') ? [at] : []))
  const starts = [start, ...cuts.map((at) => lines[at]?.start ?? start)]
  const ends = [...cuts.map((at) => lines[at - 1]?.end ?? end), end]
  return starts.map((from, at) => ({ start: from, end: ends[at] ?? end })).filter((slice) => slice.end > slice.start)
}

/** A post that some lines hold, as far as nothing else is said. */
export function pieceOf(text: string, lines: readonly PasteLine[], said: Pick<PostPiece, 'role'> & Partial<PostPiece>): PostPiece {
  const lineNumber = lines[0]?.lineNumber ?? 1
  return { slices: slicesOf(text, lines), lineNumber, author: null, authorName: null, timeText: null, replyingTo: [], ...said }
}

/** The stretch of a range of lines; none of an empty one. */
export function spanOf(lines: readonly Slice[], { from, to }: LineRange): Slice[] {
  const [first, last] = [lines[from], lines[to - 1]]
  return first && last ? [{ start: first.start, end: last.end }] : []
}
