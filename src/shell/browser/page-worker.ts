import { PipelineError } from '../../base/errors.js'
import { sha256OfText } from '../../base/text/sha256-text.js'
import type { Thread } from '../../base/thread/thread.js'
import { parseScoredPost } from '../../count/breakdown/parse-scored-post.js'
import { nameDeal } from '../../judge/deals/choose-deals.js'
import type { Deal } from '../../judge/deals/deal.js'
import { KNOWN_DEALS_BY_ID } from '../../judge/deals/known-deals.js'
import {
  type PackedLinearModel,
  unpackLinearModel,
} from '../../judge/stance/linear/linear-classifier.js'
import type { StanceClassifier } from '../../judge/stance/stance-classifier.js'
import type { IngestResult } from '../../read/record/ingest-result.js'
import type { ModelFigures } from '../../say/facts/model-figures.js'
import { markUnnamed } from './both-moves.js'
import { listEarlierThreads } from './earlier-copy.js'
import { findDoubtful, findMove, noteThread, wholeOf } from './find-move.js'
import type { About, MoveQuestion, PageReply, PageRequest } from './page-messages.js'
import { parseGiven, scoreGiven } from './score-text.js'
import { SecondReading } from './second-reading.js'
import { ThreadCheck } from './thread-check.js'

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
  let check: ThreadCheck | null = null
  let second: SecondReading | null = null
  const keep = (key: string, text: string): void => channel.postMessage({ kind: 'keep', key, text })

  const score = async ({
    given: givenText,
    kept,
    ...request
  }: ScoreRequest): Promise<PageReply> => {
    const thread = await parseGiven(givenText)
    refuseArticle(thread)
    const [earlier] =
      request.asks && !request.about.mover ? listEarlierThreads(thread.posts, kept) : []
    const about = earlier?.thread.about ?? request.about
    const whole = wholeOf(thread)
    const isAsked = request.asks && earlier === undefined
    const question = isAsked ? await askAbout(thread, whole, about) : null
    if (question !== null) return { kind: 'scored', scored: null, ...question }
    const { dealId, isSure: _isSure, ...deal } = about
    const { posts: notedPosts, ofBoth } = await noteThread(whole, dealOf(about))
    const noted = { ...thread, posts: notedPosts }
    const onProgress = (doneCount: number, totalCount: number): void =>
      channel.postMessage({ kind: 'progress', doneCount, totalCount })
    const scored = await scoreGiven(noted, givenText, {
      model,
      ...deal,
      onProgress,
    })
    const [{ name, content }] = scored.files
    const lines = content.trimEnd().split('\n')
    const parsed = lines.map((line, index) =>
      parseScoredPost(JSON.parse(line), `line ${index + 1} of ${name}`, scheme),
    )
    const known = figures.find((each) => each.model === model.id) ?? null
    const tied = ofBoth ?? parsed
    const posts = ofBoth === null ? parsed : markUnnamed(parsed, ofBoth)
    const counted = { posts, name, sha256: sha256OfText(content), scheme, deals: KNOWN_DEALS_BY_ID }
    second = null
    check = new ThreadCheck({ ...counted, figures: known, tied }, keep, about)
    return { kind: 'scored', scored, about }
  }

  const answer = async (request: PageRequest): Promise<PageReply> => {
    if (request.kind === 'score') return await score(request)
    if (request.kind === 'second') {
      if (request.text !== null) second = new SecondReading(request.text, request.kept, keep)
      if (second !== null) return { kind: 'second', view: second.view() }
    }
    if (request.kind === 'check') second = null
    if (request.kind === 'answer' && second !== null)
      return { kind: 'answered', answer: await second.answer(request) }
    if (check === null) throw new PipelineError('INTERNAL', 'expected a scored thread, got none.')
    return await answerCheck(check, request)
  }

  // Scores a first text, which builds the tables of names and languages while the reader pastes.
  const start = async (): Promise<void> => {
    if (served !== null) model = await served(() => inside)
    channel.postMessage({ kind: 'ready', modelId: model.id })
    const warmUp = { bytes: new TextEncoder().encode('They gave up.') }
    const first = await parseGiven(warmUp)
    await scoreGiven(first, warmUp, { model, onProgress: () => {} })
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

/** The question before posts are read; null where it is clear whose move they are about. */
async function askAbout(
  thread: IngestResult,
  whole: Thread,
  about: About,
): Promise<MoveQuestion | null> {
  if (!about.mover) return await findMove(thread)
  const deal = dealOf(about)
  return deal && findDoubtful(whole, deal, about.isSure)
}

/** Lets nobody read posts that may be none. The quotations of an article are shown to be quoted. */
function refuseArticle({ posts: [first] }: IngestResult): void {
  const seen = first?.meta.capture?.unitTaken ?? 'quotation'
  if (seen === 'line' || seen === 'paragraph')
    throw new PipelineError('CITE_NO_POSTS', `Each ${seen} was taken for a post.`, {
      context: { seen },
    })
}

type ScoreRequest = Extract<PageRequest, { readonly kind: 'score' }>

async function answerCheck(
  check: ThreadCheck,
  request: Exclude<PageRequest, ScoreRequest>,
): Promise<PageReply> {
  if (request.kind === 'answer') return { kind: 'answered', answer: await check.answer(request) }
  if (request.kind === 'report') return { kind: 'reported', file: check.report() }
  if (request.kind === 'give') return { kind: 'reported', file: check.give() }
  if (request.kind === 'take') {
    const loaded = check.take(request.text, request.whose)
    return { kind: 'checked', view: check.view(), loaded }
  }
  if (request.kind === 'begin') await check.begin(request)
  else if (request.kind === 'move') check.turnTo(request.dealId)
  else if (request.kind === 'tell') check.tell(request.told)
  else if (request.kind === 'same') check.takeReworded(request)
  else if (request.kind === 'reopen') check.reopen()
  else if (request.kind === 'copied') check.copied()
  else if (request.kind === 'check' && request.kept !== null) check.resume(request.kept)
  return { kind: 'checked', view: check.view() }
}

/** The user's own move; null where the posts tell it. */
const dealOf = ({ mover, move, title }: About): Deal | null =>
  mover && move ? nameDeal({ mover, move, title }, []) : null

/** Opens a model in which the linear one may be mixed. */
type ServedModel = (linear: () => StanceClassifier) => Promise<StanceClassifier>

/**
 * Look of a refused text, and its first posts. Empty for a page in HTML, where the message says
 * more.
 */
function seenIn({ context: { seen = '', asRead, kind } }: PipelineError): string {
  if (String(kind).endsWith('page')) return ''
  return asRead === undefined ? String(seen) : `${seen}; its first posts would be ${asRead}`
}
