import type { DepthSign } from '../lines/page-depths.js'
import type { Kind } from './kinds.js'

/** Words of whole lines by kind: alternatives of a regular expression in lower case. */
export type Words = { readonly [kind in Kind]?: string }

/** Layout names as sources: `x-paste`. */
export type LayoutId = `${string}-paste`

/** Layout of a page, as data. One splitter reads them all. */
export interface Layout {
  readonly id: LayoutId
  /** "a page of YouTube" */
  readonly name: string
  /** Look of its bylines, for `--source list`. */
  readonly sign: string
  /** Byline over kinds (see `kinds.ts`). Groups `name`, `handle`, `time`, `to` tell its lines; a quoted post lacks `dot`. */
  readonly byline: string
  /** Bylines on one line. Groups: name, handle, time, to (the answered account), text (first words of the post). Flag d: in lower case. */
  readonly line?: () => RegExp
  readonly words?: Words
  /** Byline of the opening post, where the page has one. Group `title` is its title above or below. */
  readonly root?: string
  /** Target of top comments. Default: a post where `root` is given, else the page. */
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
  /** Name of the answered account, which the page puts at the start of a reply. Certain where nobody would write it. */
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
}

export const headOf = ({ head, root }: Layout): 'post' | 'page' | 'none' => head ?? (root === undefined ? 'page' : 'post')
