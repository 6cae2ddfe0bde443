import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createScheme, STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { extractTextFeatures } from '../../../../src/judge/features/extract-features.js'
import { createPhrases, parseRelationTable, scoreReply, sideIndexes } from '../../../../src/judge/stance/inherit/relation-model.js'
import { type ReplyPhrases, replyFeatures } from '../../../../src/judge/stance/inherit/reply-features.js'
import { caught } from '../../../support/caught.js'

const NO_PHRASES = createPhrases([])
const weightOf = (named: readonly (readonly [string, number])[], name: string): number => named.find(([each]) => each === name)?.[1] ?? 0
const EVEN = [1 / 3, 1 / 3, 1 / 3]
/** The set phrases that ship. */
const SHIPPED = parseRelationTable('relation-en', readFileSync('models/relation-en/relation.tsv', 'utf8'))

const phraseNamesOf = (text: string, phrases: ReplyPhrases): string[] =>
  replyFeatures(extractTextFeatures(text), phrases).flatMap(([name]) => (name.includes('phrase that') ? [name] : []))

describe('reply features', () => {
  it('cover the first words, without leading addressees, and say nothing of the length', () => {
    const names = replyFeatures(extractTextFeatures('@one @two Exactly this!'), NO_PHRASES).map(([name]) => name)
    expect(names).toEqual(['opens exactly', 'opens exactly this', 'opens exactly this !', 'addresses someone'])
    const long = `Exactly this! ${'And a further thought of the same kind. '.repeat(20)}`
    expect(replyFeatures(extractTextFeatures(`@one ${long}`), NO_PHRASES).map(([name]) => name)).toEqual(names)
  })

  it('include set phrases by position, longest match first', () => {
    const phrases = createPhrases([
      ['so what', 'disagrees'],
      ['so', 'agrees'],
      ['fair point', 'agrees'],
    ])
    expect(phraseNamesOf('@one So what?', phrases)).toEqual(['opens with a phrase that disagrees', 'is a phrase that disagrees'])
    expect(phraseNamesOf('well that is a fair point', phrases)).toEqual(['early phrase that agrees'])
    expect(phraseNamesOf('a b c d e f g h fair point', phrases)).toEqual(['late phrase that agrees'])
  })

  it.each(["Can't agree with this", 'Exactly wrong', 'Far from exactly', 'Not quite right', 'That is not correct'])(
    'take a set phrase of agreement behind a negation for an objection: %s',
    (text) => {
      const names = phraseNamesOf(text, SHIPPED.phrases)
      expect(names.some((name) => name.endsWith('disagrees'))).toBe(true)
      expect(names.filter((name) => name.endsWith(' agrees'))).toEqual([])
    },
  )

  it('end a negation with its clause', () => {
    const phrases = createPhrases([['exactly', 'agrees']])
    expect(phraseNamesOf('I would not. Exactly', phrases)).toEqual(['early phrase that agrees'])
  })

  it('leave out lines that quote the parent', () => {
    const parent = 'They are waving the towel on models.'
    const own = extractTextFeatures('Where is that from?', parent)
    const quoting = extractTextFeatures(`> They are waving the towel\nWhere is that from?`, parent)
    expect(replyFeatures(quoting, NO_PHRASES)).toEqual(replyFeatures(own, NO_PHRASES))
  })

  it('compare the reply with its parent: echoed words, ending', () => {
    const reply = extractTextFeatures('"waving the towel"? says the towel man?', 'They are waving the towel on models.')
    const named = replyFeatures(reply, NO_PHRASES)
    expect(weightOf(named, 'echoes a word')).toBe(1)
    expect(weightOf(named, 'share of words echoed')).toBeCloseTo(3 / 6, 12)
    expect(weightOf(named, 'ends with a question mark')).toBe(1)
  })
})

describe('relation table', () => {
  const model = parseRelationTable('r', 'feature\tagrees\tdisagrees\tother\nintercept\t0.1\t-0.2\t0\nopens yes\t1\t0\t-1\n')

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

  it('gives the probabilities of the relation, and of the labels under any parent', () => {
    const facts = { reply: extractTextFeatures('yes'), target: null, own: EVEN }
    const { relation, probabilities } = scoreReply(model, [0, 1, 2], { ...facts, parent: [1, 0, 0] })
    const logits = [1.1, -0.2, -1].map(Math.exp)
    const total = logits.reduce((sum, each) => sum + each, 0)
    const expected = logits.map((each) => each / total)
    expected.forEach((probability, place) => {
      expect(relation[place]).toBeCloseTo(probability, 12)
      expect(probabilities[place]).toBeCloseTo(probability, 12)
    })
    // Under a parent on the other side the sides change places.
    const [first, second] = scoreReply(model, [0, 1, 2], { ...facts, parent: [0, 1, 0] }).probabilities
    expect([first, second]).toEqual([expect.closeTo(expected[1] as number, 12), expect.closeTo(expected[0] as number, 12)])
  })

  it('finds no side indexes in schemes where disagreeing does not determine the label', () => {
    expect(sideIndexes(STANCE_SCHEME)).toEqual([0, 1, 2])
    expect(sideIndexes(createScheme({ id: 'other', labels: ['a', 'b'], sides: ['a', 'b'], neutral: null }))).toBeNull()
  })
})
