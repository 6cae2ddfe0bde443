import { lazyPattern } from '../../base/text/lazily.js'
import { SITE_FILES, type SiteFile } from '../sites/sites.js'
import type { Kind } from './lines/kinds.js'
import { fillIn } from './words/words.js'

/** Words of whole lines by kind: alternatives of a regular expression in lower case. */
export type Words = { readonly [kind in Kind]?: string }

/** Layout names as sources: `x-paste`. */
export type LayoutId = `${string}-paste`

/**
 * Mark of depth: indent of the byline, a line "level 2", number of children or links to parents,
 * number of replies below top comments alone, or links of Hacker News.
 */
export type DepthSign = 'indents' | 'levels' | 'children' | 'replies' | 'links'

/** Layout of a page, as data. One reader reads them all. Patterns match lines in lower case. */
export interface Layout<Pattern = () => RegExp> extends Pick<SiteFile, 'hosts'> {
  readonly id: LayoutId
  /** "a page of YouTube" */
  readonly name: string
  /**
   * Byline over kinds (see `kinds.ts`). Groups `name`, `handle`, `time`, `to` tell its lines; a
   * quoted post lacks `dot`.
   */
  readonly byline: string
  /** Bylines on one line. Groups: name, handle, time, to (the answered account). */
  readonly line?: Pattern
  /** The same, with the first words of the post behind it, which are group `text`. */
  readonly opens?: Pattern
  readonly words?: Words
  /**
   * Byline of the opening post, where the page has one. Group `title` is its title above or below.
   */
  readonly root?: string
  /** Target of top comments. Default: a post where `root` is given, else the page. */
  readonly head?: 'post' | 'page' | 'none'
  /** Lines that only this site prints, as alternatives in lower case. */
  readonly signs?: string
  /**
   * Lines around posts of this site alone: a lone dot parts handles from times, an age stands right
   * below them, or an age above two buttons, or above one and a count, below the words. Three of
   * them are a sign, too.
   */
  readonly bylines?: 'dotted' | 'aged' | 'liked' | 'counted'
  /**
   * Further marks that a page must have, since other sites have the same bylines: a sign, a
   * heading, or bylines at different indents.
   */
  readonly needs?: readonly ('sign' | 'heading' | 'indents')[]
  /**
   * Kinds that end a post, where the time stands below the text. One of them stands above each
   * byline.
   */
  readonly ends?: string
  readonly depth?: DepthSign
  /**
   * Text the site prints for a deleted post, such as [removed]. The post stays, with empty text.
   */
  readonly gone?: Pattern
  readonly countLimit?: number
  /**
   * Name of the answered account, which the page puts at the start of a reply. Certain where nobody
   * would write it.
   */
  readonly chips?: { readonly isCertain: boolean; readonly hasAt: boolean }
  /** Counts below the opening post, replies first. Fewer stand there when some are zero. */
  readonly rootCounts?: number
  /** Replies open with the handles of the answered post. */
  readonly carriesHandles?: true
  /** Accounts have signatures, which end each of their posts. */
  readonly hasSignatures?: true
  /** A label of the account may stand right above the words of a post. */
  readonly hasFlairs?: true
  /** Third name between author and time is the answered account. */
  readonly hasReplyNames?: true
  /**
   * Page of a video: its title is the root, and reply counts stand above the replies, shown or
   * hidden.
   */
  readonly isVideo?: true
  readonly caution?: string
}

/** Layout as its record has it: patterns are texts. */
export type LayoutRecord = Layout<string>

export function layoutOf({ line, opens, gone, ...record }: LayoutRecord): Layout {
  return {
    ...record,
    // Places of groups: names are told as the page spells them.
    ...(line !== undefined && { line: lazyPattern(line, 'du') }),
    ...(opens !== undefined && { opens: lazyPattern(opens, 'du') }),
    ...(gone !== undefined && { gone: lazyPattern(gone, 'giu') }),
  }
}

export const headOf = ({ head, root }: Pick<Layout, 'head' | 'root'>): 'post' | 'page' | 'none' =>
  head ?? (root === undefined ? 'page' : 'post')

/**
 * Layout in the file of its site. Texts name words and patterns: `${reply}`. Fields that begin with
 * `//` are comments.
 */
interface SiteLayout extends LayoutRecord {
  /** Earlier layout of the site whose fields and words this one inherits, unless it has its own. */
  readonly like?: string
}

/** Layouts of a site, from its file. Its phone and desktop pages are separate ones. */
function layoutsOf({ copied = [], hosts = [], patterns, uses = '' }: SiteFile): Layout[] {
  const firstOf = new Map<string, SiteLayout>()
  const parts = { ...SITE_FILES[uses]?.patterns, ...patterns }
  return (copied as readonly SiteLayout[]).map(({ like = '', ...ownFields }) => {
    const base = firstOf.get(like)
    const record: SiteLayout = {
      hosts,
      ...base,
      ...ownFields,
      words: { ...base?.words, ...ownFields.words },
    }
    if (!firstOf.has(record.id)) firstOf.set(record.id, record)
    return layoutOf(
      JSON.parse(JSON.stringify(record), (_, value) =>
        typeof value === 'string' ? fillIn(value, parts) : value,
      ),
    )
  })
}

/** Every layout, the preferred first. */
export const LAYOUTS: readonly Layout[] = Object.values(SITE_FILES).flatMap(layoutsOf)

/** Thread of X. A paste without bylines has the same lines around the posts. */
export const X = LAYOUTS.find(({ id }) => id === 'x-paste') as Layout
