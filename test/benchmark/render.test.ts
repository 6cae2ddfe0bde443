import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { scoreLabels } from '../../scripts/benchmark/accuracy.js'
import { ALTERNATIVES } from '../../scripts/benchmark/alternatives/list.js'
import { CASES } from '../../scripts/benchmark/cases.js'
import { compareFigures } from '../../scripts/benchmark/figures.js'
import { mergeTables, writeIntoPage } from '../../scripts/benchmark/page.js'
import { renderResults, renderRun, renderScale, showNumber } from '../../scripts/benchmark/render.js'
import type { BenchmarkRun, Result } from '../../scripts/benchmark/result.js'
import { chooseCases } from '../../scripts/benchmark/run-benchmark.js'
import { renderScaleChart } from '../../scripts/benchmark/scale.js'
import { NEITHER, PIVOT, RETREAT } from '../aggregate/scored-posts.js'

const result = (id: string, median: number | null, changes: Partial<Result> = {}): Result => ({
  ...{ id, name: `case ${id}`, unit: 'posts/s', target: null, ref: null, median, values: median === null ? [] : [median], missing: null },
  ...changes,
})
const RUN: BenchmarkRun = {
  ...{ machine: 'a machine', commit: 'abc123456', rounds: 3 },
  results: [
    result('classify-jsonl', 30_000, { values: [29_000, 30_000, 31_000], target: '>= 25,000' }),
    result('linear', 20_000),
    result('scikit-learn-same', 4000),
    result('encoder-node', 190),
    result('transformers', null, { missing: 'npm cannot install it (offline?)' }),
    result('start-linear', 300, { unit: 'ms' }),
  ],
  scale: [
    { postCount: 1000, seconds: [0.5, 0.7, 0.6], peakMegabytes: [110, 120, 115] },
    { postCount: 10_000_000, seconds: [400], peakMegabytes: [280] },
  ],
  accuracy: [{ name: 'word list', accuracy: 0.4781, macroF1: 0.4721, postCount: 640 }],
}

describe('the wanted figures', () => {
  it('are met, met in dreams, missed or not measured', () => {
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

  it('are of cases that exist', () => {
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
})

describe('the tables', () => {
  it('show median, target and raw values, and why a case was not measured', () => {
    const lines = renderResults(RUN).split('\n')
    expect(lines[0]).toBe('| what | median | target | values |')
    expect(lines[2]).toBe('| case classify-jsonl | 30,000 posts/s | >= 25,000 | 29,000, 30,000, 31,000 |')
    expect(lines).toContain('| case transformers | not measured: npm cannot install it (offline?) |  |  |')
  })

  it('set a git ref beside the working tree, and how many times as fast it became', () => {
    const results = [result('linear', 20_000), result('linear', 5000, { ref: 'v1 (abc)' }), result('vader', 700), result('new', 1)]
    const gone = result('new', null, { ref: 'v1 (abc)', missing: 'it fails there: TypeError' })
    const lines = renderResults({ results: [...results, gone] }).split('\n')
    expect(lines[0]).toBe('| what | median | v1 (abc) | now over it | target | values |')
    expect(lines.slice(2)).toEqual([
      '| case linear | 20,000 posts/s | 5,000 posts/s | x 4 |  | 20,000 |',
      '| case vader | 700 posts/s |  |  |  | 700 |',
      '| case new | 1 posts/s | not measured: it fails there: TypeError |  |  | 1 |',
    ])
  })

  it('name the machine, the commit and the rounds', () => {
    const text = renderRun(RUN)
    expect(text.startsWith('a machine. Commit abc123456. One core unless a case says two; medians of 3 rounds')).toBe(true)
    expect(text).toContain('| memory at 10M posts | <= 500 MB | <= 300 MB | 280 MB | dream |')
    expect(text).toContain('| word list | 0.478 | 0.472 |')
  })

  it('show time, rate and the highest memory by size, also as a picture', () => {
    expect(renderScale(RUN.scale)).toContain('| 1,000 | 0.6 s | 1,667 | 120 MB | 0.5, 0.7, 0.6 |')
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

describe('the page', () => {
  const page = readFileSync('scripts/benchmark/README.md', 'utf8')

  it('takes what a run measured and keeps its own words', () => {
    const written = writeIntoPage(page, RUN, false)
    expect(written).toContain('| case linear | 20,000 posts/s |')
    expect(written).toContain('# How fast, beside what else')
    expect(writeIntoPage(written, RUN, false)).toBe(written)
  })

  it('keeps a row that was not measured this time', () => {
    const before = writeIntoPage(page, RUN, false)
    const after = writeIntoPage(before, { ...RUN, results: [result('linear', 40_000)], scale: [], accuracy: [] }, true)
    expect(after).toContain('| case linear | 40,000 posts/s |')
    expect(after).toContain('| case classify-jsonl | 30,000 posts/s |')
    expect(after).toContain('| memory at 10M posts | <= 500 MB | <= 300 MB | 280 MB | dream |')
    expect(after).toContain('| 1,000 | 0.6 s |')
  })

  it('forgets rows of cases that are no more when all were measured, and mixes no tables of other columns', () => {
    const table = (row: string): string => `| what | median |\n| --- | --- |\n${row}`
    expect(mergeTables(table('| old | 1 |'), table('| new | 2 |'), false)).toBe(table('| new | 2 |'))
    expect(mergeTables(table('| old | 1 |'), table('| new | 2 |'), true)).toBe(table('| old | 1 |\n| new | 2 |'))
    expect(mergeTables('| a |\n| --- |\n| old | 1 |', table('| new | 2 |'), true)).toBe(table('| new | 2 |'))
  })

  it('says where a mark is missing', () => {
    expect(() => writeIntoPage('nothing', RUN, false)).toThrow('<!-- measured: figures -->')
  })
})

describe('the cases', () => {
  it('are chosen by id or by words of their names; the slowest only where they are named', () => {
    expect(chooseCases(['vader']).map(({ id }) => id)).toEqual(['vader'])
    expect(chooseCases(['linear']).map(({ id }) => id)).toEqual(['linear'])
    expect(chooseCases(['linear-en']).length).toBeGreaterThan(2)
    expect(chooseCases([]).map(({ id }) => id)).not.toContain('spark')
    expect(chooseCases(['spark']).map(({ id }) => id)).toEqual(['spark'])
    expect(() => chooseCases(['no such words'])).toThrow('"no such words", which fits none')
  })
})

describe('accuracy of labels', () => {
  it('counts what is right, and macro-F1 over the labels of the scheme', () => {
    const gold = [RETREAT, RETREAT, PIVOT, NEITHER]
    expect(scoreLabels(gold, gold)).toEqual({ accuracy: 1, macroF1: 1 })
    // F1: retreat 2 x 1 / (2 + 1), pivot 2 x 1 / (1 + 2), neither 1.
    const some = scoreLabels(gold, [RETREAT, PIVOT, PIVOT, NEITHER])
    expect(some.accuracy).toBe(0.75)
    expect(some.macroF1).toBeCloseTo((2 / 3 + 2 / 3 + 1) / 3, 12)
    expect(scoreLabels(gold, ['?', '?', '?', '?'])).toEqual({ accuracy: 0, macroF1: 0 })
  })
})
