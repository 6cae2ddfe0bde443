import type { Post } from '../../../base/thread/post.js'
import type { LineSource } from '../../../read/json/line-source.js'
import type { ParseRecordsOptions } from '../../../read/table/parse-records.js'
import type { InputSource } from '../file/read-source.js'
import { parseRecord, type ReadingOptions } from './parse-record.js'
import { readLineRecords } from './read-records.js'

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
    const input = { name: source.name, form, options }
    let recordCount = 0
    for await (const records of readLineRecords(source, form)) {
      const posts: Post[] = []
      for (const record of records) {
        const read = parseRecord(record, { lineNumber: record.lineNumber, recordCount }, input, reading)
        if (read?.isHeader !== true) recordCount += 1
        if (read === null || read.isHeader) continue
        const post = form.toPost(read)
        reading.summary.countPost(post)
        posts.push(post)
      }
      yield posts
    }
  }
}
