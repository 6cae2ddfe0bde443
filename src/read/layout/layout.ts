import type { DepthSign } from '../page/page-depths.js'

/**
 * The kinds of lines of a copied page, and the letter that stands for each while a page is read: a byline is a pattern over kinds.
 *
 * | kind | line |
 * |---|---|
 * | `Name` `short` `long` `words` | words: shaped like a name, any short ones, longer ones, any words or a handle |
 * | `handle` | a handle alone |
 * | `line` `untimed` | a whole byline on one line (`Layout.line`), its time with it or missing |
 * | `opening` | who wrote the opening post, on one line above or below its title (group `opening` of `Layout.line`) |
 * | `time` `count` | a time, a count |
 * | `badge` `picture` | a badge beside a name, what stands above it (a picture, an initial) |
 * | `answered` | "Replying to NAME" |
 * | `reply` `button` | the button "Reply", other buttons: may also be words of a post |
 * | `furniture` | nothing but furniture, wherever it stands |
 * | `more` | hidden or counted replies: "View 3 replies" |
 * | `notice` `advert` | a notice in place of a post, the mark of an advert |
 * | `heading` `end` | what heads the comments of a page, what follows them |
 */
export const LETTER_OF = {
  ...{ Name: 'N', short: 'n', long: 'x', handle: 'h', line: 'l', untimed: 'y', opening: 'o', time: 't', count: 'c' },
  ...{ badge: 'g', picture: 'p', answered: 'q', reply: 'r', button: 'b', furniture: 'f', more: 'm', notice: 'd', advert: 'a' },
  ...{ heading: 's', end: 'e' },
} as const
export type Kind = keyof typeof LETTER_OF
export type Letter = (typeof LETTER_OF)[Kind]
const PATTERN_OF: Readonly<Record<string, string>> = { ...LETTER_OF, short: '[Nn]', words: '[Nnxh]' }
/** Every kind that a byline may name. */
export const KINDS: readonly string[] = Object.keys(PATTERN_OF)
/** The kinds that are told by their words, in the order in which they are tried. */
export const WORDED_KINDS =
  'picture opening answered time notice advert heading end badge reply more furniture button handle count long'.split(
    ' ',
  ) as readonly Kind[]

/** A pattern over kinds of lines, `(?<name>short) [badge furniture]{0,2} (?<time>time)`, as one over their letters. @throws {RangeError} for a kind that is none */
export const toLetters = (pattern: string): string =>
  pattern.replace(/\(\?<\w+>|\s+|[A-Za-z]+/g, (part) => {
    if (part.startsWith('(')) return part
    const letter = part.trim() === '' ? '' : PATTERN_OF[part]
    if (letter === undefined) throw new RangeError(`expected kinds of lines (${KINDS.join(', ')}), got "${part}"`)
    return letter
  })

/** Words of whole lines by their kind, as alternatives of a regular expression, in lower case. */
export type Words = { readonly [kind in Kind]?: string }

/** Names of layouts as sources: `x-paste`. */
export type LayoutId = `${string}-paste`

/** How a page or program lays posts out, as data. One splitter reads them all. */
export interface Layout {
  readonly id: LayoutId
  /** "a page of YouTube" */
  readonly name: string
  /** What its bylines look like, for `--source list`. */
  readonly sign: string
  /** A byline over kinds of lines: see `toLetters`. Groups `name`, `handle`, `time` and `to` say which lines they are, `dot` what a quoted post lacks. */
  readonly byline: string
  /**
   * Bylines on one line, with groups name, handle, time, to (who is answered), text (the words of the post go on behind it). In lower case
   * where it has the flag d.
   */
  readonly line?: () => RegExp
  readonly words?: Words
  /** The byline of the post that the page is about, where it is a post; group `title` is its title above or below. */
  readonly root?: string
  /**
   * What comments answer: a post, the article or video of the page, or nothing. Default: a post where `root` is given, nothing in a chat,
   * else the page.
   */
  readonly head?: 'post' | 'page' | 'none'
  /** Lines that this page prints and others do not, as alternatives in lower case. */
  readonly signs?: string
  /** Whether its bylines are those of other pages too, so that one such line must be there. */
  readonly needsSign?: true
  /** Where the time stands below the text: kinds that end a post, of which one stands above each byline, furniture between. */
  readonly ends?: string
  /** Whether a text is none of these where all bylines stand equally deep. */
  readonly needsDepth?: true
  /** A line of the page's head without which this is not the layout. */
  readonly needs?: string
  readonly depth?: DepthSign
  /** What stands for the words, or in the byline, of a post that is gone: it is kept without words. Such pages
   * count the replies that they hide. Flags g, i, u. */
  readonly gone?: () => RegExp
  /** The line below the words of a post of which the page shows the beginning alone, in lower case. */
  readonly cut?: string
  readonly countLimit?: number
  /** Whether the page opens a reply with the name of who is answered, with or without "@", and whether nobody else would write it. */
  readonly chips?: { readonly isCertain: boolean; readonly hasAt: boolean }
  /** How many counts stand below the opening post where none is zero, that of replies first. A site leaves out those that are. */
  readonly rootCounts?: number
  /** Whether a reply carries along the handles of the post that it answers. */
  readonly carriesHandles?: true
  /** A line that ends the words of a post, such as one that opens a signature: it and what follows are in no post. */
  readonly signature?: RegExp
  /** Whether the name of who is answered may stand between the author's names and the time. */
  readonly hasReplyNames?: true
  /** Whether what stands between a name and the blank line below it may be what the account says of itself. */
  readonly hasHeadlines?: true
  /** Whether it is the page of a video: its title is the root post, counts of replies stand above those that they count, shown or not. */
  readonly isVideo?: true
  /** What readers of its posts should know; of some, where no name comes again. */
  readonly caution?: { readonly words: string; readonly ifNamesOnce?: true }
  /** Whether these are messages of a private chat: names are made pseudonyms. */
  readonly isMessages?: true
}

/** What the comments of a layout answer. */
export const headOf = ({ head, root, isMessages }: Layout): 'post' | 'page' | 'none' =>
  head ?? (root !== undefined ? 'post' : isMessages === true ? 'none' : 'page')
