import * as v from 'valibot'
import {
  COUNT,
  checkShape,
  listOf,
  misfitError,
  onlyOf,
  parseShape,
  SHA256,
  type ShapeFault,
  TEXT,
} from '../json-shape.js'
import { sha256OfText } from '../text/sha256-text.js'

/** Value of `schema` in the file of records beside scored posts. */
export const RUN_RECORD_SCHEMA = 'dealstance/run@2'

/** A language model that gave answers, and where they came from. */
export interface AskedModel {
  /** Address without its query. */
  readonly server: string
  /** The name that was asked for. */
  readonly model: string
  /** Answers, kept ones included, by the name that the server gave its model; null for none. */
  readonly served: readonly { readonly name: string | null; readonly answerCount: number }[]
  /** Questions that kept answers of this server settled. */
  readonly cachedCount: number
}

/** The run of `classify` that made the labels of posts. */
export interface RunRecord {
  /** The posts' `run`: a hash of version, model, weights, options and inputs; see `runIdOf`. */
  readonly run: string
  readonly version: string
  readonly model: string
  /** The weights and their hash; null for labels from elsewhere: of a language model, or given. */
  readonly weights: { readonly model: string; readonly sha256: string } | null
  /** Hash of the options that decide labels, the contents of their files included. */
  readonly optionsSha256: string
  /**
   * `name` has no folder; it is null for a stream, "…" beside pseudonyms. `sha256` is of the
   * decompressed bytes.
   */
  readonly inputs: readonly { readonly name: string | null; readonly sha256: string | null }[]
  /**
   * Files that options name, such as deals and a scheme, with their hashes (null for a pipe);
   * absent where none does.
   */
  readonly files?: readonly {
    readonly option: string
    readonly name: string
    readonly sha256: string | null
  }[]
  /** Absent where no language model was asked. No part of `run`, which is made before. */
  readonly asked?: AskedModel
  /** Commit of the clone; `…-dirty` with changes, null where it is not known. */
  readonly commit: string | null
  /** For example "Node 20.20.2, linux x64 (avx2 avx512_vnni), onnxruntime-node 1.30.0". */
  readonly runtime: string
  /** Words of the command that decide labels, files without their folders. */
  readonly command: readonly string[]
}

/** Digits of `run`. */
const RUN_DIGITS = 12

/** Short hash of everything that decides labels. Commit, runtime and command are recorded apart. */
export const runIdOf = ({
  version,
  model,
  weights,
  optionsSha256,
  inputs,
}: Omit<RunRecord, 'run'>): string =>
  sha256OfText(
    JSON.stringify([version, model, weights, optionsSha256, inputs.map(({ sha256 }) => sha256)]),
    RUN_DIGITS,
  )

const RECORD = onlyOf({
  run: TEXT,
  version: TEXT,
  model: TEXT,
  weights: v.nullable(onlyOf({ model: TEXT, sha256: SHA256 })),
  optionsSha256: SHA256,
  inputs: listOf(onlyOf({ name: v.nullable(TEXT), sha256: v.nullable(SHA256) })),
  files: v.exactOptional(listOf(onlyOf({ option: TEXT, name: TEXT, sha256: v.nullable(SHA256) }))),
  asked: v.exactOptional(
    onlyOf({
      server: TEXT,
      model: TEXT,
      served: listOf(onlyOf({ name: v.nullable(TEXT), answerCount: COUNT })),
      cachedCount: COUNT,
    }),
  ),
  commit: v.nullable(TEXT),
  runtime: TEXT,
  command: listOf(TEXT),
})

const FAULT: ShapeFault = { code: 'SCORED_INVALID', advice: 'Give the file as classify wrote it.' }

/**
 * @throws {PipelineError} `SCORED_INVALID` for another value, and for a record that its own hash
 * does not fit
 */
function parseRunRecord(value: unknown, where: string): RunRecord {
  const record = parseShape(RECORD, value, where, 'a record of a run', FAULT)
  if (record.run === runIdOf(record)) return record
  throw misfitError(
    `run to be ${runIdOf(record)}, the hash of the record`,
    record.run,
    where,
    FAULT,
  )
}

/** Parses the file of records. @throws {PipelineError} as {@link parseRunRecord} */
export function parseRunRecords(value: unknown, where: string): readonly RunRecord[] {
  const shape = onlyOf({
    schema: v.literal(RUN_RECORD_SCHEMA, `"${RUN_RECORD_SCHEMA}"`),
    runs: listOf(v.unknown()),
  })
  return checkShape(shape, value, where, 'records of runs', FAULT).runs.map((record) =>
    parseRunRecord(record, where),
  )
}

/** The file of records, as JSON. */
export const renderRunRecords = (runs: readonly RunRecord[]): string =>
  `${JSON.stringify({ schema: RUN_RECORD_SCHEMA, runs }, null, 2)}\n`

/** Posts of one run. */
export interface RunOfPosts {
  /** Null for posts that name none. */
  readonly run: string | null
  readonly postCount: number
  /** Null where it was not kept. */
  readonly record: RunRecord | null
}

/** Counts posts by their run. */
export class RunTally {
  readonly #counts = new Map<string | null, number>()

  add(posts: readonly { readonly run?: string }[]): void {
    for (const { run = null } of posts) this.#counts.set(run, (this.#counts.get(run) ?? 0) + 1)
  }

  /** In the order of their names, whatever the order of files. */
  runs(records: readonly RunRecord[]): RunOfPosts[] {
    const known = new Map(records.map((record) => [record.run, record]))
    const counted = [...this.#counts].map(([run, postCount]) => ({
      run,
      postCount,
      record: known.get(run ?? '') ?? null,
    }))
    return counted.sort((one, other) => ((one.run ?? '') < (other.run ?? '') ? -1 : 1))
  }
}
