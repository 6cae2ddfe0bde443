import { PipelineError } from '../../../base/errors.js'
import { formatCount } from '../../../base/text/format-count.js'
import { sha256Of } from '../../../base/text/sha256-text.js'
import type { CarriedPost } from '../../../base/thread/thread.js'
import type { Deal } from '../../../judge/deals/deal.js'
import { flagValue, UNKNOWN_DEAL_FLAG } from '../../../judge/screen-posts.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { createPipeline, type Pipeline } from '../../../pipeline/pipeline.js'
import { type BadLine, readCarriedLine } from '../../../read/record/parse-carried-post.js'
import { renderJsonl } from '../../../say/rows/render-jsonl.js'
import { readChunks } from '../../node/file/read-source.js'
import { type LineResult, type LineResultBatch, streamLineResults } from '../../node/file/stream-lines.js'
import { type CommandContext, INTEGER, isGiven, type OptionTable, type OptionValues, underTopic, usageError } from '../kit/command.js'
import { withOutput } from '../kit/write-output.js'
import { pipelineOptionsOf, SCORING_OPTIONS, type ScoringOptions } from '../options/scoring-options.js'

export const ENGINE_OPTIONS = {
  filter: { type: 'flag', help: 'stdin to stdout, one line out per line in' },
  strict: { type: 'flag', help: 'end with 65 at the first line that is no post' },
  expect: { ...INTEGER, value: 'N', low: 0, high: Number.MAX_SAFE_INTEGER, help: 'end with 75 unless N lines come in, whole' },
} as const satisfies OptionTable

export const FILTER_OPTIONS = underTopic('Under an engine', ENGINE_OPTIONS)

const TAKEN_OPTIONS: ReadonlySet<string> = new Set(['model', 'scheme', ...Object.keys(SCORING_OPTIONS), ...Object.keys(ENGINE_OPTIONS)])

type EngineOptions = OptionValues<typeof ENGINE_OPTIONS>

/** Checks the command line of a filter. @param table options of the command; default: those that every filter takes */
export function checkFilter(
  values: Readonly<Record<string, unknown>> & EngineOptions,
  inputs: readonly string[],
  table: OptionTable = {},
): void {
  const [input] = inputs.filter((each) => each !== '-')
  if (input !== undefined)
    throw usageError(`expected --filter without inputs, since it reads stdin, got ${input}. Redirect the file: < ${input}`)
  for (const [name, spec] of Object.entries(table)) {
    const isTaken = TAKEN_OPTIONS.has(name) || (name === 'format' && values[name] === 'jsonl')
    if (isTaken || !isGiven(values[name], spec)) continue
    throw usageError(`expected --filter without --${name}, got both. It holds no lines, and writes one line of JSON per line to stdout.`)
  }
  if (values['deals'] === '-') throw usageError('expected --deals with the name of a file, got "-". stdin carries the posts.')
}

export function checkNoFilter(values: EngineOptions): void {
  const name = (['strict', 'expect'] as const).find((each) => isGiven(values[each], ENGINE_OPTIONS[each]))
  if (name !== undefined) throw usageError(`expected --${name} with --filter, got it alone. See --help-all.`)
}

/** Posts scored at once: enough for an encoder to fill its batches. */
const BATCH_SIZE = 256
const MARK_LENGTH = 16

/** Answers every line of stdin with one line on stdout: a scored post, or a row with `error`. Reads on only when the output has been taken. */
export async function runFilter(
  { model, deals, modelSha256 }: { readonly model: StanceClassifier; readonly modelSha256: string; readonly deals: readonly Deal[] },
  options: ScoringOptions & EngineOptions,
  { io, log }: CommandContext,
): Promise<void> {
  // The number of posts is unknown: only --evidence on gives evidence.
  const scoring = pipelineOptionsOf(options, Number.POSITIVE_INFINITY)
  const pipeline = createPipeline({ model, deals, ...scoring })
  const optionsSha256 = sha256Of(JSON.stringify({ ...scoring, dealsSha256: sha256Of(JSON.stringify(deals)) }))
  const marks = { modelHash: modelSha256.slice(0, MARK_LENGTH), optionsHash: optionsSha256.slice(0, MARK_LENGTH) }
  let [lineCount, errorCount, tiedCount, unknownCount, isCut] = [0, 0, 0, 0, false]
  await withOutput(null, io, async (output) => {
    const write = (rows: readonly FilterRow[]): Promise<void> => output.write(rows.map(({ row }) => row).join(''))
    for await (const { lines, isEnded } of openLines(readChunks('-', io.stdin))) {
      const rows = await scoreLines(lines, pipeline, marks)
      const bad = rows.findIndex(({ fault }) => fault !== null && (options.strict || fault.code === 'DEALS_ID_UNKNOWN'))
      if (bad !== -1) {
        await write(rows.slice(0, bad))
        const fault = rows[bad]?.fault as PipelineError
        const lineNumber = lineCount + bad + 1
        throw new PipelineError(fault.code, `stdin, line ${lineNumber}: ${fault.message}`, { cause: fault, context: { lineNumber } })
      }
      await write(rows)
      lineCount += rows.length
      errorCount += rows.filter(({ fault }) => fault !== null).length
      tiedCount += rows.filter(({ post }) => post !== null && post.deals.length > 0).length
      unknownCount += rows.filter(({ post }) => post?.flags.some((flag) => flag.startsWith(UNKNOWN_DEAL_FLAG))).length
      isCut = !isEnded && rows.at(-1)?.fault !== null
    }
  })
  const { expect: expected } = options
  if (expected !== undefined && (lineCount !== expected || isCut)) {
    const cut = isCut ? ', the last of them cut off' : ''
    const message = `stdin: expected ${expected} lines (--expect), got ${lineCount}${cut}. The program that feeds the filter stopped early or counted wrong: discard this output and feed the lines again.`
    throw new PipelineError('INPUT_INCOMPLETE', message, { context: { expected, got: lineCount, isCut } })
  }
  log.info(`${formatCount(lineCount, 'line')} answered, ${errorCount} of them with an error`)
  if (unknownCount > 0)
    log.warn(`${formatCount(unknownCount, 'line')} with a deal that is not known, left unscored; --deals FILE adds yours`)
  else if (tiedCount === 0 && lineCount > errorCount)
    log.info('No post is tied to a deal. To name the move: --mover COMPANY --move "what it does"')
}

async function* openLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LineResultBatch> {
  for await (const { lines, isEnded } of streamLineResults(chunks)) {
    for (let start = 0; start < lines.length; start += BATCH_SIZE) yield { lines: lines.slice(start, start + BATCH_SIZE), isEnded }
  }
}

/** The row of a line, and the error of a bad line. */
interface FilterRow {
  /** JSON, with its line end. */
  readonly row: string
  readonly fault: PipelineError | null
  readonly post: ScoredPost | null
}

/**
 * Scores each line as one row, which depends only on the line, the model and the options. Duplicates are not looked for, because carried
 * posts name their originals.
 *
 * @param hashes on every row, 16 hexadecimal digits each, because 64 would outweigh the labels
 */
export async function scoreLines(
  lines: readonly LineResult[],
  pipeline: Pipeline,
  hashes: { readonly modelHash: string; readonly optionsHash: string },
): Promise<FilterRow[]> {
  const ending = `,${JSON.stringify(hashes).slice(1)}\n`
  const toErrorRow = ({ id, fault }: BadLine): FilterRow => {
    const { code, message } = fault
    return { row: `${JSON.stringify({ id, error: { code, message } }).slice(0, -1)}${ending}`, fault, post: null }
  }
  const reads = lines.map((line) => (typeof line === 'string' ? readCarriedLine(line) : { id: null, fault: line }))
  const carried = reads.filter((read) => 'post' in read)
  const scored = (await scorePosts(carried, pipeline)).values()
  return reads.map((read) => {
    if ('fault' in read) return toErrorRow(read)
    const post = scored.next().value as ScoredPost | PipelineError
    if (post instanceof PipelineError) return toErrorRow({ id: read.post.id, fault: post })
    const dealId = read.post.meta.rowDeals === undefined ? flagValue(post.flags, UNKNOWN_DEAL_FLAG) : null
    if (dealId === null) return { row: `${renderJsonl(post).slice(0, -2)}${ending}`, fault: null, post }
    // Its record stands on the first line of its thread, and a row depends on its own line alone.
    const message = `expected scored posts on deals of the catalogue, got "${dealId}". Give your deals again: --deals FILE, or --mover and --move; or leave out --filter, and the deals that the posts carry are read.`
    return toErrorRow({ id: post.id, fault: new PipelineError('DEALS_ID_UNKNOWN', message, { context: { dealId } }) })
  })
}

/** An internal fault on one post fails that post, not the run. */
async function scorePosts(posts: readonly CarriedPost[], pipeline: Pipeline): Promise<(ScoredPost | PipelineError)[]> {
  try {
    return await pipeline.classifyCarried(posts)
  } catch (fault) {
    if (fault instanceof PipelineError) throw fault
    if (posts.length > 1) return (await Promise.all(posts.map((post) => scorePosts([post], pipeline)))).flat()
    const what = fault instanceof Error ? fault.message : String(fault)
    const message = `expected a post that can be scored, got the fault "${what}". This is a fault of dealstance: report it, with the line if possible.`
    return [new PipelineError('INTERNAL', message, { cause: fault })]
  }
}
