import { groupBy } from '../../base/statistics/group-by.js'
import { foldSpace } from '../../base/text/fold-text.js'
import { formatCount } from '../../base/text/format-count.js'
import type { TextLine } from '../../base/text/split-lines.js'
import { contentIds } from '../../base/thread/content-id.js'
import type { Post } from '../../base/thread/post.js'
import { guessNotes } from '../link/mark-choice.js'
import { summarise } from '../record/ingest-counter.js'
import type { Ambiguity, IngestResult, IngestSummary } from '../record/ingest-result.js'
import { type Kind, kindsOf } from './kinds.js'
import { commonKind } from './line-kinds.js'
import { NAME_LENGTH_LIMIT } from './thresholds.js'

/** Reading of a stretch: words of a post, header, byline, buttons and counts, blank. */
export type PasteSpanKind = 'post' | 'header' | 'byline' | 'furniture' | 'separator'

/** Stretch of a paste and its reading. Half-open UTF-16 offsets; the spans in order rebuild the paste. */
export interface PasteSpan {
  readonly kind: PasteSpanKind
  readonly start: number
  readonly end: number
  /** Post of a `post` or `byline` span; null for other kinds and for a byline of several posts. */
  readonly postId: string | null
}

/** Posts with numbers for ids, and header pieces by thread in page order. */
interface Numbered {
  readonly posts: readonly Post[]
  readonly headersOf: ReadonlyMap<string, readonly string[]>
  readonly summary: IngestSummary
}

/** Posts of a paste, and its spans. */
export interface PasteResult extends Numbered {
  readonly headers: readonly string[]
  readonly spans: readonly PasteSpan[]
}

function nameThreads({ posts: numbered, headersOf: titlesOf }: Numbered) {
  const headersOf = new Map<string, readonly string[]>()
  const names = new Map<string, string>()
  const idOf = (number: string): string => names.get(number) ?? number
  const threads = groupBy(numbered, ({ threadId }) => threadId)
  const posts = [...new Set([...titlesOf.keys(), ...threads.keys()])].flatMap((number, index) => {
    const own = threads.get(number) ?? []
    const titles = titlesOf.get(number) ?? []
    const given = contentIds(own, titles)
    const threadId = headersOf.has(given.threadId) ? `${given.threadId}-${index + 1}` : given.threadId
    headersOf.set(threadId, titles)
    for (const [at, { id }] of own.entries()) names.set(id, given.ids[at] ?? id)
    return own.map((post): Post => {
      const { possibleParents } = post.meta
      const meta = possibleParents === undefined ? post.meta : { ...post.meta, possibleParents: possibleParents.map(idOf) }
      return { ...post, id: idOf(post.id), threadId, parentId: post.parentId === null ? null : idOf(post.parentId), meta }
    })
  })
  return { posts, headersOf, idOf }
}

export function withIds(result: PasteResult): PasteResult {
  const { idOf, ...named } = nameThreads(result)
  const spans = result.spans.map((span) => (span.postId === null ? span : { ...span, postId: idOf(span.postId) }))
  return { ...result, ...named, spans }
}

export function asResult(numbered: Numbered): IngestResult {
  const { posts, headersOf } = nameThreads(numbered)
  return { posts, headers: headersOf, summary: numbered.summary }
}

/** Result of a paste reader, before the gaps between spans are named. */
export interface FoundPaste extends Pick<PasteResult, 'posts' | 'spans'>, Pick<IngestSummary, 'source' | 'ambiguities' | 'notes'> {
  readonly headersOf: ReadonlyMap<string, readonly string[]>
  readonly isStream?: boolean
  readonly kinds?: readonly Kind[] | undefined
  readonly zone?: string | null
}

/** Completes the spans, and notes omissions and guesses. */
export function finishPaste(text: string, lines: readonly TextLine[], found: FoundPaste): PasteResult {
  const { source, posts, headersOf, isStream = false, zone = null } = found
  const spans = fillSpans(text, lines, found.spans)
  const furnitureCount = spans.filter(({ kind }) => kind === 'furniture').length
  const timedCount = posts.filter(({ createdAt }) => createdAt !== null).length
  const said = zone === null ? ': the page shows no zone' : `${zone.replace('+00:00', '')}, as the page says`
  const isRootless = posts.length > 0 && !isStream && !posts.some(({ meta }) => meta.role === 'root')
  const notes = [
    ...found.notes,
    ...(furnitureCount > 0 ? [`${formatCount(furnitureCount, 'line')} of page furniture, or named below, left out of the posts`] : []),
    ...(timedCount > 0 ? [`${formatCount(timedCount, 'post')} with the year in its time, taken as UTC${said}`] : []),
    ...(isRootless ? ['no root post in the paste'] : []),
    ...guessNotes(posts),
  ]
  const ambiguities = [...found.ambiguities, ...findOdd(text, lines, spans, found.kinds)].toSorted(
    (left, right) => left.lineNumber - right.lineNumber,
  )
  const summary = summarise(posts, headersOf, { source, reason: `read as ${source}`, skips: [], ambiguities, notes })
  return { posts, headers: [...headersOf.values()].flat(), headersOf, spans, summary }
}

/** "[09:05, 02/07/2026] Petra: here", "[two replies left out]", "%% a note %%", "Ludo again, at 19:47:" */
const ODD = /^\[[^\]]{0,40}\d:\d\d[^\]]*\] [^:]{1,60}:|^\[[^[\]]{3,}\]$|^%%|^\S.{0,60} (?:said|wrote):$|^[^:]{1,60}\d:\d\d[^:]{0,60}:$/

function findOdd(text: string, lines: readonly TextLine[], spans: readonly PasteSpan[], kinds?: readonly Kind[]): Ambiguity[] {
  const posts = spans.filter(({ kind }) => kind === 'post')
  let next = 0
  return lines.flatMap(({ start, end, lineNumber }, at) => {
    while ((posts[next]?.end ?? start + 1) <= start) next += 1
    if ((posts[next]?.start ?? end) > start) return []
    const words = foldSpace(text.slice(start, Math.min(end, start + 2 * NAME_LENGTH_LIMIT)))
    if (ODD.test(words)) return [{ lineNumber, message: 'may begin another post, or be a remark; taken as part of the post' }]
    const kind = kinds?.[at] ?? commonKind(words)
    const isOdd = words.length <= NAME_LENGTH_LIMIT && kind !== null && ODD_KINDS.has(kind)
    return isOdd ? [{ lineNumber, message: 'a time, a count or a button alone on its line; taken as part of the post' }] : []
  })
}
const ODD_KINDS = kindsOf('reply', 'button', 'count', 'time', 'more', 'advert', 'notice', 'heading', 'furniture')

/** Sorts spans and names the gaps: furniture line by line, and white space. */
function fillSpans(text: string, lines: readonly TextLine[], known: readonly PasteSpan[]): PasteSpan[] {
  const furniture = lines.map(({ start, end }): PasteSpan => ({ kind: 'furniture', start, end, postId: null }))
  const ordered = [...known.filter(({ start, end }) => end > start), ...furniture].sort((left, right) => left.start - right.start)
  const spans: PasteSpan[] = []
  let position = 0
  const separate = (end: number): void => {
    if (end > position) spans.push({ kind: 'separator', start: position, end, postId: null })
  }
  for (const span of ordered) {
    // A line inside a known span gets no span of its own.
    if (span.kind === 'furniture' && span.start < position) continue
    separate(span.start)
    spans.push(span)
    position = span.end
  }
  separate(text.length)
  return spans
}
