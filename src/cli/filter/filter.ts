import { createHash, type Hash } from 'node:crypto'
import { scoreThreads } from '../../batch/score-threads.js'
import type { Scorer } from '../../batch/scorer.js'
import { feedSinks } from '../../batch/sinks.js'
import type { Deal } from '../../deals/deal.js'
import { PipelineError } from '../../errors.js'
import { sha256Of } from '../../node/file/sha256.js'
import { type LineResultBatch, streamLineResults } from '../../node/file/stream-lines.js'
import { createPipeline } from '../../pipeline.js'
import { createColumnsRenderer } from '../../report/rows/render-columns.js'
import { renderJsonl } from '../../report/rows/render-jsonl.js'
import type { StanceClassifier } from '../../stance/stance-classifier.js'
import type { CommandContext } from '../kit/command.js'
import { EXIT } from '../kit/exit-code.js'
import type { CliIo } from '../kit/io.js'
import { withOutput } from '../kit/write-output.js'
import { withReceipt } from '../output/write-receipt.js'
import { createLineScorer, type FilterRow, type FilterRows } from './filter-rows.js'

/** What a filter scores with. */
export interface FilterParts {
  readonly model: StanceClassifier
  readonly modelSha256: string
  readonly deals: readonly Deal[]
  /** Of this package. */
  readonly version: string
}

/** How it scores. Together with the deals it gives the hash of the options. */
export interface FilterScoring {
  readonly context: boolean
  readonly evidence: boolean
  readonly minProbability: number
  readonly twoWay: boolean
  readonly anyLanguage: boolean
  readonly assumeParents?: boolean
  readonly dealIds: readonly string[]
}

/** What is asked of one run. */
export interface FilterRun {
  readonly isStrict: boolean
  /** Rows as in the Parquet file, all nested values strings of JSON. */
  readonly isFlat: boolean
  /** Lines that must come in; null for any number. */
  readonly expected: number | null
  /** Where the receipt goes; null for none. */
  readonly receipt: string | null
}

export const RECEIPT_SCHEMA = 'dealstance/receipt@1'

/** Written when every line was answered, and only then. */
export interface FilterReceipt {
  readonly schema: typeof RECEIPT_SCHEMA
  /** Lines read, and lines written: as many. */
  readonly nIn: number
  readonly nOut: number
  /** Rows with an `error` among those written. */
  readonly errorCount: number
  /** Of the bytes read, and of the bytes written. */
  readonly inputSha256: string
  readonly outputSha256: string
  readonly modelId: string
  readonly modelSha256: string
  readonly optionsSha256: string
  readonly options: FilterScoring & { readonly dealsSha256: string }
  readonly versions: { readonly dealstance: string; readonly node: string }
}

/** Posts scored at once: enough for an encoder to fill its batches. */
const BATCH_SIZE = 256
const MARK_LENGTH = 16

/**
 * Answers every line of stdin with one line on stdout: a scored post, or a row with `error` where it holds none. Reads on only when what
 * was written has been taken.
 *
 * @throws {PipelineError} `INPUT_INCOMPLETE` when other lines came in than expected; where it is strict, the first fault
 */
export async function runFilter(parts: FilterParts, scoring: FilterScoring, run: FilterRun, { io, log }: CommandContext): Promise<number> {
  const { model, deals, modelSha256, version } = parts
  const { evidence, ...rest } = scoring
  const pipeline = createPipeline({ model, deals, ...rest, evidence: evidence ? 'full' : false })
  const options = { ...scoring, dealsSha256: sha256Of(JSON.stringify(deals)) }
  const optionsSha256 = sha256Of(JSON.stringify(options))
  const marks = { modelHash: modelSha256.slice(0, MARK_LENGTH), optionsHash: optionsSha256.slice(0, MARK_LENGTH) }
  const render = run.isFlat ? createColumnsRenderer(pipeline.scheme) : renderJsonl
  const { nIn, errorCount } = await withReceipt<FilterReceipt>(run.receipt, io, async () => ({
    schema: RECEIPT_SCHEMA,
    ...(await answerLines(io, run, createLineScorer(pipeline, { render, marks }))),
    modelId: model.id,
    modelSha256,
    optionsSha256,
    options,
    versions: { dealstance: version, node: process.versions.node },
  }))
  log.info(`${nIn} lines answered, ${errorCount} of them with an error`)
  return EXIT.DONE
}

type Counts = Pick<FilterReceipt, 'nIn' | 'nOut' | 'errorCount' | 'inputSha256' | 'outputSha256'>

async function answerLines(io: CliIo, { isStrict, expected }: FilterRun, scorer: Scorer<LineResultBatch, FilterRows>): Promise<Counts> {
  const [read, written] = [createHash('sha256'), createHash('sha256')]
  let nIn = 0
  let errorCount = 0
  let isCut = false
  await withOutput(null, io, async (output) => {
    const write = async (rows: readonly FilterRow[]): Promise<void> => {
      const text = rows.map(({ row }) => row).join('')
      written.update(text)
      await output.write(text)
    }
    const put = async ({ rows, isEnded }: FilterRows): Promise<void> => {
      const bad = rows.findIndex(({ fault }) => fault !== null)
      if (isStrict && bad !== -1) {
        await write(rows.slice(0, bad))
        throw atLine(nIn + bad + 1, rows[bad]?.fault as PipelineError)
      }
      await write(rows)
      nIn += rows.length
      errorCount += bad === -1 ? 0 : rows.filter(({ fault }) => fault !== null).length
      isCut = !isEnded && rows.at(-1)?.fault !== null
    }
    await feedSinks(scoreThreads(openLines(hashed(io.stdin, read)), scorer), [{ put }])
  })
  if (expected !== null && (nIn !== expected || isCut)) throw incomplete(expected, nIn, isCut)
  return { nIn, nOut: nIn, errorCount, inputSha256: read.digest('hex'), outputSha256: written.digest('hex') }
}

async function* openLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LineResultBatch> {
  for await (const { lines, isEnded } of streamLineResults(chunks)) {
    for (let start = 0; start < lines.length; start += BATCH_SIZE) yield { lines: lines.slice(start, start + BATCH_SIZE), isEnded }
  }
}

async function* hashed(chunks: CliIo['stdin'], hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    hash.update(bytes)
    yield bytes
  }
}

function atLine(lineNumber: number, fault: PipelineError): PipelineError {
  return new PipelineError(fault.code, `stdin, line ${lineNumber}: ${fault.message}`, { cause: fault, context: { lineNumber } })
}

function incomplete(expected: number, got: number, isCut: boolean): PipelineError {
  const cut = isCut ? ', the last of them cut off' : ''
  const message = `stdin: expected ${expected} lines (--expect), got ${got}${cut}. Whoever feeds the filter stopped early, or counted wrong: throw this output away and feed the lines again.`
  return new PipelineError('INPUT_INCOMPLETE', message, { context: { expected, got, isCut } })
}
