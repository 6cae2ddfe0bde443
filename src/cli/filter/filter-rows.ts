import { type BadLine, type CarriedPost, type Pipeline, PipelineError, readCarriedLine, type ScoredPost } from '../../index.js'
import type { AnyLine } from '../../node.js'

/** What became of a line: its row, and the fault where the line was bad. */
export interface FilterRow {
  /** JSON, with its line end. */
  readonly row: string
  readonly fault: PipelineError | null
}

/** Hashes on every row. 16 hexadecimal digits each: 64 would weigh more than the labels; a receipt has them whole. */
export interface RowMarks {
  readonly modelHash: string
  readonly optionsHash: string
}

/** How a scored post becomes a row. */
export interface RowPrint {
  /** Gives a JSON object with its line end. */
  readonly render: (post: ScoredPost) => string
  readonly marks: RowMarks
}

/**
 * One row per line, in their order; each depends on its line, the model and the options alone.
 *
 * @throws {PipelineError} what the classifier throws: without it no row can be given
 */
export async function scoreLines(lines: readonly AnyLine[], pipeline: Pipeline, print: RowPrint): Promise<FilterRow[]> {
  const { render, marks } = print
  const ending = `,${JSON.stringify(marks).slice(1)}\n`
  const toErrorRow = ({ id, fault }: BadLine): FilterRow => {
    const { code, message } = fault
    return { row: `${JSON.stringify({ id, error: { code, message } }).slice(0, -1)}${ending}`, fault }
  }
  const reads = lines.map((line) => (typeof line === 'string' ? readCarriedLine(line) : { id: null, fault: line }))
  const carried = reads.filter((read) => 'post' in read)
  const scored = (await scorePosts(carried, pipeline)).values()
  return reads.map((read) => {
    if ('fault' in read) return toErrorRow(read)
    const post = scored.next().value as ScoredPost | PipelineError
    if (post instanceof PipelineError) return toErrorRow({ id: read.post.id, fault: post })
    return { row: `${render(post).slice(0, -2)}${ending}`, fault: null }
  })
}

/** A fault of dealstance itself on one post costs that post, not the run. */
async function scorePosts(posts: readonly CarriedPost[], pipeline: Pipeline): Promise<(ScoredPost | PipelineError)[]> {
  try {
    return await pipeline.classifyCarried(posts)
  } catch (fault) {
    if (fault instanceof PipelineError) throw fault
    if (posts.length > 1) return (await Promise.all(posts.map((post) => scorePosts([post], pipeline)))).flat()
    const what = fault instanceof Error ? fault.message : String(fault)
    const message = `expected a post that can be scored, got the fault "${what}". It is one of dealstance: please report it, with the line if you can.`
    return [new PipelineError('INTERNAL', message, { cause: fault })]
  }
}
