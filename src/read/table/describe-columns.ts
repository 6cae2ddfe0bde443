import { findFields, POST_FIELDS, type PostField } from '../record/field-names.js'
import { isOwnTable, ownColumnsOf } from '../record/own-columns.js'
import { flagColumns, type RowCleaner, rowCleaner } from './clean-row.js'

/** Columns named in one line before the rest is only counted. */
const SHOWN_COLUMN_LIMIT = 12

/** Names of columns in a line, the first twelve in full. */
export function listColumns(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN_COLUMN_LIMIT).map((name) => JSON.stringify(name))
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : ''
  return names.length === 0 ? 'none' : shown.join(', ') + more
}

/** What each column of a table was read as, for the summary: what was read, what was not, and that nothing says who answers whom. */
function describeColumns(names: readonly string[], columns: Partial<Readonly<Record<PostField, string>>> = {}): string[] {
  const fields = findFields(names, columns)
  const read = POST_FIELDS.flatMap((field) => (fields.has(field) ? [`${field} from ${JSON.stringify(fields.get(field))}`] : []))
  const flags = flagColumns(names)
  const used = new Set([...fields.values(), ...flags])
  const unread = names.filter((name) => name !== '' && name !== 'meta' && !used.has(name))
  return [
    `columns read: ${read.join(', ')}${flags.length === 0 ? '' : `; kinds of posts from ${flags.map((name) => JSON.stringify(name)).join(', ')}`}`,
    `columns not read, kept in meta: ${listColumns(unread)}`,
    ...(fields.has('parentId') || flags.some((name) => /^referenced_?tweets$/i.test(name))
      ? []
      : ['no column names the post that is answered: no row is tied to another, none inherits a side. Map one: parentId=NAME']),
  ]
}

/** A table whose columns are known. */
export interface OpenTable {
  /** What each column was read as; none for a table of our own. */
  readonly notes: readonly string[]
  /** See `ownColumnsOf`. */
  readonly ownColumns: readonly string[]
  readonly clean: RowCleaner
}

export const openTable = (names: readonly string[], columns?: Partial<Readonly<Record<PostField, string>>>): OpenTable => ({
  notes: isOwnTable(names) ? [] : describeColumns(names, columns),
  ownColumns: ownColumnsOf(names, columns),
  clean: isOwnTable(names) ? (row) => row : rowCleaner(names, columns),
})
