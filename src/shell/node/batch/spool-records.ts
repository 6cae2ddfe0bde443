import { stat, writeFile } from 'node:fs/promises'
import { PipelineError } from '../../../base/errors.js'
import type { LineRecord } from '../../../read/line/line-source.js'
import type { OnBadRecord } from '../../../read/link/link-parents.js'
import { findFields } from '../../../read/record/field-names.js'
import type { IngestCounter } from '../../../read/record/ingest-counter.js'
import type { PlacedPost } from '../../../read/record/ingest-result.js'
import { namesNoThread } from '../../../read/record/parse-post.js'
import type { ParseRecordsOptions, SourceRecord } from '../../../read/table/parse-records.js'
import { type SpillFolder, spilling } from '../spill/spill-folder.js'
import { numberLine, UNNAMED_KEY } from './batch-plan.js'
import type { LineFile } from './scan-lines.js'

export interface SpoolOptions {
  readonly folder: SpillFolder
  /** Number of inputs that are read together. */
  readonly inputCount: number
  readonly onBadRecord: OnBadRecord
  /** Counts rows that are not records. */
  readonly summary: IngestCounter
}

/** Length of text that is written at once, in UTF-16 units. */
const BLOCK_LENGTH = 256 * 1024

/** Writes data to a new file of the spill folder. @throws {PipelineError} `OUTPUT_UNWRITABLE` */
export async function spool(
  folder: SpillFolder,
  pieces: AsyncIterable<string | Uint8Array>,
): Promise<{ readonly path: string; readonly byteCount: number }> {
  const path = folder.nextPath()
  await spilling(path, () => writeFile(path, pieces, { flag: 'wx', mode: 0o600 }))
  return { path, byteCount: (await stat(path)).size }
}

/**
 * Writes the records of a table to disk as numbered lines of JSON, which can be read from any place.
 *
 * @throws {PipelineError} for the first row that is not a record, unless bad records are skipped; `OUTPUT_UNWRITABLE`
 */
export async function spoolRecords(
  groups: AsyncIterable<Iterable<SourceRecord>>,
  file: Pick<LineFile, 'name' | 'input' | 'form' | 'options' | 'unnamed' | 'ownColumns'>,
  { folder, onBadRecord, summary }: SpoolOptions,
): Promise<LineFile> {
  return { ...file, ...(await spool(folder, renderLines())), isNumbered: true }

  async function* renderLines(): AsyncGenerator<string> {
    const { input, options, unnamed } = file
    let recordIndex = 0
    let block = ''
    for await (const records of groups) {
      for (const { lineNumber, record, error } of records) {
        if (error) {
          if (onBadRecord === 'throw') throw error
          summary.countSkip({ lineNumber, code: error.code, message: error.message })
          recordIndex += 1
          continue
        }
        const line = JSON.stringify(record)
        const key = threadKeyOf(record, options)
        block += `${numberLine({ input, lineNumber, recordIndex }, key, line)}\n`
        if (block.length >= BLOCK_LENGTH) {
          yield block
          block = ''
        }
        const mustParse = line.includes('"header"') || (unnamed !== undefined && key === UNNAMED_KEY)
        const parsed = mustParse ? parseRecord(record, file, lineNumber, recordIndex) : null
        if (parsed !== null) unnamed?.add(parsed.kept as PlacedPost)
        if (parsed?.isHeader !== true) recordIndex += 1
      }
    }
    yield block
  }
}

/** Key of the thread that `parsePost` will find. A record that it will reject gets any key. */
function threadKeyOf(record: unknown, { columns }: ParseRecordsOptions): string {
  if (namesNoThread(record, columns)) return UNNAMED_KEY
  const fields = record as Readonly<Record<string, unknown>>
  return JSON.stringify(String(fields[findFields(Object.keys(fields), columns).get('threadId') ?? '']))
}

/** @returns null for a record that is not a post, which is reported when its batch is read */
function parseRecord(
  record: unknown,
  { form, options }: Pick<LineFile, 'form' | 'options'>,
  lineNumber: number,
  recordCount: number,
): LineRecord | null {
  try {
    return form.read(record, { lineNumber, recordCount }, options)
  } catch (fault) {
    if (fault instanceof PipelineError) return null
    throw fault
  }
}
