import { PipelineError } from '../base/errors.js'
import { foldSpace } from '../base/text/fold-text.js'
import { splitLines } from '../base/text/split-lines.js'
import type { CaptureLedger } from '../base/thread/capture-ledger.js'
import type { Post } from '../base/thread/post.js'
import { parseArticle, recogniseArticle } from './copied/article/parse-article.js'
import { findSite, lacksLine, lacksSign } from './copied/choose-layout.js'
import { LAYOUTS } from './copied/layout.js'
import { LEAST_COUNT } from './copied/lines/thresholds.js'
import { takeOffRecurring } from './copied/plain/item-lines.js'
import { type OnePostPer, parsePlain } from './copied/plain/parse-plain.js'
import { fitsBetter, type Rival } from './copied/tags/fits-better.js'
import { noteDoubtfulLines } from './copied/tags/note-doubtful-lines.js'
import { parseTaggedPage } from './copied/tags/parse-unknown-page.js'
import { LEAST_LINE_COUNT, tagPage } from './copied/tags/tagged-page.js'
import { UNKNOWN_PAGE } from './copied/tags/unknown-layout.js'
import {
  type Doubt,
  describeGuessedNames,
  describeJoinedLines,
  describeUntimedRoot,
  findDoubt,
  findUnitTaken,
  isNameAndColon,
} from './doubt/find-doubts.js'
import { markNoThread } from './doubt/no-thread.js'
import { describeOtherPage } from './doubt/other-page.js'
import {
  describeOtherKind,
  findListForm,
  findMentioningListForm,
  NEARLY_ALL,
  nameOtherKind,
} from './doubt/text-kinds.js'
import { isAt } from './html/choose-site.js'
import { ledgerOf } from './link/group-into-threads.js'
import { describeNearest, hintIn, NEAREST } from './nearest-form.js'
import { type IngestResult, withCautions } from './record/ingest-result.js'
import { SOURCES } from './sources.js'
import type { ParseRecordsOptions, ParseSource } from './table/parse-records.js'

/**
 * Chooses the reading of a copied text: as it was read, by the tags of its lines, by its bylines,
 * or as a list.
 *
 * @param isInsisted the caller named the form: nothing is refused or read differently
 * @param isWhole no post is missing, says the caller
 * @throws {PipelineError} `INGEST_LAYOUT_UNKNOWN` for too many doubts
 */
export function chooseReading(
  text: string,
  result: IngestResult,
  isInsisted: boolean,
  isPage: boolean,
  { isWhole = false, url }: Pick<ParseRecordsOptions, 'url'> & { readonly isWhole?: boolean } = {},
): IngestResult {
  const reading = doubtsOf(text, result, isInsisted, isPage, url)
  const read = isInsisted ? settle(reading) : choose(reading)
  const unitTaken = read.summary.source === 'paste' ? findUnitTaken(read.posts, text) : null
  if (unitTaken !== null) return withLedger(read, () => ({ unitTaken }))
  const { lostLines = [] } = read.summary
  if (lostLines.length === 0 || isInsisted) return read
  return isWhole
    ? withCaution(
        withLedger(read, () => ({ lostLines })),
        'all posts are here, says whoever copied the page',
      )
    : withLedger(read, () => ({ lostLines, unitTaken: 'page' }))
}

function choose(reading: Reading): IngestResult {
  const best = besideTags(
    reading,
    () =>
      parseByBylines(reading) ?? parseAsList(reading) ?? parseAsArticle(reading) ?? settle(reading),
  )
  const { result, caution } = markNoThread(best, reading.text)
  const marked = caution === null ? result : withCaution(result, caution, true, COMPARE)
  const otherPage = reading.isPage
    ? describeOtherPage(reading.text, result.posts, result.summary.source)
    : null
  return otherPage === null ? marked : withCaution(marked, otherPage, true)
}

/** End of a caution on the screen. */
const COMPARE = ': compare the posts with the page'

/** "old.reddit.com" for "reddit-paste" */
const isAtSite = (url: string, source: string): boolean =>
  LAYOUTS.filter(({ id }) => id === source).some(isAt(url.split('/')[2] ?? ''))

/** A clock without a day, as messages of a chat show it. */
const CLOCK = /^\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?$/i

function doubtsOf(
  text: string,
  result: IngestResult,
  isInsisted: boolean,
  isPage: boolean,
  url = '',
) {
  const { posts, summary } = result
  const firstDoubt = findDoubt(isPage ? 'page' : 'paste', posts, text)
  const isDoubtful = isPage
    ? firstDoubt?.isRefused
    : firstDoubt !== null || describeJoinedLines(text, posts) !== null
  // No line is there that only the page's site prints.
  const isSiteGuessed =
    isPage && !isInsisted && !isAtSite(url, summary.source) && lacksLine(text, summary.source)
  const isUnsigned = isSiteGuessed && lacksSign(text, summary.source)
  const clocks = posts.flatMap(({ meta: { timeText } }) =>
    CLOCK.test(String(timeText)) ? String(timeText) : [],
  )
  const isChat = firstDoubt === null && isUnsigned && 2 * clocks.length > posts.length
  const isOfSite = isPage && firstDoubt === null && !isUnsigned
  const kindSeen = isOfSite ? null : nameOtherKind(text, isDoubtful === true)
  const other = isChat ? describeOtherKind('a chat', clocks[0]) : kindSeen
  // A page with neither a line of its site nor clean posts is of another site.
  const readingDoubt =
    isUnsigned && firstDoubt !== null ? { ...firstDoubt, isRefused: true } : firstDoubt
  const kind = isChat ? 'boundaries' : 'table'
  const ofReading: Doubt | null =
    other === null ? readingDoubt : { isRefused: true, kind, seen: other }
  const mayLackReplies = !isPage && !isInsisted && countNamed(posts) < LEAST_COUNT
  const doubt = (mayLackReplies ? doubtOfSite(text) : null) ?? ofReading
  return { text, result, isInsisted, isPage, doubt, isUnsigned, isSiteGuessed }
}
type Reading = ReturnType<typeof doubtsOf>

/** Doubt about a page of a known site that shows no thread: its replies may be closed. */
function doubtOfSite(text: string): Doubt | null {
  const site = findSite(text)
  const seen = `no reply was found on what looks like ${site}: open the replies first`
  return site === null ? null : { isRefused: true, kind: 'boundaries', seen }
}

/**
 * Expected number of lines that a reading has wrong beyond the tags', from which on the posts are
 * read by those: of a page that no other reading fits, of one in no known layout, of plain text,
 * and of one that shows a line of its site.
 */
const WRONG_LIMITS = { refused: 1, unknown: 2, plain: 9, signed: 9 }

/**
 * Logarithm of the odds that a layout is right on a line of a page that shows a line of its site:
 * tags that waver on short posts, or on one line over and over, do not outweigh it. Choice.
 */
const SIGNED_TRUST = 2

/**
 * A reading, or the posts by the tags of the page's lines where those fit it clearly better. Lines
 * of which reading and tags differ are named.
 *
 * @throws {PipelineError} that of the reading, where the tags fit no better
 */
function besideTags(reading: Reading, read: () => IngestResult): IngestResult {
  const { text, doubt, isPage } = reading
  const isOfOtherKind = doubt !== null && doubt.kind !== 'boundaries'
  const isPlain = !isPage && doubt === null && !mayHoldMoments(reading)
  const isShort = splitLines(text).length < LEAST_LINE_COUNT
  const page = isOfOtherKind || (isPlain && isShort) ? null : tagPage(text)
  const { other, refusal } = resultOrRefusal(read)
  const isOfSite = isPage && other?.summary.source === reading.result.summary.source
  if (page !== null) {
    const tagged = parseTaggedPage(page)
    const limit = isPlain ? WRONG_LIMITS.plain : limitOf(reading, other, isOfSite)
    const trust = trustIn(reading, isOfSite)
    if (isOfSite && holdsBelowHeadless(text, other, { limit, trust })) return other
    if (fitsBetter(page, tagged, { posts: other?.posts ?? null, limit, trust }))
      return withCaution(
        withForm(
          tagged.whole,
          UNKNOWN_PAGE,
          'no known layout fits, and the shapes of lines set posts apart',
        ),
        'the layout of this page is not known, and the shapes of lines set its posts apart',
        true,
        COMPARE,
      )
  }
  if (other === null) throw refusal
  return page !== null && isOfSite && !isShort ? noteDoubtfulLines(page, other) : other
}

/**
 * Text below the words with which a page begins, where their head was not copied; else null. Names
 * above words look like names below them there.
 *
 *     And then they sold the fab anyway.      <- first post
 *     reply                                   <- the text from here on
 *     cjharrow 1 day ago
 */
function belowHeadless(text: string, [first]: readonly Post[]): string | null {
  const words = first?.author === null ? (first.text.split('\n').at(-1) ?? '') : ''
  const at = words === '' ? -1 : text.indexOf(words)
  return at === -1 ? null : text.slice(at + words.length)
}

/** True for a reading of such a page that the tags do not beat on the text below those words. */
function holdsBelowHeadless(
  text: string,
  other: IngestResult | null,
  rival: Omit<Rival, 'posts'>,
): other is IngestResult {
  const rest = other === null ? null : belowHeadless(text, other.posts)
  if (other === null || rest === null) return false
  const page = tagPage(rest)
  const posts = other.posts.slice(1)
  return page === null || !fitsBetter(page, parseTaggedPage(page), { ...rival, posts })
}

/** A reading, or its refusal as no thread in a known layout. */
function resultOrRefusal(read: () => IngestResult) {
  try {
    return { other: read(), refusal: null }
  } catch (fault) {
    if (fault instanceof PipelineError && fault.code === 'INGEST_LAYOUT_UNKNOWN')
      return { other: null, refusal: fault }
    throw fault
  }
}

const trustIn = ({ isUnsigned }: Reading, isOfSite: boolean): number =>
  isOfSite && !isUnsigned ? SIGNED_TRUST : 0

function limitOf({ isUnsigned }: Reading, other: IngestResult | null, isOfSite: boolean): number {
  if (other === null) return WRONG_LIMITS.refused
  return isOfSite && !isUnsigned ? WRONG_LIMITS.signed : WRONG_LIMITS.unknown
}

/** A page in no known layout by its bylines and mentions, where nearly all its posts are named. */
function parseByBylines({ text, result, doubt, isPage, isUnsigned }: Reading) {
  const isUnknown = doubt === null ? isUnsigned : doubt.kind === 'boundaries'
  if (!isPage || !isUnknown) return null
  const other = (SOURCES.paste as ParseSource)(text, {})
  const { posts } = other
  const least = doubt === null ? result.posts.length + 1 : Math.max(1, countNamed(result.posts))
  if (posts.length < least || countNamed(posts) < NEARLY_ALL * posts.length) return null
  if (findDoubt('page', posts) ?? findDoubt('paste', posts, text)) return null
  return withCaution(
    withForm(other, 'paste', 'most posts stand under bylines or open with a mention'),
    'the layout of this page is not known, and its posts were read by their bylines and mentions',
    true,
    COMPARE,
  )
}

export const withForm = (result: IngestResult, source: string, reason: string): IngestResult => ({
  ...result,
  summary: { ...result.summary, source, reason },
})

const SHORT_COUNT = /^(?:\p{L}{1,12} )?\d{1,2} \p{L}{1,12}(?: \p{L}{1,12})?$/mu

/** True where most posts of plain text hold a short line with a number: "2 dni temu". */
const mayHoldMoments = ({ result: { posts }, isPage }: Reading): boolean =>
  !isPage && posts.filter(({ text }) => SHORT_COUNT.test(text)).length * 2 > posts.length

// Nameless posts may be lines of the page.
export const countNamed = (posts: readonly Post[]): number =>
  posts.filter(({ author, meta }) => author !== null || meta.addressees !== undefined).length

/** A nameless list of posts, one a line or paragraph; null for other texts. */
function parseAsList(reading: Reading): IngestResult | null {
  const per = findListOf(reading)
  if (per === null) return null
  const list = parsePlain(reading.text, per, takeOffRecurring(reading.text).lines)
  const areNamed = list.posts.filter(isNameAndColon).length * 2 > list.posts.length
  const caution = areNamed
    ? `each ${per} was taken for a post, with the words before its colon; if those are names, give a CSV with the columns author and text`
    : `each ${per} was taken for a post: the text names no authors`
  return withCaution(
    withForm(list, 'paste', `every ${per} looks like a post, and none is named`),
    caution,
  )
}

/** The quotations of an article whose list of other articles looks like posts; null for others. */
function parseAsArticle({ text, isPage, doubt }: Reading): IngestResult | null {
  const reason = isPage && doubt?.isRefused ? recogniseArticle(text) : null
  return reason === null ? null : withForm(parseArticle(text), 'article', reason)
}

function findListOf({ text, result: { posts }, doubt, isPage }: Reading): OnePostPer | null {
  if (doubt !== null)
    return doubt.isRefused && doubt.kind === 'boundaries' ? findListForm(text) : null
  if (isPage) return null
  return posts.length === 1 && describeJoinedLines(text, posts) !== null
    ? findListForm(text)
    : findMentioningListForm(text, posts)
}

const UNSIGNED = 'the site is taken from the form of the page'

function settle(reading: Reading): IngestResult {
  const { text, doubt, isInsisted, isPage, isSiteGuessed } = reading
  if (doubt?.isRefused && !isInsisted) throw refusalOf(reading, doubt)
  const result = isSiteGuessed
    ? withLedger(reading.result, () => ({ isSiteGuessed: true }))
    : reading.result
  const joined = isPage ? null : describeJoinedLines(text, result.posts)
  const layout = LAYOUTS.find(({ id }) => id === result.summary.source)
  // A title stands for the opening post of a video; Facebook hides the time of one among letters.
  const mayLackTime = layout?.isVideo === true || layout?.ends !== undefined
  const ofRoot = mayLackTime ? null : describeUntimedRoot(result.posts)
  const ofSite = isSiteGuessed ? UNSIGNED : (layout?.caution ?? ofRoot)
  const ofPage = isInsisted ? null : ofSite
  const ofDoubt = doubt && ((doubt.isRefused ? null : joined) ?? describeDoubt(doubt))
  const caution = ofDoubt ?? (isPage ? ofPage : (joined ?? describeGuessedNames(result.posts)))
  const isOfForm = caution === UNSIGNED || caution === ofRoot
  return caution === null
    ? result
    : withCaution(result, caution, caution !== joined, isOfForm ? COMPARE : '')
}

const describeDoubt = ({ seen, look }: Doubt): string =>
  look === undefined ? `${seen}: some may be cut in the wrong place` : `${seen}; look: ${look}`

const FIRST_LENGTH = 60

const describeFirst = (posts: readonly Post[]): string =>
  posts
    .slice(0, 2)
    .map(({ author, meta, text }) => {
      const words = foldSpace(text)
      const cut =
        words.length <= FIRST_LENGTH
          ? words
          : `${words.slice(0, Math.max(0, words.lastIndexOf(' ', FIRST_LENGTH - 1)))}…`
      return `${author ?? meta['authorName'] ?? 'without a name'}: ${JSON.stringify(cut)}`
    })
    .join('; ')

/**
 * Adds a caution to the summary and the first post, which carries it to every breakdown.
 *
 * @param isOfPlaces shows the first posts too
 * @param advice for the screen alone
 */
export function withCaution(
  result: IngestResult,
  caution: string,
  isOfPlaces = false,
  advice = '',
): IngestResult {
  const { posts, summary } = result
  if (posts.length === 0) return result
  const summaryAsRead = isOfPlaces ? { ...summary, asRead: describeFirst(posts) } : summary
  return {
    ...withLedger(result, (notes) => ({ notes: [...notes, caution] })),
    summary: withCautions(summaryAsRead, [caution + advice]),
  }
}

/** Changes the ledger of the first thread, which its first post carries. */
function withLedger(
  result: IngestResult,
  change: (notes: readonly string[]) => Partial<CaptureLedger>,
): IngestResult {
  const [first, ...others] = result.posts
  if (first === undefined) return result
  const thread = result.posts.filter(({ threadId }) => threadId === first.threadId)
  const { capture = ledgerOf(thread, result.summary.source, {}) } = first.meta
  const meta = { ...first.meta, capture: { ...capture, ...change(capture.notes ?? []) } }
  return { ...result, posts: [{ ...first, meta }, ...others] }
}

/** Advice for a doubtful text: to read the saved page. */
export const SAVE_THE_PAGE =
  'the saved page is read more surely than the text: use "Save page as" in the browser, and give the file'

function refusalOf({ text, result: { posts } }: Reading, { kind, seen }: Doubt): PipelineError {
  const isOfPage = kind === 'boundaries'
  const nearest = (isOfPage ? undefined : hintIn(text)) ?? NEAREST[kind]
  const header = nearest === 'csv' ? ' Begin the file with its header line.' : ''
  const asRead = isOfPage ? describeFirst(posts) : ''
  const first = isOfPage ? ` Its first posts would be ${asRead}; ${SAVE_THE_PAGE}.` : ''
  const message = `expected a thread in a known layout, got other text: ${seen}.${first}${describeNearest(nearest)}${header} Name the source to insist, or take each line or paragraph as a post.`
  return new PipelineError('INGEST_LAYOUT_UNKNOWN', message, {
    context: { kind, seen, nearest, ...(isOfPage && { asRead }) },
  })
}
