import {
  type Pipeline,
  PipelineError,
  renderBreakdownTable,
  renderJsonl,
  renderPostTable,
  type ScoredPost,
  type TableOptions,
} from '../../index.js'
import { postKeyOf, watchFiles } from '../../node.js'
import type { Inputs } from '../input/read-inputs.js'
import type { CommandContext } from '../kit/command.js'
import { withOutput } from '../kit/write-output.js'
import { awaitEndRequest } from '../until-asked.js'

export interface WatchClassifyOptions {
  readonly paths: readonly string[]
  readonly format: 'table' | 'jsonl'
  /** The terminal as it is now. */
  tableOf(): TableOptions
  readonly context: CommandContext
  readInputs(context: CommandContext): Promise<Inputs>
  /** The pipeline for so many posts. */
  pipelineFor(postCount: number): Pipeline
  /** What is done to scored posts before they are shown: pseudonyms, withheld quotes. */
  edit(posts: readonly ScoredPost[]): readonly ScoredPost[]
  breakDown(pipeline: Pipeline, posts: readonly ScoredPost[]): ReturnType<Pipeline['aggregate']>
}

/** Wipes the terminal and its scroll-back, and goes to its top left. */
const CLEAR = '\u001b[2J\u001b[3J\u001b[H'

/** @throws {PipelineError} `USAGE_OPTION_INVALID` for what cannot be watched, or written anew */
export function checkWatch(
  paths: readonly string[],
  format: string,
  given: Readonly<Record<'out' | 'breakdown' | 'explain', string | undefined>>,
): 'table' | 'jsonl' {
  if (paths.includes('-')) {
    throw new PipelineError('USAGE_OPTION_INVALID', 'expected --watch with files, got stdin (-), which is read as it comes. Name the file.')
  }
  const [other] = Object.entries(given).find(([, value]) => value !== undefined) ?? []
  if (other !== undefined) {
    throw new PipelineError('USAGE_OPTION_INVALID', `expected --watch without --${other}, got both. Lead stdout to a file: > scored.jsonl`)
  }
  if (format === 'table' || format === 'jsonl') return format
  throw new PipelineError('USAGE_OPTION_INVALID', `expected --watch with --format table or jsonl, got ${format}, which is no stream.`)
}

/**
 * Scores files whenever they have grown, until Ctrl-C. As a table everything is printed anew; as JSON Lines only posts that were not there
 * before, each once and as it was first read.
 *
 * @throws {PipelineError} what reading and scoring throw the first time; later faults are logged, and the next change is awaited
 */
export async function watchClassify(options: WatchClassifyOptions): Promise<void> {
  const { paths, context } = options
  const end = awaitEndRequest()
  const stopping = new AbortController()
  void end.asked.then(() => stopping.abort())
  const printed = new Set<string>()
  let isFirst = true
  try {
    for await (const _ of watchFiles(paths, { signal: stopping.signal })) {
      try {
        await scoreOnce(options, printed, isFirst ? context : quietOf(context))
      } catch (error) {
        const isEmpty = error instanceof PipelineError && error.code === 'INGEST_EMPTY'
        if (!(error instanceof PipelineError) || (isFirst && !isEmpty)) throw error
        if (!isEmpty) context.log.warn(`${error.message} Waiting for the next change.`)
      }
      if (isFirst) context.log.info(`watching ${paths.join(', ')}; Ctrl-C ends it`)
      isFirst = false
    }
  } finally {
    end.release()
  }
}

async function scoreOnce(
  { format, tableOf, readInputs, pipelineFor, edit, breakDown }: WatchClassifyOptions,
  printed: Set<string>,
  context: CommandContext,
): Promise<void> {
  const { io } = context
  const { posts, threads } = await readInputs(context)
  const pipeline = pipelineFor(posts.length)
  const scored = edit(await pipeline.classify(threads))
  if (format === 'table') {
    const table = tableOf()
    const text = `${renderPostTable(scored, table)}\n${renderBreakdownTable(breakDown(pipeline, scored), table)}`
    return await withOutput(null, io, (output) => output.write(`${io.stdout.isTTY === true ? CLEAR : ''}${text}`))
  }
  const added = scored.filter((post) => {
    const key = postKeyOf(post)
    return !printed.has(key) && printed.add(key)
  })
  if (added.length > 0) await withOutput(null, io, (output) => output.write(added.map(renderJsonl).join('')))
}

/** The same context, without the summary of what was read. */
function quietOf(context: CommandContext): CommandContext {
  const { log } = context
  return {
    ...context,
    log: { info: () => {}, debug: () => {}, warn: log.warn.bind(log), error: log.error.bind(log) } as CommandContext['log'],
  }
}
