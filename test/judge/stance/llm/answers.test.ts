import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { extractTextFeatures } from '../../../../src/judge/features/extract-features.js'
import { createLlmClassifier, type LlmOutcome, parseAnswer } from '../../../../src/judge/stance/llm/llm-classifier.js'
import type { StanceInput } from '../../../../src/judge/stance/stance-classifier.js'
import { forAny } from '../../../support/for-any.js'

const { labels } = STANCE_SCHEME

describe('parseAnswer', () => {
  it.each([
    ['{"label": "retreat"}', 'retreat'],
    ['{"label":"shrewd pivot"}', 'shrewd pivot'],
    ['  {\n "label" : "neither"\n}\n', 'neither'],
    ['```json\n{"label": "neither"}\n```', 'neither'],
    ['<think>It says {"label": "retreat"}, no.</think>\n{"label": "neither"}', 'neither'],
    ['{"label": "shrewd\\u0020pivot"}', 'shrewd pivot'],
    ['It takes no side.</think>{"label": "neither"}', 'neither'],
  ])('reads %j', (content, label) => expect(parseAnswer(content, labels)).toBe(label))

  it.each([
    '{"label": "Neither"}',
    '{"label": "neither "}',
    '{"label": "neither", "reason": "no {side}"}',
    'The label is {"label": "neither"}.',
  ])('reads %j past its form', (content) => expect(parseAnswer(content, labels)).toBe('neither'))

  it('does not take two labels for one that differ in their letters alone', () => {
    expect(parseAnswer('{"label": "YES"}', ['yes', 'Yes'])).toBeNull()
    expect(parseAnswer('{"label": "Yes"}', ['yes', 'Yes'])).toBe('Yes')
  })

  it.each([
    '',
    'retreat',
    '"retreat"',
    '{"label": "pump"}',
    '{"label": ["retreat"]}',
    '{"label": "retreat", "label": "neither"}',
    '{"label": "neither"} {"label": "retreat"}',
    '{"label": "retr',
    '{"label": null}',
    '{label: "retreat"}',
    '{"answers": [{"id": 1, "label": "retreat"}]}',
    '{"label": "\\ud800"}',
    '<think>{"label": "retreat"}',
    'The label is {"label": "retreat"}, not {"label": "neither"}',
    '{"label": "retreat", "more": {"label": "neither"}}',
    'It is {undecided}: {"label": "retreat"}',
  ])('refuses %j as an answer', (content) => expect(parseAnswer(content, labels)).toBeNull())

  it('gives a label or null for any input', () => {
    forAny(fc.oneof(fc.string(), fc.json()), (content) => {
      const label = parseAnswer(content, labels)
      expect(label === null || labels.some((each) => each === label)).toBe(true)
    })
  })
})

describe('createLlmClassifier', () => {
  const input: StanceInput = { features: extractTextFeatures('words', null), target: null }
  it.each<[string, LlmOutcome, number[], string[], string | null]>([
    ['the label of an answer', { key: 'k', label: 'neither', reason: null }, [0, 0, 1], ['answer::k'], null],
    ['no label of an invalid answer, but its reason', { key: 'k', label: null, reason: 'declined' }, [0, 0, 0], ['answer::k'], 'declined'],
    ['no label without an answer', { key: null, label: null, reason: 'nobody is there' }, [0, 0, 0], [], 'nobody is there'],
  ])('takes %s, and gives no probabilities', async (_, outcome, scores, flags, reason) => {
    const port = { ask: async () => [outcome] }
    const renderer = { render: () => ({ system: '', user: '', repair: '' }), isTruncated: () => false }
    const classifier = createLlmClassifier({ id: 'llm:m', scheme: STANCE_SCHEME, renderer, port })
    const [own = new Float64Array()] = await classifier.score([input])
    expect([[...own], classifier.flagsOf?.(input), classifier.noAnswerReasonOf?.(input)]).toEqual([scores, flags, reason])
    expect(classifier.probabilitiesOf(own)).toBeNull()
  })
})
