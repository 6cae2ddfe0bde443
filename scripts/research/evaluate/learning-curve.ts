import { confusionMatrix, f1Scores } from '../../../src/base/statistics/agreement/confusion-matrix.js'
import { mean, variance } from '../../../src/base/statistics/estimate/mean.js'
import { seededRandom, shuffled } from '../../../src/base/statistics/random/seeded-random.js'
import type { Question } from '../../../src/count/evaluate/predict.js'
import { withoutContext } from '../../../src/judge/features/extract-features.js'
import { type LabelledReading, learnLabels, learntProbabilities } from '../../../src/judge/learn/learnt-model.js'
import { ContextScorer, type ContextScores } from '../../../src/judge/stance/inherit/context-scorer.js'
import { decide, type StanceClassifier, type StanceInput } from '../../../src/judge/stance/stance-classifier.js'
import { renderRows } from '../../../src/say/evaluate/render-evaluation.js'

/** Posts that a move must have beside those that are labelled. */
const REST_COUNT = 20
/** Draws of the labelled posts, with the seeds 1 and up. */
const DRAW_COUNT = 6
const MIN_PROBABILITY = 1e-4

/** Figures on the rest of each move, before and after its labels were learnt: means over the draws. */
export interface LearningRow {
  readonly labelCount: number
  readonly moveCount: number
  readonly postCount: number
  /** Always the commonest of the labels given: what they are worth without a model. Its probabilities are their shares. */
  readonly majority: Figures
  /** As the model ships, with biases alone, and with the head. */
  readonly before: Figures
  readonly biases: Figures
  readonly head: Figures
}

interface Figures {
  /** In [0, 1]. */
  readonly macroF1: number
  /** In [0, 1]. */
  readonly accuracy: number
  /** Share of the variance of the labels (one 0 or 1 per label and post) that the probabilities explain; at most 1, below 0 where they mislead. */
  readonly explained: number
}

/** Measures what labels of a move teach a model about the rest of the move. Moves of fewer posts than the labels and twenty stay out. */
export async function measureLearning(
  model: StanceClassifier,
  questions: readonly Question[],
  labelCounts: readonly number[],
): Promise<LearningRow[]> {
  const inputs = questions.map(({ input }) => ({ ...input, features: withoutContext(input.features) }))
  const scored = await new ContextScorer(model, { relation: null }).score(inputs)
  const moves = new Map<string, LabelledReading[]>()
  for (const [index, { id, clusterId, goldLabel }] of questions.entries()) {
    const input = inputs[index] as StanceInput
    const { probabilities, scores } = scored[index] as ContextScores
    const dealId = input.target?.dealId ?? clusterId
    const reading = {
      scores: (probabilities ?? model.probabilitiesOf(scores) ?? scores).map((each) => Math.log(Math.max(each, MIN_PROBABILITY))),
      vector: model.vectorOf?.(input) ?? null,
      dealId,
    }
    moves.set(dealId, [...(moves.get(dealId) ?? []), { unit: { threadId: dealId, postId: id, dealId }, label: goldLabel, reading }])
  }
  return labelCounts.map((labelCount) => measureAt(labelCount, [...moves.values()], model))
}

function measureAt(labelCount: number, moves: readonly (readonly LabelledReading[])[], { id, scheme }: StanceClassifier): LearningRow {
  const { labels } = scheme
  const settings = { labels, baseModel: id, auditSha256: null }
  const large = moves.filter(({ length }) => length >= labelCount + REST_COUNT)
  const figures: Figures[][] = [[], [], [], []]
  for (let draw = 1; draw <= DRAW_COUNT; draw++) {
    const gold: string[] = []
    const said: Answer[][] = [[], [], [], []]
    for (const move of large) {
      const order = shuffled(move, seededRandom(draw))
      const [taught, rest] = [order.slice(0, labelCount), order.slice(labelCount)]
      const lessons = [taught.map((each) => ({ ...each, reading: { ...each.reading, vector: null } })), taught]
      const [biases, head] = lessons.map((lesson) => learnLabels(lesson, settings))
      const shares = labels.map((label) => taught.filter((each) => each.label === label).length / labelCount)
      for (const { unit, label, reading } of rest) {
        gold.push(label)
        said[0]?.push(answerOf(shares, labels))
        said[1]?.push(answerOf(Array.from(reading.scores, Math.exp), labels))
        for (const [kind, learnt] of [biases, head].entries()) {
          if (learnt !== undefined) said[2 + kind]?.push(answerOf(learntProbabilities(learnt, unit, reading), labels))
        }
      }
    }
    for (const [kind, answers] of said.entries()) figures[kind]?.push(figuresOf(gold, answers, labels))
  }
  const [majority, before, biases, head] = figures.map((draws) => {
    const over = (name: keyof Figures): number => mean(draws.map((each) => each[name])) ?? 0
    return { macroF1: over('macroF1'), accuracy: over('accuracy'), explained: over('explained') }
  }) as [Figures, Figures, Figures, Figures]
  const postCount = large.reduce((sum, { length }) => sum + length - labelCount, 0)
  return { labelCount, moveCount: large.length, postCount, majority, before, biases, head }
}

interface Answer {
  readonly label: string
  readonly probabilities: ArrayLike<number>
}

const answerOf = (probabilities: ArrayLike<number>, labels: readonly string[]): Answer => ({
  label: labels[decide(Float64Array.from(probabilities)).winner] as string,
  probabilities,
})

function figuresOf(gold: readonly string[], answers: readonly Answer[], labels: readonly string[]): Figures {
  const said = answers.map(({ label }) => label)
  const { macroF1, accuracy } = f1Scores(confusionMatrix(gold, said, labels))
  let [error, spread] = [0, 0]
  for (const [at, label] of labels.entries()) {
    const hits = gold.map((each): number => (each === label ? 1 : 0))
    spread += (variance(hits) ?? 0) * (hits.length - 1)
    hits.forEach((hit, index) => {
      error += (hit - (answers[index]?.probabilities[at] ?? 0)) ** 2
    })
  }
  return { macroF1, accuracy: accuracy ?? 0, explained: spread > 0 ? 1 - error / spread : 0 }
}

export function renderLearning(on: string, model: string, rows: readonly LearningRow[]): string {
  const show = ({ macroF1, accuracy, explained }: Figures): string =>
    `${macroF1.toFixed(3)} / ${accuracy.toFixed(3)} / ${explained.toFixed(3)}`
  return [
    `${model} on ${on}, labels of the move itself: macro-F1 / accuracy / variance explained on the rest of it (moves of ${REST_COUNT} posts more, ${DRAW_COUNT} draws)`,
    ...renderRows(
      ['labels', 'moves', 'posts', 'commonest of them', 'as it ships', 'biases', 'biases and head'],
      rows.map(({ labelCount, moveCount, postCount, majority, before, biases, head }) => [
        ...[labelCount, moveCount, postCount].map(String),
        ...[majority, before, biases, head].map(show),
      ]),
    ),
    '',
  ].join('\n')
}
