import { PipelineError } from '../../base/errors.js'
import { sha256OfText } from '../../base/text/sha256-text.js'
import { buildThreads } from '../../base/thread/thread.js'
import { parseScoredPost } from '../../count/breakdown/parse-scored-post.js'
import type { DealOptions } from '../../judge/deals/add-deals.js'
import { findCompanies } from '../../judge/deals/find-companies.js'
import { KNOWN_DEALS } from '../../judge/deals/known-deals.js'
import { LANGUAGE_FLAG } from '../../judge/post-flags.js'
import {
  type PackedLinearModel,
  unpackLinearModel,
} from '../../judge/stance/linear/linear-classifier.js'
import type { StanceClassifier } from '../../judge/stance/stance-classifier.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { AUTO_EVIDENCE_POST_COUNT, createPipeline } from '../../pipeline/pipeline.js'
import { formatIngestSummary } from '../../read/format-ingest-summary.js'
import { decodePage } from '../../read/html/unwrap-page.js'
import { parseCopied } from '../../read/parse-copied.js'
import { parsePosts } from '../../read/parse-posts.js'
import { decode } from '../../read/record/decode.js'
import { isParquet } from '../../read/record/file-heads.js'
import type { IngestResult } from '../../read/record/ingest-result.js'
import { parseParquet } from '../../read/table/parse-parquet.js'
import { looksLike } from '../../say/card/outlook-lines.js'
import type { ModelFigures } from '../../say/facts/model-figures.js'
import { renderJsonl } from '../../say/rows/render-jsonl.js'
import { renderPostsCsv } from '../../say/rows/render-posts-csv.js'
import type { GivenText, PageReply, PageRequest, ScoredText } from './page-messages.js'
import { ThreadCheck } from './thread-check.js'
import { movesOf, whichFirst } from './thread-moves.js'

interface PageModels {
  readonly linear: PackedLinearModel
  readonly figures: readonly ModelFigures[]
}

export interface PageChannel {
  onmessage: ((event: { readonly data: PageRequest }) => void) | null
  postMessage(reply: PageReply): void
}

/**
 * Sends `ready`, then answers the page's requests one after another.
 *
 * @param served opens the model of the server behind the page; null in a page that is a file, which
 *   has the linear model alone
 */
export function startPageWorker(
  { linear, figures }: PageModels,
  channel: PageChannel,
  served: ServedModel | null = null,
): void {
  const inside = unpackLinearModel(linear)
  let model: StanceClassifier = inside
  const { scheme } = inside
  const dealById = new Map(KNOWN_DEALS.map((deal) => [deal.id, deal]))
  let check: ThreadCheck | null = null
  const keep = (key: string, text: string): void => channel.postMessage({ kind: 'keep', key, text })

  const score = async ({ given, about, asks }: ScoreRequest): Promise<PageReply> => {
    if (asks && !about.mover)
      return { kind: 'scored', scored: null, ...(await findMove(given, inside)) }
    const { dealId, ...deal } = about
    const onProgress = (doneCount: number, totalCount: number): void =>
      channel.postMessage({ kind: 'progress', doneCount, totalCount })
    const scored = await scoreText(given, { model, ...deal, onProgress })
    const [{ name, content }] = scored.files
    const lines = content.trimEnd().split('\n')
    const posts = lines.map((line, index) =>
      parseScoredPost(JSON.parse(line), `line ${index + 1} of ${name}`, scheme),
    )
    const thread = { posts, name, sha256: sha256OfText(content), scheme, deals: dealById }
    const shown = figures.find((each) => each.model === model.id) ?? null
    check = new ThreadCheck({ ...thread, figures: shown }, keep, dealId)
    return { kind: 'scored', scored }
  }

  const answer = async (request: PageRequest): Promise<PageReply> => {
    if (request.kind === 'score') return await score(request)
    if (check === null) throw new PipelineError('INTERNAL', 'expected a scored thread, got none.')
    return await answerCheck(check, request)
  }

  // Scores a first text, which builds the tables of names and languages while the reader pastes.
  const start = async (): Promise<void> => {
    if (served !== null) model = await served(() => inside)
    channel.postMessage({ kind: 'ready', modelId: model.id })
    await scoreText(
      { bytes: new TextEncoder().encode('They gave up.') },
      { model, onProgress: () => {} },
    )
  }

  const postFault = (error: unknown): void =>
    channel.postMessage({
      kind: 'fault',
      message: error instanceof Error ? error.message : String(error),
      ...(error instanceof PipelineError
        ? { code: error.code, seen: seenIn(error) }
        : { code: null, seen: '' }),
    })
  let last: Promise<void> = start().catch(postFault)
  channel.onmessage = ({ data }) => {
    last = last
      .then(() => answer(data))
      .then((reply) => channel.postMessage(reply))
      .catch(postFault)
  }
}

type ScoreRequest = Extract<PageRequest, { readonly kind: 'score' }>

async function answerCheck(
  check: ThreadCheck,
  request: Exclude<PageRequest, ScoreRequest>,
): Promise<PageReply> {
  if (request.kind === 'answer') return { kind: 'answered', answer: await check.answer(request) }
  if (request.kind === 'report') return { kind: 'reported', file: check.report() }
  if (request.kind === 'begin') await check.begin(request.reader)
  else if (request.kind === 'move') check.turnTo(request.dealId)
  else if (request.kind === 'reader') check.setReader(request.reader)
  else if (request.kind === 'tell') check.tell(request.told)
  else if (request.kind === 'reopen') check.reopen()
  else if (request.kind === 'take') check.take(request.text)
  else if (request.kept !== null) check.resume(request.kept)
  return { kind: 'checked', view: check.view() }
}

/** Opens a model in which the linear one may be mixed. */
type ServedModel = (linear: () => StanceClassifier) => Promise<StanceClassifier>

/**
 * The question after the known moves that posts are tied to, the most frequent of them by most, and
 * names that the company of another may have.
 */
async function findMove(given: GivenText, model: StanceClassifier) {
  const { posts, headers } = await readPosts(given)
  const threads = buildThreads(posts.slice(0, 100), headers)
  const scored = await createPipeline({ model, evidence: false }).classify(threads)
  if (scored.every(({ flags }) => flags.some((flag) => flag.startsWith(LANGUAGE_FLAG))))
    throw new PipelineError(
      'INGEST_RECORD_INVALID',
      'No post here is in English, and the model reads English alone.',
    )
  if (scored.every(({ text }) => text.trim().split(/\s+/).length < 3))
    throw new PipelineError('INGEST_EMPTY', 'No post has three words.', {
      context: { seen: 'No post here has three words' },
    })
  const moves = movesOf(scored, new Map(KNOWN_DEALS.map((deal) => [deal.id, deal])))
  const [first] = moves
  const known =
    first !== undefined && first.postCount * 2 > scored.length
      ? KNOWN_DEALS.find(({ id }) => id === first.dealId)
      : undefined
  const question = moves.length > 1 ? whichFirst(moves) : known && looksLike(known.move)
  return {
    question: known === undefined ? null : (question ?? null),
    moves: known === undefined ? [] : moves,
    companies: findCompanies(threads).slice(0, 3),
  }
}

/**
 * Look of a refused text, and its first posts. Empty for a page in HTML, where the message says
 * more.
 */
function seenIn({ context: { seen = '', asRead, kind } }: PipelineError): string {
  if (String(kind).endsWith('page')) return ''
  return asRead === undefined ? String(seen) : `${seen}; its first posts would be ${asRead}`
}

interface ScoreTextOptions extends DealOptions {
  readonly model: StanceClassifier
  /** Called before the first post and after every batch. */
  onProgress(doneCount: number, totalCount: number): void
}

/** Scores a text as `dealstance classify FILE --out scored.jsonl` does, to the same bytes. */
export async function scoreText(
  given: GivenText,
  { onProgress, ...scoring }: ScoreTextOptions,
): Promise<ScoredText> {
  const { posts, headers, summary } = await readPosts(given)
  const threads = buildThreads(posts, headers)
  const options = { ...scoring, evidence: posts.length <= AUTO_EVIDENCE_POST_COUNT }
  const pipeline = createPipeline(options)
  const nameOf = (name: string): string =>
    given.fileName === undefined ? name : `${given.fileName.replace(/(?<=.)\.[^.]*$/, '')}.${name}`
  const scored: ScoredPost[] = []
  onProgress(0, posts.length)
  for await (const found of pipeline.stream(threads)) {
    for (const post of found) scored.push(post)
    onProgress(scored.length, posts.length)
  }
  const jsonl = scored.map(renderJsonl).join('')
  const { scheme } = pipeline
  return {
    postCount: scored.length,
    readAs: `Read as ${summary.source}: ${summary.reason}.`,
    firstPosts: summary.asRead ?? null,
    opener: posts.find(({ meta }) => meta.role === 'root')?.author ?? null,
    summary: formatIngestSummary(summary),
    files: [
      { name: nameOf('scored.jsonl'), type: 'application/x-ndjson', content: jsonl },
      {
        name: nameOf('scored.csv'),
        type: 'text/csv',
        content: renderPostsCsv(scored, scheme),
      },
    ],
  }
}

async function readPosts({ bytes, copies = [], ...given }: GivenText): Promise<IngestResult> {
  const options = { onBadRecord: 'throw', threadId: 't1', ...given } as const
  const readText = (): IngestResult => {
    const text = decodePage(bytes) ?? decode(bytes, { name: given.fileName ?? 'pasted text' })
    return copies.length === 0 || given.onePostPer !== undefined
      ? parsePosts(text, options)
      : parseCopied(text, copies, options)
  }
  return isParquet(bytes) ? await parseParquet(bytes, options) : readText()
}
