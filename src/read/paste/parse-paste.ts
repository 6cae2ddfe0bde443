import { formatCount } from '../../base/text/format-count.js'
import { mapLines } from '../../base/text/split-lines.js'
import type { Post, PostMeta } from '../../base/thread/post.js'
import { guessNotes, knownParent, type ParentChoice } from '../link/parent-choice.js'
import { summarise } from '../record/ingest-counter.js'
import { type Ambiguity, noteInto } from '../record/ingest-result.js'
import { parseLeadingMentions } from '../record/parse-leading-mentions.js'
import { layOutBlocks } from './paste-blocks.js'
import { findBareMarks, findMarks, headingMarks, layOutBylines, linesOfMarks, type Mark } from './paste-bylines.js'
import type { PasteLayout, PostPiece } from './paste-layout.js'
import { createLineClassifier, type PasteLine } from './paste-line.js'
import { chooseParents, findMostNamed, namesAccount } from './paste-parents.js'
import { fillSpans, type ParsePasteOptions, type PasteResult, type PasteSpan, withIds } from './paste-spans.js'

/**
 * Splits a thread pasted from a page into header pieces, root posts and replies. Never throws, whatever the text.
 *
 * Two layouts are read: posts apart by blank lines that open with the handles they answer, and posts under bylines
 * (name, @handle, time). Every line that could be read in two ways is listed in `summary.ambiguities` with the reading taken.
 *
 * - Lossless: the spans, in order, rebuild the text. A post's text is the text of its spans, line ends made LF, joined by LF.
 * - The first addressee gives the parent: a post above by that author whose own handles the reply carries along, the nearest of several.
 *   When there is none, `parentId` is null and `meta.missingParent` is the handle with `@`. Where several fit, `meta.possibleParents` lists
 *   them. Nothing names what a reply without an addressee answers: the nearest root above is a guess (`meta.isParentInferred`).
 * - Where no byline stands above the root and more than half of the addressed replies name one handle, the roots get it as author
 *   (`meta.isAuthorInferred`), unless their words name it. A parent that rests on that is a guess too, unless the page's header repeats a
 *   root post or names its author.
 *
 * Time is linear in the length of the text.
 *
 * @example parsePaste('Bold move.\n\n@ann it is not').posts.map((post) => post.parentId) // => [null, 'p-3a4da7179d']
 */
export function parsePaste(text: string, options: ParsePasteOptions = {}): PasteResult {
  return withIds(readPaste(text), options.threadId)
}

/** The same, with numbers for ids: `p1` is the first post of the thread `t1`. */
export function readPaste(text: string): PasteResult {
  const threadId = 't1'
  const lines = mapLines(text, createLineClassifier(text))
  const headed = headingMarks(text, lines, findMarks(text, lines))
  const bare = headed.length === 0 ? findBareMarks(lines) : []
  const marks = headed.length === 0 ? bare : headed
  const isUnderBylines = marksLeadPosts(lines, marks)
  const layout = isUnderBylines
    ? layOutBylines(text, lines, marks)
    : layOutBlocks(
        text,
        lines,
        marks.filter((mark) => mark.isTimed),
      )
  const notes: string[] = [isUnderBylines ? 'layout: posts under bylines' : 'layout: posts apart by blank lines']
  const ambiguities: Ambiguity[] = [...layout.ambiguities]
  if (isUnderBylines && bare.length > 0) {
    noteInto(ambiguities, lines)(
      bare[0]?.from ?? 0,
      `${bare.length} handles stand alone on their lines; taken as the authors of what stands below, not as addressees`,
    )
  }

  const { posts: pieces } = layout
  const texts = pieces.map((piece) => readText(text, piece))
  const addresseesOf = pieces.map((piece, index) => readAddressees(piece, texts[index] ?? ''))
  const named = findMostNamed(pieces, addresseesOf)
  const byline = pieces.find(({ role, author }) => role === 'root' && author !== null)?.author ?? null
  if (named !== null && byline !== null && named.count >= 3 && named.handle.toLowerCase() !== byline.toLowerCase())
    noteInto(ambiguities, lines)(
      lines.findIndex(({ lineNumber }) => lineNumber === pieces[0]?.lineNumber),
      `the byline above names @${byline}, but ${named.count} of ${named.addressedCount} addressed replies name @${named.handle}: the root post may be another's`,
    )
  const isInferred = pieces.map(
    ({ role, author }, index) =>
      byline === null && named?.isTelling === true && role === 'root' && author === null && !namesAccount(texts[index] ?? '', named.handle),
  )
  const authorOf = pieces.map(({ author }, index) => (isInferred[index] && named !== null ? named.handle : author || null))
  const headers = layout.headers.map(({ start, end }) => text.slice(start, end))
  const isRootGuessed =
    isInferred.includes(true) && !layout.isRootShown && named !== null && !headers.some((header) => namesAccount(header, named.handle))
  const ids = pieces.map((_, index) => `p${index + 1}`)
  const choices = chooseParents(pieces, ids, addresseesOf, { authorOf, isRootGuessed }, ambiguities)
  if (named !== null && isInferred.includes(true)) {
    const restingCount = isRootGuessed
      ? choices.filter(({ facts }, index) => facts.isParentInferred && addresseesOf[index]?.length).length
      : 0
    notes.push(
      `author of the root posts inferred: @${named.handle}, whom ${named.count} of ${named.addressedCount} addressed replies name${restingCount === 0 ? '' : `; ${formatCount(restingCount, 'parent')} rest on it and are guesses too`}`,
    )
  }
  const posts: Post[] = []
  for (const [index, piece] of pieces.entries()) {
    const { parentId, facts } = choices[index] ?? knownParent(null)
    posts.push({
      id: ids[index] ?? '',
      threadId,
      parentId,
      author: authorOf[index] ?? null,
      createdAt: null,
      text: texts[index] ?? '',
      meta: metaOf(piece, addresseesOf[index] ?? [], facts, isInferred[index] === true),
    })
  }

  notes.push(...guessNotes(choices.filter(({ facts }) => facts.isParentInferred).length))
  const spans = spansOf(text, lines, layout, posts)
  const furnitureCount = spans.filter((span) => span.kind === 'furniture').length
  if (furnitureCount > 0) notes.push(`${furnitureCount} lines of page furniture (counts, times, buttons) left out of the posts`)
  if (posts.length > 0 && !posts.some((post) => post.meta.role === 'root')) notes.push('no root post in the paste')
  const summary = summarise(posts, new Map([[threadId, headers]]), {
    source: 'paste',
    reason: 'parsePaste was called',
    skips: [],
    ambiguities: ambiguities.sort((left, right) => left.lineNumber - right.lineNumber),
    notes,
  })
  return { posts, headers, spans, summary }
}

function readText(text: string, { slices }: PostPiece): string {
  const parts =
    slices.length === 1 ? text.slice(slices[0]?.start, slices[0]?.end) : slices.map(({ start, end }) => text.slice(start, end)).join('\n')
  return parts.includes('\r') ? parts.replace(/\r\n?/g, '\n') : parts
}

/** Handles of "Replying to" first, then those at the start of the text; each once, whatever its case. */
function readAddressees({ replyingTo }: PostPiece, text: string): readonly string[] {
  const { handles } = parseLeadingMentions(text)
  if (replyingTo.length === 0) return handles.length === 0 ? NO_HANDLES : handles
  return [...new Map([...replyingTo, ...handles].map((handle) => [handle.toLowerCase(), handle])).values()]
}

const NO_HANDLES: readonly string[] = Object.freeze([])

function metaOf(
  { role, authorName, timeText }: PostPiece,
  addressees: readonly string[],
  facts: ParentChoice['facts'],
  isAuthorInferred: boolean,
): PostMeta {
  const meta = addressees.length === 0 ? { role, ...facts } : { role, addressees, ...facts }
  if (authorName === null && timeText === null && !isAuthorInferred) return meta
  return {
    ...meta,
    ...(authorName !== null && { authorName }),
    ...(timeText !== null && { timeText }),
    ...(isAuthorInferred && { isAuthorInferred }),
  }
}

/** Whether bylines, not blank lines, divide the paste: most posts stand under one. A single one may head a thread of mentions. */
function marksLeadPosts(lines: readonly PasteLine[], marks: readonly Mark[]): boolean {
  const timedCount = marks.filter((mark) => mark.isTimed).length
  if (timedCount === 0 && marks.length < 2) return false
  const isByline = linesOfMarks(marks)
  let mentionCount = 0
  lines.forEach((line, index) => {
    const isUnderMark = isByline.has(index - 1) || lines[index - 1]?.kind === 'replying'
    if (line.handles.length > 0 && line.kind !== 'replying' && !isByline.has(index) && !isUnderMark) mentionCount += 1
  })
  return (timedCount > 0 ? timedCount : marks.length) > mentionCount
}

function spansOf(text: string, lines: readonly PasteLine[], layout: PasteLayout, posts: readonly Post[]): PasteSpan[] {
  return fillSpans(text, lines, [
    ...layout.posts.flatMap(({ slices }, index) =>
      slices.map((slice) => ({ kind: 'post' as const, ...slice, postId: posts[index]?.id ?? null })),
    ),
    ...layout.headers.map((slice) => ({ kind: 'header' as const, ...slice, postId: null })),
    ...layout.bylines.map((slice) => ({ kind: 'byline' as const, ...slice, postId: null })),
  ])
}
