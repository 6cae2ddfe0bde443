import type { Post } from '../../../base/thread/post.js'
import type { LineSource } from '../../../read/line/line-source.js'
import type { ParseRecordsOptions } from '../../../read/table/parse-records.js'
import type { InputSource } from '../file/read-source.js'
import { streamLines } from '../file/stream-lines.js'
import { parseRecord, type ReadingOptions } from './parse-record.js'

/** An input that is read line by line. */
export interface StreamInput {
  readonly source: InputSource
  readonly form: LineSource
  readonly options: ParseRecordsOptions
}

/**
 * Streams the posts of each line, in one pass and the memory of a chunk. Parents are not checked (`meta.parentUnchecked`).
 *
 * @throws {PipelineError} for the first bad record, unless bad records are skipped
 */
export async function* readUnlinked(inputs: AsyncIterable<StreamInput>, reading: ReadingOptions): AsyncGenerator<Post[]> {
  for await (const { source, form, options } of inputs) {
    const input = { name: source.name, form, options, isSpooled: false }
    let recordCount = 0
    for await (const { lines, firstLineNumber } of streamLines(source.chunks(), { name: source.name })) {
      const posts: Post[] = []
      for (const [index, line] of lines.entries()) {
        if (line === '' || line.trim() === '') continue
        const record = parseRecord(line, { lineNumber: firstLineNumber + index, recordCount }, input, reading)
        if (record?.isHeader !== true) recordCount += 1
        if (record === null || record.isHeader) continue
        const post = form.toPost(record)
        reading.summary.countPost(post)
        posts.push(post)
      }
      yield posts
    }
  }
}
