import { describe, expect, it } from 'vitest'
import { createScheme, STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { softmax } from '../../../src/base/statistics/calibration/softmax.js'
import { goldQuestions, nameClusters, parseGold, predict } from '../../../src/count/evaluate/predict.js'
import { standIn } from '../../judge/stance/small-posts.js'

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
      score: async (inputs) => inputs.map(({ features }) => Float64Array.from([features.text.length, 2, features.parent ? 9 : 0])),
    })
    const questions = goldQuestions([
      { ...gold, id: '1', text: 'a', parentText: null },
      { ...gold, id: '2', text: 'abc', parentText: null },
      { ...gold, id: '3', text: 'abc' },
    ])
    const predictions = await predict(classifier, questions, { context: true })
    expect(predictions.map(({ id, predictedLabel, lean }) => [id, predictedLabel, lean])).toEqual([
      ['1', PIVOT, PIVOT],
      ['2', RETREAT, RETREAT],
      ['3', NEITHER, RETREAT],
    ])
    expect(predictions[0]).toMatchObject({ clusterId: 'c', goldLabel: PIVOT })
    expect(predictions[0]?.probabilities).toEqual(softmax([1, 2, 0]))
    expect((await predict(classifier, questions))[2]?.predictedLabel).toBe(RETREAT)
    expect(await predict(classifier, [])).toEqual([])
  })
})

const lines = (...records: readonly unknown[]): string => records.map((record) => JSON.stringify(record)).join('\n')
const parse = (text: string) => parseGold(text, 'gold.jsonl', STANCE_SCHEME)
const invalid = (message: string) => expect.objectContaining({ code: 'GOLD_INVALID', message: expect.stringContaining(message) })

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

  it('clusters by thread, else by deal, else by post', () => {
    const post = { text: 'x', label: 'neither' }
    const posts = parse(lines({ ...post, id: '1', threadId: 't', deal: 'd' }, { ...post, id: '2', deal: 'd' }, { ...post, id: '3' }))
    expect(posts.map(({ clusterId }) => clusterId)).toEqual(['t', 'd', '3'])
  })

  it.each([
    {
      what: 'deals, where all name one of several',
      rows: [
        ['t', 'd'],
        ['u', 'd'],
        ['u', 'e'],
      ],
      ids: ['d', 'd', 'e'],
      kind: 'deals',
    },
    {
      what: 'threads, where all are of one deal',
      rows: [
        ['t', 'd'],
        ['u', 'd'],
        ['u', 'd'],
      ],
      ids: ['t', 'u', 'u'],
      kind: 'threads',
    },
    {
      what: 'threads that have the ids of their first posts (gave "clusters" while such a post counted as one of its own)',
      rows: [['0'], ['0'], ['2']],
      ids: ['0', '0', '2'],
      kind: 'threads',
    },
    {
      what: 'posts, where all are of one thread',
      rows: [
        ['t', 'd'],
        ['t', 'd'],
        ['t', 'd'],
      ],
      ids: ['0', '1', '2'],
      kind: 'posts',
    },
    { what: 'posts, where nothing is named', rows: [[], [], []], ids: ['0', '1', '2'], kind: 'posts' },
    { what: 'units of several kinds', rows: [['t'], ['u'], []], ids: ['t', 'u', '2'], kind: undefined },
  ])('clusters by $what', ({ rows, ids, kind }) => {
    const posts = parse(lines(...rows.map(([threadId, deal], id) => ({ id, text: 'x', label: 'neither', threadId, deal }))))
    expect(posts.map(({ clusterId }) => clusterId)).toEqual(ids)
    expect(nameClusters(posts)).toBe(kind)
  })

  it('accepts a number as the id of a thread, including 0', () => {
    const post = { text: 'x', label: 'neither', deal: 'd' }
    expect(parse(lines({ ...post, id: 1, threadId: 12 }, { ...post, id: 2, threadId: 0 })).map(({ clusterId }) => clusterId)).toEqual([
      '12',
      '0',
    ])
  })

  it('skips a byte order mark', () => {
    expect(parse(`\ufeff${lines({ id: '1', text: 'x', label: 'neither' })}`)).toMatchObject([{ id: '1' }])
  })

  it('skips blank lines and carriage returns, but counts them in line numbers', () => {
    const good = JSON.stringify({ id: '1', text: 'x', label: 'neither' })
    expect(parse(`\r\n${good}\r\n\r\n`)).toHaveLength(1)
    expect(() => parse(`${good}\n\n{}`)).toThrow(invalid('gold.jsonl, line 3: expected an id'))
  })

  it.each([
    { name: 'broken JSON', text: '{"id":', message: 'line 1: expected one JSON object a line' },
    { name: 'null', text: 'null', message: 'line 1: expected an id (string), got undefined' },
    { name: 'no id', text: lines({ text: 'x', label: 'neither' }), message: 'expected an id (string), got undefined' },
    { name: 'no text', text: lines({ id: '1', label: 'neither' }), message: 'expected text (string), got undefined' },
    { name: 'a text that is none', text: lines({ id: '1', text: 3, label: 'neither' }), message: 'expected text (string), got 3' },
    { name: 'no label', text: lines({ id: '1', text: 'x' }), message: 'got undefined' },
    {
      name: 'another spelling of a label',
      text: lines({ id: '1', text: 'x', label: 'Retreat' }),
      message: 'expected a label of retreat, shrewd pivot, neither, got "Retreat"',
    },
    { name: 'the name of an object member', text: lines({ id: '1', text: 'x', label: '__proto__' }), message: 'got "__proto__"' },
    {
      name: 'an id twice',
      text: lines({ id: 1, text: 'x', label: 'neither' }, { id: '1', text: 'y', label: 'neither' }),
      message: 'line 2: expected every id once, got "1" twice',
    },
    { name: 'nothing', text: '\n \n', message: 'expected labelled posts' },
  ])('refuses $name', ({ text, message }) => {
    expect(() => parse(text)).toThrow(invalid(message))
  })

  it('takes the labels of another scheme', () => {
    const scheme = createScheme({ id: 'two', labels: ['up', 'down'], sides: ['down', 'up'], neutral: null })
    expect(parseGold(lines({ id: '1', text: 'x', label: 'down' }), 'gold.jsonl', scheme)).toMatchObject([{ label: 'down' }])
  })
})
