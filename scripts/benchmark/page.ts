import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ALTERNATIVES } from './alternatives/list.js'
import { CASES } from './cases.js'
import { nameOfOwn, OWN_MODELS } from './measure/accuracy.js'
import { HOW, NOT_MEASURED, renderAccuracy, renderFigures, renderMachine, renderResults, renderScale } from './render.js'
import type { BenchmarkRun } from './result.js'

const PAGE = fileURLToPath(new URL('README.md', import.meta.url))

/** Returns the first cell of a table row, its subject. */
const subjectOf = (row: string): string => row.replace(/^\| /, '').split(' | ')[0] ?? ''
const rowsOf = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('| '))
const machineOf = (text: string): string | null => {
  const line = text.split('\n').find((each) => each.endsWith(HOW))
  return line === undefined ? null : line.slice(0, -HOW.length)
}

/** Keeps the row of another run. Its last cell names the run, with the machine if that differs from the table's. */
function keepRow(row: string, before: string | null, machine: string): string {
  const here = `, on ${machine} |`
  if (row.endsWith(here)) return `${row.slice(0, -here.length)} |`
  if (before === null || before === machine || row.endsWith('|  |') || row.includes(', on ')) return row
  return `${row.slice(0, -' |'.length)}, on ${before} |`
}

interface Merging {
  readonly machine: string
  /** Whether an old row on this subject is kept if the run did not measure it. */
  isKept(subject: string): boolean
}

/**
 * Merges a new table with the rows of the old one that the run did not measure. These keep their commit, rounds and machine. A table with other
 * columns is replaced.
 */
export function mergeTables(old: string, fresh: string, { machine, isKept }: Merging): string {
  const [header = '', rule = '', ...rows] = rowsOf(fresh)
  const [oldHeader, , ...oldRows] = rowsOf(old)
  if (oldHeader !== header) return fresh
  const known = oldRows.map((row) => [subjectOf(row), keepRow(row, machineOf(old), machine)] as const)
  const before = new Map(known.filter(([subject]) => isKept(subject)))
  const merged = new Map(before)
  for (const row of rows) merged.set(subjectOf(row), (row.includes(NOT_MEASURED) ? before.get(subjectOf(row)) : undefined) ?? row)
  return [header, rule, ...[...merged].sort(bySize).map(([, row]) => row)].join('\n')
}

/** Sorts rows by size; rows without a size keep their order. */
function bySize([one]: readonly [string, string], [other]: readonly [string, string]): number {
  const [first, second] = [one, other].map((subject) => Number(subject.replaceAll(',', '')))
  return Number(first) - Number(second) || 0
}

/** Whether a case still exists; only rows of such cases are kept. */
const isCase = (subject: string): boolean => CASES.some(({ name }) => name === subject)
const isRated = (subject: string): boolean =>
  ALTERNATIVES.some(({ name }) => name === subject) || OWN_MODELS.some((id) => nameOfOwn(id) === subject)

/**
 * Replaces the tables of the page by those of a run. Unmeasured rows and tables stay.
 *
 * @throws {Error} for a missing mark
 */
export function writeIntoPage(page: string, run: BenchmarkRun, known: (subject: string) => boolean = isCase): string {
  const results = run.results.filter(({ ref }) => ref === null)
  const sections: readonly (readonly [name: string, table: string | null, isKept: (subject: string) => boolean])[] = [
    ['figures', renderFigures(run), (subject) => renderFigures(run).includes(`| ${subject} |`)],
    ['cases', results.length > 0 ? renderResults({ ...run, results }) : null, known],
    ['accuracy', run.accuracy.length > 0 ? renderAccuracy(run) : null, isRated],
    ['scale', run.scale.length > 0 ? renderScale(run) : null, () => true],
  ]
  return sections.reduce((text, [name, table, isKept]) => {
    const [start, end] = [`<!-- measured: ${name} -->`, `<!-- /measured: ${name} -->`]
    const [from, to] = [text.indexOf(start), text.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`scripts/benchmark/README.md: expected the marks ${start} and ${end}, got none`)
    if (table === null) return text
    const merged = mergeTables(text.slice(from, to), table, { machine: run.machine, isKept })
    return `${text.slice(0, from + start.length)}\n${renderMachine(run)}\n\n${merged}\n${text.slice(to)}`
  }, page)
}

export function writePage(run: BenchmarkRun): void {
  writeFileSync(PAGE, writeIntoPage(readFileSync(PAGE, 'utf8'), run))
}
