import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import {
  evaluatePublished,
  joinTexts,
  type PublishedPost,
  parsePublished,
} from '../../../scripts/research/evaluate/published.js'
import { expectedCalibrationError } from '../../../src/base/statistics/calibration/fit-temperature.js'
import { sha256OfText } from '../../../src/base/text/sha256-text.js'

const SETS = { 'real-posts': [0.636, 0.852], 'real-posts-2': [0.647, 0.818] } as const

it.each(Object.entries(SETS))(
  '%s gives the figures of the cards, and holds no text',
  (name, [macroF1, lean]) => {
    const path = `models/evaluation/${name}.jsonl`
    const posts = parsePublished(readFileSync(path, 'utf8'), path)
    const [stack] = evaluatePublished(posts, path).models
    expect(stack?.measurement.macroF1.value).toBeCloseTo(macroF1, 3)
    expect(stack?.measurement.leanMacroF1?.value).toBeCloseTo(lean, 3)
    expect(new Set(posts.flatMap(Object.keys))).toEqual(
      new Set(['id', 'sha256', 'deal', 'mover', 'move', 'label', 'predictions']),
    )
  },
)

it('gives the figures on comments that people labelled, by place in the thread, and holds no text', () => {
  const path = 'models/evaluation/people-comments.jsonl'
  const posts = parsePublished(readFileSync(path, 'utf8'), path)
  const leanAt = (depth: number) => {
    const own = posts.filter((post) => (post as unknown as { depth: number }).depth === depth)
    return evaluatePublished(own, path).models[0]?.measurement.leanMacroF1?.value
  }
  expect(posts.length).toBe(988)
  expect(evaluatePublished(posts, path).models[0]?.measurement.macroF1.value).toBeCloseTo(0.5868, 3)
  expect(leanAt(0)).toBeCloseTo(0.8777, 3)
  expect(leanAt(1)).toBeCloseTo(0.6184, 3)
  expect(new Set(posts.flatMap(Object.keys))).toEqual(
    new Set(['id', 'sha256', 'deal', 'mover', 'move', 'depth', 'label', 'predictions']),
  )
})

it('gives calls of a side their chance to be right', () => {
  const calls = Object.keys(SETS).flatMap((name) => {
    const path = `models/evaluation/${name}.jsonl`
    return parsePublished(readFileSync(path, 'utf8'), path).flatMap(
      ({ label, predictions: { 'stance-en': stack } }) =>
        stack && stack.label !== 'neither'
          ? [
              {
                isRight: stack.label === label,
                probability: Math.max(...(stack.probabilities ?? [])),
              },
            ]
          : [],
    )
  })
  const probabilities = calls.map(({ probability }) => probability)
  const isRight = calls.map((call) => call.isRight)
  // Computed with NumPy from the same files.
  expect(expectedCalibrationError(probabilities, isRight)).toBeCloseTo(0.0483, 3)
})

it('joins texts that a user has by their hashes, as a gold file in the order of the set', () => {
  const post = (id: string, text: string): PublishedPost => ({
    id,
    sha256: sha256OfText(text),
    deal: 'd',
    mover: 'Acme',
    move: 'Acme sells.',
    label: 'neither',
    predictions: {},
  })
  const mine = ['{"text":"Two."}', '', 'no record', '{"text":"One.","parentText":"Why?"}'].join(
    '\n',
  )
  expect(
    joinTexts([post('1', 'One.'), post('2', 'Two.'), post('3', 'Three.')], mine).map((line) =>
      JSON.parse(line),
    ),
  ).toEqual([
    {
      id: '1',
      deal: 'd',
      mover: 'Acme',
      move: 'Acme sells.',
      label: 'neither',
      parentText: 'Why?',
      text: 'One.',
    },
    {
      id: '2',
      deal: 'd',
      mover: 'Acme',
      move: 'Acme sells.',
      label: 'neither',
      parentText: '',
      text: 'Two.',
    },
  ])
})

it('refuses another file with one line', () => {
  expect(() => parsePublished('{"id":"1","text":"x"}\n', 'gold.jsonl')).toThrow(
    'gold.jsonl, line 1: expected a post with sha256, label and predictions',
  )
})
