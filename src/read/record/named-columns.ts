import { PipelineError } from '../../base/errors.js'
import { formatPart, nameSome } from '../../base/text/format-count.js'
import { editDistance } from '../../base/text/string-distance.js'
import { bare, type Columns, POST_FIELDS, type PostField } from './field-names.js'
import { followPath, get, isJsonObject } from './json-fields.js'

const EXCERPT_LENGTH = 60

export function excerpt(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters must not reach a terminal
  const shown = text.slice(0, EXCERPT_LENGTH).replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd')
  return text.length > EXCERPT_LENGTH ? `${shown}…` : shown
}

const LISTED_COLUMN_LIMIT = 50

export const listColumns = (names: readonly string[]): string =>
  nameSome(names.map(excerpt), LISTED_COLUMN_LIMIT)

const MEANT_DISTANCE = 2

/**
 * Error for a column that the caller names and the input lacks, with the name that is nearest to
 * it.
 */
function unknownColumnError(
  field: string,
  name: string,
  names: readonly string[],
  what = 'column',
  where = '',
): PipelineError {
  const near = names.find(
    (each) => editDistance(bare(each), bare(name), MEANT_DISTANCE) <= MEANT_DISTANCE,
  )
  const advice = near === undefined ? 'Correct the mapping.' : `Did you mean ${field}=${near}?`
  const message = `${where}expected the ${what} "${name}" that ${field} is mapped to, got the ${what}s ${listColumns(names)}. ${advice}`
  return new PipelineError('INGEST_COLUMN_MISSING', message, { context: { columns: names } })
}

/** Most columns of a table: as many as Excel holds. */
export const COLUMN_LIMIT = 16_384

/**
 * Refuses more columns than Excel holds, and a mapping to a column that a table lacks.
 *
 * @throws {PipelineError} `INGEST_COLUMN_MISSING`, `INGEST_TOO_LARGE`
 */
export function checkMapping(names: readonly string[], columns: Columns = {}, where = ''): void {
  if (names.length > COLUMN_LIMIT) {
    const message = `${where}expected at most 16,384 columns, got ${names.length.toLocaleString('en')}. Leave out the columns that are not needed.`
    throw new PipelineError('INGEST_TOO_LARGE', message)
  }
  for (const [field, name] of Object.entries(columns))
    if (!names.includes(name)) throw unknownColumnError(field, name, names, 'column', where)
}

/** Most names of fields that are kept for a message. Choice. */
const NAME_LIMIT = 1000

/** Fields that only some posts have: few records with them are no sign of a wrong name. */
const OFTEN_ABSENT: ReadonlySet<string> = new Set(['parentId', 'deal', 'given', 'givenProbability'])

/**
 * Value of a field: under its name, else in the `meta` of an earlier run, else at a dotted path.
 */
export function valueNamed(record: unknown, name: string): unknown {
  if (isJsonObject(record) && Object.hasOwn(record, name)) return record[name]
  return get.value(record, 'meta', name) ?? followPath(record, name)
}

/** Counts the records that hold the fields which the caller names. */
export class NamedColumns {
  readonly #names = new Set<string>()
  /** Records with a value, by field; a field that stands somewhere, though empty, has an entry. */
  readonly #counts = new Map<PostField, number>()
  #columns: Columns = {}
  #recordCount = 0

  add(record: unknown, columns: Columns): void {
    this.#columns = columns
    this.#recordCount += 1
    for (const field of POST_FIELDS) {
      const name = columns[field]
      const value = name === undefined ? undefined : valueNamed(record, name)
      if (value === undefined) continue
      const count = this.#counts.get(field) ?? 0
      this.#counts.set(field, count + (value === null || value === '' ? 0 : 1))
    }
    if (isJsonObject(record) && this.#names.size < NAME_LIMIT)
      for (const name of Object.keys(record)) this.#names.add(name)
  }

  /** @throws {PipelineError} `INGEST_COLUMN_MISSING` for a named field that occurs in no record */
  check(): void {
    if (this.#recordCount === 0) return
    for (const [field, name] of Object.entries(this.#columns) as [PostField, string][])
      if (!this.#counts.has(field)) throw unknownColumnError(field, name, [...this.#names], 'field')
  }

  /** Words on named fields that fewer than half of the records hold. */
  rareNotes(): string[] {
    return Object.entries(this.#columns).flatMap(([field, name]) => {
      const count = this.#counts.get(field as PostField) ?? 0
      const isUsual = OFTEN_ABSENT.has(field) ? count > 0 : count * 2 >= this.#recordCount
      const holders = `${formatPart(count, this.#recordCount)} records hold`
      return isUsual ? [] : `${field} is mapped to "${name}", which ${holders}: compare the names`
    })
  }
}
