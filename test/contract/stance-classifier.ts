import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { extractTextFeatures } from '../../src/judge/features/extract-features.js'
import type {
  Evidence,
  StanceClassifier,
  StanceInput,
  StanceScores,
} from '../../src/judge/stance/stance-classifier.js'
import { CODE_POINT } from '../support/code-point.js'
import { forSomeAwaited } from '../support/for-any.js'
import { runCount } from '../support/run-count.js'

/** Not the full count of a long run: every classifier pays for each. */
const RUNS = runCount(10_000)

/** What a classifier may meet, by name. */
const INPUTS: readonly {
  readonly name: string
  readonly text: string
  readonly parent?: string
}[] = [
  { name: 'no tokens', text: '' },
  { name: 'white space only', text: ' \n\t\u00a0' },
  { name: 'unknown tokens', text: 'qzxv blorf wumpty-vrk' },
  { name: 'an emoji', text: '🤡' },
  { name: 'an emoji of several code points', text: '👩🏽‍🚀🚀' },
  { name: 'right-to-left text', text: 'זה מהלך חכם מאוד، صفقة ذكية' },
  { name: 'names of object members', text: '__proto__ constructor toString hasOwnProperty' },
  { name: 'a lone surrogate', text: 'giving up \ud83d now' },
  { name: 'addressees alone', text: '@one @two' },
  { name: '1,000 tokens', text: 'they give up the smart race '.repeat(167) },
  { name: 'a post that takes a side', text: 'They are giving up, a white flag and nothing else.' },
  { name: 'an answer', text: '@one no, smart business', parent: 'They are giving up.' },
  { name: 'the same words, alone', text: '@one no, smart business' },
]

const textOf = fc.oneof(
  fc.string({ unit: CODE_POINT, maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        ..."smart giving up not race RACE don't @a 🚀 ! ... https://t.co/Ab1 __proto__ \n “".split(
          ' ',
        ),
      ),
      {
        maxLength: 25,
      },
    )
    .map((words) => words.join(' ')),
)

const questionOf = (text: string, parent: string | null = null): StanceInput => ({
  features: extractTextFeatures(text, parent),
  target: { dealId: 'deal', mover: 'Acme', move: 'Acme leases its chips to Borealis.' },
})

function topOf(values: Float64Array): number {
  return values.indexOf(Math.max(...values))
}

/**
 * The words of `src/judge/stance/stance-classifier.ts` as tests, for any classifier.
 *
 * @param tolerance how far the scores of one post may lie apart between batches: 0, but for sums
 *   whose order goes with the batch
 */
export function describeStanceClassifier(
  name: string,
  load: () => StanceClassifier | Promise<StanceClassifier>,
  { runs = RUNS, tolerance = 0 }: { readonly runs?: number; readonly tolerance?: number } = {},
): void {
  describe(`the contract of classifiers: ${name}`, () => {
    let classifier: StanceClassifier
    beforeAll(async () => {
      classifier = await load()
    })
    const scoreOne = async (input: StanceInput): Promise<StanceScores> => {
      const [scores] = await classifier.score([input])
      return scores as StanceScores
    }

    const expectScores = (scores: StanceScores): void => {
      expect(scores).toBeInstanceOf(Float64Array)
      expect(scores).toHaveLength(classifier.scheme.labels.length)
      expect([...scores].every(Number.isFinite), `scores ${[...scores]}`).toBe(true)
    }
    const expectSame = (
      scores: StanceScores | undefined,
      others: StanceScores | undefined,
      about = '',
    ): void => {
      if (tolerance === 0) {
        expect(scores, about).toEqual(others)
        return
      }
      const distances = Array.from(scores ?? [], (score, label) =>
        Math.abs(score - (others?.[label] ?? Number.NaN)),
      )
      expect(Math.max(...distances), about).toBeLessThan(tolerance)
    }
    const expectProbabilities = (scores: StanceScores): void => {
      const before = scores.slice()
      const probabilities = classifier.probabilitiesOf(scores)
      expect(scores).toEqual(before)
      if (probabilities === null) return
      expect(probabilities).toHaveLength(classifier.scheme.labels.length)
      for (const probability of probabilities) {
        expect(probability).toBeGreaterThanOrEqual(0)
        expect(probability).toBeLessThanOrEqual(1)
      }
      expect(probabilities.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12)
      // Scores that differ by less than a rounding step may share a probability: then either label
      // may stand first.
      expect(probabilities[topOf(scores)]).toBe(Math.max(...probabilities))
    }
    const expectEvidence = (evidence: readonly Evidence[], text: string): void => {
      let last = Number.POSITIVE_INFINITY
      for (const { start, end, text: words, toward, weight } of evidence) {
        expect(start).toBeGreaterThanOrEqual(0)
        expect(end).toBeGreaterThan(start)
        expect(end).toBeLessThanOrEqual(text.length)
        expect(words).toBe(text.slice(start, end))
        expect(classifier.scheme.labels).toContain(toward)
        expect(weight).toBeGreaterThan(0)
        expect(weight).toBeLessThanOrEqual(last)
        expect(Number.isFinite(weight)).toBe(true)
        last = weight
      }
    }

    it('has an id, and a scheme whose sides are labels', () => {
      expect(classifier.id).not.toBe('')
      expect(classifier.scheme.labels.length).toBeGreaterThanOrEqual(2)
      expect(classifier.scheme.labels).toEqual(expect.arrayContaining([...classifier.scheme.sides]))
    })

    /**
     * One finite score a label, probabilities that sum to 1, evidence by half-open offsets,
     * strongest first.
     */
    const expectAnswer = async (input: StanceInput, text: string) => {
      const scores = await scoreOne(input)
      expectScores(scores)
      expectProbabilities(scores)
      expectEvidence((await classifier.explain?.(input)) ?? [], text)
    }

    it.each(INPUTS)(
      'gives sound scores, probabilities and evidence for $name',
      async ({ text, parent }) => {
        await expectAnswer(questionOf(text, parent), text)
      },
    )

    it('answers no questions with no scores', async () => {
      expect(await classifier.score([])).toHaveLength(0)
    })

    it('gives the same answer whatever was scored before or beside it', async () => {
      const inputs = INPUTS.map(({ text, parent }) => questionOf(text, parent))
      const alone: StanceScores[] = []
      for (const input of inputs) alone.push((await scoreOne(input)).slice())
      const beside = await classifier.score(inputs)
      const backwards = await classifier.score([...inputs].reverse())
      inputs.forEach((_, index) => {
        expectSame(beside[index], alone[index], INPUTS[index]?.name)
        expectSame(backwards[inputs.length - 1 - index], alone[index], INPUTS[index]?.name)
      })
    })

    it('gives each caller its own copy of the scores', async () => {
      const input = questionOf('giving up')
      const before = (await scoreOne(input)).slice()
      ;(await scoreOne(input)).fill(7)
      expect(await scoreOne(input)).toEqual(before)
    })

    it('explains the same way twice, other explanations between', async () => {
      const input = questionOf('They are giving up, a white flag and nothing else.')
      const first = await classifier.explain?.(input)
      await classifier.explain?.(questionOf('smart business, not a surrender'))
      expect(await classifier.explain?.(input)).toEqual(first)
    })

    it('changes with the target only when it says that it reads it', async () => {
      if (classifier.readsTarget) return
      const input = questionOf('They are giving up.')
      expect(await scoreOne({ ...input, target: null })).toEqual(await scoreOne(input))
    })

    it('keeps to the rules on any text, and leaves its input alone', async () => {
      await forSomeAwaited(runs, textOf, fc.option(textOf), async (text, parent) => {
        const input = questionOf(text, parent)
        Object.freeze(input)
        Object.freeze(input.features)
        Object.freeze(input.features.tokens)
        for (const token of input.features.tokens) Object.freeze(token)
        await expectAnswer(input, text)
      })
    })
  })
}
