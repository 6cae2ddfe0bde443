import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { extractTextFeatures } from '../../../../src/judge/features/extract-features.js'
import {
  labelProbabilities,
  type TokenChoice,
} from '../../../../src/judge/stance/llm/label-probabilities.js'
import {
  createLlmClassifier,
  type LlmOutcome,
  parseAnswer,
} from '../../../../src/judge/stance/llm/llm-classifier.js'
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

const choice = (
  token: string,
  probability: number,
  others: Readonly<Record<string, number>> = {},
): TokenChoice => ({
  token,
  bytes: null,
  logprob: Math.log(probability),
  top_logprobs: Object.entries(others).map(([other, share]) => ({
    token: other,
    bytes: null,
    logprob: Math.log(share),
  })),
})

describe('labelProbabilities', () => {
  const head = [choice('{"', 1), choice('label', 1), choice('":', 1), choice(' "', 1)]

  it('come from the token that separates the labels, normalised over tokens that fit a label', () => {
    const tokens = [
      ...head,
      choice('ret', 0.5, { ret: 0.5, shrewd: 0.2, ne: 0.05, pump: 0.25 }),
      choice('reat', 1),
      choice('"}', 1),
    ]
    const [retreat = 0, pivot = 0, neither = 0] =
      labelProbabilities('{"label": "retreat"}', tokens, labels) ?? []
    expect(retreat).toBeCloseTo(0.5 / 0.75, 8)
    expect(pivot).toBeCloseTo(0.2 / 0.75, 8)
    expect(neither).toBeCloseTo(0.05 / 0.75, 8)
  })

  it('are found behind blanks and thoughts that the server does not show', () => {
    const before = [choice('<think>Hm.</think>', 1), choice('\n', 1)]
    const tokens = [
      ...before,
      ...head,
      choice('ret', 0.6, { ret: 0.6, ne: 0.4 }),
      choice('reat', 1),
      choice('"}', 1),
      choice('\n', 1),
    ]
    expect(labelProbabilities('{"label": "retreat"}', tokens, labels)).toEqual([0.6, 0, 0.4])
  })

  it('ignore tokens without text, which end the answer', () => {
    const tokens = [
      ...head,
      choice('ret', 0.2, { ret: 0.2, '': 0.7, n: 0.1 }),
      choice('reat', 1),
      choice('"}', 1),
    ]
    expect(labelProbabilities('{"label": "retreat"}', tokens, labels)).toEqual(
      [2 / 3, 0, 1 / 3].map((value) => expect.closeTo(value, 8)),
    )
  })

  it('add up tokens that begin the same label, and are 0 for a label that is not listed', () => {
    const tokens = [
      ...head,
      choice('n', 0.3, { n: 0.3, ne: 0.2, neither: 0.1, r: 0.4 }),
      choice('either', 1),
      choice('"}', 1),
    ]
    expect(labelProbabilities('{"label": "neither"}', tokens, labels)).toEqual([0.4, 0, 0.6])
  })

  it('support tokens that cross the start or the end of the label', () => {
    const tokens = [
      choice('{"label": "re', 0.6, { '{"label": "re': 0.6, '{"label": "ne': 0.3, '{"other': 0.1 }),
      choice('treat"}', 1),
    ]
    expect(labelProbabilities('{"label": "retreat"}', tokens, labels)).toEqual(
      [2 / 3, 0, 1 / 3].map((value) => expect.closeTo(value, 8)),
    )
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
    const part = (
      from: number,
      to: number,
      probability: number,
      other?: number[],
    ): TokenChoice => ({
      token: '\ufffd',
      bytes: bytes.slice(from, to),
      logprob: Math.log(probability),
      top_logprobs: other
        ? [{ token: '\ufffd', bytes: other, logprob: Math.log(1 - probability) }]
        : [],
    })
    const rival = [...new TextEncoder().encode('反対')].slice(0, 2)
    const tokens = [...head, part(0, 2, 0.7, rival), part(2, 6, 1), choice('"}', 1)]
    expect(labelProbabilities('{"label": "支持"}', tokens, ['支持', '反対'])).toEqual([
      expect.closeTo(0.7, 8),
      expect.closeTo(0.3, 8),
    ])
  })

  it.each([
    ['tokens that are not the answer', [choice('something', 1), choice(' else', 1)]],
    ['tokens that end early', head],
    ['no tokens', []],
  ])('are none for %s', (_, tokens) =>
    expect(labelProbabilities('{"label": "retreat"}', tokens, labels)).toBeNull(),
  )

  it('sum to 1 for any division of an answer into tokens, with rivals drawn at random', () => {
    const piece = fc.constantFrom(
      'r',
      're',
      'retreat',
      'retreat"}',
      's',
      'shrewd',
      'shrewd pivot"',
      'n',
      'nei',
      'x',
      '"',
      '',
    )
    forAny(
      fc.constantFrom(...labels),
      fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 6 }),
      fc.array(fc.tuple(piece, fc.double({ min: 1e-6, max: 1, noNaN: true })), { maxLength: 8 }),
      (label, cuts, rivals) => {
        const content = `{"label": "${label}"}`
        const ends = [
          ...new Set([...cuts.filter((cut) => cut < content.length), content.length]),
        ].sort((a, b) => a - b)
        const tokens = ends.map((end, index) =>
          choice(content.slice(ends[index - 1] ?? 0, end), 0.5, Object.fromEntries(rivals)),
        )
        const found = labelProbabilities(content, tokens, labels)
        if (found === null) return
        expect(found.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 6)
        expect(found.every((each) => each >= 0 && each <= 1)).toBe(true)
      },
    )
  })
})

const input: StanceInput = { features: extractTextFeatures('words', null), target: null }
it.each<[string, Partial<LlmOutcome>, number[] | null, string[], string | null]>([
  ['the label of an answer', { label: 'neither' }, null, ['answer::k'], null],
  [
    'the probabilities of an answer',
    { label: 'neither', probabilities: [0.3, 0, 0.7] },
    [0.3, 0, 0.7],
    ['answer::k'],
    null,
  ],
  [
    'no label of an invalid answer, but its reason',
    { reason: 'declined' },
    null,
    ['answer::k'],
    'declined',
  ],
  [
    'no label without an answer',
    { key: null, reason: 'nobody is there' },
    null,
    [],
    'nobody is there',
  ],
])('createLlmClassifier takes %s', async (_, outcome, probabilities, flags, reason) => {
  const ask = async () => [{ key: 'k', label: null, probabilities: null, reason: null, ...outcome }]
  const renderer = {
    render: () => ({ system: '', user: '', repair: '' }),
    isTruncated: () => false,
  }
  const classifier = createLlmClassifier({ id: 'llm:m', scheme: STANCE_SCHEME, renderer, ask })
  const [own = new Float64Array()] = await classifier.score([input])
  const label = reason === null ? labels[own.indexOf(Math.max(...own))] : null
  expect([label, classifier.flagsOf?.(input), classifier.noAnswerReasonOf?.(input)]).toEqual([
    outcome.label ?? null,
    flags,
    reason,
  ])
  const given = classifier.probabilitiesOf(own)
  expect(given && [...given]).toEqual(probabilities?.map((each) => expect.closeTo(each, 6)) ?? null)
})
