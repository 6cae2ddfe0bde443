import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ALTERNATIVES } from './alternatives/list.js'
import { CASES } from './cases.js'
import { nameOfOwn, OWN_MODELS } from './measure/accuracy.js'
import { HOW, NOT_MEASURED, renderAccuracy, renderFigures, renderMachine, renderResults, renderScale } from './render.js'
import type { BenchmarkRun } from './result.js'

const PAGE = fileURLToPath(new URL('README.md', import.meta.url))

/** The first cell of a row of a table: what it is about. */
const subjectOf = (row: string): string => row.replace(/^\| /, '').split(' | ')[0] ?? ''
const rowsOf = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('| '))
const machineOf = (text: string): string | null => {
  const line = text.split('\n').find((each) => each.endsWith(HOW))
  return line === undefined ? null : line.slice(0, -HOW.length)
}

/** The row of another run, whose last cell tells which: with its machine, where that is not the one of the table. */
function keepRow(row: string, before: string | null, machine: string): string {
  const here = `, on ${machine} |`
  if (row.endsWith(here)) return `${row.slice(0, -here.length)} |`
  if (before === null || before === machine || row.endsWith('|  |') || row.includes(', on ')) return row
  return `${row.slice(0, -' |'.length)}, on ${before} |`
}

/** What a table is merged by. */
interface Merging {
  /** That of the run. */
  readonly machine: string
  /** Whether rows about it may stay where they were not measured now. */
  isKept(subject: string): boolean
}

/**
 * A table as measured now, with the rows of the old one that were not measured: those that say so and those that are absent, each with the
 * commit, the rounds and the machine that it had. Tables of other columns are not mixed.
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

/** Sizes from the smallest; what has none stays where it is. */
function bySize([one]: readonly [string, string], [other]: readonly [string, string]): number {
  const [first, second] = [one, other].map((subject) => Number(subject.replaceAll(',', '')))
  return Number(first) - Number(second) || 0
}

/** Rows of cases that are no more go; those that this run left out stay. */
const isCase = (subject: string): boolean => CASES.some(({ name }) => name === subject)
const isRated = (subject: string): boolean =>
  ALTERNATIVES.some(({ name }) => name === subject) || OWN_MODELS.some((id) => nameOfOwn(id) === subject)

/**
 * The page with the tables that a run measured in the place of the old ones; what it did not measure stays.
 *
 * @throws {Error} where a place is missing
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

/** Puts the tables of a run into `scripts/benchmark/README.md`. */
export function writePage(run: BenchmarkRun): void {
  writeFileSync(PAGE, writeIntoPage(readFileSync(PAGE, 'utf8'), run))
}
