import { memoise } from '../../../base/text/lazily.js'
import type { PageLine } from './page-line.js'

/**
 * Kinds of lines of a copied page. A byline is a pattern over kinds.
 *
 * | kind | line |
 * |---|---|
 * | `Name` `short` `long` `words` | words: like a name, a few, many, any words or a handle |
 * | `handle` | a handle alone |
 * | `line` `untimed` | a whole byline on one line (`Layout.line`), with or without its time |
 * | `opening` | author of the opening post, beside its title (group `opening` of `Layout.line`) |
 * | `time` `count` | a time, a count |
 * | `badge` `picture` | a badge beside a name; a picture or an initial above it |
 * | `answered` | "Replying to NAME" |
 * | `reply` `button` | the button "Reply", other buttons: may also be words of a post |
 * | `furniture` | labels of the page, wherever they stand |
 * | `more` | hidden or counted replies: "View 3 replies" |
 * | `notice` `advert` | "This post was deleted", "Promoted" |
 * | `signature` | opens what stands below a post's words: "--", "Readers added context" |
 * | `heading` `end` | "12 comments" above the comments, "Related" below them |
 *
 * Only this file knows the letters. Patterns over kinds run as regular expressions over them.
 */
const LETTER_OF = {
  Name: 'N',
  short: 'n',
  long: 'x',
  handle: 'h',
  line: 'l',
  untimed: 'y',
  opening: 'o',
  time: 't',
  count: 'c',
  badge: 'g',
  picture: 'p',
  answered: 'q',
  reply: 'r',
  button: 'b',
  furniture: 'f',
  more: 'm',
  notice: 'd',
  advert: 'a',
  signature: 'u',
  heading: 's',
  end: 'e',
} as const
export type Kind = keyof typeof LETTER_OF
const PATTERN_OF: Readonly<Record<string, string>> = {
  ...LETTER_OF,
  short: '[Nn]',
  words: '[Nnxh]',
}
export const KINDS: readonly string[] = Object.keys(PATTERN_OF)
/** Kinds told by their words, in the order in which they are tried. */
export const WORDED_KINDS =
  'picture opening answered time notice signature advert heading end badge reply more furniture button handle count long'.split(
    ' ',
  ) as readonly Kind[]

export interface KindLine extends PageLine {
  readonly kind: Kind
}

/**
 * Regular expression of a pattern over kinds, `(?<name>short) (?<time>time)`.
 *
 * @throws {RangeError} for an unknown kind
 */
const toLetters = (pattern: string): string =>
  pattern.replace(/\(\?<\w+>|\s+|[A-Za-z]+/g, (part) => {
    if (part.startsWith('(')) return part
    const letter = part.trim() === '' ? '' : PATTERN_OF[part]
    if (letter === undefined)
      throw new RangeError(`expected kinds of lines (${KINDS.join(', ')}), got "${part}"`)
    return letter
  })

const COMPILED_LIMIT = 200
/**
 * Pattern over kinds, for text of `lettersOf`.
 *
 * @throws {RangeError} for an unknown kind, SyntaxError for a bad pattern
 */
export const over = memoise(
  (pattern: string) => new RegExp(toLetters(pattern), 'v'),
  COMPILED_LIMIT,
)
export const overAll = memoise(
  (pattern: string) => new RegExp(toLetters(pattern), 'dgv'),
  COMPILED_LIMIT,
)

export function lettersOf(lines: readonly KindLine[], from = 0, to = lines.length): string {
  let letters = ''
  for (let at = from; at < Math.min(to, lines.length); at += 1)
    letters += LETTER_OF[lines[at]?.kind ?? 'long']
  return letters
}

/** True for lines `from` to `to` in which a pattern over kinds is found. */
export const holds = (
  lines: readonly KindLine[],
  from: number,
  to: number,
  pattern: string,
): boolean => over(pattern).test(lettersOf(lines, from, to))

export const countKinds = (
  lines: readonly KindLine[],
  from: number,
  to: number,
  kinds: ReadonlySet<Kind>,
): number => lines.slice(from, to).filter(({ kind }) => kinds.has(kind)).length

export const kindsOf = (...kinds: readonly Kind[]): ReadonlySet<Kind> => new Set(kinds)

export const WORDS = kindsOf('Name', 'short', 'long', 'handle')

export const isOf = (line: KindLine | undefined, kinds: ReadonlySet<Kind>): boolean =>
  line !== undefined && kinds.has(line.kind)
