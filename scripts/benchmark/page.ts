import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { NOT_MEASURED, renderAccuracy, renderFigures, renderMachine, renderResults, renderScale } from './render.js'
import type { BenchmarkRun } from './result.js'

const PAGE = fileURLToPath(new URL('README.md', import.meta.url))

/** The first cell of a row of a table: what it is about. */
const subjectOf = (row: string): string => row.split(' | ')[0] ?? ''
const rowsOf = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('| '))

/**
 * A table as measured now, with the rows of the old one that were not measured: those that say so, and, where only some cases were asked
 * for, those that are absent. Tables of other columns are not mixed.
 */
export function mergeTables(old: string, fresh: string, isPartial: boolean): string {
  const [header = '', rule = '', ...rows] = rowsOf(fresh)
  const [oldHeader, , ...oldRows] = rowsOf(old)
  if (oldHeader !== header) return fresh
  const before = new Map(oldRows.map((row) => [subjectOf(row), row]))
  const merged = new Map(isPartial ? before : [])
  for (const row of rows) {
    const kept = row.includes(NOT_MEASURED) ? before.get(subjectOf(row)) : undefined
    merged.set(subjectOf(row), kept ?? row)
  }
  return [header, rule, ...merged.values()].join('\n')
}

/**
 * The page with the tables that a run measured in the place of the old ones; what it did not measure stays.
 *
 * @param isPartial only some cases were asked for
 * @throws {Error} where a place is missing
 */
export function writeIntoPage(page: string, run: BenchmarkRun, isPartial: boolean): string {
  const results = run.results.filter(({ ref }) => ref === null)
  const sections: readonly (readonly [name: string, table: string | null])[] = [
    ['figures', renderFigures(run)],
    ['cases', results.length > 0 ? renderResults({ results }) : null],
    ['accuracy', run.accuracy.length > 0 ? renderAccuracy(run.accuracy) : null],
    ['scale', run.scale.length > 0 ? renderScale(run.scale) : null],
  ]
  return sections.reduce((text, [name, table]) => {
    const [start, end] = [`<!-- measured: ${name} -->`, `<!-- /measured: ${name} -->`]
    const [from, to] = [text.indexOf(start), text.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`scripts/benchmark/README.md: expected the marks ${start} and ${end}, got none`)
    if (table === null) return text
    const merged = mergeTables(text.slice(from, to), table, isPartial)
    return `${text.slice(0, from + start.length)}\n${renderMachine(run)}\n\n${merged}\n${text.slice(to)}`
  }, page)
}

/** Puts the tables of a run into `scripts/benchmark/README.md`. */
export function writePage(run: BenchmarkRun, isPartial: boolean): void {
  writeFileSync(PAGE, writeIntoPage(readFileSync(PAGE, 'utf8'), run, isPartial))
}
