import { basename } from 'node:path'
import { type AggregateOptions, type Breakdown, openMerge, type Pipeline, parseScoredPost, renderJson } from '../../index.js'
import type { ParcelResult } from '../../node.js'
import type { CommandContext } from '../kit/command.js'
import { withOutput } from '../kit/write-output.js'
import type { BulkSink } from '../output/write-bulk.js'
import type { ClassifyOptions } from './classify-options.js'

/** The breakdown of posts that come parcel by parcel, in memory that has an end. */
export interface BulkBreakdown {
  add(result: ParcelResult): void
  /** @param sha256 of the scored file; null where it is none */
  write(options: Pick<ClassifyOptions, 'breakdown' | 'out'>, sha256: string | null, context: CommandContext): Promise<void>
}

/** Opens a breakdown with the posts that a stopped run has written. */
export async function openBreakdown(pipeline: Pipeline, counting: Partial<AggregateOptions>, sink: BulkSink): Promise<BulkBreakdown> {
  const merge = openMerge()
  const written = pipeline.openPartial(counting)
  for await (const lines of sink.written()) {
    written.add(lines.map((line, index) => parseScoredPost(JSON.parse(line), `line ${index + 1} of a part`, pipeline.scheme)))
  }
  merge.add(written.finish(), 'the parts that were there')
  return {
    add: ({ partial, index }) => {
      if (partial !== null) merge.add(partial, `part ${index + 1}`)
    },
    write: async ({ breakdown: path, out }, sha256, { io, log }) => {
      if (path === undefined) return
      const counted = merge.breakdown()
      const name = out === undefined || out === '-' ? null : basename(out)
      const breakdown: Breakdown = sha256 === null ? counted : { ...counted, evidence: [{ role: 'scored', name, sha256 }] }
      try {
        await withOutput(path, io, (file) => file.write(renderJson(breakdown)))
      } catch (error) {
        if (out !== undefined && sha256 !== null) log.info(`${out} is whole: aggregate ${out} gives the breakdown`)
        throw error
      }
    },
  }
}
