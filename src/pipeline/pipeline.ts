import { PipelineError } from '../base/errors.js'
import type { StanceScheme } from '../base/scheme/stance-scheme.js'
import { checkSameMoves } from '../base/thread/deal-record.js'
import { buildThreads, type CarriedPost, type Thread, threadAround } from '../base/thread/thread.js'
import { type AggregateInput, aggregate } from '../count/aggregate.js'
import type { Breakdown } from '../count/breakdown/breakdown.js'
import { type Counter, type CounterInput, openCounter } from '../count/counter/counter.js'
import { chooseDeals, type DealOptions, type NamedDeal } from '../judge/deals/add-deals.js'
import { tokeniserFor } from '../judge/features/tokenise.js'
import { findDuplicates, type Originals } from '../judge/find-duplicates.js'
import { PostJudge } from '../judge/judge-posts.js'
import { LabelLearner, type Lesson } from '../judge/label-learner.js'
import { type GivenLabels, type LearntModel, learntIdOf } from '../judge/learn/learnt-model.js'
import { type PlannedPost, QuestionPlanner } from '../judge/plan-questions.js'
import { type PostScreening, screenPosts } from '../judge/screen-posts.js'
import type { MinProbability } from '../judge/stance/judge.js'
import { type PackedLinearModel, unpackLinearModel } from '../judge/stance/linear/linear-classifier.js'
import type { ExplainEffort, StanceClassifier } from '../judge/stance/stance-classifier.js'
import type { ScoredPost } from '../judge/stance/stance-prediction.js'
import { type ParsePostsOptions, parsePosts } from '../read/parse-posts.js'
import type { IngestSummary } from '../read/record/ingest-result.js'

/** The model, the deals, and how posts are judged. */
export interface PipelineOptions extends DealOptions {
  /** A classifier, or the packed weights that `dealstance/models/linear-en` exports. */
  readonly model: StanceClassifier | PackedLinearModel
  /**
   * Look for the words that decided. `quick` (the default, also `true`): the exact contributions of linear models, at about four
   * times the cost of scoring with one. `full`: also what encoders lose when a word is taken out, at about a dozen times. `false`: not.
   */
  readonly evidence?: boolean | ExplainEffort
  /**
   * Below this top probability a post is `unsure`; in [0, 1], and 0 for a model without probabilities. Default 0. One number, or one for each
   * label that has a threshold: `{ retreat: 0.6 }`.
   */
  readonly minProbability?: MinProbability
  /** Give the lean as the label. Default false. */
  readonly twoWay?: boolean
  /** Let replies see the posts they answer, and take their side through them. Default true. */
  readonly context?: boolean
  /** Inherit through parents that are guesses (`meta.isParentInferred`) or one of several too. Default false. */
  readonly assumeParents?: boolean
  /** Judge posts in other languages than the model's too. Default false: they are flagged, and unscored. */
  readonly anyLanguage?: boolean
  /** What {@link Pipeline.learn} of a pipeline of the same model and options gave. Default: nothing is learnt. */
  readonly learnt?: LearntModel | undefined
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
  /** The same some posts at a time, for callers that write or count as they go. */
  stream(threads: Iterable<Thread>): AsyncGenerator<readonly ScoredPost[]>
  /** The same where it is known which posts repeat others: the id of the earlier one for each post in turn, null for a new one. */
  score(threads: readonly Thread[], originals: Originals): AsyncGenerator<readonly ScoredPost[]>
  /**
   * Scores posts that travel apart from their threads, each as it would be scored in its thread as far as it carries that; one without a
   * context as with `context: false`. No post is told by another.
   *
   * @returns one scored post per post, in their order
   */
  classifyCarried(posts: readonly CarriedPost[]): Promise<ScoredPost[]>
  /**
   * Teaches the model labels of threads. A pipeline with the `learnt` that comes back scores these threads better; labelled posts are scored by
   * an adapter that has not seen their label, and keep the label that they were given.
   *
   * @param threads all threads that are to be scored with it
   * @throws {PipelineError} `SCHEME_MISMATCH`, `AUDIT_MISMATCH` for labels of other posts, texts or deals, `LEARN_LABELS_MISSING` without labels,
   *   or for a thread none of whose deals has one, `LEARN_PROBABILITIES_MISSING`
   */
  learn(threads: Iterable<Thread> | AsyncIterable<Thread>, given: GivenLabels): Promise<Lesson>
  /** Breaks scored posts down by deal. */
  aggregate(posts: readonly ScoredPost[], options?: AggregateInput['options']): Breakdown
  /** Opens a counter that takes scored posts as they come, for the same breakdown. */
  openCounter(options?: AggregateInput['options']): Counter
  /** Reads a text of any known form, scores its posts and breaks them down. `{ mover, move }` names the deal of this text. */
  run(text: string, options?: ParsePostsOptions & Partial<NamedDeal>): Promise<PipelineResult>
}

/** Posts scored at once: enough for an encoder to fill its batches, few enough for a progress bar to move. */
const BATCH_SIZE = 256
/** Posts read at once. Choice: a tenth faster than thread by thread; of more there is no gain. */
const READ_SIZE = 1024

/** Threads together, so that they have as many posts. */
function* threadsTogether(threads: readonly Thread[]): Generator<readonly Thread[]> {
  let together: Thread[] = []
  let postCount = 0
  for (const thread of threads) {
    together.push(thread)
    postCount += thread.posts.length
    if (postCount < READ_SIZE) continue
    yield together
    together = []
    postCount = 0
  }
  yield together
}

/** Inputs of at most so many posts are explained unless the caller says otherwise: `--evidence auto`. */
export const AUTO_EVIDENCE_POST_COUNT = 1000

/**
 * Configures the road from text to breakdown. Needs no disk, no environment, and prints nothing.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for an option out of its range, and for a mover without a move or the reverse;
 *   `DEALS_INVALID` for a deal that lacks one; `DEALS_ID_UNKNOWN` for a deal that is
 *   not among `deals`, `MODEL_INVALID` for damaged weights
 * @example
 * import linearEn from 'dealstance/models/linear-en'
 * const pipeline = createPipeline({ model: linearEn })
 * const { posts, breakdown } = await pipeline.run(pastedThread)
 */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { model, evidence = true, minProbability = 0, twoWay = false, context = true, anyLanguage = false } = options
  const { assumeParents = false, learnt } = options
  const refuse = (message: string): never => {
    throw new PipelineError('USAGE_OPTION_INVALID', message)
  }
  const thresholds = Object.entries(typeof minProbability === 'number' ? { '': minProbability } : minProbability)
  for (const [label, threshold] of thresholds)
    if (!(threshold >= 0 && threshold <= 1))
      refuse(`expected minProbability${label === '' ? '' : ` of "${label}"`} between 0 and 1, got ${threshold}.`)
  const classifier: StanceClassifier = 'score' in model ? model : unpackLinearModel(model)
  if (learnt && learnt.record.baseModel !== classifier.id)
    refuse(
      `expected what the model "${classifier.id}" learnt, got what "${learnt.record.baseModel}" did. Learn the labels with this model.`,
    )
  const { scheme } = classifier
  const unknown = thresholds.find(([label]) => label !== '' && !scheme.labels.includes(label))
  if (unknown !== undefined) refuse(`expected minProbability for labels of ${scheme.labels.join(', ')}, got one for "${unknown[0]}".`)
  if (thresholds.some(([, threshold]) => threshold > 0) && classifier.probabilitiesOf(new Float64Array(scheme.labels.length)) === null)
    refuse(
      `expected no minProbability for the model "${classifier.id}", which gives no probabilities, got ${JSON.stringify(minProbability)}. Leave it out, or take another model.`,
    )
  const tokenise = tokeniserFor(classifier.language)
  const chosen = chooseDeals(options)
  const dealById = new Map(chosen.catalogue.deals.map((deal) => [deal.id, deal]))

  const createReader = (withContext: boolean, effort: ExplainEffort | null, lesson: LearntModel | null = learnt ?? null) => {
    const reader = new QuestionPlanner({
      ...chosen,
      context: withContext,
      assumeParents,
      readsTarget: classifier.readsTarget,
      phrases: classifier.relation?.phrases,
      tokenise,
      learnt: lesson?.record,
    })
    const judging = { evidence: effort, minProbability, twoWay, context: withContext, planner: reader, learnt: lesson }
    return { planner: reader, judge: new PostJudge(classifier, judging) }
  }
  const effort = evidence === true ? 'quick' : evidence || null
  const { planner, judge } = createReader(context, effort)
  let withoutContext: ReturnType<typeof createReader> | null = null
  const readAlone = (): ReturnType<typeof createReader> => (withoutContext ??= context ? createReader(false, effort) : { planner, judge })

  const screen = (thread: Thread, originals: Originals) =>
    screenPosts(thread, originals, { acceptsAnyLanguage: anyLanguage, language: classifier.language })
  const score: Pipeline['score'] = async function* (threads, originals) {
    let postCount = 0
    let waiting: PlannedPost[] = []
    let underWay: Promise<ScoredPost[]> | null = null
    // While one batch is judged, in threads of their own for an encoder, the next one is made ready.
    for (const together of threadsTogether(threads)) {
      const screened: PostScreening[][] = []
      for (const thread of together) screened.push(await screen(thread, originals.slice(postCount, (postCount += thread.posts.length))))
      for (const asked of planner.planQuestions(together, screened)) {
        waiting.push(asked)
        if (waiting.length < BATCH_SIZE) continue
        if (underWay !== null) yield await underWay
        underWay = judge.judge(waiting)
        // A fault waits for its turn.
        underWay.catch(() => {})
        waiting = []
      }
    }
    if (underWay !== null) yield await underWay
    if (waiting.length > 0) yield await judge.judge(waiting)
  }

  const stream: Pipeline['stream'] = async function* (threads) {
    const held = [...threads]
    yield* score(held, findDuplicates(held.flatMap(({ posts }) => posts)))
  }

  const classify = async (threads: readonly Thread[]): Promise<ScoredPost[]> => {
    const kept: ScoredPost[] = []
    for await (const posts of stream(threads)) for (const post of posts) kept.push(post)
    return kept
  }

  const classifyCarried = async (posts: readonly CarriedPost[]): Promise<ScoredPost[]> => {
    const questions = new Map<PostJudge, PlannedPost[]>()
    const judges: PostJudge[] = []
    for (const carried of posts) {
      const thread = threadAround(carried)
      const reader = carried.context === null ? readAlone() : { planner, judge }
      const originals = thread.posts.map(({ id }) => (id === carried.post.id ? (carried.context?.duplicateOf ?? null) : null))
      const asked = reader.planner.planQuestions([thread], [await screen(thread, originals)], true)
      questions.set(reader.judge, [...(questions.get(reader.judge) ?? []), ...asked.filter(({ post }) => post.id === carried.post.id)])
      judges.push(reader.judge)
    }
    const answers = new Map<PostJudge, Iterator<ScoredPost>>()
    for (const [by, asked] of questions) answers.set(by, (await by.judge(asked)).values())
    return judges.map((by) => answers.get(by)?.next().value as ScoredPost)
  }

  const learn: Pipeline['learn'] = async (threads, labels) => {
    checkSameMoves(labels.deals, chosen.catalogue.deals, 'the audit')
    const learner = new LabelLearner(labels, classifier)
    const { planner: reader, judge: base } = createReader(context, null, null)
    for await (const thread of threads) learner.add(reader.planQuestions([thread], [await screen(thread, [])]))
    return await learner.finish(base, classifier)
  }

  const countWith = (aggregateOptions: AggregateInput['options'] = {}): CounterInput => ({
    scheme,
    deals: dealById,
    options: aggregateOptions,
    callerOptions: {
      minProbability,
      twoWay,
      context,
      dealIds: [...chosen.dealIds],
      ...(assumeParents && { assumeParents }),
      ...(anyLanguage && { anyLanguage }),
    },
  })
  const breakDown: Pipeline['aggregate'] = (posts, aggregateOptions) => aggregate(posts, countWith(aggregateOptions))

  return Object.freeze({
    modelId: learnt ? learntIdOf(learnt.record) : classifier.id,
    scheme,
    learn,
    classify,
    classifyCarried,
    stream,
    score,
    aggregate: breakDown,
    openCounter: (aggregateOptions?: AggregateInput['options']) => openCounter(countWith(aggregateOptions)),
    run: async (text: string, runOptions: ParsePostsOptions & Partial<NamedDeal> = {}) => {
      const { mover, move, counterparty, name, ...parseOptions } = runOptions
      if ([mover, move, counterparty, name].some((part) => part !== undefined)) {
        const naming = { mover, move, counterparty, name, dealIds: [] }
        return await createPipeline({ ...options, ...naming } as PipelineOptions).run(text, parseOptions)
      }
      const { posts, headers, summary } = parsePosts(text, parseOptions)
      const scored = await classify(buildThreads(posts, headers))
      return { posts: scored, breakdown: breakDown(scored), summary }
    },
  })
}
