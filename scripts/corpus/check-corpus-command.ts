import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PipelineError } from '../../src/base/errors.js'
import { STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import { EXIT } from '../../src/shell/cli/kit/exit-codes.js'
import { commandOf } from '../../src/shell/cli/kit/run-command.js'
import { withOutput } from '../../src/shell/cli/kit/write-output.js'
import { type AgainstCheck, checkAgainst, type OtherTexts } from './check-against.js'
import { type CorpusCheck, checkCorpus as check } from './check-corpus.js'
import { parseCorpus } from './check-schema.js'
import { checkTaught } from './check-taught.js'
import type { CorpusFiles } from './corpus.js'
import { readCorpusFiles, readTaughtFiles } from './read-corpus.js'

const MODELS = fileURLToPath(new URL('../../models', import.meta.url))

export const checkCorpus = commandOf(
  {
    name: 'check-corpus',
    usage: 'npm run check-corpus --',
    summary:
      'Checks the written and the taught posts and prints counts. Exit code 65 where a fault was found.',
    inputs: null,
    options: {
      corpus: { type: 'text', value: 'DIR', default: 'corpus', help: 'folder of the corpus' },
      against: {
        type: 'list',
        value: 'FILE',
        help: "other people's texts (JSON lines with text, or one text a line): a post that shares six words in a row with one is a fault, runs of four are listed (repeatable)",
      },
    },
    examples: ['--against posts-of-others.jsonl'],
  },
  async (options, _inputs, { io, log }) => {
    const files = readCorpusFiles(options.corpus)
    const result = check(files)
    const against =
      options.against.length === 0 ? null : compare(options.corpus, files, options.against)
    const taught = readTaughtFiles(options.corpus, MODELS)
    const taughtFindings = taught === null ? [] : checkTaught(taught)
    const findings = [...result.findings, ...taughtFindings, ...(against?.findings ?? [])]
    await withOutput(null, io, async (output) => {
      await output.write(renderCorpusTables(result))
      for (const { run, postCount } of against?.listed ?? [])
        await output.write(`${postCount} post${postCount === 1 ? '' : 's'}: ${run}\n`)
      for (const { file, lineNumber, rule, message } of findings)
        await output.write(`${file}:${lineNumber} ${rule}: ${message}\n`)
    })
    log.info(
      `${findings.length} findings; ${result.shortDuplicateCount} posts under six words are in two splits (no fault)`,
    )
    return findings.length === 0 ? EXIT.done : EXIT.data
  },
)

function compare(folder: string, files: CorpusFiles, paths: readonly string[]): AgainstCheck {
  const { posts, deals } = parseCorpus(files).corpus
  const phrases = join(folder, 'stock-phrases.txt')
  const lines = existsSync(phrases) ? readFileSync(phrases, 'utf8').split('\n') : []
  return checkAgainst(posts, deals, paths.map(readOthers), lines)
}

/**
 * Texts of a file: `text` and `parentText` of JSON lines; in any other file each line is a text.
 */
function readOthers(path: string): OtherTexts {
  if (!existsSync(path))
    throw new PipelineError('INPUT_MISSING', `expected a file of texts at ${path}, found none.`, {
      context: { path },
    })
  const lines = readFileSync(path, 'utf8').split('\n')
  return { name: basename(path), texts: lines.flatMap(textsOfLine) }
}

function textsOfLine(line: string): readonly string[] {
  if (!line.startsWith('{')) return [line]
  const { text, parentText } = JSON.parse(line) as { text?: unknown; parentText?: unknown }
  return [text, parentText].filter((value) => typeof value === 'string')
}

/** The counts as Markdown, as the data page holds them. */
export function renderCorpusTables(check: CorpusCheck): string {
  const counts = check.counts.rows.map((row) => [
    row.by,
    row.name,
    ...[row.postCount, row.threadCount, row.dealCount, ...row.labelCounts].map((count) =>
      count.toLocaleString('en-US'),
    ),
  ])
  const agreement = check.counts.agreement.map((row) => [
    row.name,
    row.postCount.toLocaleString('en-US'),
    row.unsureCount.toLocaleString('en-US'),
    row.observed === null ? '-' : row.observed.toFixed(3),
    row.kappa === null ? '-' : row.kappa.toFixed(3),
  ])
  return [
    renderTable(['by', 'value', 'posts', 'threads', 'deals', ...STANCE_SCHEME.labels], counts, 2),
    renderTable(['second labels', 'posts', 'unsure', 'agreement', "Cohen's kappa"], agreement, 1),
  ].join('\n')
}

/** @param textColumnCount number of left-aligned text columns; the others are right-aligned */
function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  textColumnCount: number,
): string {
  const rule = head.map((_, column) => (column < textColumnCount ? '---' : '---:'))
  return [head, rule, ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('')
}
