import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PipelineError } from '../../src/base/errors.js'
import { parseCorpus } from './check-schema.js'
import type { TaughtFiles } from './check-taught.js'
import type { Corpus, CorpusFile, CorpusFiles } from './corpus.js'

const MOVES = 'training-moves.json'

/**
 * Reads the files of a corpus without parsing them, sorted by name.
 *
 * @param folder contains `threads/*.jsonl`, `deals.json`, `splits.json`, and optionally
 *   `training-moves.json` and `second-labels/*.jsonl`
 * @throws {PipelineError} `INPUT_MISSING` for a missing file
 */
export function readCorpusFiles(folder: string): CorpusFiles {
  const threads = readJsonLinesFolder(folder, 'threads')
  if (threads.length === 0) throw missing(join(folder, 'threads'), 'files of threads (*.jsonl)')
  return {
    threads,
    secondLabels: readJsonLinesFolder(folder, 'second-labels'),
    deals: [
      readCorpusFile(folder, 'deals.json'),
      ...(existsSync(join(folder, MOVES)) ? [readCorpusFile(folder, MOVES)] : []),
    ],
    splits: readCorpusFile(folder, 'splits.json'),
  }
}

/**
 * Reads the corpus: posts with their part, split and second label, the deals, and the splits.
 *
 * @param folder the corpus folder, see `readCorpusFiles`
 * @throws {PipelineError} `INPUT_MISSING`, or `CORPUS_INVALID` with the file and line of the first
 *   invalid record
 */
export function readCorpus(folder: string): Corpus {
  const { corpus, findings } = parseCorpus(readCorpusFiles(folder))
  const [first] = findings
  if (first === undefined) return corpus
  const more = findings.length === 1 ? '' : ` (and ${findings.length - 1} more)`
  throw new PipelineError(
    'CORPUS_INVALID',
    `${join(folder, first.file)}, line ${first.lineNumber}: ${first.message}${more}. Run "npm run check-corpus" for the whole list.`,
    { context: { ...first, findingCount: findings.length } },
  )
}

/**
 * Reads the record of the taught posts, `taught/` in the folder of a corpus; null where there is
 * none.
 *
 * @param models the folder of models: its `evaluation/` names the posts that they are measured on
 * @throws {PipelineError} `INPUT_MISSING` for a missing file
 */
export function readTaughtFiles(folder: string, models: string): TaughtFiles | null {
  if (!existsSync(join(folder, 'taught'))) return null
  return {
    labels: readCorpusFile(folder, 'taught/labels.jsonl'),
    replies: readCorpusFile(folder, 'taught/replies.jsonl'),
    comments: readCorpusFile(folder, 'taught/comments.jsonl'),
    unlabelled: readCorpusFile(folder, 'taught/unlabelled.jsonl'),
    moves: readCorpusFile(folder, 'taught/moves.jsonl'),
    sources: readCorpusFile(folder, 'taught/sources.jsonl'),
    lists: readCorpusFile(folder, 'taught/lists.json'),
    measured: readJsonLinesFolder(models, 'evaluation'),
  }
}

function readJsonLinesFolder(folder: string, name: string): readonly CorpusFile[] {
  if (!existsSync(join(folder, name))) return []
  const files = readdirSync(join(folder, name)).filter((file) => file.endsWith('.jsonl'))
  return files.sort().map((file) => readCorpusFile(folder, `${name}/${file}`))
}

function readCorpusFile(folder: string, name: string): CorpusFile {
  const path = join(folder, name)
  if (!existsSync(path)) throw missing(path, 'a file of the corpus')
  return { name, text: readFileSync(path, 'utf8') }
}

function missing(path: string, what: string): PipelineError {
  return new PipelineError(
    'INPUT_MISSING',
    `expected ${what} at ${path}, found none. Give the corpus folder with --corpus DIR.`,
    {
      context: { path },
    },
  )
}
