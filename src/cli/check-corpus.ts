import { parseArgs } from 'node:util'
import { PipelineError } from '../errors.js'
import { checkCorpus } from '../evaluate/check-corpus.js'
import { renderCorpusTables } from '../evaluate/check-table.js'
import { readCorpusFiles } from '../node/read-corpus.js'

export interface CheckCorpusIo {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
}

const USAGE = `Usage: npm run check-corpus -- [--corpus DIR] [--table text|markdown]

Checks the written corpus and prints its counts; with --table markdown as in corpus/README.md.
Exit codes: 0 sound, 64 usage, 65 faults found, 66 corpus missing.
`

/**
 * Checks a corpus folder: counts and findings to stdout, one line a finding.
 *
 * @param argv the arguments after the command's name
 * @returns the exit code: 0 sound, 64 usage, 65 faults found, 66 corpus missing
 */
export async function runCheckCorpus(argv: readonly string[], io: CheckCorpusIo): Promise<number> {
  const options = readOptions(argv)
  if (options === null) {
    io.stderr.write(USAGE)
    return 64
  }
  if (options.help) {
    io.stdout.write(USAGE)
    return 0
  }
  try {
    const check = checkCorpus(readCorpusFiles(options.corpus))
    io.stdout.write(renderCorpusTables(check, options.table))
    for (const { file, lineNumber, rule, message } of check.findings) io.stdout.write(`${file}:${lineNumber} ${rule}: ${message}\n`)
    io.stderr.write(
      `${check.findings.length} findings; ${check.shortDuplicateCount} posts under six words stand in two splits (no fault)\n`,
    )
    return check.findings.length === 0 ? 0 : 65
  } catch (error) {
    if (!(error instanceof PipelineError) || error.code !== 'INPUT_MISSING') throw error
    io.stderr.write(`${error.code}: ${error.message}\n`)
    return 66
  }
}

function readOptions(argv: readonly string[]): { corpus: string; table: 'text' | 'markdown'; help: boolean } | null {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        corpus: { type: 'string', default: 'corpus' },
        table: { type: 'string', default: 'text' },
        help: { type: 'boolean', default: false },
      },
    })
    return values.table === 'text' || values.table === 'markdown' ? { corpus: values.corpus, table: values.table, help: values.help } : null
  } catch {
    return null
  }
}
