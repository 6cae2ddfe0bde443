import { countEach } from '../../base/statistics/group-by.js'
import { formatCount, nameSome } from '../../base/text/format-count.js'
import { NODE_KINDS, type NodeKind, nodeKindOf, type Post } from '../../base/thread/post.js'
import { buildThreads } from '../../base/thread/thread.js'
import { withAddress } from '../../count/thread/thread-address.js'
import type { DealOptions } from '../../judge/deals/choose-deals.js'
import { isCounted, isPrompt } from '../../judge/post-flags.js'
import type { StanceClassifier } from '../../judge/stance/stance-classifier.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { createPipeline } from '../../pipeline/pipeline.js'
import { formatIngestSummary, gapsOf, sourceName } from '../../read/format-ingest-summary.js'
import { decodePage } from '../../read/html/unwrap-page.js'
import { parseCopied } from '../../read/parse-clipboard.js'
import { parsePosts } from '../../read/parse-posts.js'
import { decode } from '../../read/record/decode.js'
import { isParquet } from '../../read/record/file-kinds.js'
import type { IngestResult } from '../../read/record/ingest-result.js'
import { parseParquet } from '../../read/table/parse-parquet.js'
import { phrases } from '../../say/facts/finding-words.js'
import { countOf, openingWords } from '../../say/facts/subject.js'
import { sourceOf } from '../../say/facts/thread-source.js'
import { capitalise, joined, printableName } from '../../say/format/names.js'
import { renderJsonl } from '../../say/rows/render-jsonl.js'
import { renderPostsCsv } from '../../say/rows/render-posts-csv.js'
import { belowOpening } from '../desk/below-opening.js'
import type { GivenText, ScoredText } from './page-messages.js'
import { jsonLinesFile } from './parse-labels.js'
import { isArticle } from './thread-words.js'

interface ScoreTextOptions extends DealOptions {
  readonly model: StanceClassifier
  /** Called before the first post and after every batch. */
  onProgress(doneCount: number, totalCount: number): void
}

/** Scores posts as `dealstance classify FILE --out scored.jsonl` does, to the same bytes. */
export async function scoreGiven(
  thread: IngestResult,
  givenText: GivenText,
  { onProgress, ...scoring }: ScoreTextOptions,
): Promise<ScoredText> {
  const { posts, headers, summary } = thread
  const { fileName } = givenText
  const threads = buildThreads(posts, headers)
  const pipeline = createPipeline(scoring)
  const opener = posts.find(({ meta }) => meta.role === 'root')?.author ?? null
  const stem = fileName?.replace(/(?<=.)\.[^.]*$/, '') ?? stemOf(opener ?? '')
  const nameOf = (name: string): string => (stem === '' ? name : `${stem}.${name}`)
  const scored: ScoredPost[] = []
  onProgress(0, posts.length)
  for await (const batch of pipeline.stream(threads)) {
    for (const post of batch) scored.push(post)
    onProgress(scored.length, posts.length)
  }
  const jsonl = scored.map(renderJsonl).join('')
  const { scheme } = pipeline
  const isOne = isArticle(posts)
  const foundWords = isOne ? formatCount(scored.length - 1, 'quotation') : describeFound(scored)
  return {
    found: foundWords,
    whose: opener === null ? foundWords : `the ${isOne ? 'article' : 'thread'} of ${opener}`,
    firstPosts: summary.asRead ?? '',
    doubts: describeDoubts(thread),
    lost: lostLinesIn(thread, givenText),
    summary: formatIngestSummary({ ...summary, source: sourceName(summary.source) }),
    files: [
      jsonLinesFile(nameOf('scored.jsonl'), jsonl),
      {
        name: nameOf('scored.csv'),
        type: 'text/csv',
        content: renderPostsCsv(scored, scheme),
      },
    ],
  }
}

const STEM_LENGTH = 40

/** Beginning of file names that tells one story from another: "ana_k" for @ana_k's thread. */
const stemOf = (opener: string): string =>
  opener
    .slice(0, STEM_LENGTH)
    .replace(/[^\p{L}\p{M}\p{N}_-]+/gu, '-')
    .replace(/^-|-$/g, '')

/** "18 replies and the two opening posts": what is counted, and what is shown above it. */
function describeFound(posts: readonly ScoredPost[]): string {
  const counted = posts.filter(isCounted)
  const rootCount = counted.filter(({ meta }) => meta.role === 'root').length
  const openings = openingWords(posts.filter(isPrompt).length, sourceOf(posts))
  return `${countOf({ rootCount, postCount: counted.length })}${openings && ` and ${openings}`}`
}

/** Sentences on what the count hangs on. */
function describeDoubts({ posts, summary }: IngestResult): string {
  const guess = isArticle(posts) ? null : posts.find(({ meta }) => meta['isAuthorInferred'])?.author
  // Words in no post are no cut.
  const cuts = summary.ambiguities.flatMap(({ cutAt = '' }) =>
    cutAt && posts.some(({ text }) => text.includes(cutAt)) ? `“${printableName(cutAt, 40)}”` : [],
  )
  return joined([
    // Each guessed parent is marked where its reply is read.
    ...gapsOf({ ...summary, guessedParentCount: 0 }).map((gap) => `${capitalise(gap)}.`),
    leftOutWords(posts),
    authorWords(summary.authorFields),
    guess ? `The author ${printableName(guess)} is a guess.` : '',
    cuts[0] ? `As you read, look whether posts begin here: ${nameSome(cuts, 3)}.` : '',
  ])
}

/** On columns whose names say nothing of authors although their values may be names. */
const authorWords = (fields: readonly string[] = []): string =>
  fields.length === 0
    ? ''
    : `Authors were not read. If ${nameSome(fields.map((field) => `“${printableName(field)}”`))} holds them, name it “author” in the file and drop the file again.`

const LEFT_OUT: Readonly<Record<NodeKind, string>> = {
  deleted: 'deleted',
  blocked: 'blocked',
  'not-found': 'hidden or removed',
  empty: 'without words',
  advert: 'paid for',
  retweet: 'reposted',
  bot: 'by bots',
}

/** "Not counted: 2 deleted, 1 by bots." Empty where every post is counted. */
function leftOutWords(posts: readonly Post[]): string {
  const counts = countEach(posts.flatMap(({ meta }) => nodeKindOf(meta) ?? []))
  const kinds = phrases(NODE_KINDS.map((kind) => [counts.get(kind) ?? 0, LEFT_OUT[kind]] as const))
  return kinds && `Not counted: ${kinds}.`
}

/** The lines of a copied page that stand in no post, as long as its posts may be too few. */
function lostLinesIn({ posts: [first] }: IngestResult, givenText: GivenText): string[] {
  const { unitTaken, lostLines = [] } = first?.meta.capture ?? {}
  if (unitTaken !== 'page') return []
  const lines = textOf(givenText).split('\n')
  return lostLines.map((lineNumber) => (lines[lineNumber - 1] ?? '').trim())
}

const textOf = ({ bytes, fileName = 'pasted text' }: GivenText): string =>
  decodePage(bytes) ?? decode(bytes, { name: fileName })

/** The posts of a given text, as `classify` parses its file. */
export async function parseGiven(givenText: GivenText): Promise<IngestResult> {
  const { bytes, copies = [], ...textOptions } = givenText
  const options = { onBadRecord: 'throw', threadId: 't1', ...textOptions } as const
  const readText = (): IngestResult => {
    const text = textOf(givenText)
    return copies.length === 0 || textOptions.onePostPer !== undefined
      ? parsePosts(text, options)
      : parseCopied(text, copies, options)
  }
  const read = isParquet(bytes) ? await parseParquet(bytes, options) : readText()
  const { url } = textOptions
  if (url === undefined || read.summary.threadCount !== 1) return read
  const thread = belowOpening(read, url)
  return { ...thread, posts: withAddress(thread.posts, url) }
}
