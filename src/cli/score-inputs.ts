import { createHash } from 'node:crypto'
import type { Pipeline, ScoredPost } from '../index.js'
import type { Pseudonymiser } from '../node.js'
import type { ClassifyOptions } from './classify/classify-options.js'
import type { Inputs } from './input/read-inputs.js'
import type { CommandContext } from './kit/command.js'
import { startProgress } from './kit/progress.js'
import type { Output } from './kit/write-output.js'
import { isRowFormat, openScoredSink } from './output/write-posts.js'

interface ScoringRun {
  readonly options: ClassifyOptions
  readonly format: string
  readonly output: Output
  /** Whether the posts are wanted after they were written. */
  readonly isKept: boolean
  readonly pseudonymiser: Pseudonymiser | null
  readonly context: CommandContext
}

interface Scored {
  /** Empty unless they are kept. */
  readonly scored: readonly ScoredPost[]
  /** Of the lines written; null where they are not those of a scored file. */
  readonly sha256: string | null
}

/** Scores batch by batch; lines are written as they come. */
export async function scoreInputs(
  pipeline: Pipeline,
  { threads, posts }: Inputs,
  { options, format, output, isKept, pseudonymiser, context }: ScoringRun,
): Promise<Scored> {
  const kept: ScoredPost[] = []
  const progress = startProgress(posts.length, context, { isQuiet: options.quiet })
  const hash = format === 'jsonl' ? createHash('sha256') : null
  const hashed: Output = {
    ...output,
    write: (data) => {
      hash?.update(data)
      return output.write(data)
    },
  }
  const sink = isRowFormat(format) ? await openScoredSink(format, hashed, { scheme: pipeline.scheme, isForExcel: options.excel }) : null
  let doneCount = 0
  try {
    for await (const found of pipeline.stream(threads)) {
      const batch = pseudonymiser === null ? found : found.map(pseudonymiser.scored)
      await sink?.add(batch)
      if (isKept) for (const post of batch) kept.push(post)
      progress.advance((doneCount += batch.length))
    }
    await sink?.end()
  } finally {
    progress.end()
  }
  return { scored: kept, sha256: hash?.digest('hex') ?? null }
}
