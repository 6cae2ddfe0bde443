import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import * as v from 'valibot'
import { PipelineError } from '../../../base/errors.js'
import { checkShape, OBJECT, objectOf, type ShapeFault, TEXT } from '../../../base/json-shape.js'
import { checkSchemeTag } from '../../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { NODE_KINDS } from '../../../base/thread/post.js'
import { probabilityColumns } from '../../../say/format/csv-row.js'
import { nameOf } from '../file/read-source.js'
import { readScoredRecords } from '../scored/read-scored-posts.js'
import type { SpillFolder } from '../spill/spill-folder.js'
import { type LabelColumn, SCORED, sqlName, sqlText } from './query-views.js'

const JUDGEMENT = 'label VARCHAR, lean VARCHAR, probabilities MAP(VARCHAR, DOUBLE), status VARCHAR'
/** Fields of a scored post in JSON, with their DuckDB types. */
const FIELDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    'id,threadId,parentId,author,text,label,lean,status,reason,model,scheme'.split(',').map((name) => [name, 'VARCHAR']),
  ),
  createdAt: 'TIMESTAMP',
  meta: 'JSON',
  probabilities: 'MAP(VARCHAR, DOUBLE)',
  deals: 'VARCHAR[]',
  stances: `STRUCT(dealId VARCHAR, "by" VARCHAR, ${JUDGEMENT})[]`,
  sentiment: 'DOUBLE',
  flags: 'VARCHAR[]',
  evidence: 'STRUCT("start" BIGINT, "end" BIGINT, text VARCHAR, toward VARCHAR, weight DOUBLE)[]',
  chain: 'JSON',
}

const TEXTS = ['id', 'threadId', 'text', 'status', 'model']
const TEXTS_OR_NULL = ['label', 'scheme']

/** The fields that decide how a post is stored. */
const POST = objectOf({
  ...Object.fromEntries(TEXTS.map((key) => [key, TEXT])),
  ...Object.fromEntries([...TEXTS_OR_NULL, 'createdAt'].map((key) => [key, v.nullish(v.string('a string or null'))])),
  sentiment: v.number('a number'),
  probabilities: v.nullish(OBJECT),
})
const FAULT: ShapeFault = { code: 'SCORED_INVALID', advice: 'Give the output of classify unchanged, or pass --on-bad-record skip.' }

/** The same in SQL, of values as JSON. DuckDB itself would take a number for a text, and a text for a number. */
const IS_POST = [
  ...TEXTS.map((key) => `starts_with(${sqlName(key)}, '"')`),
  ...TEXTS_OR_NULL.map((key) => `(${sqlName(key)} IS NULL OR starts_with(${sqlName(key)}, '"'))`),
  "CAST(sentiment AS VARCHAR) BETWEEN '-' AND ':'",
].join(' AND ')

/** A row for each post, by which posts are told from each other. */
export const HEADS = 'inputs.heads'

interface LoadOptions {
  readonly stdin: AsyncIterable<Uint8Array | string>
  readonly folder: SpillFolder
  /** Required scheme of the posts; undefined for any one scheme. */
  readonly scheme: StanceScheme | undefined
  /** Skips records that are not scored posts; otherwise the first one throws. */
  readonly isSkipping: boolean
}

/**
 * Creates the view {@link SCORED} of the posts of files in any form, after each was read to its end. DuckDB reads lines of JSON where they
 * lie; what it refuses, and what is no file, is written anew for it, which names or skips the records that are no scored posts. Gives the paths
 * of the files that the view reads.
 */
export async function loadScored(connection: DuckDBConnection, paths: readonly string[], options: LoadOptions) {
  const { folder, scheme } = options
  await connection.run('CREATE SCHEMA inputs')
  await connection.run(
    `CREATE TABLE ${HEADS} (file VARCHAR, threadId VARCHAR, id VARCHAR, scheme VARCHAR, labels VARCHAR[], lacks BOOLEAN)`,
  )
  const inputs: JsonLines[] = []
  let skippedCount = 0
  for (const given of paths) {
    let input: JsonLines = { name: nameOf(given), path: resolve(given), longest: 0 }
    // Only a file can be read more than once.
    const isFile = given !== '-' && (await stat(given).catch(() => null))?.isFile() === true
    if (!isFile || !(await readHeads(connection, input).then(() => true, isRefused))) {
      const written = await writeAnew(given, { ...input, path: folder.nextPath() }, options)
      input = written.input
      skippedCount += written.skippedCount
      await readHeads(connection, input)
    }
    inputs.push(input)
  }
  const found = await connection.runAndReadAll(`SELECT file, scheme, labels FROM ${HEADS} GROUP BY ALL ORDER BY min(rowid)`)
  let shared: Shared | null = null
  for (const [name, tag, labels] of found.getRowsJson() as [string, string | null, string[] | null][])
    shared = share(shared, { name, tag, labels }, scheme)
  const known = shared?.labels ?? (scheme ?? STANCE_SCHEME).labels
  const columns = probabilityColumns(known).map((column, index): LabelColumn => [known[index] ?? column, column])
  const added = [
    `meta->>'$.role' AS role`,
    `CASE WHEN meta->>'$.node' IN (${NODE_KINDS.map(sqlText).join(', ')}) THEN meta->>'$.node' END AS node`,
    ...columns.map(([label, column]) => `probabilities[${sqlText(label)}] AS ${sqlName(column)}`),
  ]
  const posts = inputs.map((input) => `SELECT *, ${sqlText(input.name)} AS file FROM ${readCall(input, FIELDS)}`)
  await connection.run(`CREATE VIEW ${SCORED} AS SELECT *, ${added.join(', ')} FROM (${posts.join(' UNION ALL ')})`)
  return { skippedCount, labels: columns, paths: inputs.map(({ path }) => path) }
}

const isBadPost = (error: unknown): boolean => error instanceof PipelineError && error.code === 'SCORED_INVALID'

function isRefused(error: unknown): false {
  if (isBadPost(error)) return false
  throw error
}

/** Writes the posts of an input as lines of JSON that DuckDB takes, without those that are skipped. */
async function writeAnew(
  given: string,
  { name, path }: JsonLines,
  { stdin, scheme, isSkipping }: LoadOptions,
): Promise<{ readonly input: JsonLines; readonly skippedCount: number }> {
  let [skippedCount, longest] = [0, 0]
  const lines = async function* (): AsyncGenerator<string> {
    for await (const batch of readScoredRecords(given, { stdin, scheme, mayBeEmpty: true })) {
      let kept = ''
      for (const { lineNumber, line, read } of batch) {
        const where = `line ${lineNumber} of ${name}`
        try {
          const record = read(where)
          checkShape(POST, record, where, 'the scored post', FAULT)
          const copy = withoutLoneSurrogates(line ?? JSON.stringify(record))
          longest = Math.max(longest, Buffer.byteLength(copy))
          kept += `${copy}\n`
        } catch (error) {
          if (!isSkipping || !isBadPost(error)) throw error
          skippedCount += 1
        }
      }
      yield kept
    }
  }
  await pipeline(lines, createWriteStream(path, { mode: 0o600 }))
  return { input: { name, path, longest }, skippedCount }
}

interface JsonLines {
  /** The input as messages call it. */
  readonly name: string
  readonly path: string
  /** Bytes of the longest line; 0 where they are not known. */
  readonly longest: number
}

/** DuckDB takes memory for two lines of the size that it is told: the longest one, or this many bytes. */
const LEAST_OBJECT_SIZE = 1024 * 1024

/** A path in SQL. One with glob characters is none. */
export const sqlPath = (path: string): string => sqlText(path.replace(/[*?[]/g, '[$&]'))

const readCall = ({ path, longest }: JsonLines, fields: Readonly<Record<string, string>>): string => {
  const types = Object.entries(fields).map(([field, type]) => `${sqlName(field)}: ${sqlText(type)}`)
  return `read_json(${sqlPath(path)}, columns = {${types.join(', ')}}, format = 'newline_delimited',
    maximum_object_size = ${Math.max(LEAST_OBJECT_SIZE, longest)}, compression = 'uncompressed')`
}

/**
 * Reads all fields of an input, and keeps what tells its posts and their scheme.
 *
 * @throws {PipelineError} `SCORED_INVALID` for what DuckDB does not read, or is no scored post; `QUERY_FAILED` for too little memory
 */
async function readHeads(connection: DuckDBConnection, input: JsonLines): Promise<void> {
  const { name, path } = input
  const asJson = Object.fromEntries([...TEXTS, ...TEXTS_OR_NULL, 'sentiment'].map((key) => [key, 'JSON']))
  // A field that is not asked for is not read.
  const lacks = Object.keys(FIELDS)
    .map((key) => `${sqlName(key)} IS NULL`)
    .join(' OR ')
  const sql = `INSERT INTO ${HEADS}
    SELECT ${sqlText(name)}, threadId->>'$', id->>'$', scheme->>'$', map_keys(probabilities), ${lacks}
    FROM ${readCall(input, { ...FIELDS, ...asJson })} WHERE (${IS_POST}) OR error('a record that is none')`
  await connection.run(sql).catch((cause: unknown) => {
    const [got = ''] = String((cause as Error).message)
      .replace(/^.*?"[^"\n]*", (?:at byte \d+ )?in line \d+: /, '')
      .split('\n')
    if (got.startsWith('Out of Memory'))
      throw new PipelineError('QUERY_FAILED', `expected more memory for the posts, got: ${got}. Raise --memory.`, { cause })
    const message = `${name}: expected scored posts, got: ${got.replaceAll(path, name)}. Give the output of classify unchanged.`
    throw new PipelineError('SCORED_INVALID', message, { cause, context: { path: name } })
  })
}

/** Scheme and labels that all posts share, with the input that was the first to have them. */
interface Shared {
  readonly name: string
  /** Null for the built-in scheme. */
  readonly tag: string | null
  /** Null until a post has probabilities. */
  labels: readonly string[] | null
}

/** @throws {PipelineError} `SCHEME_MISMATCH` for a post of another scheme than the one asked for, or than that of the posts before */
function share(shared: Shared | null, post: Shared, scheme: StanceScheme | undefined): Shared {
  if (scheme) checkSchemeTag(post.tag, scheme, post.name)
  if (shared === null) return post
  const inOrder = (labels: readonly string[]): string => [...labels].sort().join('\n')
  // Posts written by hand may have the same tag and other labels.
  const isSame = shared.labels === null || post.labels === null || inOrder(shared.labels) === inOrder(post.labels)
  if (shared.tag === post.tag && isSame) {
    shared.labels ??= post.labels
    return shared
  }
  const of = (tag: string | null): string => (tag === null ? 'the labels that ship' : `the scheme ${tag}`)
  const got = shared.tag === post.tag ? `${of(post.tag)}, but other labels` : of(post.tag)
  const message = `${post.name}: expected ${of(shared.tag)} as in ${shared.name}, got ${got}. Results of two schemes are never mixed: query them apart.`
  throw new PipelineError('SCHEME_MISMATCH', message, { context: { path: post.name, expected: shared.tag, got: post.tag } })
}

// Pairs of surrogates are kept. An escaped backslash does not start an escape.
const ESCAPES = /\\\\|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[dD][89a-fA-F][\da-fA-F]{2}/g

/** Lone surrogates, which DuckDB rejects, become U+FFFD. */
const withoutLoneSurrogates = (line: string): string =>
  /\\u[dD]/.test(line) ? line.replace(ESCAPES, (found) => (found.length === 6 ? '\\ufffd' : found)) : line
