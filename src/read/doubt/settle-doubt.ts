import { PipelineError } from '../../base/errors.js'
import type { Post } from '../../base/thread/post.js'
import { lacksSign } from '../layout/choose-layout.js'
import { LAYOUTS } from '../layout/layouts.js'
import { ledgerOf } from '../link/assemble-posts.js'
import type { OnePostPer } from '../paste/parse-plain.js'
import type { IngestResult } from '../record/ingest-result.js'
import { SOURCE_LIST, type SourceId } from '../sources.js'
import { type Doubt, describeJoinedLines, judgeBylines, judgeDoubt, judgePage, lengthOf } from './judge-posts.js'
import { findListForm, findMentioningListForm, nameOtherKind } from './text-marks.js'
import { MIN_POST_COUNT } from './thresholds.js'

const SAMPLE_LENGTH = 50_000

/** Words of a text that tell the platform it is from, and the format in which that is read. */
const HINTS: readonly (readonly [RegExp, SourceId])[] = [
  [/\bfrom_name\b|\btgme_|\btelegram\b/i, 'telegram'],
  [/window\.YTD|\btwitter\b|\bx\.com\b/i, 'x-web'],
  [/news\.ycombinator|hacker ?news/i, 'hn-paste'],
  [/\bbsky\b|\bbluesky\b/i, 'bluesky'],
  [/\b(?:linkedin|tiktok|instagram)\b/i, 'zeeschuimer'],
]
const NEAREST: Readonly<Partial<Record<Doubt['kind'], SourceId>>> = { code: 'jsonl', times: 'csv', table: 'csv' }

/** A paste as it was read, and what is doubtful in that. */
export interface Reading {
  readonly text: string
  readonly result: IngestResult
  /** The caller named the source: nothing is refused, nothing read otherwise. */
  readonly isInsisted: boolean
  readonly isPage: boolean
  readonly doubt: Doubt | null
  readonly isUnsigned: boolean
}

/** Judges a paste, or a page or chat in a known layout. */
export function judgeReading(text: string, result: IngestResult, isInsisted: boolean, isPage: boolean): Reading {
  const { posts, summary } = result
  const found = isPage ? judgePage(posts) : (judgeDoubt(text, posts) ?? judgeBylines(text, posts))
  const isDoubtful = isPage ? found?.isRefused : found !== null || describeJoinedLines(text, posts) !== null
  const other = isDoubtful ? nameOtherKind(text) : null
  const doubt: Doubt | null = other === null ? found : { isRefused: true, kind: 'table', seen: other }
  return { text, result, isInsisted, isPage, doubt, isUnsigned: isPage && !isInsisted && lacksSign(text, summary.source) }
}

/** Posts of a layout that hold less of a page may be the wrong ones; what finds so many times as many posts is right. */
const THIN_SHARE = 0.5
const CLEARLY_MORE = 2

/** Whether a text may be a page of a site that is not known. Names in a chat are private. */
export function mayBeUnknownPage({ text, result, doubt, isInsisted, isPage, isUnsigned }: Reading): boolean {
  const isChat = LAYOUTS.some(({ id, isMessages }) => id === result.summary.source && isMessages === true)
  if (isInsisted || isChat) return false
  if (doubt !== null) return doubt.kind === 'boundaries'
  const length = result.posts.reduce((sum, post) => sum + lengthOf(post.text), 0)
  return isPage && (isUnsigned || length < THIN_SHARE * lengthOf(text))
}

/** Whether posts of an unknown page are more, or less doubtful. What was read with a caution gives way to what needs none. */
export function isBetterPage({ result, doubt, isUnsigned }: Reading, found: readonly Post[]): boolean {
  const { posts } = result
  const isRefused = doubt?.isRefused === true
  // Posts without a name may be lines of the page.
  const namedCount = posts.filter(({ author, meta }) => author !== null || meta.addressees !== undefined).length
  const leastCount = isRefused ? 1 : doubt !== null ? Math.max(1, namedCount) : isUnsigned ? posts.length + 1 : posts.length * CLEARLY_MORE
  const left = judgePage(found)
  const foundCount = found.filter(({ text }) => text !== '').length + (found[0]?.meta.capture?.notFoundCount ?? 0)
  return (
    found.length > 0 &&
    foundCount >= leastCount &&
    (isRefused || (doubt === null && !isUnsigned) ? left?.isRefused !== true : left === null)
  )
}

const NAMED_SHARE = 0.9

/** Whether posts read by bylines and mentions are no fewer than a layout found that is not sure, nearly all named, and in no doubt. */
export function isBetterPaste({ text, result, doubt, isUnsigned }: Reading, found: readonly Post[]): boolean {
  const namedCount = found.filter(({ author, meta }) => author !== null || meta.addressees !== undefined).length
  if ((doubt === null && !isUnsigned) || found.length < MIN_POST_COUNT || namedCount < NAMED_SHARE * found.length) return false
  return (
    (doubt?.isRefused || found.length >= result.posts.length) &&
    (judgeDoubt(text, found) ?? judgeBylines(text, found) ?? judgePage(found)) === null
  )
}

/** How the posts are set apart of a text that is a list without names; null where it is none. */
export function findList({ text, result: { posts }, doubt, isInsisted, isPage }: Reading): OnePostPer | null {
  if (isInsisted || (doubt === null ? isPage : !doubt.isRefused)) return null
  if (doubt !== null) return doubt.kind === 'boundaries' ? findListForm(text) : null
  return posts.length === 1 && describeJoinedLines(text, posts) !== null ? findListForm(text) : findMentioningListForm(text, posts)
}

/**
 * The result with what is doubtful in the ledger of its thread and the summary.
 *
 * @throws {PipelineError} `INGEST_LAYOUT_UNKNOWN` where too much is, unless the caller insists
 */
export function settleDoubt(reading: Reading): IngestResult {
  const { text, result, doubt, isInsisted, isPage, isUnsigned } = reading
  if (doubt?.isRefused && !isInsisted) throw refusalOf(text, doubt)
  const joined = isPage ? null : describeJoinedLines(text, result.posts)
  const layout = LAYOUTS.find(({ id }) => id === result.summary.source)
  const isHeld = layout?.caution?.ifNamesOnce !== true || new Set(result.posts.map(({ author }) => author)).size === result.posts.length
  const ofPage = isInsisted ? null : isUnsigned ? UNSIGNED : isHeld ? (layout?.caution?.words ?? null) : null
  const ofDoubt = doubt && ((doubt.isRefused ? null : joined) ?? `${doubt.seen}: some may be cut in the wrong place`)
  const caution = ofDoubt ?? (isPage ? ofPage : joined)
  return caution === null ? result : withCaution(result, caution)
}

const UNSIGNED = 'the page shows no line that its site alone prints, and its site may be another: compare the posts with the page'

/** The result with a caution on its first post, which travels with the posts to every breakdown of them, and in the summary. */
export function withCaution(result: IngestResult, caution: string): IngestResult {
  const { posts, summary } = result
  const [first] = posts
  if (first === undefined) return result
  const { threadId, meta } = first
  const thread = posts.filter((post) => post.threadId === threadId)
  const { capture = ledgerOf(thread, summary.source, {}) } = meta
  const kept = { ...first, meta: { ...meta, capture: { ...capture, notes: [...(capture.notes ?? []), caution] } } }
  return { ...result, posts: [kept, ...posts.slice(1)], summary: { ...summary, notes: [...summary.notes, caution] } }
}

/** The refusal, with the format of the platform that the text names, or of its kind. */
function refusalOf(text: string, { kind, seen }: Doubt): PipelineError {
  const sample = text.slice(0, SAMPLE_LENGTH)
  const nearest = (kind !== 'boundaries' && HINTS.find(([pattern]) => pattern.test(sample))?.[1]) || NEAREST[kind]
  const header = nearest === 'csv' ? ' Begin the file with its header line.' : ''
  const format =
    nearest === undefined ? '' : ` Nearest: ${nearest} (${SOURCE_LIST.find(({ id }) => id === nearest)?.description}).${header}`
  const message = `expected a thread in a known layout, got other text: ${seen}.${format} Name the source to insist, or take each line or paragraph as a post.`
  return new PipelineError('INGEST_LAYOUT_UNKNOWN', message, { context: { kind, seen, nearest } })
}
