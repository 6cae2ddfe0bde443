import { recordedTag } from '../base/scheme/scheme-tag.js'
import { byLabel } from '../base/scheme/stance-scheme.js'
import type { Post } from '../base/thread/post.js'
import { unitKeyOf } from '../base/thread/unit-key.js'
import { ENGLISH, tokeniserNameOf } from './features/tokenise.js'
import { type LearntModel, learntIdOf, learntProbabilities } from './learn/cross-fitted-labels.js'
import { type ModelReading, scoresOf } from './learn/fit-adapter.js'
import type { PlannedPost, Question } from './score-or-skip.js'
import { hasWords } from './screen-posts.js'
import { scoreSentiment } from './sentiment/score-sentiment.js'
import { type JudgeOptions, judge, NO_JUDGEMENT, topShareAmong } from './stance/choose-label.js'
import { LLM_ID_PREFIX } from './stance/llm/llm-classifier.js'
import {
  type Decision,
  decide,
  type ExplainEffort,
  type StanceClassifier,
  type StanceInput,
  type StanceScores,
} from './stance/stance-classifier.js'
import {
  type DealStance,
  type Judgement,
  type RunOptions,
  type ScoredPost,
  sourceOf,
  withSource,
} from './stance/stance-prediction.js'

interface JudgingOptions extends JudgeOptions {
  /** Effort to spend on evidence, the words that decided the label; null for no evidence. */
  readonly evidence: ExplainEffort | null
  readonly run: RunOptions
  readonly learnt?: LearntModel | null
}

const REASON_NO_WORDS = 'no words to judge'
const REASON_NO_LABEL = 'its row gives no label'

/** The classifier's answer to a question. */
interface Asked {
  readonly scores: StanceScores
  readonly probabilities: Float64Array | null
}

/** Turns planned questions into scored posts: scores, judgement, sentiment and evidence. */
export class PostJudge {
  readonly #classifier: StanceClassifier
  readonly #options: JudgingOptions
  /** Sentiment is scored for English only: the German "die" means "the". */
  readonly #isEnglish: boolean
  /** Null under the default scheme. */
  readonly #schemeTag: string | null
  readonly #modelId: string

  constructor(classifier: StanceClassifier, options: JudgingOptions) {
    this.#classifier = classifier
    this.#options = options
    this.#isEnglish = tokeniserNameOf(classifier.language ?? ENGLISH) === 'wink-nlp'
    this.#schemeTag = recordedTag(classifier.scheme)
    this.#modelId = options.learnt ? learntIdOf(options.learnt.record) : classifier.id
  }

  /** @returns one scored post per planned post, in the same order */
  async judge(planned: readonly PlannedPost[]): Promise<ScoredPost[]> {
    const asked = await this.#ask(planned)
    const scored: ScoredPost[] = []
    for (const [index, each] of planned.entries()) {
      const post = await this.#buildScoredPost(each, asked[index] as Asked[])
      scored.push(this.#schemeTag === null ? post : { ...post, scheme: this.#schemeTag })
    }
    return scored
  }

  /**
   * The classifier's answers for each post and deal, to learn from; none for a post that it cannot
   * judge.
   */
  async read(planned: readonly PlannedPost[]): Promise<Map<PlannedPost, ModelReading[]>> {
    const asked = await this.#ask(planned)
    return new Map(
      planned.map((each, index) => [
        each,
        each.questions.flatMap((question, place) => {
          const scores = asked[index]?.[this.#classifier.readsTarget ? place : 0]
          return scores?.probabilities && this.#noAnswerReasonOf(question) === null
            ? [this.#readingOf(question, scores.probabilities)]
            : []
        }),
      ]),
    )
  }

  /**
   * The scores of each post by deal. One entry where one answer serves all, none for a post that
   * cannot be scored.
   */
  async #ask(planned: readonly PlannedPost[]): Promise<Asked[][]> {
    const inputs: StanceInput[] = []
    if (this.#classifier.givenOf) return planned.map(() => [])
    const firstInputIndex = planned.map(({ features, questions, unscorableReason }) => {
      const firstIndex = inputs.length
      if (unscorableReason === null && hasWords(features)) {
        for (const { input } of this.#classifier.readsTarget ? questions : questions.slice(0, 1))
          inputs.push(input)
      }
      return firstIndex
    })
    const scores = (await this.#classifier.score(inputs)).map((inputScores) => ({
      scores: inputScores,
      probabilities: this.#classifier.probabilitiesOf(inputScores),
    }))
    return planned.map((_, index) =>
      scores.slice(firstInputIndex[index], firstInputIndex[index + 1] ?? inputs.length),
    )
  }

  /**
   * The judgement that came with a post. A label without a side has no lean, since nothing shows
   * one.
   */
  #givenJudgement(post: Post): Judgement | undefined {
    const { givenOf, scheme } = this.#classifier
    const rowLabel = givenOf?.(post)
    if (rowLabel === undefined) return undefined
    const { label, probabilities } = rowLabel
    const lean = scheme.sides.includes(label) ? label : null
    return {
      label,
      lean,
      probabilities: probabilities && byLabel(scheme, probabilities),
      status: 'scored',
    }
  }

  #noAnswerReasonOf({ input }: Question): string | null {
    return this.#classifier.noAnswerReasonOf?.(input) ?? null
  }

  #readingOf({ input, link }: Question, probabilities: Float64Array): ModelReading {
    return {
      scores: scoresOf(probabilities),
      vector: this.#classifier.vectorOf?.(input) ?? null,
      dealId: link?.dealId ?? null,
    }
  }

  async #buildScoredPost(
    { post, features, questions, unscorableReason, flags }: PlannedPost,
    asked: readonly Asked[],
  ): Promise<ScoredPost> {
    const { evidence, minProbability, twoWay, run, learnt = null } = this.#options
    const { scheme, readsTarget } = this.#classifier
    const before = questions.map((_, index) => asked[readsTarget ? index : 0])
    const noAnswerReasons = questions.map((question) => this.#noAnswerReasonOf(question))
    const scores = learnt
      ? questions.map((question, index) =>
          this.#learntScores(learnt, post, question, before[index]),
        )
      : before
    const unlabelledReason =
      this.#classifier.givenOf !== undefined && post.meta.given?.label === ''
        ? REASON_NO_LABEL
        : null
    const reasonBefore = unscorableReason ?? unlabelledReason
    const isGiven =
      this.#classifier.givenOf !== undefined && reasonBefore === null && hasWords(features)
    const rowJudgement = isGiven ? this.#givenJudgement(post) : undefined
    const judgements = questions.map((question, index) => {
      if (rowJudgement !== undefined) return rowJudgement
      const postScores = scores[index]
      const isAnswered = noAnswerReasons[index] === null
      const judgement =
        postScores !== undefined && isAnswered
          ? this.#judgeScores(postScores, question.input)
          : NO_JUDGEMENT
      return learnt
        ? this.#labelled(learnt, post, question, judgement, before[index]?.probabilities)
        : judgement
    })
    const stances = questions.flatMap(({ link }, index): DealStance[] => {
      if (link === null) return []
      const { label, lean, probabilities, status, ...source } = judgements[index] ?? NO_JUDGEMENT
      return [
        {
          ...link,
          label,
          lean,
          probabilities,
          status,
          ...sourceOf(source),
        },
      ]
    })
    const judgement = judgements[0] ?? NO_JUDGEMENT
    const deciding = scores[0]
    const first = (questions[0] as Question).input
    const explained =
      evidence !== null &&
      deciding !== undefined &&
      judgement.status !== 'unscored' &&
      this.#classifier.explain
        ? await this.#classifier.explain(first, this.#decisionOf(deciding), evidence)
        : []
    // Written key by key: object spreads took a third of the time.
    const scored: ScoredPost = {
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
      stances,
      sentiment: this.#isEnglish ? scoreSentiment(features) : 0,
      reason:
        judgement.labelledBy === 'hand'
          ? null
          : (reasonBefore ??
            noAnswerReasons[0] ??
            withheldReasonOf(judgement, minProbability, twoWay ? scheme.sides : scheme.labels)),
      flags: [...flags, ...this.#flagsOf(questions)],
      evidence: evidence === null ? null : explained,
      model: this.#modelId,
      options: run,
    }
    return withSource(scored, judgement)
  }

  /** The scores of a post on a deal, corrected by labels. */
  #learntScores(
    learnt: LearntModel,
    { threadId, id }: Post,
    question: Question,
    base: Asked | undefined,
  ): Asked | undefined {
    if (!base?.probabilities) return base
    const unit = { threadId, postId: id, dealId: question.link?.dealId ?? null }
    const probabilities = learntProbabilities(
      learnt,
      unit,
      this.#readingOf(question, base.probabilities),
    )
    return { scores: probabilities, probabilities }
  }

  #labelled(
    learnt: LearntModel,
    { threadId, id }: Post,
    { link }: Question,
    modelJudgement: Judgement,
    before: Float64Array | null | undefined,
  ): Judgement {
    const { scheme } = this.#classifier
    const unlearnt = before && modelJudgement.probabilities ? byLabel(scheme, before) : null
    const label = learnt.given.get(
      unitKeyOf({ threadId, postId: id, dealId: link?.dealId ?? null }),
    )?.label
    const isSide = label !== undefined && scheme.sides.includes(label)
    // A label without a side leaves a forced side to the model.
    if (label === undefined || (this.#options.twoWay && !isSide)) {
      if (modelJudgement.status === 'unscored') return modelJudgement
      return {
        labelledBy: this.#classifier.id.startsWith(LLM_ID_PREFIX) ? 'llm' : 'model',
        ...modelJudgement,
        unlearnt,
      }
    }
    return {
      label,
      lean: isSide ? label : modelJudgement.lean,
      probabilities: modelJudgement.probabilities,
      status: 'scored',
      labelledBy: 'hand',
      unlearnt,
    }
  }

  #flagsOf(questions: readonly Question[]): readonly string[] {
    return [...new Set(questions.flatMap(({ input }) => this.#classifier.flagsOf?.(input) ?? []))]
  }

  /** The two labels that evidence explains: the two best sides where a side is forced. */
  #decisionOf({ scores }: Asked): Decision {
    const { labels, sides } = this.#classifier.scheme
    return decide(
      this.#options.twoWay
        ? scores.map((score, label) =>
            sides.includes(labels[label] as string) ? score : -Infinity,
          )
        : scores,
    )
  }

  #judgeScores({ scores, probabilities }: Asked, input: StanceInput): Judgement {
    const { minProbability, twoWay } = this.#options
    const { scheme } = this.#classifier
    const judgement = judge(scheme, scores, probabilities, { minProbability, twoWay })
    const labelledBy = this.#classifier.labelledByOf?.(input)
    return labelledBy === undefined ? judgement : { ...judgement, labelledBy }
  }
}

function withheldReasonOf(
  { status, probabilities }: Judgement,
  minProbability: number,
  among: readonly string[],
): string | null {
  if (status === 'unscored') return REASON_NO_WORDS
  if (status === 'scored' || probabilities === null) return null
  const values = among.map((label) => probabilities[label] ?? 0)
  return `top probability ${topShareAmong(values, [...values.keys()]).toFixed(4)} is below ${minProbability}`
}
