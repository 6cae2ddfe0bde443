import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { cellsOf, nameOf, PARTS } from './cells.js'
import { renderPage } from './render-page.js'
import { type CellResult, tallyPart } from './tally.js'

const USAGE = `Usage: npm run coverage -- --out FILE [options]

Draws crowds, audits them, and counts how often the interval holds the truth,
in every cell of the grid. Appends each finished cell to FILE, skips those that
stand there with as many draws, and goes on where it was stopped.

  --out FILE     finished cells, one JSON object per line
  --draws N      draws of each cell (default 4000)
  --cells WORDS  only cells with all of these words in their name, such as
                 "N200 zipf n100"
  --write        write the results into scripts/coverage/README.md, from all
                 cells in FILE
  --help         this page
`
const PAGE = fileURLToPath(new URL('./README.md', import.meta.url))
const [USAGE_ERROR, DATA_ERROR] = [64, 65]

export function runCoverage(argv: readonly string[]): number {
  const options = readOptions(argv)
  if (typeof options === 'string') {
    const isHelp = options === USAGE
    process[isHelp ? 'stdout' : 'stderr'].write(isHelp ? options : `${options}\n`)
    return isHelp ? 0 : USAGE_ERROR
  }
  const { out, draws, words, isWritten } = options
  const found = readResults(out)
  if (typeof found === 'string') {
    process.stderr.write(`${found}\n`)
    return DATA_ERROR
  }
  const finished = new Map(found.map((result) => [result.name, result]))
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
    process.stderr.write(`${finished.size} cells are finished, the last one ${[...finished.keys()].at(-1)}\n`)
  }
  if (isWritten) writeFileSync(PAGE, renderPage([...finished.values()]))
  return 0
}

interface Options {
  readonly out: string
  readonly draws: number
  readonly words: readonly string[]
  readonly isWritten: boolean
}

/** @returns a text: the usage where it was asked for, or what is wrong */
function readOptions(argv: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        out: { type: 'string' },
        draws: { type: 'string', default: '4000' },
        cells: { type: 'string', default: '' },
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return USAGE
    if (values.out === undefined) return 'expected --out with a file for the finished cells, got none (--help says more)'
    const draws = Number(values.draws)
    if (!Number.isInteger(draws) || draws < 1 || draws > 1e6)
      return `expected --draws to be a whole number from 1 to 1e6, got ${values.draws}`
    const words = values.cells.split(/\s+/).filter((word) => word !== '')
    return { out: values.out, draws, words, isWritten: values.write }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** @returns the cells of the file, none where there is no file; a text where a line is no cell */
function readResults(path: string): CellResult[] | string {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  const results: CellResult[] = []
  for (const [index, line] of lines.entries()) {
    try {
      const result = JSON.parse(line) as CellResult
      if (typeof result.name !== 'string' || typeof result.draws !== 'number') throw new TypeError('no cell')
      results.push(result)
    } catch {
      return `expected a finished cell in line ${index + 1} of ${path}, got something else: remove that line`
    }
  }
  return results
}
