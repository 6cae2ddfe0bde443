import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { mergeTables, writeIntoPage } from '../../scripts/benchmark/page.js'
import { HOW, renderFigures } from '../../scripts/benchmark/render.js'
import { RUN, result } from './benchmark-run.js'

const ours = (subject: string): boolean => subject.startsWith('case ')

describe('the page', () => {
  const page = readFileSync('scripts/benchmark/README.md', 'utf8')

  it('takes the tables of a run and keeps its own text', () => {
    const written = writeIntoPage(page, RUN, ours)
    expect(written).toContain('| case linear | 20,000 posts/s |')
    expect(written).toContain('# How fast, beside what else')
    expect(writeIntoPage(written, RUN, ours)).toBe(written)
  })

  it('keeps an unmeasured row, with its commit and rounds', () => {
    const before = writeIntoPage(page, RUN, ours)
    const later = { ...RUN, commit: 'def', rounds: 1, results: [result('linear', 40_000)], scale: [], accuracy: [] }
    const after = writeIntoPage(before, later, ours)
    expect(after).toContain('| case linear | 40,000 posts/s |  | 40,000 | def, 1 round |')
    expect(after).toContain('| case classify-jsonl | 30,000 posts/s | >= 25,000 | 29,000, 30,000, 31,000 | abc123456, 3 rounds |')
    expect(after).toContain('| memory at 10M posts | <= 500 MB | <= 300 MB | 280 MB | dream | abc123456, 3 rounds |')
    expect(after).toContain('| 1,000 | 1 | 0.6 s |')
  })

  it('names the machine of a row only if it differs from that of the table', () => {
    const before = writeIntoPage(page, RUN, ours)
    const later = { ...RUN, machine: 'a second', commit: 'def', results: [result('linear', 40_000)], scale: [], accuracy: [] }
    const kept = '| case classify-jsonl | 30,000 posts/s | >= 25,000 | 29,000, 30,000, 31,000 | abc123456, 3 rounds'
    const after = writeIntoPage(before, later, ours)
    expect(after).toContain(`a second${HOW}`)
    expect(after).toContain('| case linear | 40,000 posts/s |  | 40,000 | def, 3 rounds |')
    expect(after).toContain(`${kept}, on a machine |`)
    expect(writeIntoPage(after, later, ours)).toBe(after)
    const again = writeIntoPage(after, { ...later, machine: 'a machine', results: [result('vader', 1)] }, ours)
    expect(again).toContain(`${kept} |`)
    expect(again).toContain('| 40,000 | def, 3 rounds, on a second |')
  })

  it('drops rows of removed cases, sorts sizes, and replaces tables with other columns', () => {
    const table = (...rows: string[]): string => ['| what | median |', '| --- | --- |', ...rows].join('\n')
    const all = { machine: 'm', isKept: () => true }
    expect(mergeTables(table('| old | 1 |'), table('| new | 2 |'), { ...all, isKept: () => false })).toBe(table('| new | 2 |'))
    expect(mergeTables(table('| old | 1 |'), table('| new | 2 |'), all)).toBe(table('| old | 1 |', '| new | 2 |'))
    expect(mergeTables(table('| 1,000 | 1 |', '| 100,000 | 1 |'), table('| 10,000 | 2 |'), all)).toBe(
      table('| 1,000 | 1 |', '| 10,000 | 2 |', '| 100,000 | 1 |'),
    )
    expect(mergeTables('| a |\n| --- |\n| old | 1 |', table('| new | 2 |'), all)).toBe(table('| new | 2 |'))
  })

  it('names a missing mark', () => {
    expect(() => writeIntoPage('nothing', RUN, ours)).toThrow('<!-- measured: figures -->')
  })

  it('has the columns of a run', () => {
    expect(page).toContain(renderFigures(RUN).split('\n')[0] ?? '')
  })
})
