import { PipelineError } from '../../../base/errors.js'
import type { ThreadBatch } from '../../../pipeline/batch/thread-batch.js'
import { LINE_SOURCES } from '../../../read/json/line-source.js'
import { IngestCounter } from '../../../read/record/ingest-counter.js'
import { findStreamForm } from '../../node/batch/read-records.js'
import { readUnlinked, type StreamInput } from '../../node/batch/read-unlinked.js'
import { type InputSource, openSource } from '../../node/file/read-source.js'
import { type CommandContext, type OptionValues, usageError } from '../kit/command.js'
import { type BulkInput, badRecordOf, logRead } from './plan-bulk.js'
import { givenSource, type INGEST_OPTIONS, parseColumns, threadIdOf } from './read-inputs.js'

const MEBIBYTE = 1024 * 1024

/** Reads inputs in one pass, in the memory of a chunk: parents as given, posts in the order of the inputs. Logs what was read. */
export async function* openUnlinked(
  paths: readonly string[],
  options: OptionValues<typeof INGEST_OPTIONS> & { readonly 'max-window': number },
  context: CommandContext,
): AsyncGenerator<ThreadBatch> {
  const summary = new IngestCounter()
  const columns = parseColumns(options.columns)
  const read: BulkInput[] = []
  let opened: InputSource | null = null
  const inputs = async function* (): AsyncGenerator<StreamInput> {
    for (const [index, path] of paths.entries()) {
      const source = await openSource(path, { stdin: context.io.stdin, maxWindowByteCount: options['max-window'] * MEBIBYTE })
      opened = source
      if (source.isWhole && source.head.length === 0) {
        throw new PipelineError('INGEST_EMPTY', `${source.name}: expected posts, got no bytes. Check that the export or paste was saved.`)
      }
      const found = findStreamForm(source, givenSource(options), columns)
      const form = found === null || found.form === 'parquet' ? undefined : LINE_SOURCES.get(found.form)
      if (found === null || form === undefined) {
        const forms = [...LINE_SOURCES.keys()].join(', ')
        const message = `${source.name}: expected one record a line (${forms}) for --no-link, got another form. Leave --no-link out.`
        throw usageError(message, { name: source.name })
      }
      read.push({ ...found, path, source })
      yield { source, form, options: { threadId: threadIdOf(index), ...(columns && { columns }) } }
      await source.close()
    }
  }
  try {
    for await (const posts of readUnlinked(inputs(), { onBadRecord: badRecordOf(options), summary })) {
      yield { threads: [{ id: '', posts, headers: [] }] }
    }
  } finally {
    await (opened as InputSource | null)?.close()
  }
  summary.note('one pass: parents are as the records give them (meta.parentUnchecked), posts in the order of the input')
  logRead(read, summary, context)
}
