import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { PipelineError } from '../../src/base/errors.js'
import { defineCommand, INTEGER, usageError } from '../../src/shell/cli/kit/command.js'
import { cellsOf, nameOf, PARTS } from './cells.js'
import { coverRealComments } from './real-comments.js'
import { renderPage } from './render-page.js'
import { type CellResult, tallyPart } from './tally.js'

const PAGE = fileURLToPath(new URL('./README.md', import.meta.url))

export const coverage = defineCommand({
  name: 'coverage',
  usage: 'npm run coverage --',
  summary:
    'Draws crowds, audits them, and counts how often the interval holds the truth, in every cell of the grid. Appends each finished cell to --out, skips those that stand there with as many draws, and goes on where it was stopped.',
  inputs: null,
  options: {
    out: { type: 'text', value: 'FILE', help: 'finished cells, one JSON object per line' },
    draws: { ...INTEGER, value: 'N', default: 4000, low: 1, high: 1e6, help: 'draws of each cell' },
    cells: { type: 'text', value: 'WORDS', default: '', help: 'only cells with all of these words in their name' },
    real: { type: 'flag', help: 'print how the intervals do on the real comments of models/evaluation, and stop' },
    write: { type: 'flag', help: 'write the results into scripts/coverage/README.md, from all cells in --out' },
  },
  examples: ['npm run coverage -- --out cells.jsonl --write', 'npm run coverage -- --out cells.jsonl --cells "N200 zipf n100"'],
  run: async ({ out, draws, cells, real, write }, _inputs, { log, io }) => {
    if (real) return void io.stdout.write(coverRealComments(draws))
    if (out === undefined) throw usageError('expected --out with a file for the finished cells, got none. See --help.')
    const words = cells.split(/\s+/).filter((word) => word !== '')
    const finished = new Map(readResults(out).map((result) => [result.name, result]))
    for (const part of PARTS) {
      const open = cellsOf(part).filter((cell) => {
        const name = nameOf(cell)
        return (finished.get(name)?.draws ?? 0) < draws && words.every((word) => name.split(' ').includes(word))
      })
      if (open.length === 0) continue
      for (const result of tallyPart(part, open, draws)) {
        appendFileSync(out, `${JSON.stringify(result)}\n`)
        finished.set(result.name, result)
      }
      log.info(`${finished.size} cells are finished, the last one ${[...finished.keys()].at(-1)}`)
    }
    if (write) writeFileSync(PAGE, renderPage([...finished.values()]))
  },
})

/** @returns the cells of the file, none where there is no file @throws {PipelineError} `REPORT_INVALID` where a line is no cell */
function readResults(path: string): CellResult[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  return lines.map((line, index) => {
    try {
      const result = JSON.parse(line) as CellResult
      if (typeof result.name === 'string' && typeof result.draws === 'number') return result
    } catch {
      // Told below.
    }
    throw new PipelineError(
      'REPORT_INVALID',
      `expected a finished cell in line ${index + 1} of ${path}, got something else. Remove that line.`,
    )
  })
}
