import { PipelineError } from '../base/errors.js'
import { foldSpace } from '../base/text/fold-text.js'
import type { Post } from '../base/thread/post.js'
import { lacksSign } from './copied/choose-layout.js'
import { LAYOUTS } from './copied/layouts.js'
import type { OnePostPer } from './copied/plain/parse-plain.js'
import { ledgerOf } from './link/assemble-posts.js'
import { type IngestResult, withCautions } from './record/ingest-result.js'
import { SOURCE_LIST, type SourceId } from './sources.js'
import { type Doubt, describeJoinedLines, findDoubt, lengthOf } from './trust/find-doubts.js'
import { findListForm, findMentioningListForm, nameOtherKind } from './trust/text-marks.js'

const SAMPLE_LENGTH = 50_000

/** Words that reveal the platform of a text, and the export to use instead. */
const HINTS: readonly (readonly [RegExp, SourceId])[] = [
  [/\bfrom_name\b|\btgme_|\btelegram\b/i, 'telegram'],
  [/window\.YTD|\btwitter\b|\bx\.com\b/i, 'x-web'],
  [/news\.ycombinator|hacker ?news/i, 'hn-paste'],
  [/\bbsky\b|\bbluesky\b/i, 'bluesky'],
  [/\b(?:linkedin|tiktok|instagram)\b/i, 'zeeschuimer'],
]
const NEAREST: Readonly<Partial<Record<Doubt['kind'], SourceId>>> = { code: 'jsonl', times: 'csv', table: 'csv' }

/** Paste as it was read, and its doubts. */
export interface Reading {
  readonly text: string
  readonly result: IngestResult
  /** True if the caller named the source: nothing is refused or read differently. */
  readonly isInsisted: boolean
  readonly isPage: boolean
  readonly doubt: Doubt | null
  readonly isUnsigned: boolean
}

export function judgeReading(text: string, result: IngestResult, isInsisted: boolean, isPage: boolean): Reading {
  const { posts, summary } = result
  const found = findDoubt(isPage ? 'page' : 'paste', posts, text)
  const isDoubtful = isPage ? found?.isRefused : found !== null || describeJoinedLines(text, posts) !== null
  const other = nameOtherKind(text, isDoubtful === true)
  const isUnsigned = isPage && !isInsisted && lacksSign(text, summary.source)
  // A page with neither a line of its site nor clean posts is of another site.
  const own = isUnsigned && found !== null ? { ...found, isRefused: true } : found
  const doubt: Doubt | null = other === null ? own : { isRefused: true, kind: 'table', seen: other }
  return { text, result, isInsisted, isPage, doubt, isUnsigned }
}

/** Part of another reading's posts below which a layout found too few. */
const THIN_SHARE = 0.5
const CLEARLY_MORE = 2

export function mayBeUnknownPage({ text, result, doubt, isInsisted, isUnsigned }: Reading): boolean {
  if (isInsisted) return false
  if (doubt !== null) return doubt.kind === 'boundaries'
  const length = result.posts.reduce((sum, post) => sum + lengthOf(post.text), 0)
  return isUnsigned || length < THIN_SHARE * lengthOf(text)
}

const NAMED_SHARE = 0.9
// Nameless posts may be lines of the page.
export const countNamed = (posts: readonly Post[]): number =>
  posts.filter(({ author, meta }) => author !== null || meta.addressees !== undefined).length

/** True if another reading has nearly all posts named, and more posts, less doubt or no caution. */
export function isBetter({ text, result, doubt, isUnsigned }: Reading, found: readonly Post[], isLearnt: boolean): boolean {
  const { length } = result.posts
  const isRefused = doubt?.isRefused === true
  const leastCount = isRefused
    ? 1
    : doubt !== null
      ? Math.max(1, countNamed(result.posts))
      : isUnsigned
        ? length + 1
        : length * CLEARLY_MORE
  const foundCount = found.filter((post) => post.text !== '').length + (found[0]?.meta.capture?.notFoundCount ?? 0)
  if (found.length === 0 || foundCount < leastCount || countNamed(found) < NAMED_SHARE * found.length) return false
  const left = findDoubt('page', found) ?? (isLearnt ? null : findDoubt('paste', found, text))
  return left === null || (isLearnt && !left.isRefused && (isRefused || (doubt === null && !isUnsigned)))
}

/** Unit of a nameless list of posts, line or paragraph; null for other texts. */
export function findList({ text, result: { posts }, doubt, isInsisted, isPage }: Reading): OnePostPer | null {
  if (isInsisted || (doubt === null ? isPage : !doubt.isRefused)) return null
  if (doubt !== null) return doubt.kind === 'boundaries' ? findListForm(text) : null
  return posts.length === 1 && describeJoinedLines(text, posts) !== null ? findListForm(text) : findMentioningListForm(text, posts)
}

/**
 * Adds doubts to the thread's ledger and the summary.
 *
 * @throws {PipelineError} `INGEST_LAYOUT_UNKNOWN` for too many doubts, unless the caller insists
 */
export function settleDoubt(reading: Reading): IngestResult {
  const { text, result, doubt, isInsisted, isPage, isUnsigned } = reading
  if (doubt?.isRefused && !isInsisted) throw refusalOf(reading, doubt)
  const joined = isPage ? null : describeJoinedLines(text, result.posts)
  const layout = LAYOUTS.find(({ id }) => id === result.summary.source)
  const ofPage = isInsisted ? null : isUnsigned ? UNSIGNED : (layout?.caution ?? null)
  const ofDoubt = doubt && ((doubt.isRefused ? null : joined) ?? `${doubt.seen}: some may be cut in the wrong place`)
  const caution = ofDoubt ?? (isPage ? ofPage : joined)
  if (caution === null) return result
  return withCaution(caution === joined ? result : withFirst(result), caution)
}

const FIRST_LENGTH = 60

export const withFirst = (result: IngestResult): IngestResult => ({
  ...result,
  summary: { ...result.summary, asRead: describeFirst(result.posts) },
})

const describeFirst = (posts: readonly Post[]): string =>
  posts
    .slice(0, 2)
    .map(({ author, meta, text }) => {
      const words = foldSpace(text)
      const cut = words.length <= FIRST_LENGTH ? words : `${words.slice(0, Math.max(0, words.lastIndexOf(' ', FIRST_LENGTH - 1)))}…`
      return `${author ?? meta['authorName'] ?? 'without a name'}: ${JSON.stringify(cut)}`
    })
    .join('; ')

const UNSIGNED = 'the page shows no line that its site alone prints, and its site may be another: compare the posts with the page'

/** Adds a caution to the summary and the first post, which carries it to every breakdown. */
export function withCaution(result: IngestResult, caution: string): IngestResult {
  const { posts, summary } = result
  const [first] = posts
  if (first === undefined) return result
  const { threadId, meta } = first
  const thread = posts.filter((post) => post.threadId === threadId)
  const { capture = ledgerOf(thread, summary.source, {}) } = meta
  const kept = { ...first, meta: { ...meta, capture: { ...capture, notes: [...(capture.notes ?? []), caution] } } }
  return { ...result, posts: [kept, ...posts.slice(1)], summary: withCautions(summary, [caution]) }
}

export function withNearest(text: string, read: () => IngestResult): IngestResult {
  try {
    return read()
  } catch (fault) {
    if (!(fault instanceof PipelineError) || fault.code !== 'INGEST_LAYOUT_UNKNOWN' || fault.context['host'] !== '') throw fault
    const nearest = HINTS.find(([pattern]) => pattern.test(text.slice(0, SAMPLE_LENGTH)))?.[1]
    throw nearest === undefined ? fault : new PipelineError(fault.code, `${fault.message}${describe(nearest)}`, { context: fault.context })
  }
}

const describe = (nearest: SourceId): string => ` Nearest: ${nearest} (${SOURCE_LIST.find(({ id }) => id === nearest)?.description}).`

/** Advice for a doubtful text: to read the saved page. */
export const SAVE_THE_PAGE =
  'the saved page is read more surely than the text: "Save page as" in the browser, then npm run classify -- page.html'

function refusalOf({ text, result: { posts } }: Reading, { kind, seen }: Doubt): PipelineError {
  const sample = text.slice(0, SAMPLE_LENGTH)
  const isOfPage = kind === 'boundaries'
  const nearest = (!isOfPage && HINTS.find(([pattern]) => pattern.test(sample))?.[1]) || NEAREST[kind]
  const header = nearest === 'csv' ? ' Begin the file with its header line.' : ''
  const format = nearest === undefined ? '' : `${describe(nearest)}${header}`
  const asRead = isOfPage ? describeFirst(posts) : ''
  const first = isOfPage ? ` Its first posts would be ${asRead}; ${SAVE_THE_PAGE}.` : ''
  const message = `expected a thread in a known layout, got other text: ${seen}.${first}${format} Name the source to insist, or take each line or paragraph as a post.`
  return new PipelineError('INGEST_LAYOUT_UNKNOWN', message, { context: { kind, seen, nearest, ...(isOfPage && { asRead }) } })
}
