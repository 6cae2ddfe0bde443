import { groupBy } from '../../base/statistics/group-by.js'
import { formatCount } from '../../base/text/format-count.js'
import type { TextLine } from '../../base/text/split-lines.js'
import type { Post } from '../../base/thread/post.js'
import { guessNotes } from '../link/mark-choice.js'
import { giveIds } from '../record/give-ids.js'
import { summarise } from '../record/ingest-counter.js'
import type { IngestSummary } from '../record/ingest-result.js'
import type { ParseSource } from '../source-entry.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'

/** What a stretch of a paste was read as: words of a post, header of the page, name line, buttons and counts, blank. */
export type PasteSpanKind = 'post' | 'header' | 'byline' | 'furniture' | 'separator'

/** A stretch of the paste and what it was read as. Offsets are UTF-16, half-open; the spans in order rebuild the paste. */
export interface PasteSpan {
  readonly kind: PasteSpanKind
  readonly start: number
  readonly end: number
  /** The post that a `post` or `byline` span belongs to; null for the others and for a byline of several posts. */
  readonly postId: string | null
}

/** The posts of a paste, and what every stretch of it was read as. */
export interface PasteResult {
  readonly posts: readonly Post[]
  /** Header pieces in the order of the page, one a line. */
  readonly headers: readonly string[]
  /** The same by thread, where the paste holds several. */
  readonly headersOf?: ReadonlyMap<string, readonly string[]>
  readonly spans: readonly PasteSpan[]
  readonly summary: IngestSummary
}

/** A paste whose posts its reader numbered, with ids made of their words, thread by thread. */
export function withIds(result: PasteResult): PasteResult {
  const headersOf = new Map<string, readonly string[]>()
  const idByNumber = new Map<string, string>()
  const posts = [...groupBy(result.posts, ({ threadId }) => threadId)].flatMap(([number, numbered], index) => {
    const titles = result.headersOf?.get(number) ?? result.headers
    const given = giveIds(numbered, titles)
    const threadId = headersOf.has(given.threadId) ? `${given.threadId}-${index + 1}` : given.threadId
    headersOf.set(threadId, titles)
    for (const { id } of numbered) idByNumber.set(id, given.idOf(id))
    return given.posts.map((post) => ({ ...post, threadId }))
  })
  const spans = result.spans.map((span) => (span.postId === null ? span : { ...span, postId: idByNumber.get(span.postId) ?? span.postId }))
  return { ...result, posts, headersOf, spans }
}

/** A reader of pastes as a source: what it found, without the spans. */
export const asSource =
  (read: (text: string, options: ParseRecordsOptions) => PasteResult): ParseSource =>
  (text, options) => {
    const { posts, headers, headersOf = new Map(), summary } = withIds(read(text, options))
    return { posts, headers: headersOf.size > 0 ? headersOf : new Map([[giveIds([], headers).threadId, headers]]), summary }
  }

/** What a reader of pastes found, before what lies between the spans is named. */
interface FoundPaste extends Pick<PasteResult, 'posts' | 'spans'>, Pick<IngestSummary, 'source' | 'ambiguities' | 'notes'> {
  readonly headersOf: ReadonlyMap<string, readonly string[]>
  readonly isStream?: boolean
}

/** Completes the spans, and says what was left out or guessed. */
export function finishPaste(text: string, lines: readonly TextLine[], found: FoundPaste): PasteResult {
  const { source, posts, headersOf, isStream = false } = found
  const spans = fillSpans(text, lines, found.spans)
  const furnitureCount = spans.filter(({ kind }) => kind === 'furniture').length
  const timedCount = posts.filter(({ createdAt }) => createdAt !== null).length
  const isRootless = posts.length > 0 && !isStream && !posts.some(({ meta }) => meta.role === 'root')
  const notes = [
    ...found.notes,
    ...(furnitureCount > 0 ? [`${furnitureCount} lines of page furniture (counts, times, buttons) left out of the posts`] : []),
    ...(timedCount > 0 ? [`${formatCount(timedCount, 'post')} with the year in its time, taken as UTC: the page shows no zone`] : []),
    ...(isRootless ? ['no root post in the paste'] : []),
    ...guessNotes(posts.filter(({ meta }) => meta.isParentInferred).length),
  ]
  const ambiguities = found.ambiguities.toSorted((left, right) => left.lineNumber - right.lineNumber)
  const summary = summarise(posts, headersOf, { source, reason: `read as ${source}`, skips: [], ambiguities, notes })
  return { posts, headers: [...headersOf.values()].flat(), headersOf, spans, summary }
}

/** Puts the spans in order and names what lies between them: furniture line by line, and the white space around it. */
function fillSpans(text: string, lines: readonly TextLine[], known: readonly PasteSpan[]): PasteSpan[] {
  const ordered = known.filter(({ start, end }) => end > start).sort((left, right) => left.start - right.start)
  const spans: PasteSpan[] = []
  let position = 0
  let nextLine = 0
  const add = (span: PasteSpan): void => {
    if (span.start > position) spans.push({ kind: 'separator', start: position, end: span.start, postId: null })
    spans.push(span)
    position = span.end
  }
  const addFurniture = (end: number): void => {
    for (let line = lines[nextLine]; line !== undefined && line.start < end; line = lines[++nextLine]) {
      if (line.start >= position) add({ kind: 'furniture', start: line.start, end: line.end, postId: null })
    }
  }
  for (const span of ordered) {
    addFurniture(span.start)
    add(span)
  }
  addFurniture(text.length)
  if (position < text.length) spans.push({ kind: 'separator', start: position, end: text.length, postId: null })
  return spans
}
