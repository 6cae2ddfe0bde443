import { type Message, PipelineError, type TypedCommand } from '../../../base/errors.js'
import { isRecord, parseJson } from '../../../base/json-shape.js'
import {
  isOlderRecord,
  isParquet,
  isScoredRecord,
  isZip,
  olderRecordError,
} from '../../../read/record/file-kinds.js'
import { shellWord } from '../../../say/format/display-width.js'
import { type InputSource, isThere, nameOf } from '../file/read-source.js'

/** Columns that identify a CSV of scored posts. */
const SCORED_KEYS = ['id', 'text', 'label', 'status', 'model']

/** Bytes that may hold the names of columns. */
const HEADER_BYTE_COUNT = 65_536

const linesOf = (head: Uint8Array): string[] =>
  new TextDecoder()
    .decode(head.subarray(0, 1024 * 1024))
    .split('\n')
    .filter((line) => line.trim() !== '')

const isScoredLine = (line: string): boolean => isScoredRecord(parseJson(line, () => null))

/** True if bytes begin as JSON Lines of scored posts. */
export const holdsScoredLines = (head: Uint8Array): boolean => isScoredLine(linesOf(head)[0] ?? '')

/** True if bytes begin as Parquet, as a workbook, or as a CSV with the columns of scored posts. */
function isExport(head: Uint8Array): boolean {
  if (isParquet(head) || isZip(head)) return true
  // The first line may tell a spreadsheet the separator.
  const lines = new TextDecoder().decode(head.subarray(0, HEADER_BYTE_COUNT)).split(/[\r\n]+/, 2)
  const names = lines.flatMap((line) =>
    line.split(/[,;\t]/).map((name) => name.trim().replace(/^\ufeff?"|"$/g, '')),
  )
  return !/^\ufeff?\s*[[{]/.test(lines[0] ?? '') && SCORED_KEYS.every((key) => names.includes(key))
}

/** True if bytes begin as text, a table or unscored posts. */
function isUnclassified(head: Uint8Array): boolean {
  const lines = head.includes(0) ? [] : linesOf(head)
  const [first] = lines
  if (first === undefined || lines.some(isScoredLine)) return false
  const record = parseJson(first, () => null)
  return (
    !first.startsWith('{') ||
    (isRecord(record) && Object.hasOwn(record, 'text') && !Object.hasOwn(record, 'status'))
  )
}

/**
 * Refuses a table, a result without posts, and posts that have not been classified.
 *
 * @throws {PipelineError} `SCORED_INVALID`
 */
export function refuseUnscored(
  path: string,
  { head, fileName }: Pick<InputSource, 'head' | 'fileName'>,
): void {
  const name = nameOf(path)
  const refuse = (got: Message): never => {
    const message = (typed: TypedCommand) =>
      `${name}: expected scored posts${typeof got === 'string' ? got : got(typed)}`
    throw new PipelineError('SCORED_INVALID', message, { context: { path } })
  }
  if (isExport(head)) {
    const beside = fileName?.replace(/\.\w+$/, '.jsonl')
    const advice =
      beside !== undefined && isThere(beside)
        ? beside
        : 'the .jsonl that classify wrote (classify --out scored.jsonl)'
    refuse(` as JSON Lines, got a table, an export. Give ${advice}.`)
  }
  const [first = ''] = linesOf(head)
  if (isOlderRecord(parseJson(first, () => null)))
    throw olderRecordError(shellWord(name), `line 1 of ${name}`)
  const kind = resultKindOf(head)
  if (kind !== null)
    refuse(`, got a file of the kind "${kind}". Give the scored posts behind it, as JSONL.`)
  if (isUnclassified(head))
    refuse(
      (typed) =>
        `, got what has not been classified. Run ${typed(`classify ${shellWord(name)} --out scored.jsonl`)}, and give scored.jsonl.`,
    )
}

const SCHEMA = /^\s*\{\s*"schema":\s*"dealstance\/(\w+)@/

/**
 * Kind of a dealstance file by its schema, such as "breakdown", "claim" or "audit". Null for any
 * other.
 */
const resultKindOf = (head: Uint8Array): string | null =>
  SCHEMA.exec(new TextDecoder().decode(head.subarray(0, 256)))?.[1] ?? null
