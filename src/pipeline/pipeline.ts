import { PipelineError } from '../base/errors.js'
import type { StanceLabel, StanceScheme } from '../base/scheme/stance-scheme.js'
import { checkSameMoves } from '../base/thread/deal-record.js'
import { buildThreads, type Thread } from '../base/thread/thread.js'
import { aggregate } from '../count/aggregate.js'
import type { Breakdown } from '../count/breakdown/breakdown.js'
import { type CounterInput, PostCounter } from '../count/counter/counter.js'
import { chooseDeals, type DealOptions, type NamedDeal } from '../judge/deals/choose-deals.js'
import { tokeniserFor } from '../judge/features/tokenise.js'
import { findDuplicates, type Originals } from '../judge/find-duplicates.js'
import { PostJudge } from '../judge/judge-posts.js'
import { LabelLearner, type LearntLabels } from '../judge/label-learner.js'
import {
  type GivenLabels,
  type LearntModel,
  learntIdOf,
} from '../judge/learn/cross-fitted-labels.js'
import { type PlannedPost, QuestionPlanner } from '../judge/score-or-skip.js'
import { type PostScreening, screenPosts } from '../judge/screen-posts.js'
import {
  type PackedLinearModel,
  unpackLinearModel,
} from '../judge/stance/linear/linear-classifier.js'
import type { ExplainEffort, StanceClassifier } from '../judge/stance/stance-classifier.js'
import type { RunOptions, ScoredPost } from '../judge/stance/stance-prediction.js'
import { type ParsePostsOptions, parsePosts } from '../read/parse-posts.js'
import type { IngestSummary } from '../read/record/ingest-result.js'

export interface PipelineOptions<Label extends string = StanceLabel> extends DealOptions {
  /** A classifier, or the packed weights that `dealstance/models/linear-en` exports. */
  readonly model: StanceClassifier<Label> | PackedLinearModel<Label>
  /**
   * Look for the words that decided. `quick` (also `true`): in linear models. `full`: in encoders
   * too, at a dozen times the cost. Default `false`; of `scoreText` `true`.
   */
  readonly evidence?: boolean | ExplainEffort
  /** Below this top probability in [0, 1] a post is `unsure`. Default 0. */
  readonly minProbability?: number
  /** Give the lean as the label. Default false. */
  readonly twoWay?: boolean
  /**
   * Judge posts in other languages than the model's too. Default false: they are flagged, and
   * unscored.
   */
  readonly anyLanguage?: boolean
  /** Result of {@link Pipeline.learn} with the same model and options. */
  readonly learnt?: LearntModel | undefined
}

/** Scored posts with their breakdown. */
export interface PipelineResult<Label extends string = StanceLabel> {
  readonly posts: readonly ScoredPost<Label>[]
  readonly breakdown: Breakdown
  readonly summary: IngestSummary
}

/** The stages from text to breakdown, configured once. */
export interface Pipeline<Label extends string = StanceLabel> {
  readonly modelId: string
  readonly scheme: StanceScheme<Label>
  /** Scores posts and counts them. */
  classify(threads: readonly Thread[]): Promise<ScoredPost<Label>[]>
  /** `classify` some hundred posts at a time. */
  stream(threads: Iterable<Thread>): AsyncGenerator<readonly ScoredPost<Label>[]>
  /**
   * `stream` with known repeats. `originals` has the id of the earlier post for each post in turn,
   * null for a new one.
   */
  score(
    threads: readonly Thread[],
    originals: Originals,
  ): AsyncGenerator<readonly ScoredPost<Label>[]>
  /**
   * Teaches the model labels of threads. Labelled posts keep their label; their probabilities come
   * from an adapter that has not seen it.
   *
   * @param threads all threads to score with it
   * @throws {PipelineError} `SCHEME_MISMATCH`, `AUDIT_MISMATCH` for labels of other posts, texts or
   *   deals, `LEARN_PROBABILITIES_MISSING`, and
   *   `LEARN_LABELS_MISSING` for a thread whose deals have no label
   */
  learn(
    threads: Iterable<Thread> | AsyncIterable<Thread>,
    labels: GivenLabels,
  ): Promise<LearntLabels>
  /** Counts scored posts deal by deal. */
  aggregate(posts: readonly ScoredPost[]): Breakdown
  /** Opens a counter that takes scored posts as they come, for the same breakdown. */
  openCounter(): PostCounter
  /**
   * Reads a text of any known form, scores its posts and breaks them down. `{ mover, move }` names
   * the deal of this text.
   */
  run(
    text: string,
    options?: ParsePostsOptions & Partial<NamedDeal>,
  ): Promise<PipelineResult<Label>>
}

/** Posts scored at once. Choice: an encoder fills its batches, and a progress bar moves. */
const BATCH_SIZE = 256
/** Posts planned at once. Choice: a tenth faster than thread by thread. */
const READ_SIZE = 1024

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

function refuse(message: string): never {
  throw new PipelineError('USAGE_OPTION_INVALID', message)
}

function checkThreshold(threshold: number, classifier: StanceClassifier): void {
  if (!(threshold >= 0 && threshold <= 1))
    refuse(`expected minProbability between 0 and 1, got ${threshold}.`)
  if (
    threshold > 0 &&
    classifier.probabilitiesOf(new Float64Array(classifier.scheme.labels.length)) === null
  )
    refuse(
      `expected no minProbability for the model "${classifier.id}", which gives no probabilities, got ${threshold}. Leave it out.`,
    )
}

/** Most posts of an input that `--evidence auto` explains, in a table for people. */
export const AUTO_EVIDENCE_POST_COUNT = 1000

/**
 * Configures the stages from text to breakdown. Needs no disk and no environment, and prints
 * nothing.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for an option out of its range, or a mover without
 *   a move; `DEALS_INVALID`;
 *   `DEALS_ID_UNKNOWN` for a deal that is not among `deals`; `MODEL_INVALID` for damaged weights
 * @example import linearEn from 'dealstance/models/linear-en' const pipeline = createPipeline({
 *   model: linearEn }) const { posts, breakdown } = await pipeline.run(pastedThread)
 */
export function createPipeline<Label extends string>(
  options: PipelineOptions<Label>,
): Pipeline<Label> {
  return create(options as PipelineOptions<string>) as Pipeline<Label>
}

function create(options: PipelineOptions<string>): Pipeline<string> {
  const {
    model,
    evidence = false,
    minProbability = 0,
    twoWay = false,
    anyLanguage = false,
  } = options
  const { learnt } = options
  const classifier: StanceClassifier = 'score' in model ? model : unpackLinearModel(model)
  checkThreshold(minProbability, classifier)
  const { scheme } = classifier
  const base = learnt?.record.baseModel ?? classifier.id
  if (base !== classifier.id)
    refuse(
      `expected labels learnt by the model "${classifier.id}", got those of "${base}". Learn the labels again.`,
    )
  const chosen = chooseDeals(options)
  const dealById = new Map(chosen.catalogue.deals.map((deal) => [deal.id, deal]))

  const run: RunOptions = Object.freeze({ twoWay, minProbability })
  const createJudge = (effort: ExplainEffort | null, learntModel: LearntModel | null) => {
    const planner = new QuestionPlanner({
      ...chosen,
      readsTarget: classifier.readsTarget,
      readsThread: classifier.readsThread ?? false,
      tokenise: tokeniserFor(classifier.language),
      learnt: learntModel?.record,
    })
    const judging = { evidence: effort, minProbability, twoWay, run, learnt: learntModel }
    return { planner, judge: new PostJudge(classifier, judging) }
  }
  const { planner, judge } = createJudge(
    evidence === true ? 'quick' : evidence || null,
    learnt ?? null,
  )

  const screen = (thread: Thread, originals: Originals) =>
    screenPosts(thread, originals, {
      acceptsAnyLanguage: anyLanguage,
      language: classifier.language,
    })
  const score: Pipeline<string>['score'] = async function* (threads, originals) {
    let postCount = 0
    let waiting: PlannedPost[] = []
    let underWay: Promise<ScoredPost[]> | null = null
    // The next batch is planned while an encoder's own threads judge one.
    for (const together of threadsTogether(threads)) {
      const screened: PostScreening[][] = []
      for (const thread of together)
        screened.push(
          await screen(thread, originals.slice(postCount, (postCount += thread.posts.length))),
        )
      waiting = [...waiting, ...planner.planQuestions(together, screened)]
      while (waiting.length >= BATCH_SIZE) {
        if (underWay !== null) yield await underWay
        underWay = judge.judge(waiting.splice(0, BATCH_SIZE))
        // An error is thrown when its batch is due.
        underWay.catch(() => {})
      }
    }
    if (underWay !== null) yield await underWay
    if (waiting.length > 0) yield await judge.judge(waiting)
  }

  const stream: Pipeline<string>['stream'] = async function* (threads) {
    const held = [...threads]
    yield* score(held, findDuplicates(held.flatMap(({ posts }) => posts)))
  }

  const classify = async (threads: readonly Thread[]): Promise<ScoredPost[]> => {
    const kept: ScoredPost[] = []
    for await (const posts of stream(threads)) for (const post of posts) kept.push(post)
    return kept
  }

  const learn: Pipeline<string>['learn'] = async (threads, labels) => {
    checkSameMoves(labels.deals, chosen.catalogue.deals, 'the audit')
    const learner = new LabelLearner(labels, classifier)
    const { planner, judge } = createJudge(null, null)
    for await (const thread of threads)
      learner.add(planner.planQuestions([thread], [await screen(thread, [])]))
    return await learner.finish(judge, classifier)
  }

  const counting: CounterInput = {
    scheme,
    deals: dealById,
    callerOptions: {
      minProbability,
      twoWay,
      dealIds: [...chosen.dealIds],
      ...(anyLanguage && { anyLanguage }),
    },
  }
  const breakDown: Pipeline<string>['aggregate'] = (posts) => aggregate(posts, counting)

  return Object.freeze({
    modelId: learnt ? learntIdOf(learnt.record) : classifier.id,
    scheme,
    learn,
    classify,
    stream,
    score,
    aggregate: breakDown,
    openCounter: () => new PostCounter(counting),
    run: async (text: string, runOptions: ParsePostsOptions & Partial<NamedDeal> = {}) => {
      const { mover, move, title, counterparty, name, ...parseOptions } = runOptions
      const deal = { mover, move, title, counterparty, name }
      if (Object.values(deal).some((part) => part !== undefined)) {
        const naming = { ...deal, dealIds: [] }
        return await create({ ...options, ...naming } as PipelineOptions<string>).run(
          text,
          parseOptions,
        )
      }
      const { posts, headers, summary } = parsePosts(text, parseOptions)
      const scored = await classify(buildThreads(posts, headers))
      return { posts: scored, breakdown: breakDown(scored), summary }
    },
  })
}
