import { describe, expect, it } from 'vitest'
import { ALTERNATIVES } from '../../scripts/benchmark/alternatives/list.js'
import { CASES } from '../../scripts/benchmark/cases.js'
import { compareFigures } from '../../scripts/benchmark/figures.js'
import { scoreLabels } from '../../scripts/benchmark/measure/accuracy.js'
import { renderScaleChart } from '../../scripts/benchmark/measure/scale.js'
import { renderAccuracy, renderResults, renderRun, renderScale, showNumber } from '../../scripts/benchmark/render.js'
import { failuresOf } from '../../scripts/benchmark/result.js'
import { chooseCases } from '../../scripts/benchmark/run-benchmark.js'
import { NEITHER, PIVOT, RETREAT } from '../count/scored-posts.js'
import { RUN, result } from './benchmark-run.js'

describe('the performance targets', () => {
  it('are reached, reached at the ambitious level, missed or not measured', () => {
    expect(compareFigures(RUN).map(({ what, measured, verdict }) => [what.split(/[,]| over| at| to /)[0], measured, verdict])).toEqual([
      ['linear model', 30_000, 'reached'],
      ['two threads', null, null],
      ['linear model', 5, 'dream'],
      ['encoder', null, null],
      ['memory', 280, 'dream'],
      ['start-up', 300, 'missed'],
      ['Spark job on two workers', null, null],
    ])
  })

  it('refer to existing cases', () => {
    const ids = CASES.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of [
      'classify-jsonl',
      'two-threads',
      'linear',
      'scikit-learn-same',
      'encoder-node',
      'transformers',
      'start-linear',
      'spark',
    ]) {
      expect(ids).toContain(id)
    }
    for (const { id } of ALTERNATIVES) expect(ids).toContain(id)
  })

  it('name the versions of alternatives and the threads of every encoder', () => {
    for (const { name } of ALTERNATIVES) expect(name).toMatch(/ \d+\.\d+\.\d+/)
    for (const { id, name } of CASES.filter((one) => /encoder|\bstack|transformers/.test(one.id)))
      expect(name, id).toMatch(/\d threads|thread for each core/)
  })
})

describe('the tables', () => {
  it('show median, target and raw values, and the reason of a missing case', () => {
    const lines = renderResults(RUN).split('\n')
    expect(lines[0]).toBe('| what | median | target | values | commit, rounds |')
    expect(lines[2]).toBe('| case classify-jsonl | 30,000 posts/s | >= 25,000 | 29,000, 30,000, 31,000 | abc123456, 3 rounds |')
    expect(lines).toContain('| case transformers | not measured: npm cannot install it (offline?) |  |  | abc123456, 3 rounds |')
  })

  it('compare the working tree with a git ref', () => {
    const results = [result('linear', 20_000), result('linear', 5000, { ref: 'v1 (abc)' }), result('vader', 700), result('new', 1)]
    const gone = result('new', null, { ref: 'v1 (abc)', missing: 'it fails there: TypeError' })
    const lines = renderResults({ commit: 'abc', rounds: 1, results: [...results, gone] }).split('\n')
    expect(lines[0]).toBe('| what | median | v1 (abc) | now over it | target | values | commit, rounds |')
    expect(lines.slice(2)).toEqual([
      '| case linear | 20,000 posts/s | 5,000 posts/s | x 4 |  | 20,000 | abc, 1 round |',
      '| case vader | 700 posts/s |  |  |  | 700 | abc, 1 round |',
      '| case new | 1 posts/s | not measured: it fails there: TypeError |  |  | 1 | abc, 1 round |',
    ])
  })

  it('name the machine, the commit and the rounds', () => {
    const text = renderRun(RUN)
    expect(text.startsWith('a machine. Medians of the rounds')).toBe(true)
    expect(text).toContain('| memory at 10M posts | <= 500 MB | <= 300 MB | 280 MB | dream | abc123456, 3 rounds |')
    expect(text).toContain('| word list | 0.478 | 0.472 | abc123456 |')
  })

  it('give the reason of a missing size or accuracy, and draw the rest', () => {
    const broken = { postCount: 10, threadCount: 1, seconds: [], peakMegabytes: [], missing: 'it failed: ENOSPC' }
    const lost = { name: 'list', scores: null, postCount: 640, missing: 'no such file' }
    const run = { ...RUN, scale: [broken, ...RUN.scale], accuracy: [lost] }
    expect(renderScale(run)).toContain('| 10 | 1 | not measured: it failed: ENOSPC |  |  |  | abc123456, 3 rounds |')
    expect(renderAccuracy(run)).toContain('| list | not measured: no such file |  | abc123456 |')
    expect(renderScaleChart(run.scale, 'a machine')).toBe(renderScaleChart(RUN.scale, 'a machine'))
    const tenMillion = { ...broken, postCount: 10_000_000 }
    expect(compareFigures({ ...RUN, scale: [tenMillion] }).find(({ what }) => what.startsWith('memory'))?.measured).toBeNull()
    expect(failuresOf({ ...run, results: [result('linear', null, { hasFailed: true, missing: 'it failed: Error' })] })).toEqual([
      'case linear: it failed: Error',
      'accuracy of list: no such file',
      '10 posts: it failed: ENOSPC',
    ])
  })

  it('show time, rate and peak memory by size, also as a chart', () => {
    expect(renderScale(RUN)).toContain('| 1,000 | 1 | 0.6 s | 1,667 | 120 MB | 0.5, 0.7, 0.6 | abc123456, 3 rounds |')
    const svg = renderScaleChart(RUN.scale, RUN.machine)
    expect(svg).toMatch(/^<svg /)
    expect(svg).toContain('10,000,000')
    expect(svg).toContain('a machine')
  })

  it.each([
    [123456, '123,456'],
    [99.94, '99.9'],
    [1.234, '1.23'],
    [0, '0'],
  ])('write %s as %s', (value, text) => {
    expect(showNumber(value)).toBe(text)
  })
})

describe('the cases', () => {
  it('are selected by id or words of their names; slow ones only by name', () => {
    expect(chooseCases(['vader']).map(({ id }) => id)).toEqual(['vader'])
    expect(chooseCases(['linear']).map(({ id }) => id)).toEqual(['linear'])
    expect(chooseCases(['linear-en']).length).toBeGreaterThan(2)
    expect(chooseCases([]).map(({ id }) => id)).not.toContain('spark')
    expect(chooseCases(['spark']).map(({ id }) => id)).toEqual(['spark'])
    expect(() => chooseCases(['no such words'])).toThrow('"no such words", which fits none')
  })
})

describe('accuracy of labels', () => {
  it('is the share of correct labels, with macro-F1 over the labels of the scheme', () => {
    const gold = [RETREAT, RETREAT, PIVOT, NEITHER]
    expect(scoreLabels(gold, gold)).toEqual({ accuracy: 1, macroF1: 1 })
    // F1: retreat 2 x 1 / (2 + 1), pivot 2 x 1 / (1 + 2), neither 1.
    const some = scoreLabels(gold, [RETREAT, PIVOT, PIVOT, NEITHER])
    expect(some.accuracy).toBe(0.75)
    expect(some.macroF1).toBeCloseTo((2 / 3 + 2 / 3 + 1) / 3, 12)
    expect(scoreLabels(gold, ['?', '?', '?', '?'])).toEqual({ accuracy: 0, macroF1: 0 })
  })
})
