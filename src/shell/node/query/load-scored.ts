import { createWriteStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import { PipelineError } from '../../../base/errors.js'
import { isRecord, misfitError } from '../../../base/json-shape.js'
import { checkSchemeTag } from '../../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { NODE_KINDS } from '../../../base/thread/post.js'
import { probabilityColumns } from '../../../say/format/csv-row.js'
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

/** The fields of a record that decide how it is stored. @throws {PipelineError} `SCORED_INVALID` for one that is no scored post */
function checkPost(record: unknown, where: string): Pick<Shared, 'tag' | 'labels'> {
  const fail = (expected: string, got: unknown): never => {
    const advice = 'Give the output of classify unchanged, or pass --on-bad-record skip.'
    throw misfitError(expected, got, where, { code: 'SCORED_INVALID', advice })
  }
  if (!isRecord(record)) return fail('the scored post to be an object', record)
  for (const key of ['id', 'threadId', 'text', 'status', 'model'])
    if (typeof record[key] !== 'string') fail(`"${key}" of a scored post to be a text`, record[key])
  for (const key of ['label', 'createdAt', 'scheme'])
    if (record[key] != null && typeof record[key] !== 'string') fail(`"${key}" to be a text or null`, record[key])
  if (typeof record['sentiment'] !== 'number') fail('"sentiment" of a scored post to be a number', record['sentiment'])
  const { probabilities, scheme } = record
  if (probabilities != null && !isRecord(probabilities)) fail('"probabilities" to be an object or null', probabilities)
  return { tag: (scheme ?? null) as string | null, labels: isRecord(probabilities) ? Object.keys(probabilities) : null }
}

/** Scheme and labels that all posts share, with the input that was the first to have them. */
interface Shared {
  readonly name: string
  /** Null for the built-in scheme. */
  readonly tag: string | null
  /** Null until a post has probabilities. */
  labels: readonly string[] | null
}

/** What was put into the table of scored posts. */
interface LoadedPosts {
  readonly skippedCount: number
  readonly labels: readonly LabelColumn[]
  /** The label for ties between an author's labels; null when the scheme has none or is unknown. */
  readonly neutral: string | null
}

interface LoadOptions {
  readonly stdin: AsyncIterable<Uint8Array | string>
  readonly folder: SpillFolder
  /** Required scheme of the posts; undefined for any one scheme. */
  readonly scheme: StanceScheme | undefined
  /** Skips records that are not scored posts; otherwise the first one throws. */
  readonly isSkipping: boolean
}

/** Fills the table {@link SCORED} with the posts of files in any form: each is a line of JSON first, which DuckDB reads. */
export async function loadScored(
  connection: DuckDBConnection,
  paths: readonly string[],
  { stdin, folder, scheme, isSkipping }: LoadOptions,
): Promise<LoadedPosts> {
  await checkOnce(paths)
  let skippedCount = 0
  let shared: Shared | null = null
  let longest = LEAST_OBJECT_SIZE
  const copies: { readonly name: string; readonly path: string }[] = []
  for (const given of paths) {
    const name = given === '-' ? 'stdin' : given
    const lines = async function* (): AsyncGenerator<string> {
      for await (const batch of readScoredRecords(given, { stdin, scheme, mayBeEmpty: true })) {
        const kept: string[] = []
        for (const { lineNumber, line, read } of batch) {
          const where = `line ${lineNumber} of ${name}`
          try {
            const record = read(where)
            shared = share(shared, { name, ...checkPost(record, where) }, scheme)
            const copy = withoutLoneSurrogates(line ?? JSON.stringify(record))
            longest = Math.max(longest, Buffer.byteLength(copy))
            kept.push(copy)
          } catch (error) {
            if (!isSkipping || !(error instanceof PipelineError) || error.code !== 'SCORED_INVALID') throw error
            skippedCount += 1
          }
        }
        if (kept.length > 0) yield `${kept.join('\n')}\n`
      }
    }
    const path = folder.nextPath()
    await pipeline(lines, createWriteStream(path, { mode: 0o600 }))
    copies.push({ name, path })
  }
  const { tag = null, labels = null } = (shared ?? {}) as Partial<Shared>
  const known = labels ?? (scheme ?? STANCE_SCHEME).labels
  const columns = probabilityColumns(known).map((column, index): LabelColumn => [known[index] ?? column, column])
  const types = {
    ...FIELDS,
    role: 'VARCHAR',
    node: 'VARCHAR',
    ...Object.fromEntries(columns.map(([, column]) => [column, 'DOUBLE'])),
    file: 'VARCHAR',
  }
  await connection.run('CREATE SCHEMA inputs')
  await connection.run(`CREATE TABLE ${SCORED} (${Object.entries(types).map(([name, type]) => `${sqlName(name)} ${type}`)})`)
  for (const { name, path } of copies) {
    await connection.run(`INSERT INTO ${SCORED} BY NAME ${selectPosts(path, name, columns, longest)}`).catch((cause: unknown) => {
      const [got = ''] = String((cause as Error).message)
        .replace(/^.*?"[^"\n]*", (?:at byte \d+ )?in line \d+: /, '')
        .split('\n')
      if (got.startsWith('Out of Memory'))
        throw new PipelineError('QUERY_FAILED', `expected more memory for the posts, got: ${got}. Raise --memory.`, { cause })
      throw new PipelineError(
        'SCORED_INVALID',
        `${name}: expected scored posts, got: ${got.replaceAll(path, name)}. Give the output of classify unchanged.`,
        {
          cause,
          context: { path: name },
        },
      )
    })
    await rm(path)
  }
  // The tag of a custom scheme does not name its neutral label.
  return { skippedCount, labels: columns, neutral: scheme ? scheme.neutral : tag === null ? STANCE_SCHEME.neutral : null }
}

/** @throws {PipelineError} `SCORED_INVALID` for a file that is given twice, under any name */
async function checkOnce(paths: readonly string[]): Promise<void> {
  const firstAt = new Map<string, string>()
  for (const path of paths) {
    const found = path === '-' ? null : await stat(path, { bigint: true }).catch(() => null)
    if (found === null) continue
    const place = `${found.dev}:${found.ino}`
    const first = firstAt.get(place)
    firstAt.set(place, path)
    if (first === undefined) continue
    const got = first === path ? 'it twice' : `the file that ${first} is`
    const message = `${path}: expected every file once, got ${got}. Its posts would count twice: leave it out.`
    throw new PipelineError('SCORED_INVALID', message, { context: { path, first } })
  }
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

/** DuckDB takes memory for two lines of the size that it is told: the longest one, or this many bytes. */
const LEAST_OBJECT_SIZE = 1024 * 1024

function selectPosts(path: string, name: string, columns: readonly LabelColumn[], longest: number): string {
  // A path with glob characters is none.
  const file = sqlText(path.replace(/[*?[]/g, '[$&]'))
  const types = Object.entries(FIELDS).map(([field, type]) => `${sqlName(field)}: ${sqlText(type)}`)
  const added = [
    `meta->>'$.role' AS role`,
    `CASE WHEN meta->>'$.node' IN (${NODE_KINDS.map(sqlText).join(', ')}) THEN meta->>'$.node' END AS node`,
    ...columns.map(([label, column]) => `probabilities[${sqlText(label)}] AS ${sqlName(column)}`),
    `${sqlText(name)} AS file`,
  ]
  return `SELECT *, ${added.join(', ')} FROM read_json(${file}, columns = {${types.join(', ')}}, format = 'newline_delimited',
    maximum_object_size = ${longest}, compression = 'uncompressed')`
}
