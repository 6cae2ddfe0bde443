import { type AggregateInput, aggregate } from './aggregate/aggregate.js'
import type { Breakdown } from './aggregate/breakdown.js'
import type { Deal } from './deals/deal.js'
import { compileDeals, type DealCatalogue, indexOf, targetOf } from './deals/deal-catalogue.js'
import { type DealLink, linkDeals } from './deals/link-deals.js'
import { PipelineError } from './errors.js'
import { extractFeatures } from './features/extract-features.js'
import type { PostFeatures } from './features/post-features.js'
import type { IngestSummary } from './ingest/ingest-result.js'
import { type ParsePostsOptions, parsePosts } from './ingest/parse-posts.js'
import type { StanceScheme } from './scheme/stance-scheme.js'
import { scoreSentiment } from './sentiment/score-sentiment.js'
import { judge, NO_JUDGEMENT, topAmong } from './stance/judge.js'
import { type PackedLinearModel, unpackLinearModel } from './stance/linear/unpack-model.js'
import { decide, type StanceClassifier, type StanceInput, type StanceScores } from './stance/stance-classifier.js'
import type { DealStance, Judgement, ScoredPost } from './stance/stance-prediction.js'
import type { Post } from './thread/post.js'
import { buildThreads, type Thread } from './thread/thread.js'

export interface PipelineOptions {
  /** A classifier, or the packed weights that `dealstance/models/linear-en` exports. */
  readonly model: StanceClassifier | PackedLinearModel
  /** The deals that posts may be about. Default: none, every post is then judged without a deal. */
  readonly deals?: readonly Deal[]
  /** Deals that the threads are known to be about: the candidates of every thread, and its default. */
  readonly dealIds?: readonly string[]
  /** Look for the words that decided. Default true; costs about four times the scoring. */
  readonly evidence?: boolean
  /** Below this top probability a post is `unsure`; in [0, 1]. Default 0. */
  readonly minProbability?: number
  /** Give the lean as the label. Default false. */
  readonly twoWay?: boolean
  /** Let replies see the posts they answer. Default true. */
  readonly context?: boolean
}

/** What {@link Pipeline.run} found in a text. */
export interface PipelineResult {
  readonly posts: readonly ScoredPost[]
  readonly breakdown: Breakdown
  readonly summary: IngestSummary
}

/** The stages from text to breakdown, configured once. Frozen: a running pipeline cannot be changed. */
export interface Pipeline {
  readonly modelId: string
  readonly scheme: StanceScheme
  /** Scores the posts of threads, in their order. */
  classify(threads: readonly Thread[]): Promise<ScoredPost[]>
  /** The same in batches, for callers that write or count as they go. */
  stream(threads: Iterable<Thread>): AsyncGenerator<readonly ScoredPost[]>
  /** Breaks scored posts down by deal. */
  aggregate(posts: readonly ScoredPost[], options?: AggregateInput['options']): Breakdown
  /** Reads a text of any known form, scores its posts and breaks them down. */
  run(text: string, options?: ParsePostsOptions): Promise<PipelineResult>
}

/** One stance that is wanted: which post, on which deal. */
interface Question {
  readonly input: StanceInput
  readonly link: DealLink | null
}

interface AskedPost {
  readonly post: Post
  readonly features: PostFeatures
  readonly questions: readonly Question[]
}

/** Posts scored at once: enough for an encoder to fill its batches, few enough for a progress bar to move. */
const BATCH_SIZE = 256

const REASON_NO_WORDS = 'no words to judge'

function isClassifier(model: StanceClassifier | PackedLinearModel): model is StanceClassifier {
  return 'score' in model
}

/** A post seen apart from what it answers. */
const withoutContext = (features: PostFeatures): PostFeatures => ({ ...features, parent: null, root: null, depth: 0 })

function hasWords({ tokens, addresseeTokenCount }: PostFeatures): boolean {
  for (let index = addresseeTokenCount; index < tokens.length; index++) {
    if (tokens[index]?.kind !== 'url' && /[\p{L}\p{N}\p{S}\p{Emoji}?!]/u.test(tokens[index]?.text ?? '')) return true
  }
  return false
}

/**
 * Configures the road from text to breakdown. Needs no disk, no environment, and prints nothing.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for an option out of its range, `DEALS_ID_UNKNOWN` for a deal that is
 *   not among `deals`, `MODEL_INVALID` for damaged weights
 * @example
 * import linearEn from 'dealstance/models/linear-en'
 * const pipeline = createPipeline({ model: linearEn })
 * const { posts, breakdown } = await pipeline.run(pastedThread)
 */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { model, deals = [], evidence = true, minProbability = 0, twoWay = false, context = true } = options
  const dealIds = [...(options.dealIds ?? [])]
  if (!(minProbability >= 0 && minProbability <= 1)) {
    throw new PipelineError('USAGE_OPTION_INVALID', `expected minProbability between 0 and 1, got ${minProbability}.`)
  }
  const classifier: StanceClassifier = isClassifier(model) ? model : unpackLinearModel(model)
  const { scheme } = classifier
  const catalogue = compileDeals(deals)
  for (const dealId of dealIds) indexOf(catalogue, dealId)
  const dealById = new Map(deals.map((deal) => [deal.id, deal]))

  const askThread = (thread: Thread): AskedPost[] => {
    const extracted = extractFeatures(thread)
    const links = linkDeals(thread, extracted, catalogue, { dealIds })
    return thread.posts.map((post, index) => {
      const whole = extracted[index] as PostFeatures
      const features = context ? whole : withoutContext(whole)
      return { post, features, questions: askPost(features, links.get(post.id) ?? [], catalogue, classifier.readsTarget) }
    })
  }

  const finish = async (asked: AskedPost, scores: readonly StanceScores[]): Promise<ScoredPost> => {
    const judgements = scores.map((each) => judge(classifier, each, { minProbability, twoWay }))
    const { post, features, questions } = asked
    const stances: DealStance[] = []
    questions.forEach(({ link }, index) => {
      const judgement = judgements[classifier.readsTarget ? index : 0] ?? NO_JUDGEMENT
      if (link === null) return
      const { label, lean, probabilities, status } = judgement
      stances.push({ dealId: link.dealId, by: link.by, label, lean, probabilities, status })
    })
    const judgement = judgements[0] ?? NO_JUDGEMENT
    const first = (questions[0] as Question).input
    const explained =
      evidence && judgement.status !== 'unscored' && classifier.explain
        ? await classifier.explain(first, decide(scores[0] as StanceScores))
        : []
    // Key by key: with spreads every record got a shape of its own, which took a third of the time.
    return {
      id: post.id,
      threadId: post.threadId,
      parentId: post.parentId,
      author: post.author,
      createdAt: post.createdAt,
      text: post.text,
      meta: post.meta,
      label: judgement.label,
      lean: judgement.lean,
      probabilities: judgement.probabilities,
      status: judgement.status,
      deals: stances.map(({ dealId }) => dealId),
      stances,
      sentiment: scoreSentiment(features),
      reason: reasonOf(judgement, minProbability, twoWay ? scheme.sides : scheme.labels),
      flags: classifier.flagsOf?.(first) ?? [],
      evidence: evidence ? explained : null,
      model: classifier.id,
    }
  }

  const scoreBatch = async (asked: readonly AskedPost[]): Promise<ScoredPost[]> => {
    const inputs: StanceInput[] = []
    const firstInput = asked.map(({ features, questions }) => {
      const at = inputs.length
      if (hasWords(features)) for (const { input } of classifier.readsTarget ? questions : questions.slice(0, 1)) inputs.push(input)
      return at
    })
    const scores = await classifier.score(inputs)
    const scored: ScoredPost[] = []
    for (let index = 0; index < asked.length; index++) {
      const own = scores.slice(firstInput[index], firstInput[index + 1] ?? inputs.length)
      scored.push(await finish(asked[index] as AskedPost, own))
    }
    return scored
  }

  const stream = async function* (threads: Iterable<Thread>): AsyncGenerator<readonly ScoredPost[]> {
    let waiting: AskedPost[] = []
    for (const thread of threads) {
      waiting = waiting.length === 0 ? askThread(thread) : waiting.concat(askThread(thread))
      let at = 0
      for (; waiting.length - at >= BATCH_SIZE; at += BATCH_SIZE) yield await scoreBatch(waiting.slice(at, at + BATCH_SIZE))
      waiting = waiting.slice(at)
    }
    if (waiting.length > 0) yield await scoreBatch(waiting)
  }

  const classify = async (threads: readonly Thread[]): Promise<ScoredPost[]> => {
    const scored: ScoredPost[] = []
    for await (const batch of stream(threads)) scored.push(...batch)
    return scored
  }

  const breakDown: Pipeline['aggregate'] = (posts, aggregateOptions = {}) =>
    aggregate(posts, {
      scheme,
      deals: dealById,
      options: aggregateOptions,
      callerOptions: { minProbability, twoWay, context, dealIds: [...dealIds] },
    })

  return Object.freeze({
    modelId: classifier.id,
    scheme,
    classify,
    stream,
    aggregate: breakDown,
    run: async (text: string, parseOptions: ParsePostsOptions = {}) => {
      const { posts, headers, summary } = parsePosts(text, parseOptions)
      const scored = await classify(buildThreads(posts, headers))
      return { posts: scored, breakdown: breakDown(scored), summary }
    },
  })
}

function askPost(features: PostFeatures, links: readonly DealLink[], catalogue: DealCatalogue, readsTarget: boolean): Question[] {
  if (links.length === 0) return [{ input: { features, target: null }, link: null }]
  return links.map((link) => ({ input: { features, target: readsTarget ? targetOf(catalogue, link.dealId) : null }, link }))
}

function reasonOf({ status, probabilities }: Judgement, minProbability: number, among: readonly string[]): string | null {
  if (status === 'unscored') return REASON_NO_WORDS
  if (status === 'scored' || probabilities === null) return null
  const values = among.map((label) => probabilities[label] ?? 0)
  return `top probability ${topAmong(values, [...values.keys()]).toFixed(4)} is below ${minProbability}`
}
