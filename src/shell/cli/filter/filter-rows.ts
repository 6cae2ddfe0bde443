import { PipelineError } from '../../../base/errors.js'
import type { CarriedPost } from '../../../base/thread/post-context.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import type { Pipeline } from '../../../pipeline/pipeline.js'
import { type BadLine, readCarriedLine } from '../../../read/record/parse-carried-post.js'
import { renderJsonl } from '../../../say/rows/render-jsonl.js'
import type { LineResult } from '../../node/file/stream-lines.js'

/** The row of a line, and the error of a bad line. */
export interface FilterRow {
  /** JSON, with its line end. */
  readonly row: string
  readonly fault: PipelineError | null
  /** Whether the post is tied to a deal. */
  readonly isTied: boolean
}

/** Hashes on every row, 16 hexadecimal digits each, because 64 would outweigh the labels. */
interface RowHashes {
  readonly modelHash: string
  readonly optionsHash: string
}

/**
 * Scores each line as one row, which depends only on the line, the model and the options. Duplicates are not looked for, because carried
 * posts name their originals.
 *
 * @throws {PipelineError} those of the classifier
 */
export async function scoreLines(lines: readonly LineResult[], pipeline: Pipeline, hashes: RowHashes): Promise<FilterRow[]> {
  const ending = `,${JSON.stringify(hashes).slice(1)}\n`
  const toErrorRow = ({ id, fault }: BadLine): FilterRow => {
    const { code, message } = fault
    return { row: `${JSON.stringify({ id, error: { code, message } }).slice(0, -1)}${ending}`, fault, isTied: false }
  }
  const reads = lines.map((line) => (typeof line === 'string' ? readCarriedLine(line) : { id: null, fault: line }))
  const carried = reads.filter((read) => 'post' in read)
  const scored = (await scorePosts(carried, pipeline)).values()
  return reads.map((read) => {
    if ('fault' in read) return toErrorRow(read)
    const post = scored.next().value as ScoredPost | PipelineError
    if (post instanceof PipelineError) return toErrorRow({ id: read.post.id, fault: post })
    return { row: `${renderJsonl(post).slice(0, -2)}${ending}`, fault: null, isTied: post.deals.length > 0 }
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
