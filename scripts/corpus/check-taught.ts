import * as v from 'valibot'
import { isRecord, oneOf, strictObjectOf } from '../../src/base/json-shape.js'
import { STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import { fitsShape, parseJson, parseJsonLines } from './check-schema.js'
import type { CorpusFile, CorpusFinding } from './corpus.js'

/**
 * The record of the real posts that teach, `corpus/taught`, and the files of `models/evaluation`.
 */
export interface TaughtFiles {
  readonly labels: CorpusFile
  readonly replies: CorpusFile
  readonly comments: CorpusFile
  readonly unlabelled: CorpusFile
  readonly moves: CorpusFile
  readonly sources: CorpusFile
  readonly lists: CorpusFile
  readonly measured: readonly CorpusFile[]
}

const FILLED = v.pipe(v.string('a text'), v.nonEmpty('a text'))
const COUNT = v.pipe(v.number('a count'), v.integer('a count'), v.minValue(1, 'a count'))
const LABEL = oneOf(...STANCE_SCHEME.labels)
const COMMIT = v.pipe(v.string('a commit'), v.regex(/^[0-9a-f]{40}$/, 'a commit'))
const HASH = v.pipe(
  v.string('a SHA-256'),
  v.regex(/^[0-9a-f]{64}$/, 'a SHA-256 in small hexadecimal digits'),
)

const READERS = v.pipe(v.array(LABEL), v.minLength(1), v.maxLength(3, 'one to three labels'))

const POST = {
  id: FILLED,
  source: FILLED,
  sha256: HASH,
  deal: FILLED,
  parentId: v.exactOptional(FILLED),
}
const JUDGED = { label: LABEL, readers: READERS, unsure: v.boolean('true or false') }
const LABELLED = strictObjectOf({
  ...POST,
  ...JUDGED,
  part: oneOf('real', 'more', 'thread', 'list'),
})
/** A comment of the pool that readers labelled since. */
const COMMENT = strictObjectOf({ ...POST, ...JUDGED, part: oneOf('pool', 'pool-guessed') })
const REPLY = strictObjectOf({
  id: FILLED,
  source: FILLED,
  path: FILLED,
  sha256: HASH,
  answered: strictObjectOf({ path: FILLED, sha256: HASH, bodySha256: v.exactOptional(HASH) }),
  deal: FILLED,
  ...JUDGED,
  relation: oneOf('agrees', 'disagrees', 'neither'),
  part: oneOf('reply', 'kept'),
})
/** A post that a trained teacher judged, for a smaller model to learn from. */
const UNLABELLED = strictObjectOf({ ...POST, part: oneOf('pool', 'pool-guessed', 'pool-thread') })
const MOVE = strictObjectOf({ deal: FILLED, mover: FILLED, move: FILLED })
const SOURCE = strictObjectOf({
  repository: FILLED,
  commit: COMMIT,
  platform: FILLED,
  form: FILLED,
  licence: FILLED,
  posts: v.union([v.literal(0), COUNT], 'a count'),
  replies: v.exactOptional(COUNT),
  fetched: FILLED,
  files: v.exactOptional(v.record(FILLED, FILLED)),
  keptApart: v.exactOptional(v.array(FILLED)),
})
const MEASURED = v.object({ id: FILLED, sha256: HASH })

type Labelled = v.InferOutput<typeof LABELLED>
type Taught = Pick<Labelled, 'id' | 'source' | 'sha256' | 'deal'>
type Source = v.InferOutput<typeof SOURCE>
type Measured = v.InferOutput<typeof MEASURED>
interface Line<Row> {
  readonly file: string
  readonly lineNumber: number
  readonly record: Row
}

/**
 * Checks the record of the taught posts: shapes, ids that come once, a move and a source for each,
 * no text, and nothing that is measured on or kept apart. A comment or reply labelled since may
 * stand in the pool too, and then as the same post.
 */
export function checkTaught(files: TaughtFiles): readonly CorpusFinding[] {
  const findings: CorpusFinding[] = []
  const labels = parseLines(files.labels, LABELLED, findings)
  const replies = parseLines(files.replies, REPLY, findings)
  const comments = parseLines(files.comments, COMMENT, findings)
  const pool = parseLines(files.unlabelled, UNLABELLED, findings)
  const poolIds = new Set(pool.map(({ record }) => record.id))
  const fromPool = [...comments, ...replies.filter(({ record }) => poolIds.has(record.id))]
  const judged: readonly Line<Taught>[] = [...labels, ...replies, ...comments]
  const taught = [...judged, ...pool]
  const moves = parseLines(files.moves, MOVE, findings)
  const sources = parseLines(files.sources, SOURCE, findings)
  const measured = files.measured.flatMap((file) => parseLines(file, MEASURED, findings))
  parseJson(files.lists, findings)
  const keptApart = sources.flatMap(({ record }) => record.keptApart ?? [])
  return [
    ...findings,
    ...[files.labels, files.replies, files.comments, files.unlabelled].flatMap(findTexts),
    ...[files.moves, files.sources, files.lists].flatMap(findTexts),
    ...findFaults(judged, 'id-twice', idsThatComeTwice(judged)),
    ...findFaults(pool, 'id-twice', idsThatComeTwice([...labels, ...pool])),
    ...findFaults(fromPool, 'pool', postsUnlike(pool)),
    ...findFaults(taught, 'move-missing', dealsWithout(moves)),
    ...findFaults(taught, 'source-missing', sourcesWithout(sources)),
    ...findFaults(
      sources,
      'source-count',
      countsThatDiffer(labels, ({ posts }) => posts),
    ),
    ...findFaults(
      sources,
      'source-count',
      countsThatDiffer(replies, (row) => row.replies ?? 0),
    ),
    ...findFaults(taught, 'measured', postsMeasured(measured, keptApart)),
  ]
}

function parseLines<Shape extends v.GenericSchema>(
  file: CorpusFile,
  shape: Shape,
  findings: CorpusFinding[],
): readonly Line<v.InferOutput<Shape>>[] {
  return parseJsonLines(file, findings).flatMap(({ lineNumber, record }) => {
    const place = { file: file.name, lineNumber }
    return fitsShape(record, shape, place, findings) ? [{ ...place, record }] : []
  })
}

/** Fault of a record; null for a sound one. */
type Fault<Row> = (record: Row) => string | null

function findFaults<Row>(
  lines: readonly Line<Row>[],
  rule: string,
  faultOf: Fault<Row>,
): CorpusFinding[] {
  return lines.flatMap(({ file, lineNumber, record }) => {
    const message = faultOf(record)
    return message === null ? [] : [{ file, lineNumber, rule, message }]
  })
}

/** Other people's words stay out: no field of that name at any depth. */
function findTexts(file: CorpusFile): CorpusFinding[] {
  const whole = { lineNumber: 0, record: file.name.endsWith('.json') ? parseJson(file, []) : null }
  const records = file.name.endsWith('.json') ? [whole] : parseJsonLines(file, [])
  const lines = records.map(({ lineNumber, record }) => ({ file: file.name, lineNumber, record }))
  return findFaults<unknown>(lines, 'text', (record) =>
    holdsText(record) ? 'expected no text' : null,
  )
}

function holdsText(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsText)
  if (!isRecord(value)) return false
  return Object.entries(value).some(
    ([key, inner]) => /^(parent)?text$/i.test(key) || holdsText(inner),
  )
}

function idsThatComeTwice(posts: readonly Line<Taught>[]): Fault<Taught> {
  const firstOf = new Map<string, Taught>()
  for (const { record } of posts) if (!firstOf.has(record.id)) firstOf.set(record.id, record)
  return (record) =>
    firstOf.get(record.id) === record ? null : `expected every id once, got "${record.id}"`
}

function postsUnlike(pool: readonly Line<Taught>[]): Fault<Taught> {
  const byId = new Map(pool.map(({ record }) => [record.id, record]))
  return ({ id, source, sha256, deal }) => {
    const other = byId.get(id)
    const isSame = other?.source === source && other.sha256 === sha256 && other.deal === deal
    return isSame
      ? null
      : `expected "${id}" in unlabelled.jsonl with the same source, hash and deal`
  }
}

function dealsWithout(moves: readonly Line<v.InferOutput<typeof MOVE>>[]): Fault<Taught> {
  const deals = new Set(moves.map(({ record }) => record.deal))
  return ({ deal }) => (deals.has(deal) ? null : `expected a move for deal "${deal}", got none`)
}

function sourcesWithout(sources: readonly Line<Source>[]): Fault<Taught> {
  const named = new Set(sources.map(({ record }) => record.repository))
  return ({ source }) =>
    named.has(source) ? null : `expected "${source}" in sources.jsonl, got none`
}

function countsThatDiffer(
  taught: readonly Line<Taught>[],
  statedBy: (source: Source) => number,
): Fault<Source> {
  const counts = new Map<string, number>()
  for (const { record } of taught) counts.set(record.source, (counts.get(record.source) ?? 0) + 1)
  return (source) => {
    const count = counts.get(source.repository) ?? 0
    const stated = statedBy(source)
    return count === stated
      ? null
      : `expected the ${count} posts of "${source.repository}", got ${stated}`
  }
}

/**
 * Measured replies of MT-CSD go by target and path alone: `Bitcoin-9-1` is `mtcsd-Bitcoin-9-1`
 * here.
 */
function postsMeasured(
  measured: readonly Line<Measured>[],
  keptApart: readonly string[],
): Fault<Taught> {
  const hashes = new Set(measured.map(({ record }) => record.sha256))
  const ids = new Set(measured.map(({ record }) => record.id))
  const threads = new Set([
    ...keptApart,
    ...measured.map(({ record }) => threadOf(`mtcsd-${record.id}`)),
  ])
  return ({ id, sha256 }) => {
    const isMeasured = ids.has(id) || hashes.has(sha256) || threads.has(threadOf(id))
    return isMeasured ? `expected no post that is measured on or kept apart, got "${id}"` : null
  }
}

/** Thread of a reply of MT-CSD; of any other post its id. */
const threadOf = (id: string): string => /^mtcsd-[A-Za-z]+-\d+/.exec(id)?.[0] ?? id
