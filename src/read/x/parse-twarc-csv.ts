import { PipelineError } from '../../base/errors.js'
import { defineJsonSource } from '../json/json-source.js'
import type { RecordMap } from '../json/record-map.js'
import { get, isJsonObject } from '../record/json-fields.js'
import type { RecogniseSource } from '../record/source-sample.js'
import { listColumns } from '../table/clean-row.js'
import { firstLineOf, recordsOf } from '../table/parse-csv.js'
import type { SourceRecord } from '../table/parse-records.js'
import { readCsvRows } from '../table/read-csv-rows.js'
import { API_POST, X_API_POSTS } from './parse-x-api.js'
import { readXPost } from './x-post.js'

/** Columns that twarc-csv writes and others do not: two of them make its table. */
const SIGNS = [
  'author.username',
  'author_id',
  'conversation_id',
  'public_metrics.reply_count',
  'referenced_tweets.replied_to.id',
  'referenced_tweets.retweeted.id',
  '__twarc.retrieved_at',
]

/** Whether a text is a table of twarc-csv: posts of the X API, the path of each field with dots as its column's name. */
const recogniseTwarcCsv: RecogniseSource = ({ text }) => {
  const names = firstLineOf(text)
    .split(',')
    .map((name) => name.trim().replace(/^"(.*)"$/, '$1'))
  const signs = SIGNS.filter((name) => names.includes(name))
  const hasPath = signs.some((name) => name.includes('.'))
  return names.includes('id') && names.includes('text') && hasPath && signs.length >= 2
    ? `the header has twarc's columns ${signs[0]}, ${signs[1]}`
    : null
}

/** "1.97925E+18": what a spreadsheet makes of an id; the last digits are gone. */
const ROUNDED = /^\d(?:[.,]\d+)?[eE]\+?\d+$/

const READ =
  /^(?:id|text|note_tweet\.text|lang|created_at|conversation_id|author_id|author\.(?:id|username)|edit_history_tweet_ids|referenced_tweets\.(?:replied_to|quoted|retweeted)\.id|public_metrics\.\w+)$/

const withLineEnds = (text: string): string => text.replaceAll('\\n', '\n')

const ROW: RecordMap = {
  ...API_POST,
  parentId: ['referenced_tweets.replied_to.id'],
  quotes: ['referenced_tweets.quoted.id'],
  repostOf: ['referenced_tweets.retweeted.id'],
}

function* readRows(text: string, note: (words: string) => void): Generator<SourceRecord> {
  const rows = readCsvRows(text, ',')
  const first = rows.next()
  const header = first.done ? undefined : first.value
  if (header?.error) throw header.error
  const names = header?.cells.map((name) => name.trim()) ?? []
  if (!names.includes('id') || !names.includes('text')) {
    const message = 'line 1: expected a table of twarc-csv with the columns id and text, got others. Choose another --source.'
    throw new PipelineError('INGEST_COLUMN_MISSING', message, { context: { columns: names } })
  }
  note(`columns read: ${listColumns(names.filter((name) => READ.test(name)))}`)
  note(`columns not read: ${listColumns(names.filter((name) => !READ.test(name)))}`)
  yield* recordsOf(names, rows)
}

/** Rows are posts of the X API, version 2, as in `X_API`. @see https://github.com/DocNow/twarc-csv */
export const TWARC_CSV = defineJsonSource({
  ...X_API_POSTS,
  id: 'twarc-csv',
  description: 'the same as a table of twarc-csv',
  sign: "the header names twarc's columns: author.username, public_metrics.reply_count …",
  refusal: 'expected an id, got an empty cell. Leave the row out.',
  recognise: recogniseTwarcCsv,
  records: (text, { note }) => readRows(text, note),
  read: (row, { book, add, refuse }) => {
    const rounded = ['id', 'conversation_id', 'referenced_tweets.replied_to.id'].find((name) => ROUNDED.test(get.string(row, name) ?? ''))
    if (rounded !== undefined) {
      refuse(
        `expected ${rounded} with all its digits, got "${get.string(row, rounded)}": a spreadsheet has rounded it. Take the table as twarc wrote it.`,
      )
    } else if (isJsonObject(row)) {
      const text = withLineEnds(get.string(row, 'text') ?? '')
      const longText = get.name(row, 'note_tweet.text')
      const versionIds = (get.string(row, 'edit_history_tweet_ids') ?? '').match(/\d{5,}/g) ?? []
      add(readXPost(row, ROW, { text, longText: longText && withLineEnds(longText), versionIds }, book))
    }
  },
})
