import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LinearClassifier } from '../../../../src/judge/stance/linear/linear-classifier.js'
import { CODE_POINT } from '../../../support/code-point.js'
import { forAny } from '../../../support/for-any.js'
import {
  ask,
  FALLING,
  NEITHER,
  PIVOT,
  RETREAT,
  SMALL_SETTINGS,
  smallExamples,
  trainSmall,
} from '../small-posts.js'

const model = trainSmall()
const classifier = new LinearClassifier(model)
const labelCount = model.scheme.labels.length

function probabilityOf(text: string, label: string): number {
  const [scores] = classifier.score([ask(text)])
  return classifier.probabilitiesOf(scores as Float64Array)[
    model.scheme.labels.indexOf(label)
  ] as number
}

/** The same model without its n-grams: what is left of its scores belongs to no token. */
const others = new LinearClassifier({ ...model, weights: new Int16Array(model.weights.length) })
/** What each token, and the rest, add to the score of one label over another. */
function contributionsTo(input: ReturnType<typeof ask>, winner: number, rival: number) {
  const byToken = classifier
    .weighTokens(input, { winner, rival })
    .map((weight) => weight * model.temperature)
  const [scores] = others.score([input]) as [Float64Array]
  return { byToken, rest: (scores[winner] as number) - (scores[rival] as number) }
}

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0)

const WORDS =
  "smart giving up not never race RACE white flag don't they can't @one @two https://t.co/Ab1 me@example.org 🚀 🤡 ! ? ... , “so” $5 41 lol /s this"
const postOf = fc.oneof(
  fc
    .array(fc.constantFrom(...WORDS.split(' '), '\n', 'zAI’s'), { maxLength: 40 })
    .map((words) => words.join(' ')),
  fc.string({ unit: CODE_POINT, maxLength: 50 }),
  // The same n-grams repeatedly.
  fc
    .tuple(
      fc.constantFrom('giving up ', 'not smart, ', '@one hello @one ', 'https://t.co/Ab1 '),
      fc.integer({ min: 1, max: 30 }),
    )
    .map(([text, times]) => text.repeat(times)),
)

describe('LinearClassifier', () => {
  it.each([
    { text: 'They are giving up.', label: RETREAT },
    { text: 'A desperate move, the white flag', label: RETREAT },
    { text: 'smart business, money for idle chips', label: PIVOT },
    { text: 'Does anyone have a link to the filing?', label: NEITHER },
  ])('learned from 36 posts that "$text" is $label', ({ text, label }) => {
    const [scores] = classifier.score([ask(text)])
    expect(
      model.scheme.labels[(scores as Float64Array).indexOf(Math.max(...(scores as Float64Array)))],
    ).toBe(label)
  })

  it('divides scores by the temperature before they become probabilities', () => {
    const cool = new LinearClassifier({ ...model, temperature: 1 })
    const [scores] = cool.score([ask('They are giving up.')])
    expect(scores).toEqual(classifier.score([ask('They are giving up.')])[0])
    const [warm, cold] = [classifier, cool].map((each) =>
      Math.max(...each.probabilitiesOf(scores as Float64Array)),
    )
    expect(warm).toBeLessThan(cold as number)
  })

  it('uses the parent through structure features only', () => {
    const scoresOf = (of: LinearClassifier, parent: string) => of.score([ask('exactly', parent)])[0]
    expect(scoresOf(classifier, 'A white flag.')).not.toEqual(
      scoresOf(classifier, 'Smart, a long game.'),
    )
    const bare = new LinearClassifier(trainSmall({ structureScale: 0 }))
    expect(scoresOf(bare, 'A white flag.')).toEqual(scoresOf(bare, 'Smart, a long game.'))
  })

  it.each([
    ['leading addressees', '@one @two they give up', '@three they give up'],
    [
      'handles and links within the text',
      'ask @one, see https://t.co/Ab1',
      'ask @someone, see https://example.org/x?y=1',
    ],
  ])('treats all %s alike', (_, text, other) => {
    expect(classifier.score([ask(text)])).toEqual(classifier.score([ask(other)]))
  })
})

describe('contributions', () => {
  it('sum to the score difference of any two labels for any post, within 1e-9', () => {
    const label = fc.integer({ min: 0, max: labelCount - 1 })
    forAny(postOf, fc.option(postOf), label, label, (text, parent, winner, rival) => {
      const input = ask(text, parent)
      const [scores] = classifier.score([input]) as [Float64Array]
      const { byToken, rest } = contributionsTo(input, winner, rival)
      expect(
        Math.abs(sum(byToken) + rest - ((scores[winner] as number) - (scores[rival] as number))),
      ).toBeLessThan(1e-9)
    })
  })

  it('are 0 for leading addressees', () => {
    const { byToken } = contributionsTo(ask('@one @two they give up'), 0, 1)
    expect([...byToken.slice(0, 2)]).toEqual([0, 0])
    expect(byToken.slice(2).some((value) => value !== 0)).toBe(true)
  })
})

describe('explain', () => {
  it('lists the words that decided', () => {
    const [first] = classifier.explain(ask('Well, the filing aside, this is a white flag.'))
    expect(first).toMatchObject({ toward: RETREAT })
    expect(first?.text).toContain('white flag')
  })

  it('explains a tie of the two best labels (gave nothing while both counted as the winner)', () => {
    const { scheme, intercepts } = model
    const input = ask('a white flag')
    const [scores] = classifier.score([input]) as [Float64Array]
    const [winner, rival] = [...scores.keys()].sort(
      (a, b) => (scores[b] as number) - (scores[a] as number),
    ) as [number, number]
    const shifted = (gap: number) =>
      new LinearClassifier({
        ...model,
        intercepts: intercepts.map((intercept, label) =>
          label === rival ? intercept + gap : intercept,
        ),
      })
    const gapOf = (given: Float64Array) => (given[winner] as number) - (given[rival] as number)
    // The sum rounds differently with each intercept: a second step removes the remainder of the
    // first.
    let gap = gapOf(scores)
    gap += gapOf(shifted(gap).score([input])[0] as Float64Array)
    const even = shifted(gap)
    const [tied] = even.score([input]) as [Float64Array]
    expect(tied[winner]).toBe(tied[rival])
    const towards = even.explain(input).map(({ toward }) => toward)
    expect(towards.length).toBeGreaterThan(0)
    for (const toward of towards)
      expect([scheme.labels[winner], scheme.labels[rival]]).toContain(toward)
  })

  it('lists no handles and no owners of addresses', () => {
    for (const { text } of classifier.explain(ask('@one giving up says @two at last')))
      expect(text).not.toMatch(/^@/)
  })

  it('finds words that matter: without the strongest stretch for it, the label loses probability, in 32 of 36 posts and by 0.1 on average', () => {
    let fallCount = 0
    let fall = 0
    const examples = smallExamples()
    for (const { features, label } of examples) {
      const strongest = classifier
        .explain({ features, target: null })
        .find(({ toward }) => toward === label)
      if (!strongest) continue
      const before = probabilityOf(features.text, label)
      const after = probabilityOf(
        features.text.slice(0, strongest.start) + features.text.slice(strongest.end),
        label,
      )
      fall += before - after
      if (after < before) fallCount++
    }
    expect(fallCount).toBeGreaterThanOrEqual(32)
    expect(fall / examples.length).toBeGreaterThan(0.1)
  })
})

describe('prepareLinear', () => {
  it('gives the same model for the same examples', () => {
    expect(trainSmall()).toEqual(model)
  })

  it('supports another scheme and keeps the order of its labels', () => {
    const own = trainSmall({}, FALLING)
    expect(own.scheme.labels).toEqual(['high', 'low', 'flat'])
    // The cues are for labels of the default scheme and are ignored; the n-grams are enough.
    const falling = new LinearClassifier(own)
    const best = (text: string) => {
      const [scores] = falling.score([ask(text)]) as [Float64Array]
      return FALLING.labels[scores.indexOf(Math.max(...scores))]
    }
    expect([
      best('They are giving up, a white flag'),
      best('smart business'),
      best('Who has the filing?'),
    ]).toEqual(['high', 'low', 'flat'])
    expect(falling.explain(ask('They are giving up, a white flag'))[0]?.toward).toBe('high')
  })

  it('learns more from a heavier example', () => {
    const heavy = smallExamples().map((example, index) =>
      index === 0 ? { ...example, weight: 20 } : example,
    )
    const lossOf = (examples: typeof heavy) => {
      const own = new LinearClassifier(
        trainSmall({ inverseRegularisation: 0.05, balanced: false }, model.scheme, examples),
      )
      const [scores] = own.score([
        { features: (heavy[0] as (typeof heavy)[number]).features, target: null },
      ]) as [Float64Array]
      return own.probabilitiesOf(scores)[0] as number
    }
    expect(lossOf(heavy)).toBeGreaterThan(lossOf(smallExamples()))
  })

  it('leaves out n-grams found in too few posts', () => {
    const countOf = (minWordDocuments: number) =>
      trainSmall({ minWordDocuments }).vocabulary.wordCount
    expect(countOf(2)).toBeLessThan(countOf(1))
    expect(() =>
      trainSmall({ minWordDocuments: 100, minCharacterDocuments: 100, structureScale: 0 }),
    ).not.toThrow()
    expect(SMALL_SETTINGS.minWordDocuments).toBe(1)
  })
})
