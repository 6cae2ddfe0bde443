import { ENGLISH, tokeniserNameOf } from '../features/tokeniser.js'
import { recordedTag } from '../scheme/scheme-tag.js'
import { scoreSentiment } from '../sentiment/score-sentiment.js'
import { ContextScorer, type ContextScores, decidingScores } from '../stance/context/context-scorer.js'
import { judgeWithProbabilities, NO_JUDGEMENT, topShareAmong } from '../stance/judge.js'
import { type Decision, decide, type ExplainEffort, type StanceClassifier, type StanceInput } from '../stance/stance-classifier.js'
import type { DealStance, Judgement, ScoredPost } from '../stance/stance-prediction.js'
import { hasWords, type PlannedPost, type Question, type QuestionPlanner } from './plan-questions.js'

export interface JudgingOptions {
  /** Effort to spend on evidence, the words that decided the label; null for none. */
  readonly evidence: ExplainEffort | null
  readonly minProbability: number
  readonly twoWay: boolean
  /** Whether replies can inherit a side from the posts they answer. */
  readonly context: boolean
  /** Has planned the questions: knows which posts may pass a side on, and on which deals. */
  readonly planner: QuestionPlanner
}

const REASON_NO_WORDS = 'no words to judge'

/** Turns planned questions into scored posts: scores, context, judgement, sentiment and evidence. */
export class PostJudge {
  readonly #classifier: StanceClassifier
  readonly #options: JudgingOptions
  readonly #contextScorer: ContextScorer
  /** Sentiment is scored for English only: the German "die" means "the". */
  readonly #isEnglish: boolean
  /** Null under the default scheme. */
  readonly #schemeTag: string | null

  constructor(classifier: StanceClassifier, options: JudgingOptions) {
    this.#classifier = classifier
    this.#options = options
    this.#isEnglish = tokeniserNameOf(classifier.language ?? ENGLISH) === 'wink-nlp'
    this.#schemeTag = recordedTag(classifier.scheme)
    this.#contextScorer = new ContextScorer(classifier, {
      relation: options.context ? (classifier.relation ?? null) : null,
      canInherit: (post, parent, dealId) => options.planner.isScorable(parent) && options.planner.sharesDeal(post, parent, dealId),
    })
  }

  /** @returns one scored post per planned post, in the same order */
  async judge(planned: readonly PlannedPost[]): Promise<ScoredPost[]> {
    const inputs: StanceInput[] = []
    const firstInputIndex = planned.map(({ features, questions, unscorableReason }) => {
      const firstIndex = inputs.length
      if (unscorableReason === null && hasWords(features)) {
        for (const { input } of this.#classifier.readsTarget ? questions : questions.slice(0, 1)) inputs.push(input)
      }
      return firstIndex
    })
    const contextScores = await this.#contextScorer.score(inputs)
    const scored: ScoredPost[] = []
    for (let index = 0; index < planned.length; index++) {
      const own = contextScores.slice(firstInputIndex[index], firstInputIndex[index + 1] ?? inputs.length)
      const post = await this.#buildScoredPost(planned[index] as PlannedPost, own)
      scored.push(this.#schemeTag === null ? post : { ...post, scheme: this.#schemeTag })
    }
    return scored
  }

  async #buildScoredPost(
    { post, features, questions, unscorableReason, flags }: PlannedPost,
    contextScores: readonly ContextScores[],
  ): Promise<ScoredPost> {
    const { evidence, minProbability, twoWay, context } = this.#options
    const { scheme } = this.#classifier
    const noAnswerReasons = contextScores.map(
      (_, index) => this.#classifier.noAnswerReasonOf?.((questions[index] as Question).input) ?? null,
    )
    const judgements = contextScores.map((scores, index) => (noAnswerReasons[index] === null ? this.#judgeScores(scores) : NO_JUDGEMENT))
    const stances: DealStance[] = []
    questions.forEach(({ link }, index) => {
      const judgement = judgements[this.#classifier.readsTarget ? index : 0] ?? NO_JUDGEMENT
      if (link === null) return
      const { label, lean, probabilities, status } = judgement
      stances.push({ dealId: link.dealId, by: link.by, label, lean, probabilities, status })
    })
    const judgement = judgements[0] ?? NO_JUDGEMENT
    const first = (questions[0] as Question).input
    const explained =
      evidence !== null && judgement.status !== 'unscored' && this.#classifier.explain
        ? await this.#classifier.explain(first, this.#decisionOf(contextScores[0] as ContextScores), evidence)
        : []
    // Written key by key: object spreads gave every record its own hidden class, which took a third of the time.
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
      sentiment: this.#isEnglish ? scoreSentiment(features) : 0,
      reason: unscorableReason ?? noAnswerReasons[0] ?? withheldReasonOf(judgement, minProbability, twoWay ? scheme.sides : scheme.labels),
      flags: [...flags, ...this.#flagsOf(questions)],
      evidence: evidence === null ? null : explained,
      chain: context ? (judgement.label === scheme.neutral ? [] : (contextScores[0]?.chain ?? [])) : null,
      model: this.#classifier.id,
    }
  }

  /** A classifier that can fail to answer answers each deal separately, so each answer may have flags. */
  #flagsOf(questions: readonly Question[]): readonly string[] {
    const classifier = this.#classifier
    if (classifier.noAnswerReasonOf === undefined) return classifier.flagsOf?.((questions[0] as Question).input) ?? []
    return [...new Set(questions.flatMap(({ input }) => classifier.flagsOf?.(input) ?? []))]
  }

  /** The two labels that evidence must explain. When a side is forced, they are the two best sides. */
  #decisionOf(contextScores: ContextScores): Decision {
    const scores = decidingScores(contextScores)
    const { labels, sides } = this.#classifier.scheme
    return decide(
      this.#options.twoWay ? scores.map((score, label) => (sides.includes(labels[label] as string) ? score : -Infinity)) : scores,
    )
  }

  #judgeScores(scores: ContextScores): Judgement {
    const { minProbability, twoWay } = this.#options
    return judgeWithProbabilities(this.#classifier.scheme, decidingScores(scores), scores.probabilities, { minProbability, twoWay })
  }
}

function withheldReasonOf({ status, probabilities }: Judgement, minProbability: number, among: readonly string[]): string | null {
  if (status === 'unscored') return REASON_NO_WORDS
  if (status === 'scored' || probabilities === null) return null
  const values = among.map((label) => probabilities[label] ?? 0)
  return `top probability ${topShareAmong(values, [...values.keys()]).toFixed(4)} is below ${minProbability}`
}
