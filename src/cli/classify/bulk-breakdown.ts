import type { AggregateOptions } from '../../aggregate/breakdown/breakdown.js'
import { parseScoredPost } from '../../aggregate/breakdown/parse-scored-post.js'
import { openMerge } from '../../aggregate/partial/partial.js'
import type { Sink } from '../../batch/sinks.js'
import type { ScoredRows } from '../../node/score/score-plan.js'
import type { SpillFolder } from '../../node/spill/spill-folder.js'
import { createSpillRoom } from '../../node/spill/spill-room.js'
import type { Pipeline } from '../../pipeline.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import type { CommandContext } from '../kit/command.js'
import { evidenceOf, writeBreakdown } from '../output/write-breakdown.js'
import type { BulkSink } from '../output/write-bulk.js'
import type { ClassifyOptions } from './classify-options.js'

/** The breakdown of posts that are scored batch by batch. */
export interface BulkBreakdown extends Sink<ScoredRows> {
  /** @param sha256 hash of the scored file; null when there is none */
  write(options: Pick<ClassifyOptions, 'breakdown' | 'out'>, sha256: string | null, context: CommandContext): Promise<void>
}

/** Opens a breakdown, and counts the posts that a stopped run has written. @param folder for data that exceeds memory */
export async function openBreakdown(
  pipeline: Pipeline,
  counting: Partial<AggregateOptions>,
  sink: BulkSink,
  folder: SpillFolder,
): Promise<BulkBreakdown> {
  const merge = openMerge({ spill: createSpillRoom(folder) })
  const add = (posts: readonly ScoredPost[]): void => {
    const written = pipeline.openPartial(counting)
    written.add(posts)
    merge.add(written.finish(), 'the parts that were there')
  }
  add([])
  for await (const lines of sink.written()) {
    add(lines.map((line, index) => parseScoredPost(JSON.parse(line), `line ${index + 1} of a part`, pipeline.scheme)))
  }
  return {
    put: ({ partial, index }) => {
      if (partial !== null) merge.add(partial, `part ${index + 1}`)
    },
    write: async ({ breakdown: path, out }, sha256, { io, log }) => {
      if (path === undefined) return
      try {
        await writeBreakdown(path, { ...merge.breakdown(), ...evidenceOf(out, sha256) }, io)
      } catch (error) {
        if (out !== undefined && sha256 !== null) log.info(`${out} is whole: aggregate ${out} gives the breakdown`)
        throw error
      }
    },
  }
}
