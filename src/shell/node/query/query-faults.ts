import { PipelineError } from '../../../base/errors.js'
import { findBrokenLine, type QueryInput } from './query-inputs.js'
import { GUARD, SCHEME_GUARD, VIEW_NAMES } from './query-views.js'

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Statements that DuckDB treats as a select. */
const READING = 'SELECT, FROM, WITH, VALUES, DESCRIBE, SHOW, SUMMARIZE'

export function mixedSchemes(
  { name, tag }: { readonly name: string; readonly tag: string | null },
  first: { readonly name: string; readonly tag: string | null },
): PipelineError {
  const of = (one: string | null): string => (one === null ? 'the labels that ship' : `the scheme ${one}`)
  const got = tag === first.tag ? `${of(tag)}, but other labels` : of(tag)
  const message = `${name}: expected ${of(first.tag)} as in ${first.name}, got ${got}. Results of two schemes are never mixed: query them apart.`
  return new PipelineError('SCHEME_MISMATCH', message, { context: { path: name, expected: first.tag, got: tag } })
}

export function notOneSelect(got: string, sql = ''): PipelineError {
  const advice = /\bpivot\b/i.test(sql) ? ' PIVOT needs its values: PIVOT … ON label IN (…).' : ''
  return new PipelineError('QUERY_INVALID', `expected one statement that reads (${READING}), got ${got}.${advice}`)
}

/** Translates an error of preparing SQL: the first line of DuckDB's message, with the position. */
export function explainSqlFault(error: unknown): PipelineError {
  const said = messageOf(error).replace(/^Failed to extract statements: /, '')
  const [what = ''] = said.split(/\n\s*\n|\nLINE /)
  const message = `expected SQL on the views ${VIEW_NAMES.join(', ')}, got: ${oneLine(what)}${placeOf(said)} query --schema lists their columns.`
  return new PipelineError('QUERY_INVALID', message, { cause: error })
}

const oneLine = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return /[.!?]$/.test(line) ? line : `${line}.`
}

/** Quotes the words at the position that DuckDB marks with a caret. */
function placeOf(message: string): string {
  const [, line = '', number = '', text = '', caret = ''] = /\n(LINE (\d+): )(.*)\n( *)\^/.exec(message) ?? []
  const words = text.slice(Math.max(0, caret.length - line.length)).trim()
  return words === '' ? '' : ` Line ${number}, at: ${words.length > 40 ? `${words.slice(0, 39)}…` : words}.`
}

/** Translates an error of a running query: in the inputs (`SCORED_INVALID`) or in an operation on their values (`QUERY_FAILED`). */
export async function explainDataFault(error: unknown, inputs: readonly QueryInput[]): Promise<PipelineError> {
  const said = messageOf(error)
  const input = inputs.find(({ path }) => said.includes(path))
  if (input === undefined) {
    const [what = ''] = said.split(/\n\s*\n|\nLINE /)
    const message = `expected values that the query can work with, got: ${oneLine(what)} Change the query.`
    return new PipelineError('QUERY_FAILED', message, { cause: error })
  }
  if (said.includes(SCHEME_GUARD)) {
    const text = `${input.name}: expected posts of one scheme, the one of its first, got a post of another. Results of two schemes are never mixed: put them into files of their own.`
    return new PipelineError('SCHEME_MISMATCH', text, { cause: error, context: { path: input.name } })
  }
  const line = await lineOf(said, input)
  return new PipelineError(
    'SCORED_INVALID',
    `${input.name}: ${line === null ? '' : `line ${line}: `}expected a scored post, got: ${oneLine(describeFault(said, input))} ${adviceOn(said, input)}`,
    { cause: error, context: { path: input.name, ...(line !== null && { lineNumber: line }) } },
  )
}

async function lineOf(message: string, { form, path }: QueryInput): Promise<number | null> {
  if (form === 'parquet') return null
  // DuckDB's line numbers of broken JSON have another origin, and the guard has none.
  if (form === 'jsonl' && (message.includes(GUARD) || message.includes('Malformed JSON'))) return findBrokenLine(path)
  const [, line] = /\bin line (\d+)|\bon Line: (\d+)/.exec(message)?.filter((group) => group !== undefined) ?? []
  return line === undefined ? null : Number(line)
}

/** Only complete records can be skipped, so a truncated file gets other advice. */
function adviceOn(message: string, { form }: QueryInput): string {
  if (message.includes(GUARD) || form === 'jsonl') return 'Give the output of classify unchanged, or pass --on-bad-record skip.'
  return form === 'parquet' ? 'It may have been cut off: write or copy it again.' : 'Give the output of classify unchanged.'
}

function describeFault(message: string, { path, name }: QueryInput): string {
  if (message.includes(GUARD)) return 'a record without "id", "status" or "sentiment"'
  const columns = /Expected Number of Columns: \d+ Found: \d+/.exec(message)?.[0]
  const [first = ''] = message.replace(/^.*?"[^"\n]*", (?:at byte \d+ )?in line \d+: /, '').split('\n')
  return (columns ?? first).replaceAll(path, name)
}
