import { describe, expect, it } from 'vitest'
import { type RelationExample, renderRelationTable, trainRelation } from '../../../../scripts/research/train/train-relation-model.js'
import { PipelineError } from '../../../../src/base/errors.js'
import { createScheme, STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { extractTextFeatures } from '../../../../src/judge/features/extract-features.js'
import { createPhrases, parseRelationTable, scoreRelations, sideIndexes } from '../../../../src/judge/stance/inherit/relation-model.js'
import { replyFeatures, sideFeatures } from '../../../../src/judge/stance/inherit/reply-features.js'
import { caught } from '../../../caught.js'

const NO_PHRASES = createPhrases([])
const EVEN = [1 / 3, 1 / 3, 1 / 3]
const [RETREAT, PIVOT, NEITHER] = STANCE_SCHEME.labels as readonly [string, string, string]

const weightOf = (named: readonly (readonly [string, number])[], name: string): number => named.find(([each]) => each === name)?.[1] ?? 0

describe('reply features', () => {
  it('cover the first and last words and the bag of words, without leading addressees', () => {
    const names = replyFeatures(extractTextFeatures('@one @two Exactly this!'), NO_PHRASES).map(([name]) => name)
    expect(names).toEqual(
      expect.arrayContaining([
        'opens exactly',
        'opens exactly this',
        'opens exactly this !',
        'whole exactly this !',
        'closes !',
        'has this',
      ]),
    )
    expect(names.filter((name) => /\b(?:one|two)\b/.test(name))).toEqual([])
  })

  it('include set phrases by position, longest match first', () => {
    const phrases = createPhrases([
      ['so what', 'disagrees'],
      ['so', 'agrees'],
      ['fair point', 'agrees'],
    ])
    const namesOf = (text: string): string[] =>
      replyFeatures(extractTextFeatures(text), phrases).flatMap(([name]) => (name.includes('phrase that') ? [name] : []))
    expect(namesOf('@one So what?')).toEqual(['opens with a phrase that disagrees', 'is a phrase that disagrees'])
    expect(namesOf('well that is a fair point')).toEqual(['early phrase that agrees'])
    expect(namesOf('a b c d e f g h fair point')).toEqual(['late phrase that agrees'])
  })

  it('scale the bag of words to the same length for any reply', () => {
    for (const text of ['no', 'no no no never, not in a hundred years', 'word '.repeat(500)]) {
      const bag = replyFeatures(extractTextFeatures(text), NO_PHRASES).filter(([name]) => name.startsWith('has '))
      expect(Math.hypot(...bag.map(([, value]) => value))).toBeCloseTo(2, 12)
    }
  })

  it('compare the reply with its parent: own words, echoed words, ending', () => {
    const reply = extractTextFeatures('"waving the towel"? says the towel man?', 'They are waving the towel on models.')
    const named = [...replyFeatures(reply, NO_PHRASES), ...sideFeatures([0.2, 0.5, 0.3], { same: 0, opposite: 1, neutral: 2 })]
    expect(weightOf(named, 'words speak for the same side')).toBeCloseTo(Math.log(0.2 / 0.3), 12)
    expect(weightOf(named, 'words speak for the other side')).toBeCloseTo(Math.log(0.5 / 0.3), 12)
    expect(weightOf(named, 'echoes a word')).toBe(1)
    expect(weightOf(named, 'ends with a question mark')).toBe(1)
    expect(weightOf(named, 'parent takes the later side')).toBe(0)
    expect(weightOf(sideFeatures(EVEN, { same: 1, opposite: 0, neutral: 2 }), 'parent takes the later side')).toBe(1)
  })
})

describe('relation table', () => {
  const model = parseRelationTable('r', 'feature\tagrees\tdisagrees\tother\nintercept\t0.1\t-0.2\t0\nopens yes\t1\t0\t-1\n')

  it('parses what it renders', () => {
    expect(parseRelationTable('r', renderRelationTable(model))).toEqual(model)
  })

  it.each([
    ['another heading', 'feature\tfor\tagainst\n', 1],
    ['a missing weight', 'feature\tagrees\tdisagrees\tother\nintercept\t1\t2\n', 2],
    ['a weight that is no number', 'feature\tagrees\tdisagrees\tother\nintercept\t1\t2\tx\n', 2],
    ['an empty weight', 'feature\tagrees\tdisagrees\tother\nintercept\t1\t\t3\n', 2],
    ['an empty line inside', 'feature\tagrees\tdisagrees\tother\n\nintercept\t1\t2\t3\n', 2],
  ])('rejects %s with the line number', (_name, table, line) => {
    expect(caught(() => parseRelationTable('r', table))).toMatchObject({ code: 'MODEL_INVALID', context: { line } })
  })

  it('rejects a table without an intercept', () => {
    expect(() => parseRelationTable('r', 'feature\tagrees\tdisagrees\tother\n')).toThrow(/intercept/)
  })

  it('predicts relation probabilities for a parent on either side', () => {
    const sides = sideIndexes(STANCE_SCHEME)
    const [first, second] = scoreRelations(model, sides as readonly [number, number, number], extractTextFeatures('yes'), EVEN)
    const logits = [1.1, -0.2, -1].map(Math.exp)
    const total = logits.reduce((sum, each) => sum + each, 0)
    for (const relation of [first, second]) {
      relation.forEach((probability, index) => {
        expect(probability).toBeCloseTo((logits[index] as number) / total, 12)
      })
    }
  })

  it('finds no side indexes in schemes where disagreeing does not determine the label', () => {
    expect(sideIndexes(STANCE_SCHEME)).toEqual([0, 1, 2])
    expect(sideIndexes(createScheme({ id: 'other', labels: ['a', 'b'], sides: ['a', 'b'], neutral: null }))).toBeNull()
  })
})

describe('trainRelation', () => {
  const example = (text: string, parentLabel: string, label: string): RelationExample => ({
    features: extractTextFeatures(text, 'They are giving up.'),
    label,
    parentLabel,
    own: EVEN,
    weight: 1,
  })
  const examples = ['exactly', 'so true', 'this'].flatMap((text) => [
    example(text, RETREAT, RETREAT),
    example(text, PIVOT, PIVOT),
    example(`${text}!`, RETREAT, RETREAT),
  ])
  const objections = ['lol no', 'wrong', 'nope'].flatMap((text) => [
    example(text, RETREAT, PIVOT),
    example(text, PIVOT, RETREAT),
    example(`${text}!`, PIVOT, RETREAT),
  ])
  const asides = ['who is she', 'first', 'where was that filmed'].flatMap((text) => [
    example(text, RETREAT, NEITHER),
    example(text, PIVOT, NEITHER),
    example(`${text}!`, PIVOT, NEITHER),
  ])

  it('learns agreement, objection and neither from replies to both sides', () => {
    const model = trainRelation('r', [...examples, ...objections, ...asides], STANCE_SCHEME, NO_PHRASES)
    const best = (text: string): number => {
      const [first] = scoreRelations(model, [0, 1, 2], extractTextFeatures(text, 'They are giving up.'), EVEN)
      return first.indexOf(Math.max(...first))
    }
    expect([best('exactly'), best('lol no'), best('who is she')]).toEqual([0, 1, 2])
  })

  it('rejects a scheme without two sides and a neutral label, and an empty list of examples', () => {
    expect(() => trainRelation('r', [], STANCE_SCHEME, NO_PHRASES)).toThrow(PipelineError)
    const scheme = createScheme({ id: 'other', labels: ['a', 'b'], sides: ['a', 'b'], neutral: null })
    expect(() => trainRelation('r', examples, scheme, NO_PHRASES)).toThrow(/one of two sides/)
  })
})
