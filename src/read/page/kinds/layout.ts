import type { DepthSign } from '../lines/page-depths.js'

/**
 * Kinds of lines of a copied page, each with its letter. A byline is a pattern over kinds.
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
 * | `heading` `end` | "12 comments" above the comments, "Related" below them |
 */
export const LETTER_OF = {
  ...{ Name: 'N', short: 'n', long: 'x', handle: 'h', line: 'l', untimed: 'y', opening: 'o', time: 't', count: 'c' },
  ...{ badge: 'g', picture: 'p', answered: 'q', reply: 'r', button: 'b', furniture: 'f', more: 'm', notice: 'd', advert: 'a' },
  ...{ heading: 's', end: 'e' },
} as const
type Kind = keyof typeof LETTER_OF
export type Letter = (typeof LETTER_OF)[Kind]
const PATTERN_OF: Readonly<Record<string, string>> = { ...LETTER_OF, short: '[Nn]', words: '[Nnxh]' }
export const KINDS: readonly string[] = Object.keys(PATTERN_OF)
/** Kinds told by their words, in the order in which they are tried. */
export const WORDED_KINDS =
  'picture opening answered time notice advert heading end badge reply more furniture button handle count long'.split(
    ' ',
  ) as readonly Kind[]

/** Pattern over kinds, `(?<name>short) (?<time>time)`, as a regular expression over letters. @throws {RangeError} for an unknown kind */
export const toLetters = (pattern: string): string =>
  pattern.replace(/\(\?<\w+>|\s+|[A-Za-z]+/g, (part) => {
    if (part.startsWith('(')) return part
    const letter = part.trim() === '' ? '' : PATTERN_OF[part]
    if (letter === undefined) throw new RangeError(`expected kinds of lines (${KINDS.join(', ')}), got "${part}"`)
    return letter
  })

/** Words of whole lines by kind: alternatives of a regular expression in lower case. */
export type Words = { readonly [kind in Kind]?: string }

/** Layout names as sources: `x-paste`. */
export type LayoutId = `${string}-paste`

/** Layout of a page or chat, as data. One splitter reads them all. */
export interface Layout {
  readonly id: LayoutId
  /** "a page of YouTube" */
  readonly name: string
  /** Look of its bylines, for `--source list`. */
  readonly sign: string
  /** Byline over kinds (see `toLetters`). Groups `name`, `handle`, `time`, `to` tell its lines; a quoted post lacks `dot`. */
  readonly byline: string
  /** Bylines on one line. Groups: name, handle, time, to (the answered account), text (first words of the post). Flag d: in lower case. */
  readonly line?: () => RegExp
  readonly words?: Words
  /** Byline of the opening post, where the page has one. Group `title` is its title above or below. */
  readonly root?: string
  /** Target of top comments. Default: a post where `root` is given, nothing in a chat, else the page. */
  readonly head?: 'post' | 'page' | 'none'
  /** Lines that only this site prints, as alternatives in lower case. */
  readonly signs?: string
  /** Requires such a line, since other sites have the same bylines. */
  readonly needsSign?: true
  /** Kinds that end a post, where the time stands below the text. One of them stands above each byline. */
  readonly ends?: string
  /** Requires bylines at different indents. */
  readonly needsDepth?: true
  /** Line of the page's head that this layout requires. */
  readonly needs?: string
  readonly depth?: DepthSign
  /** Text the site prints for a deleted post, such as [removed]. The post stays, with empty text. Flags g, i, u. */
  readonly gone?: () => RegExp
  /** Line below a shortened post, in lower case: "show more". */
  readonly cut?: string
  readonly countLimit?: number
  /** Name of the answered account at the start of a reply, put there by the page. Certain where nobody would write it. */
  readonly chips?: { readonly isCertain: boolean; readonly hasAt: boolean }
  /** Counts below the opening post, replies first. Fewer stand there when some are zero. */
  readonly rootCounts?: number
  /** Replies open with the handles of the answered post. */
  readonly carriesHandles?: true
  /** First line of a signature. It and the lines below are left out of the post. */
  readonly signature?: RegExp
  /** Third name between author and time is the answered account. */
  readonly hasReplyNames?: true
  /** Lines between a name and the next blank line may be the account's own headline. */
  readonly hasHeadlines?: true
  /** Page of a video: its title is the root, and reply counts stand above the replies, shown or hidden. */
  readonly isVideo?: true
  /** Caution for readers of its posts. */
  readonly caution?: string
  /** Messages of a private chat: names become pseudonyms. */
  readonly isMessages?: true
}

/** Target of a layout's top comments. */
export const headOf = ({ head, root, isMessages }: Layout): 'post' | 'page' | 'none' =>
  head ?? (root !== undefined ? 'post' : isMessages === true ? 'none' : 'page')
