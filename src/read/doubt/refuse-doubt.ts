import { PipelineError } from '../../base/errors.js'
import { lacksSign } from '../layout/choose-layout.js'
import { readUnknownPage, UNKNOWN_PAGE } from '../layout/infer-layout.js'
import { LAYOUTS } from '../layout/layouts.js'
import { keepLedgers } from '../link/assemble-posts.js'
import { parsePlain } from '../paste/parse-plain.js'
import { giveIds } from '../record/give-ids.js'
import type { IngestResult } from '../record/ingest-result.js'
import type { SourceId } from '../source-entry.js'
import { SOURCE_LIST } from '../sources.js'
import { type Doubt, describeJoinedLines, judgeDoubt } from './judge-doubt.js'
import { judgeBylines, judgePage } from './judge-page.js'
import { findListForm, findMentioningListForm } from './plain-list.js'

/** Formats named in one message. */
const NEAREST_LIMIT = 3
/** Only so much of a text is searched for names of platforms. */
const SAMPLE_LENGTH = 50_000

/** What texts of a platform hold beside its name. */
const HINTS: readonly (readonly [RegExp, readonly SourceId[]])[] = [
  [/window\.YTD|\btwitter\b|\bx\.com\b/i, ['x-archive', 'x-web']],
  [/\bfrom_name\b|\btgme_/, ['telegram']],
  [/news\.ycombinator|hacker ?news/i, ['hn-paste', 'hacker-news']],
  [/\bbsky\b/i, ['bluesky']],
  [/\b(?:linkedin|tiktok|instagram)\b/i, ['zeeschuimer']],
]

/** Ids that are words of any text. */
const PLAIN_WORDS = new Set(['paste', 'article', 'threads'])

const NEAREST: Readonly<Record<Doubt['kind'], readonly SourceId[]>> = {
  markup: ['paste'],
  code: ['jsonl', 'nested-json'],
  times: ['csv', 'telegram', 'discord'],
  table: ['csv', 'tsv'],
  boundaries: ['paste', 'reddit-paste', 'article'],
}

/**
 * A paste whose posts are judged: refused where too much is doubtful, unless it is a list of one post a line; else the thread's ledger and the summary say what is doubtful.
 *
 * @param isInsisted the caller named the source: nothing is refused
 */
export function refuseDoubt(text: string, result: IngestResult, isInsisted: boolean, isPage = false): IngestResult {
  const doubt = isPage ? judgePage(result.posts) : (judgeDoubt(text, result.posts) ?? judgeBylines(text, result.posts))
  // Names in a chat are private.
  const isChat = LAYOUTS.some(({ id, isMessages }) => id === result.summary.source && isMessages === true)
  const isUnsigned = isPage && !isInsisted && lacksSign(text, result.summary.source)
  const isTried = doubt === null ? isPage && (isUnsigned || isThin(text, result)) : doubt.kind === 'boundaries'
  const framed = isTried && !isInsisted && !isChat ? readFramed(text, result, doubt, isUnsigned) : null
  if (framed !== null) return framed
  const joined = isPage ? null : describeJoinedLines(text, result.posts)
  if (doubt !== null && (!doubt.isRefused || isInsisted))
    return withCaution(result, (doubt.isRefused ? null : joined) ?? `${doubt.seen}: some may be cut in the wrong place`)
  if (isPage && doubt === null) {
    const caution = isInsisted ? null : hasNamesOnce(result) ? NAMES_ONCE : isUnsigned ? UNSIGNED : null
    return caution === null ? result : withCaution(result, caution)
  }
  const isList = doubt === null ? !isInsisted && joined !== null && result.posts.length === 1 : doubt.kind === 'boundaries'
  const per = isList ? findListForm(text) : doubt === null && !isInsisted ? findMentioningListForm(text, result.posts) : null
  if (per !== null) {
    const list = parsePlain(text, per)
    const summary = { ...list.summary, source: 'list-paste' as const, reason: `every ${per} looks like a post, and none is named` }
    return withCaution({ ...list, summary }, `each ${per} was taken for a post: the text names no authors`)
  }
  if (doubt === null) return joined === null ? result : withCaution(result, joined)
  const nearest = findNearest(text, doubt.kind)
  const formats = nearest.map((id) => `${id} (${SOURCE_LIST.find((entry) => entry.id === id)?.description})`)
  const message = `expected a thread in a known layout, got other text: ${doubt.seen}. Nearest: ${formats.join('; ')}. Give one of these, name the source to insist, or take each line or paragraph as a post.`
  throw new PipelineError('INGEST_LAYOUT_UNKNOWN', message, { context: { kind: doubt.kind, seen: doubt.seen, nearest } })
}

const UNSIGNED = 'the page shows no line that its site alone prints, and its site may be another: compare the posts with the page'
/** A chat whose messages have no times, and of whose names none comes again. */
const hasNamesOnce = ({ posts, summary }: IngestResult): boolean =>
  summary.source === 'chat-name-paste' && new Set(posts.map(({ author }) => author)).size === posts.length
const NAMES_ONCE = 'each line opens with other words before a colon: taken for the names of a chat'

/** Posts of a layout that hold less of a page may be the wrong ones; what finds so many times as many posts is right. */
const THIN_SHARE = 0.5
const CLEARLY_MORE = 2
const lengthOf = (text: string): number => text.replace(/\s+/g, '').length
const isThin = (text: string, { posts }: IngestResult): boolean =>
  posts.reduce((sum, post) => sum + lengthOf(post.text), 0) < THIN_SHARE * lengthOf(text)

/** What lines that recur make of a text whose posts are doubtful; null where they set none apart. */
function readFramed(text: string, { posts }: IngestResult, had: Doubt | null, isUnsigned: boolean): IngestResult | null {
  const isRefused = had?.isRefused === true
  // Posts without a name may be lines of the page.
  const namedCount = posts.filter(({ author, meta }) => author !== null || meta.addressees !== undefined).length
  const leastCount = isRefused ? 1 : had === null ? (isUnsigned ? posts.length + 1 : posts.length * CLEARLY_MORE) : Math.max(1, namedCount)
  const { headers, ...read } = readUnknownPage(text)
  const doubt = judgePage(read.posts)
  // What is read with a caution gives way to what needs none.
  if (read.posts.length < leastCount || (isRefused || (had === null && !isUnsigned) ? doubt?.isRefused === true : doubt !== null))
    return null
  const { threadId, posts: framed } = giveIds(read.posts, headers)
  const reason = 'no known layout fits, and lines that recur set posts apart'
  return withCaution(
    {
      posts: framed,
      headers: new Map([[threadId, headers]]),
      summary: { ...read.summary, source: UNKNOWN_PAGE, reason },
    },
    'the layout of this page is not known, and lines that recur set its posts apart: compare them with the page',
  )
}

/** The result with a caution on its first post, which travels with the posts to every breakdown of them, and in the summary. */
export function withCaution(result: IngestResult, caution: string): IngestResult {
  const { posts, summary } = result
  const [first] = posts
  if (first === undefined) return result
  const { threadId, meta } = first
  const facts = new Map([[threadId, { notes: [...(meta.capture?.notes ?? []), caution] }]])
  const threads = new Map([[threadId, posts.filter((post) => post.threadId === threadId)]])
  const [marked = first] = keepLedgers(threads, { source: summary.source, facts, duplicatesByThread: new Map() })
  const capture = meta.capture === undefined ? marked.meta.capture : { ...meta.capture, notes: facts.get(threadId)?.notes ?? [] }
  const kept = { ...first, meta: { ...meta, ...(capture && { capture }) } }
  return { ...result, posts: [kept, ...posts.slice(1)], summary: { ...summary, notes: [...summary.notes, caution] } }
}

/** Formats of the platforms that the text names, then those of its kind. */
function findNearest(text: string, kind: Doubt['kind']): readonly SourceId[] {
  const sample = text.slice(0, SAMPLE_LENGTH)
  const named = SOURCE_LIST.filter(({ id }) => {
    const name = id.replace(/-paste$/, '')
    return name.length > 4 && !PLAIN_WORDS.has(name) && new RegExp(`\\b${name}\\b`, 'i').test(sample)
  })
  const hinted = HINTS.flatMap(([pattern, ids]) => (pattern.test(sample) ? ids : []))
  return [...new Set([...named.map(({ id }) => id), ...hinted, ...NEAREST[kind]])].slice(0, NEAREST_LIMIT)
}
