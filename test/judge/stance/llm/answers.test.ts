import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { extractTextFeatures } from '../../../../src/judge/features/extract-features.js'
import {
  answerSchema,
  type LlmOutcome,
  labelProbabilities,
  parseAnswer,
  readAnswer,
  type TokenChoice,
} from '../../../../src/judge/stance/llm/llm-answer.js'
import { createLlmClassifier } from '../../../../src/judge/stance/llm/llm-classifier.js'
import type { StanceInput } from '../../../../src/judge/stance/stance-classifier.js'
import { forAny } from '../../../support/for-any.js'

const { labels } = STANCE_SCHEME

describe('parseAnswer', () => {
  it.each([
    ['{"label": "retreat"}', 0],
    ['{"label":"shrewd pivot"}', 1],
    ['  {\n "label" : "neither"\n}\n', 2],
    ['```json\n{"label": "neither"}\n```', 2],
    ['<think>It says {"label": "retreat"}, no.</think>\n{"label": "neither"}', 2],
    ['{"label": "shrewd\\u0020pivot"}', 1],
    ['It takes no side.</think>{"label": "neither"}', 2],
  ])('reads %j', (content, place) => expect(parseAnswer(content, labels)).toBe(place))

  it.each([
    ['{"label": "neither"}', false],
    ['<think>Hm.</think>\n{"label": "neither"}', false],
    ['```json\n{"label": "neither"}\n```', true],
    ['{"label": "Neither"}', true],
    ['{"label": "neither "}', true],
    ['{"label": "neither", "reason": "no {side}"}', true],
    ['The label is {"label": "neither"}.', true],
  ])('reads %j and counts another form than asked for: %s', (content, isLoose) =>
    expect(readAnswer(content, labels)).toEqual({ label: 2, isLoose }),
  )

  it('does not take two labels for one that differ in their letters alone', () => {
    expect(parseAnswer('{"label": "YES"}', ['yes', 'Yes'])).toBeNull()
    expect(parseAnswer('{"label": "Yes"}', ['yes', 'Yes'])).toBe(1)
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

  it('gives the index of a label or null for any input', () => {
    forAny(fc.oneof(fc.string(), fc.json()), (content) => {
      const place = parseAnswer(content, labels)
      expect(place === null || (place >= 0 && place < labels.length)).toBe(true)
    })
  })

  it('requests in the schema what it parses', () => {
    expect(answerSchema(labels)).toMatchObject({ properties: { label: { enum: [...labels] } }, additionalProperties: false })
  })
})

const choice = (token: string, probability: number, others: Readonly<Record<string, number>> = {}): TokenChoice => ({
  token,
  bytes: null,
  logprob: Math.log(probability),
  alternatives: Object.entries(others).map(([other, share]) => ({ token: other, bytes: null, logprob: Math.log(share) })),
})

describe('labelProbabilities', () => {
  const head = [choice('{"', 1), choice('label', 1), choice('":', 1), choice(' "', 1)]

  it('come from the token that separates the labels, normalised over tokens that fit a label', () => {
    const tokens = [...head, choice('ret', 0.5, { ret: 0.5, shrewd: 0.2, ne: 0.05, pump: 0.25 }), choice('reat', 1), choice('"}', 1)]
    const [retreat = 0, pivot = 0, neither = 0] = labelProbabilities('{"label": "retreat"}', tokens, labels) ?? []
    expect(retreat).toBeCloseTo(0.5 / 0.75, 8)
    expect(pivot).toBeCloseTo(0.2 / 0.75, 8)
    expect(neither).toBeCloseTo(0.05 / 0.75, 8)
  })

  it('ignore tokens without text, which end the answer', () => {
    const tokens = [...head, choice('ret', 0.2, { ret: 0.2, '': 0.7, n: 0.1 }), choice('reat', 1), choice('"}', 1)]
    const [retreat = 0, , neither = 0] = labelProbabilities('{"label": "retreat"}', tokens, labels) ?? []
    expect([retreat, neither]).toEqual([expect.closeTo(2 / 3, 8), expect.closeTo(1 / 3, 8)])
  })

  it('add up tokens that begin the same label, and are 0 for a label that is not listed', () => {
    const tokens = [...head, choice('n', 0.3, { n: 0.3, ne: 0.2, neither: 0.1, r: 0.4 }), choice('either', 1), choice('"}', 1)]
    expect(labelProbabilities('{"label": "neither"}', tokens, labels)).toEqual([0.4, 0, 0.6])
  })

  it('support tokens that cross the start or the end of the label', () => {
    const tokens = [choice('{"label": "re', 0.6, { '{"label": "re': 0.6, '{"label": "ne': 0.3, '{"other': 0.1 }), choice('treat"}', 1)]
    const [retreat = 0, , neither = 0] = labelProbabilities('{"label": "retreat"}', tokens, labels) ?? []
    expect([retreat, neither]).toEqual([expect.closeTo(2 / 3, 8), expect.closeTo(1 / 3, 8)])
  })

  it('follow the chosen path when labels begin alike', () => {
    const alike = ['support', 'supportless', 'oppose']
    const tokens = [
      ...head,
      choice('support', 0.8, { support: 0.8, oppose: 0.2 }),
      choice('less', 0.25, { less: 0.25, '"}': 0.75 }),
      choice('"}', 1),
    ]
    const found = labelProbabilities('{"label": "supportless"}', tokens, alike) ?? []
    expect(found).toEqual([expect.closeTo(0.6, 8), expect.closeTo(0.2, 8), expect.closeTo(0.2, 8)])
  })

  it('are null when alternatives begin several labels', () => {
    const alike = ['support', 'supportless', 'oppose']
    const tokens = [...head, choice('oppose', 0.6, { oppose: 0.6, support: 0.4 }), choice('"}', 1)]
    expect(labelProbabilities('{"label": "oppose"}', tokens, alike)).toBeNull()
  })

  it('use bytes for labels with a letter split between tokens', () => {
    const bytes = [...new TextEncoder().encode('支持')]
    const part = (from: number, to: number, probability: number, other?: number[]): TokenChoice => ({
      token: '\ufffd',
      bytes: bytes.slice(from, to),
      logprob: Math.log(probability),
      alternatives: other ? [{ token: '\ufffd', bytes: other, logprob: Math.log(1 - probability) }] : [],
    })
    const rival = [...new TextEncoder().encode('反対')].slice(0, 2)
    const tokens = [...head, part(0, 2, 0.7, rival), part(2, 6, 1), choice('"}', 1)]
    expect(labelProbabilities('{"label": "支持"}', tokens, ['支持', '反対'])).toEqual([expect.closeTo(0.7, 8), expect.closeTo(0.3, 8)])
  })

  it.each([
    ['tokens that are not the answer', [choice('something', 1), choice(' else', 1)]],
    ['tokens that end early', head],
    ['no tokens', []],
  ])('are none for %s', (_, tokens) => expect(labelProbabilities('{"label": "retreat"}', tokens, labels)).toBeNull())

  it('sum to 1 for any division of an answer into tokens, with rivals drawn at random', () => {
    const piece = fc.constantFrom('r', 're', 'retreat', 'retreat"}', 's', 'shrewd', 'shrewd pivot"', 'n', 'nei', 'x', '"', '')
    forAny(
      fc.constantFrom(...labels),
      fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 6 }),
      fc.array(fc.tuple(piece, fc.double({ min: 1e-6, max: 1, noNaN: true })), { maxLength: 8 }),
      (label, cuts, rivals) => {
        const content = `{"label": "${label}"}`
        const ends = [...new Set([...cuts.filter((cut) => cut < content.length), content.length])].sort((a, b) => a - b)
        const tokens = ends.map((end, index) => choice(content.slice(ends[index - 1] ?? 0, end), 0.5, Object.fromEntries(rivals)))
        const found = labelProbabilities(content, tokens, labels)
        if (found === null) return
        expect(found.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 6)
        expect(found.every((each) => each >= 0 && each <= 1)).toBe(true)
      },
    )
  })
})

describe('createLlmClassifier', () => {
  const input: StanceInput = { features: extractTextFeatures('words', null), target: null }
  const settle = async (answer: LlmOutcome['answer']) => {
    const port = { ask: async () => [{ key: 'k', answer, noAnswerReason: null }] }
    const renderer = { render: () => ({ system: '', user: '', repair: '' }), isTruncated: () => false }
    const classifier = createLlmClassifier({ id: 'llm:m', scheme: STANCE_SCHEME, renderer, port })
    const [scores = new Float64Array()] = await classifier.score([input])
    return { scores: [...scores], flags: classifier.flagsOf?.(input), reason: classifier.noAnswerReasonOf?.(input) }
  }

  it('takes the label of the answer, without probabilities when none are known', async () => {
    const answer = { content: '{"label": "neither"}', probabilities: null }
    expect(await settle(answer)).toEqual({ scores: [0, 0, 1], flags: ['answer::k'], reason: null })
  })

  it('takes the most probable label, and flags a different written label', async () => {
    const answer = { content: '{"label": "retreat"}', probabilities: [0.4, 0.1, 0.5] }
    const scores = [0.4, 0.1, 0.5].map((each) => expect.closeTo(Math.log(each), 8))
    expect(await settle(answer)).toEqual({ scores, flags: ['answered:retreat', 'answer::k'], reason: null })
  })

  it.each([
    ['form', 'the language model gave no answer in the form asked for'],
    ['declined', 'the language model declined to answer'],
  ] as const)('gives no label to an invalid answer (%s), and the reason', async (problem, reason) => {
    expect(await settle(problem)).toMatchObject({ flags: ['answer::k'], reason })
  })
})
