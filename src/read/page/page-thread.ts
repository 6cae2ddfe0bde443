import type { TextLine } from '../../base/text/split-lines.js'
import type { NodeKind } from '../../base/thread/post.js'
import { assemblePosts, type FoundPost, type ThreadFacts } from '../link/assemble-posts.js'
import { choiceOf, guessNotes, knownParent, missingParent, type ParentChoice } from '../link/parent-choice.js'
import { fillSpans, type ParsePasteOptions, type PasteResult, type PasteSpan } from '../paste/paste-spans.js'
import { summarise } from '../record/ingest-counter.js'
import type { Ambiguity } from '../record/ingest-result.js'
import { type PageAnswer, ROOT_INDEX } from './nest-replies.js'

/** Lines of a pasted page, half-open, as indices into its lines that are not blank. */
export interface LineRange {
  readonly from: number
  readonly to: number
}

/** A post as the page shows it. */
export interface PagePiece {
  readonly byline: LineRange | null
  /** The parts of the text; a title and the words below it are two. */
  readonly parts: readonly LineRange[]
  readonly author: string | null
  /** The name that the page shows beside the account; absent or null where it shows one of the two. */
  readonly authorName?: string | null
  /** The time as the page prints it. */
  readonly timeText: string | null
  readonly likes: number | null
  /** How many replies the page counts below it; absent or null where it does not tell. */
  readonly replies?: number | null
  readonly node: NodeKind | null
}

export interface PageComment extends PagePiece {
  /** What it answers; the root post, as a guess, where the page does not tell. */
  readonly answer?: PageAnswer | undefined
}

/** A page taken apart. Lines that stand nowhere here are furniture. */
export interface PageThread {
  readonly source: string
  readonly layout: string
  /** Null when the paste holds comments alone. */
  readonly root: PagePiece | null
  readonly headers: readonly LineRange[]
  readonly comments: readonly PageComment[]
  /** Whether these are messages that answer nothing in particular. */
  readonly isStream?: boolean
  readonly ambiguities: readonly Ambiguity[]
  readonly facts: ThreadFacts
  readonly notes?: readonly string[]
}

/** What comments answer whose root post is not in the paste. */
export const MISSING_ROOT = '(root post of the page)'

/**
 * Makes posts of a page taken apart. What a comment answers that the page does not tell is a guess (`meta.isParentInferred`).
 */
export function buildPagePosts(text: string, lines: readonly TextLine[], page: PageThread, options: ParsePasteOptions = {}): PasteResult {
  const threadId = options.threadId ?? 't1'
  const ambiguities: Ambiguity[] = [...page.ambiguities]
  const found: FoundPost[] = []
  const spans: PasteSpan[] = []
  const sliceOf = ({ from, to }: LineRange): { start: number; end: number } => ({
    start: lines[from]?.start ?? text.length,
    end: lines[to - 1]?.end ?? text.length,
  })
  const add = (piece: PagePiece, { parentId, facts }: ParentChoice): string => {
    const id = `p${found.length + 1}`
    const slices = piece.parts.map(sliceOf)
    for (const slice of slices) spans.push({ kind: 'post', ...slice, postId: id })
    if (piece.byline !== null) spans.push({ kind: 'byline', ...sliceOf(piece.byline), postId: id })
    const { timeText, likes, replies = null, node, author, authorName = null } = piece
    found.push({
      id,
      threadId,
      parentId,
      author,
      createdAt: null,
      text: slices.map(({ start, end }) => text.slice(start, end).replace(/\r\n?/g, '\n')).join('\n'),
      meta: {
        ...(node !== null && { node }),
        ...(authorName !== null && { authorName }),
        ...(timeText !== null && { timeText }),
        ...((likes !== null || replies !== null) && {
          engagement: { ...(replies !== null && { replies }), ...(likes !== null && { likes }) },
        }),
        ...facts,
      },
    })
    return id
  }
  const rootId = page.root === null ? null : add(withoutBadge(page.root, page.comments), knownParent(null))
  const commentIds: string[] = []
  let guessedCount = 0
  for (const comment of page.comments) {
    const { comments = [], isGuessed = true, missing } = comment.answer ?? {}
    const answered = comments.flatMap((index) => (index === ROOT_INDEX ? rootId : commentIds[index]) ?? [])
    const known = answered.length === 0 && rootId !== null ? [rootId] : answered
    let choice =
      missing === undefined ? choiceOf(isGuessed ? known.slice(0, 1) : known, isGuessed || known.length > 1) : missingParent(missing)
    if (choice.parentId === null && page.isStream !== true)
      choice = { parentId: null, facts: { missingParent: MISSING_ROOT, ...choice.facts } }
    if (choice.facts.isParentInferred) guessedCount += 1
    commentIds.push(add(comment, choice))
  }
  for (const header of page.headers) spans.push({ kind: 'header', ...sliceOf(header), postId: null })
  const filled = fillSpans(text, lines, spans)
  const headers = page.headers.map((header) => text.slice(...rangeOf(sliceOf(header))))
  const furnitureCount = filled.filter(({ kind }) => kind === 'furniture').length
  const notes = [
    `layout: ${page.layout}`,
    ...(page.notes ?? []),
    ...(furnitureCount > 0 ? [`${furnitureCount} lines of page furniture (counts, times, buttons) left out of the posts`] : []),
    ...(rootId === null && found.length > 0 && page.isStream !== true ? ['no root post in the paste'] : []),
    ...guessNotes(guessedCount),
  ]
  const headerMap = new Map(headers.length === 0 ? [] : [[threadId, headers] as const])
  const { posts: assembled } = assemblePosts(found, { source: page.source, facts: new Map([[threadId, page.facts]]), headers: headerMap })
  ambiguities.sort((left, right) => left.lineNumber - right.lineNumber)
  const summary = summarise(assembled, headerMap, { source: page.source, reason: `read as ${page.source}`, skips: [], ambiguities, notes })
  return { posts: assembled, headers, spans: filled, summary }
}

/** "ann_bVerified" of a root post is "ann_b" with a badge, where "ann_b" comments below it. */
function withoutBadge(root: PagePiece, comments: readonly PageComment[]): PagePiece {
  const { author } = root
  const [, name = null] = /^(.{3,}?)(?:Verified|Moderator|Admin|Author|Premium|Supporter)$/.exec(author ?? '') ?? []
  return name !== null && comments.some((comment) => comment.author === name) && !comments.some((comment) => comment.author === author)
    ? { ...root, author: name }
    : root
}

const rangeOf = ({ start, end }: { readonly start: number; readonly end: number }): [number, number] => [start, end]
