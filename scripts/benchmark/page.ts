import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { renderAccuracy, renderFigures, renderMachine, renderResults, renderScale } from './render.js'
import type { BenchmarkRun } from './result.js'

const PAGE = fileURLToPath(new URL('README.md', import.meta.url))

const markers = (name: string): readonly [start: string, end: string] => [`<!-- measured: ${name} -->`, `<!-- /measured: ${name} -->`]

/**
 * The page with those tables that a run measured in the place of the old ones; what it did not measure stays.
 *
 * @throws {Error} where a place is missing
 */
export function writeIntoPage(page: string, run: BenchmarkRun): string {
  const sections: Readonly<Record<string, string | null>> = {
    figures: run.results.length > 0 ? `${renderMachine(run)}\n\n${renderFigures(run)}` : null,
    cases: run.results.length > 0 ? renderResults(run) : null,
    accuracy: run.accuracy.length > 0 ? renderAccuracy(run.accuracy) : null,
    scale: run.scale.length > 0 ? `${renderMachine(run)}\n\n${renderScale(run.scale)}` : null,
  }
  return Object.entries(sections).reduce((text, [name, table]) => {
    const [start, end] = markers(name)
    const [from, to] = [text.indexOf(start), text.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`scripts/benchmark/README.md: expected the marks ${start} and ${end}, got none`)
    return table === null ? text : `${text.slice(0, from + start.length)}\n${table}\n${text.slice(to)}`
  }, page)
}

/** Puts the tables of a run into `scripts/benchmark/README.md`. */
export function writePage(run: BenchmarkRun): void {
  writeFileSync(PAGE, writeIntoPage(readFileSync(PAGE, 'utf8'), run))
}
