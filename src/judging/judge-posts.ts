import type { PostFeatures } from '../features/post-features.js'
import { ENGLISH, tokeniserNameOf } from '../features/tokeniser.js'
import { recordedTag } from '../scheme/scheme-tag.js'
import { scoreSentiment } from '../sentiment/score-sentiment.js'
import { ContextReader, decidingScores, type Reading } from '../stance/context/context-reader.js'
import { judgeBy, NO_JUDGEMENT, topAmong } from '../stance/judge.js'
import { type Decision, decide, type ExplainEffort, type StanceClassifier, type StanceInput } from '../stance/stance-classifier.js'
import type { DealStance, Judgement, ScoredPost } from '../stance/stance-prediction.js'
import { type AskedPost, hasWords, type Question } from './plan-questions.js'

export interface JudgingOptions {
  /** How hard to look for the words that decided; null not at all. */
  readonly evidence: ExplainEffort | null
  readonly minProbability: number
  readonly twoWay: boolean
  /** Let replies take their side through the posts that they answer. */
  readonly context: boolean
  /** See {@link ThreadAsker.sharesDeal}. */
  readonly sharesDeal: (post: PostFeatures, dealId: string | null) => boolean
  /** See {@link ThreadAsker.mayJudge}. */
  readonly mayJudge: (post: PostFeatures) => boolean
}

const REASON_NO_WORDS = 'no words to judge'

/** Scores posts, reads them in their threads, judges and explains. */
export class PostJudge {
  readonly #classifier: StanceClassifier
  readonly #options: JudgingOptions
  readonly #reader: ContextReader
  /** Sentiment is known of English words alone: "die" is German for "the". */
  readonly #isEnglish: boolean
  /** Null under the scheme that ships. */
  readonly #schemeTag: string | null

  constructor(classifier: StanceClassifier, options: JudgingOptions) {
    this.#classifier = classifier
    this.#options = options
    this.#isEnglish = tokeniserNameOf(classifier.language ?? ENGLISH) === 'wink-nlp'
    this.#schemeTag = recordedTag(classifier.scheme)
    this.#reader = new ContextReader(classifier, {
      relation: options.context ? (classifier.relation ?? null) : null,
      mayInherit: (post, dealId) => post.parent !== null && options.mayJudge(post.parent) && options.sharesDeal(post, dealId),
    })
  }

  /** @returns one scored post per post asked, in their order */
  async judge(asked: readonly AskedPost[]): Promise<ScoredPost[]> {
    const inputs: StanceInput[] = []
    const firstInput = asked.map(({ features, questions, obstacle }) => {
      const at = inputs.length
      if (obstacle === null && hasWords(features)) {
        for (const { input } of this.#classifier.readsTarget ? questions : questions.slice(0, 1)) inputs.push(input)
      }
      return at
    })
    const readings = await this.#reader.read(inputs)
    const scored: ScoredPost[] = []
    for (let index = 0; index < asked.length; index++) {
      const own = readings.slice(firstInput[index], firstInput[index + 1] ?? inputs.length)
      const post = await this.#finish(asked[index] as AskedPost, own)
      scored.push(this.#schemeTag === null ? post : { ...post, scheme: this.#schemeTag })
    }
    return scored
  }

  async #finish({ post, features, questions, obstacle, flags }: AskedPost, readings: readonly Reading[]): Promise<ScoredPost> {
    const { evidence, minProbability, twoWay, context } = this.#options
    const { scheme } = this.#classifier
    const silences = readings.map((_, index) => this.#classifier.silenceOf?.((questions[index] as Question).input) ?? null)
    const judgements = readings.map((reading, index) => (silences[index] === null ? this.#judgeReading(reading) : NO_JUDGEMENT))
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
        ? await this.#classifier.explain(first, this.#decisionOf(readings[0] as Reading), evidence)
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
      sentiment: this.#isEnglish ? scoreSentiment(features) : 0,
      reason: obstacle ?? silences[0] ?? reasonOf(judgement, minProbability, twoWay ? scheme.sides : scheme.labels),
      flags: [...flags, ...this.#flagsOf(questions)],
      evidence: evidence === null ? null : explained,
      chain: context ? (judgement.label === scheme.neutral ? [] : (readings[0]?.chain ?? [])) : null,
      model: this.#classifier.id,
    }
  }

  /** Where several answers stand behind a post, each may have something to say. */
  #flagsOf(questions: readonly Question[]): readonly string[] {
    const classifier = this.#classifier
    if (classifier.silenceOf === undefined) return classifier.flagsOf?.((questions[0] as Question).input) ?? []
    return [...new Set(questions.flatMap(({ input }) => classifier.flagsOf?.(input) ?? []))]
  }

  /** What made the label: where a side is forced, the better side against the next. */
  #decisionOf(reading: Reading): Decision {
    const scores = decidingScores(reading)
    const { labels, sides } = this.#classifier.scheme
    return decide(
      this.#options.twoWay ? scores.map((score, label) => (sides.includes(labels[label] as string) ? score : -Infinity)) : scores,
    )
  }

  #judgeReading(reading: Reading): Judgement {
    const { minProbability, twoWay } = this.#options
    return judgeBy(this.#classifier.scheme, decidingScores(reading), reading.probabilities, { minProbability, twoWay })
  }
}

function reasonOf({ status, probabilities }: Judgement, minProbability: number, among: readonly string[]): string | null {
  if (status === 'unscored') return REASON_NO_WORDS
  if (status === 'scored' || probabilities === null) return null
  const values = among.map((label) => probabilities[label] ?? 0)
  return `top probability ${topAmong(values, [...values.keys()]).toFixed(4)} is below ${minProbability}`
}
