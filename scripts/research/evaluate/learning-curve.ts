import { confusionMatrix } from '../../../src/base/statistics/agreement/confusion-matrix.js'
import { f1Scores } from '../../../src/base/statistics/agreement/f1-scores.js'
import { mean } from '../../../src/base/statistics/estimate/mean.js'
import { seededRandom } from '../../../src/base/statistics/random/seeded-random.js'
import { shuffled } from '../../../src/base/statistics/random/shuffled.js'
import type { Question } from '../../../src/count/evaluate/measure/predict.js'
import { renderRows } from '../../../src/count/evaluate/render/render-evaluation.js'
import { type LabelledReading, learnLabels, learntProbabilities } from '../../../src/judge/learn/learnt-model.js'
import { ContextScorer, type ContextScores } from '../../../src/judge/stance/context/context-scorer.js'
import { decide, type StanceClassifier } from '../../../src/judge/stance/stance-classifier.js'

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
  /** Macro-F1 and accuracy, in [0, 1]: as the model ships, with biases alone, and with the head. */
  readonly before: Figures
  readonly biases: Figures
  readonly head: Figures
}

interface Figures {
  readonly macroF1: number
  readonly accuracy: number
}

/** Measures what labels of a move teach a model about the rest of the move. Moves of fewer posts than the labels and twenty stay out. */
export async function measureLearning(
  classifier: StanceClassifier,
  questions: readonly Question[],
  labelCounts: readonly number[],
): Promise<LearningRow[]> {
  const model = classifier.withVectors?.() ?? classifier
  const inputs = questions.map(({ input }) => input)
  const scored = await new ContextScorer(model, { relation: model.relation ?? null }).score(inputs)
  const moves = new Map<string, LabelledReading[]>()
  for (const [index, { id, clusterId, goldLabel, input }] of questions.entries()) {
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
  const settings = { labels, baseModel: id, auditSha256: null, isRandom: true }
  const large = moves.filter(({ length }) => length >= labelCount + REST_COUNT)
  const figures: Figures[][] = [[], [], []]
  for (let draw = 1; draw <= DRAW_COUNT; draw++) {
    const gold: string[] = []
    const said: string[][] = [[], [], []]
    for (const move of large) {
      const order = shuffled(move, seededRandom(draw))
      const [taught, rest] = [order.slice(0, labelCount), order.slice(labelCount)]
      const lessons = [taught.map((each) => ({ ...each, reading: { ...each.reading, vector: null } })), taught]
      const [biases, head] = lessons.map((lesson) => learnLabels(lesson, settings))
      for (const { unit, label, reading } of rest) {
        gold.push(label)
        for (const [kind, learnt] of [null, biases, head].entries()) {
          const scores = learnt ? learntProbabilities(learnt, unit, reading) : reading.scores
          said[kind]?.push(labels[decide(scores).winner] as string)
        }
      }
    }
    for (const [kind, answers] of said.entries()) {
      const { macroF1, accuracy } = f1Scores(confusionMatrix(gold, answers, labels))
      figures[kind]?.push({ macroF1, accuracy: accuracy ?? 0 })
    }
  }
  const meanOf = (kind: number): Figures => ({
    macroF1: mean((figures[kind] ?? []).map(({ macroF1 }) => macroF1)) ?? 0,
    accuracy: mean((figures[kind] ?? []).map(({ accuracy }) => accuracy)) ?? 0,
  })
  const postCount = large.reduce((sum, { length }) => sum + length - labelCount, 0)
  return { labelCount, moveCount: large.length, postCount, before: meanOf(0), biases: meanOf(1), head: meanOf(2) }
}

export function renderLearning(on: string, model: string, rows: readonly LearningRow[]): string {
  const show = ({ macroF1, accuracy }: Figures): string => `${macroF1.toFixed(3)} / ${accuracy.toFixed(3)}`
  return [
    `${model} on ${on}, labels of the move itself: macro-F1 / accuracy on the rest of it (moves of ${REST_COUNT} posts more, ${DRAW_COUNT} draws)`,
    ...renderRows(
      ['labels', 'moves', 'posts', 'as it ships', 'biases', 'biases and head'],
      rows.map(({ labelCount, moveCount, postCount, before, biases, head }) => [
        String(labelCount),
        String(moveCount),
        String(postCount),
        show(before),
        show(biases),
        show(head),
      ]),
    ),
    '',
  ].join('\n')
}
