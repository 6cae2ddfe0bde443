import type { TextLine } from '../../base/text/split-lines.js'
import type { NodeKind } from '../../base/thread/post.js'
import { assemblePosts, type FoundPost, type ThreadFacts } from '../link/assemble-posts.js'
import { choiceOf, knownParent, missingParent } from '../link/mark-choice.js'
import { finishPaste, type PasteResult, type PasteSpan } from '../paste/paste-spans.js'
import type { Ambiguity } from '../record/ingest-result.js'
import { type PageAnswer, ROOT_INDEX } from './nest-replies.js'
import { readYearTime } from './page-time.js'

/** Lines of a pasted page, half-open, as indices into its lines that are not blank. */
export interface LineRange {
  readonly from: number
  readonly to: number
}

/** A post as the page shows it. */
export interface PagePost {
  readonly byline: LineRange
  /** The parts of the text; a title and the words below it are two. */
  readonly parts: readonly LineRange[]
  readonly author: string | null
  /** The name that the page shows beside the account, where it shows both. */
  readonly authorName?: string | null
  readonly timeText: string | null
  readonly likes?: number | null
  readonly replies?: number | null
  readonly node?: NodeKind | null
  /** Whether the page shows the beginning of its words alone. */
  readonly isCut?: boolean
  /** What it answers; the root post, as a guess, where the page does not tell. */
  readonly answer?: PageAnswer | undefined
}

/** A page taken apart. Lines that stand nowhere here are furniture. */
export interface PageThread {
  readonly source: string
  readonly layout: string
  readonly posts: readonly PagePost[]
  /** Whether the first post is the one that the page is about; else the paste holds comments alone. */
  readonly hasRoot: boolean
  readonly headers: readonly LineRange[]
  readonly isStream?: boolean
  readonly ambiguities?: readonly Ambiguity[]
  readonly facts?: ThreadFacts
  readonly notes?: readonly string[]
}

/** What comments answer whose root post is not in the paste. */
const MISSING_ROOT = '(root post of the page)'

/** Makes posts of a page taken apart. What a comment answers that the page does not tell is a guess (`meta.isParentInferred`). */
export function buildPagePosts(text: string, lines: readonly TextLine[], page: PageThread): PasteResult {
  const { source, hasRoot, isStream = false, facts: thread = {}, ambiguities = [], notes = [] } = page
  const spans: PasteSpan[] = []
  const sliceOf = ({ from, to }: LineRange): { start: number; end: number } => ({
    start: lines[from]?.start ?? text.length,
    end: lines[to - 1]?.end ?? text.length,
  })
  const idOf = (index: number): string => `p${index + 1}`
  const found = page.posts.map((post, index): FoundPost => {
    const { timeText, likes = null, replies = null, node = null, author, authorName = null } = post
    const id = idOf(index)
    const isRoot = hasRoot && index === 0
    const slices = post.parts.map(sliceOf)
    for (const slice of slices) spans.push({ kind: 'post', ...slice, postId: id })
    spans.push({ kind: 'byline', ...sliceOf(post.byline), postId: id })
    const { comments = [], isGuessed = true, missing } = post.answer ?? {}
    const told = comments.filter((at) => hasRoot || at !== ROOT_INDEX).map((at) => idOf(hasRoot ? at + 1 : at))
    const known = told.length === 0 && hasRoot ? [idOf(0)] : told
    const choice = isRoot
      ? knownParent(null)
      : missing === undefined
        ? choiceOf(isGuessed ? known.slice(0, 1) : known, isGuessed || known.length > 1)
        : missingParent(missing)
    return {
      id,
      threadId: 't1',
      parentId: choice.parentId,
      author: isRoot ? withoutBadge(author, page.posts) : author,
      createdAt: timeText === null ? null : readYearTime(timeText),
      text: slices.map(({ start, end }) => text.slice(start, end).replace(/\r\n?/g, '\n')).join('\n'),
      meta: {
        ...(node !== null && { node }),
        ...(post.isCut && { truncated: true }),
        ...(authorName !== null && { authorName }),
        ...(timeText !== null && { timeText }),
        ...((likes !== null || replies !== null) && {
          engagement: { ...(replies !== null && { replies }), ...(likes !== null && { likes }) },
        }),
        ...(choice.parentId === null && !isRoot && !isStream && { missingParent: MISSING_ROOT }),
        ...choice.facts,
      },
    }
  })
  const headers = page.headers.map(sliceOf)
  for (const header of headers) spans.push({ kind: 'header', ...header, postId: null })
  const titles = headers.map(({ start, end }) => text.slice(start, end))
  const headersOf = new Map(titles.length === 0 ? [] : [['t1', titles] as const])
  const { posts } = assemblePosts(found, { source, facts: new Map([['t1', thread]]), headers: headersOf })
  return finishPaste(text, lines, { source, posts, spans, headersOf, ambiguities, notes: [`layout: ${page.layout}`, ...notes], isStream })
}

/** "ann_bVerified" of a root post is "ann_b" with a badge, where "ann_b" comments below it. */
function withoutBadge(author: string | null, posts: readonly PagePost[]): string | null {
  const [, name = null] = /^(.{3,}?)(?:Verified|Moderator|Admin|Author|Premium|Supporter)$/.exec(author ?? '') ?? []
  const others = new Set(posts.slice(1).map((post) => post.author))
  return name !== null && others.has(name) && !others.has(author) ? name : author
}
