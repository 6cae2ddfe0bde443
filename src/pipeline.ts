import { type AggregateInput, aggregate } from './aggregate/aggregate.js'
import type { Breakdown } from './aggregate/breakdown/breakdown.js'
import { openPartial, type PartialBuilder, type PartialInput } from './aggregate/partial/partial.js'
import type { Deal } from './deals/deal.js'
import { compileDeals, indexOf } from './deals/deal-catalogue.js'
import { PipelineError } from './errors.js'
import { tokeniserFor } from './features/tokeniser.js'
import { type ParsePostsOptions, parsePosts } from './ingest/parse-posts.js'
import type { IngestSummary } from './ingest/record/ingest-result.js'
import type { OriginalFinder } from './judging/find-original.js'
import { joinCarried } from './judging/join-carried.js'
import { PostJudge } from './judging/judge-posts.js'
import { type AskedPost, ThreadAsker } from './judging/plan-questions.js'
import { PostRemarker } from './judging/remark-posts.js'
import type { StanceScheme } from './scheme/stance-scheme.js'
import { type PackedLinearModel, unpackLinearModel } from './stance/linear/unpack-model.js'
import type { ExplainEffort, StanceClassifier } from './stance/stance-classifier.js'
import type { ScoredPost } from './stance/stance-prediction.js'
import type { Post } from './thread/post.js'
import type { CarriedPost } from './thread/post-context.js'
import { buildThreads, type Thread } from './thread/thread.js'

/** The model, the deals, and how posts are judged. */
export interface PipelineOptions {
  /** A classifier, or the packed weights that `dealstance/models/linear-en` exports. */
  readonly model: StanceClassifier | PackedLinearModel
  /** The deals that posts may be about. Default: none, every post is then judged without a deal. */
  readonly deals?: readonly Deal[]
  /** Deals that the threads are known to be about: the candidates of every thread, and its default. */
  readonly dealIds?: readonly string[]
  /**
   * Look for the words that decided. `quick` (the default, also `true`): the exact contributions of linear models, at about four
   * times the cost of scoring with one. `full`: also what encoders lose when a word is taken out, at about a dozen times. `false`: not.
   */
  readonly evidence?: boolean | ExplainEffort
  /** Below this top probability a post is `unsure`; in [0, 1], and 0 for a model without probabilities. Default 0. */
  readonly minProbability?: number
  /** Give the lean as the label. Default false. */
  readonly twoWay?: boolean
  /** Let replies see the posts they answer, and take their side through them. Default true. */
  readonly context?: boolean
  /** Judge posts in other languages than the model's too. Default false: they are flagged, and unscored. */
  readonly anyLanguage?: boolean
}

/** What {@link Pipeline.run} found in a text. */
export interface PipelineResult {
  readonly posts: readonly ScoredPost[]
  readonly breakdown: Breakdown
  readonly summary: IngestSummary
}

/** What a caller knows that scores a part of all posts. */
export interface PipelineStreamOptions {
  /** Tells which posts repeat others. Default: those are found among the posts given. */
  readonly originals?: Pick<OriginalFinder, 'find'>
}

/** A post in its thread, and alone. */
export interface PostExplanation {
  readonly post: ScoredPost
  readonly alone: ScoredPost
}

/** The stages from text to breakdown, configured once. Frozen: a running pipeline cannot be changed. */
export interface Pipeline {
  readonly modelId: string
  readonly scheme: StanceScheme
  /** Scores the posts of threads, in their order. */
  classify(threads: readonly Thread[]): Promise<ScoredPost[]>
  /** The same in batches, for callers that write or count as they go. */
  stream(threads: Iterable<Thread>, options?: PipelineStreamOptions): AsyncGenerator<readonly ScoredPost[]>
  /**
   * Scores posts that travel apart from their threads, each as it would be scored in its thread as far as it carries that; one without a
   * context as with `context: false`. No post is told by another.
   *
   * @returns one scored post per post, in their order
   */
  classifyCarried(posts: readonly CarriedPost[]): Promise<ScoredPost[]>
  /**
   * One post of a thread with the words that decided, whatever the pipeline's `evidence`, and the same post read apart from what it
   * answers; null for an id that the thread does not hold.
   */
  explain(thread: Thread, postId: string): Promise<PostExplanation | null>
  /** Breaks scored posts down by deal. */
  aggregate(posts: readonly ScoredPost[], options?: AggregateInput['options']): Breakdown
  /** Opens a breakdown that takes scored posts as they come, in memory that has an end. */
  openPartial(options?: AggregateInput['options']): PartialBuilder
  /** Reads a text of any known form, scores its posts and breaks them down. */
  run(text: string, options?: ParsePostsOptions): Promise<PipelineResult>
}

/** Posts scored at once: enough for an encoder to fill its batches, few enough for a progress bar to move. */
const BATCH_SIZE = 256

/** Inputs of at most so many posts are explained unless the caller says otherwise: `--evidence auto`. */
export const AUTO_EVIDENCE_POST_COUNT = 1000

function isClassifier(model: StanceClassifier | PackedLinearModel): model is StanceClassifier {
  return 'score' in model
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
  const { model, deals = [], evidence = true, minProbability = 0, twoWay = false, context = true, anyLanguage = false } = options
  const dealIds = [...(options.dealIds ?? [])]
  if (!(minProbability >= 0 && minProbability <= 1)) {
    throw new PipelineError('USAGE_OPTION_INVALID', `expected minProbability between 0 and 1, got ${minProbability}.`)
  }
  const classifier: StanceClassifier = isClassifier(model) ? model : unpackLinearModel(model)
  const { scheme } = classifier
  if (minProbability > 0 && classifier.probabilitiesOf(new Float64Array(scheme.labels.length)) === null) {
    throw new PipelineError(
      'USAGE_OPTION_INVALID',
      `expected no least probability for the model "${classifier.id}", which gives no probabilities, got ${minProbability}. Leave it out, or take another model.`,
    )
  }
  const tokenise = tokeniserFor(classifier.language)
  const catalogue = compileDeals(deals)
  for (const dealId of dealIds) indexOf(catalogue, dealId)
  const dealById = new Map(deals.map((deal) => [deal.id, deal]))

  const readThreads = (withContext: boolean, effort: ExplainEffort | null): { asker: ThreadAsker; judge: PostJudge } => {
    const reader = new ThreadAsker({ catalogue, dealIds, context: withContext, readsTarget: classifier.readsTarget, tokenise })
    const sharesDeal: ThreadAsker['sharesDeal'] = (post, dealId) => reader.sharesDeal(post, dealId)
    const mayJudge: ThreadAsker['mayJudge'] = (post) => reader.mayJudge(post)
    return {
      asker: reader,
      judge: new PostJudge(classifier, { evidence: effort, minProbability, twoWay, context: withContext, sharesDeal, mayJudge }),
    }
  }
  const effort = evidence === true ? 'quick' : evidence || null
  const { asker, judge } = readThreads(context, effort)
  let withoutContext: ReturnType<typeof readThreads> | null = null
  const readAlone = (): ReturnType<typeof readThreads> => (withoutContext ??= context ? readThreads(false, effort) : { asker, judge })

  const stream: Pipeline['stream'] = async function* (threads, { originals } = {}) {
    const remarker = new PostRemarker({ isAnyLanguage: anyLanguage, language: classifier.language, ...(originals && { originals }) })
    let waiting: AskedPost[] = []
    let underWay: Promise<ScoredPost[]> | null = null
    // While one batch is judged, in threads of their own for an encoder, the next one is made ready.
    for (const thread of threads) {
      const asked = asker.ask(thread, await remarker.remark(thread))
      waiting = waiting.length === 0 ? asked : waiting.concat(asked)
      let at = 0
      for (; waiting.length - at >= BATCH_SIZE; at += BATCH_SIZE) {
        if (underWay !== null) yield await underWay
        underWay = judge.judge(waiting.slice(at, at + BATCH_SIZE))
        // A fault waits for its turn.
        underWay.catch(() => {})
      }
      waiting = waiting.slice(at)
    }
    if (underWay !== null) yield await underWay
    if (waiting.length > 0) yield await judge.judge(waiting)
  }

  const classify = async (threads: readonly Thread[]): Promise<ScoredPost[]> => {
    const scored: ScoredPost[] = []
    for await (const batch of stream(threads)) scored.push(...batch)
    return scored
  }

  const classifyCarried = async (posts: readonly CarriedPost[]): Promise<ScoredPost[]> => {
    const questions = new Map<PostJudge, AskedPost[]>()
    const judges: PostJudge[] = []
    for (const { thread, posts: joined } of joinCarried(posts)) {
      const byId = new Map(joined.map((carried) => [carried.post.id, carried]))
      const find = ({ id }: Post): string | null => byId.get(id)?.context?.duplicateOf ?? null
      const remarker = new PostRemarker({ isAnyLanguage: anyLanguage, language: classifier.language, originals: { find } })
      const reader = joined[0]?.context === null ? readAlone() : { asker, judge }
      const asked = new Map(reader.asker.ask(thread, await remarker.remark(thread)).map((each) => [each.post.id, each]))
      const own = questions.get(reader.judge) ?? []
      questions.set(reader.judge, own)
      for (const id of byId.keys()) {
        own.push(asked.get(id) as AskedPost)
        judges.push(reader.judge)
      }
    }
    const answers = new Map<PostJudge, Iterator<ScoredPost>>()
    for (const [by, asked] of questions) answers.set(by, (await by.judge(asked)).values())
    return judges.map((by) => answers.get(by)?.next().value as ScoredPost)
  }

  const explain = async (thread: Thread, postId: string): Promise<PostExplanation | null> => {
    const remarks = await new PostRemarker({ isAnyLanguage: anyLanguage, language: classifier.language }).remark(thread)
    const readOne = async (withContext: boolean, effort: ExplainEffort | null): Promise<ScoredPost | undefined> => {
      const reader = readThreads(withContext, effort)
      return (await reader.judge.judge(reader.asker.ask(thread, remarks).filter(({ post }) => post.id === postId)))[0]
    }
    const post = await readOne(context, 'full')
    const alone = await readOne(false, null)
    return post && alone ? { post, alone } : null
  }

  const countWith = (aggregateOptions: AggregateInput['options'] = {}): PartialInput => ({
    scheme,
    deals: dealById,
    options: aggregateOptions,
    callerOptions: { minProbability, twoWay, context, dealIds: [...dealIds], ...(anyLanguage && { anyLanguage }) },
  })
  const breakDown: Pipeline['aggregate'] = (posts, aggregateOptions) => aggregate(posts, countWith(aggregateOptions))

  return Object.freeze({
    modelId: classifier.id,
    scheme,
    classify,
    classifyCarried,
    stream,
    explain,
    aggregate: breakDown,
    openPartial: (aggregateOptions?: AggregateInput['options']) => openPartial(countWith(aggregateOptions)),
    run: async (text: string, parseOptions: ParsePostsOptions = {}) => {
      const { posts, headers, summary } = parsePosts(text, parseOptions)
      const scored = await classify(buildThreads(posts, headers))
      return { posts: scored, breakdown: breakDown(scored), summary }
    },
  })
}
