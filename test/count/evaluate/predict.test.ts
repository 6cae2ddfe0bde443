import { describe, expect, it } from 'vitest'
import { createScheme, STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { softmax } from '../../../src/base/statistics/calibration/softmax.js'
import { goldQuestions, parseGold, predict } from '../../../src/count/evaluate/predict.js'
import { standIn } from '../../judge/stance/small-posts.js'
import { failure } from '../../support/caught.js'
import { inRows } from '../../support/in-rows.js'

const [RETREAT = '', PIVOT = '', NEITHER = ''] = STANCE_SCHEME.labels
const gold = { thread: null, clusterId: 'c', deal: 'deal', mover: 'Acme', move: 'Acme leases.', parentText: 'They lost.', label: PIVOT }

describe('goldQuestions', () => {
  it('puts the post, what it answers, and the move', () => {
    const [question] = goldQuestions([{ ...gold, id: '1', text: 'no' }])
    expect(question).toMatchObject({ id: '1', clusterId: 'c', goldLabel: PIVOT })
    expect(question?.input.target).toEqual({ dealId: 'deal', mover: 'Acme', move: 'Acme leases.' })
    expect(question?.input.features).toMatchObject({ postId: '1', text: 'no', depth: 1, parent: { text: 'They lost.' } })
  })

  it('has no target without a mover, and no parent without a text', () => {
    const [question] = goldQuestions([{ ...gold, id: '1', text: 'no', mover: '', parentText: null }])
    expect(question?.input.target).toBeNull()
    expect(question?.input.features).toMatchObject({ depth: 0, parent: null, root: null })
  })

  it('names the post where the file names no deal', () => {
    expect(goldQuestions([{ ...gold, id: '1', text: 'no', deal: null }])[0]?.input.target?.dealId).toBe('1')
  })
})

describe('predict', () => {
  it('answers in the order of the questions', async () => {
    const classifier = standIn({
      readsThread: true,
      score: async (inputs) => inputs.map(({ features }) => Float64Array.from([features.text.length, 2, features.parent ? 9 : 0])),
    })
    const questions = goldQuestions([
      { ...gold, id: '1', text: 'a', parentText: null },
      { ...gold, id: '2', text: 'abc', parentText: null },
      { ...gold, id: '3', text: 'abc' },
    ])
    const predictions = await predict(classifier, questions)
    const rows = inRows(predictions.map(({ id, predictedLabel, lean }) => [id, predictedLabel, lean]))
    expect(rows).toEqual([`1 | ${PIVOT} | ${PIVOT}`, `2 | ${RETREAT} | ${RETREAT}`, `3 | ${NEITHER} | ${RETREAT}`])
    expect(predictions[0]).toMatchObject({ clusterId: 'c', goldLabel: PIVOT })
    expect(predictions[0]?.probabilities).toEqual(softmax([1, 2, 0]))
    expect((await predict({ ...classifier, readsThread: false }, questions))[2]?.predictedLabel).toBe(RETREAT)
    expect(await predict(classifier, [])).toEqual([])
  })
})

const POST = { id: '1', text: 'x', label: 'neither' }
const lines = (...records: readonly unknown[]): string => records.map((record) => JSON.stringify(record)).join('\n')
const parse = (text: string) => parseGold(text, 'gold.jsonl', STANCE_SCHEME)

describe('parseGold', () => {
  it('parses a post with all fields, and one with only the required fields', () => {
    const whole = {
      id: 'a',
      deal: 'acme-borealis',
      mover: 'Acme',
      move: 'Acme leases its chips.',
      parentText: 'They lost.',
      text: 'no',
      label: 'shrewd pivot',
    }
    expect(parse(lines(whole, { id: 7, text: '', label: 'neither' }))).toEqual([
      { ...whole, thread: null, clusterId: 'acme-borealis' },
      { id: '7', clusterId: '7', deal: null, thread: null, mover: '', move: '', parentText: null, text: '', label: 'neither' },
    ])
  })

  it('clusters by deal, else by thread, else by post', () => {
    const posts = parse(lines({ ...POST, threadId: 't', deal: 'd' }, { ...POST, id: '2', deal: 'd' }, { ...POST, id: '3' }))
    expect(posts.map(({ clusterId }) => clusterId)).toEqual(['d', 'd', '3'])
  })

  it('accepts a number as the id of a thread, including 0', () => {
    const posts = parse(lines({ ...POST, id: 1, threadId: 12 }, { ...POST, id: 2, threadId: 0 }))
    expect(posts.map(({ clusterId }) => clusterId)).toEqual(['12', '0'])
  })

  it('skips a byte order mark', () => {
    expect(parse(`\ufeff${lines(POST)}`)).toMatchObject([{ id: '1' }])
  })

  it('skips blank lines and carriage returns, but counts them in line numbers', () => {
    const good = lines(POST)
    expect(parse(`\r\n${good}\r\n\r\n`)).toHaveLength(1)
    expect(() => parse(`${good}\n\n{}`)).toThrow(failure('GOLD_INVALID', 'gold.jsonl, line 3: expected an id'))
  })

  it.each<readonly [string, string | object, string]>([
    ['broken JSON', '{"id":', 'line 1: expected one JSON object a line'],
    ['null', 'null', 'line 1: expected an id (string), got undefined'],
    ['nothing', '\n \n', 'expected labelled posts'],
    ['no id', { id: undefined }, 'expected an id (string), got undefined'],
    ['no text', { text: undefined }, 'expected text (string), got undefined'],
    ['a text that is none', { text: 3 }, 'expected text (string), got 3'],
    ['no label', { label: undefined }, 'got undefined'],
    ['another spelling of a label', { label: 'Retreat' }, 'expected a label of retreat, shrewd pivot, neither, got "Retreat"'],
    ['the name of an object member', { label: '__proto__' }, 'got "__proto__"'],
    ['an id twice', lines({ ...POST, id: 1 }, POST), 'line 2: expected every id once, got "1" twice'],
  ])('refuses %s', (_what, given, message) => {
    expect(() => parse(typeof given === 'string' ? given : lines({ ...POST, ...given }))).toThrow(failure('GOLD_INVALID', message))
  })

  it('takes the labels of another scheme', () => {
    const scheme = createScheme({ id: 'two', labels: ['up', 'down'], sides: ['down', 'up'], neutral: null })
    expect(parseGold(lines({ id: '1', text: 'x', label: 'down' }), 'gold.jsonl', scheme)).toMatchObject([{ label: 'down' }])
  })
})
