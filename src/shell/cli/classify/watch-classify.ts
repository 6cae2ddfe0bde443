import { PipelineError } from '../../../base/errors.js'
import { postKeyOf } from '../../../base/thread/post-key.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { feedSinks } from '../../../pipeline/batch/sinks.js'
import type { Pipeline } from '../../../pipeline/pipeline.js'
import { watchFiles } from '../../node/file/watch-files.js'
import type { Inputs } from '../input/read-inputs.js'
import { type CommandContext, usageError } from '../kit/command.js'
import { stopSignal } from '../kit/stop-signal.js'
import { withOutput } from '../kit/write-output.js'
import { openScoredSink } from '../output/write-posts.js'
import { adviseAtEnd, classifyHeld, type HeldRun, scoreHeld } from './classify-held.js'

interface WatchOptions {
  readonly paths: readonly string[]
  readonly format: 'table' | 'jsonl'
  readInputs(context: CommandContext): Promise<Inputs>
  pipelineFor(postCount: number): Pipeline
}

const CLEAR = '\u001b[2J\u001b[3J\u001b[H'

export function checkWatch(
  paths: readonly string[],
  format: string,
  options: Readonly<Record<'out' | 'breakdown' | 'explain', string | undefined>>,
): 'table' | 'jsonl' {
  if (paths.includes('-')) throw usageError('expected --watch with files, got stdin (-), which is read as it comes. Name the file.')
  const other = (['out', 'breakdown', 'explain'] as const).find((name) => options[name] !== undefined)
  if (other !== undefined) throw usageError(`expected --watch without --${other}, got both. Redirect stdout to a file: > scored.jsonl`)
  if (format === 'table' || format === 'jsonl') return format
  throw usageError(`expected --watch with --format table or jsonl, got ${format}, which cannot be written post by post.`)
}

/**
 * Scores files whenever they have grown, until Ctrl-C. A table is printed again as a whole; JSON Lines continue with the posts that are new,
 * each once and as it was first read.
 */
export async function watchClassify(run: HeldRun, options: WatchOptions): Promise<void> {
  const { paths } = options
  const { context } = run
  const printed = new Set<string>()
  let isFirst = true
  for await (const _ of watchFiles(paths, { signal: stopSignal(context) })) {
    try {
      await scoreOnce(isFirst ? run : { ...run, context: quietOf(context) }, options, printed)
    } catch (error) {
      const isEmpty = error instanceof PipelineError && error.code === 'INGEST_EMPTY'
      if (!(error instanceof PipelineError) || (isFirst && !isEmpty)) throw error
      if (!isEmpty) context.log.warn(`${error.message} Waiting for the next change.`)
    }
    if (isFirst) context.log.info(`watching ${paths.join(', ')}; Ctrl-C ends it`)
    isFirst = false
  }
}

async function scoreOnce(run: HeldRun, { format, readInputs, pipelineFor }: WatchOptions, printed: Set<string>): Promise<void> {
  const { io } = run.context
  const inputs = await readInputs(run.context)
  const pipeline = pipelineFor(inputs.posts.length)
  await withOutput(null, io, async (output) => {
    if (format === 'table') {
      const clear = io.stdout.isTTY === true ? CLEAR : ''
      return await classifyHeld(inputs, pipeline, run, { write: (data) => output.write(`${clear}${String(data)}`) })
    }
    const rows = await openScoredSink('jsonl', output, pipeline.scheme)
    const isNew = (post: ScoredPost): boolean => {
      const key = postKeyOf(post)
      if (printed.has(key)) return false
      printed.add(key)
      return true
    }
    await feedSinks(scoreHeld(inputs, pipeline, run.pseudonymiser), [
      { put: ({ posts }) => rows.add(posts.filter(isNew)) },
      adviseAtEnd(run),
    ])
  })
}

/** The same context without messages at level info. */
function quietOf(context: CommandContext): CommandContext {
  const { log } = context
  return { ...context, log: { info: () => {}, warn: log.warn.bind(log), error: log.error.bind(log) } }
}
