import * as v from 'valibot'
import { PipelineError } from '../../base/errors.js'
import { COUNT, listOf, oneOf, onlyOf, parseShape, SHA256, TEXT } from '../../base/json-shape.js'
import { parseRecordedScheme, schemeTag } from '../../base/scheme/scheme-tag.js'
import type { JsonValue } from '../../base/thread/post.js'
import type { AggregateOptions, DealInfo } from '../breakdown/breakdown.js'
import { type Checks, checksAt, type Fields } from '../breakdown/checks-at.js'
import { checkOptions } from '../check-options.js'
import type { PostVerdicts } from './countable-post.js'
import type { Origin } from './origin.js'
import { EXACTNESS, OLD_PARTIAL_SCHEMA, PARTIAL_SCHEMA, type PartialEvidence, type PartialHeader } from './partial-breakdown.js'
import { mismatch, type PartialSettings, type PartialState } from './partial-state.js'
import { parsePostRow, parseVerdictsRow } from './post-row.js'

/** Limit that keeps an edited partial from running for hours. Commands use 2,000. */
const MAX_RESAMPLE_COUNT = 100_000
const FAULT = { code: 'PARTIAL_INVALID', advice: 'Give the output of aggregate --partial or of merge --partial unchanged.' } as const
const EVIDENCE = onlyOf({
  evidence: listOf(
    onlyOf({
      role: oneOf('scored'),
      name: v.nullable(TEXT),
      sha256: SHA256,
      postCount: COUNT,
      inputSha256: v.exactOptional(SHA256),
    }),
  ),
})
const OPTION_NAMES = ['count', 'confidenceLevel', 'resampleCount', 'seed', 'phraseCount', 'countDuplicates'] as const

/** Adds the rows of a partial. */
export interface PartialRows {
  /** Adds one row. */
  add(row: unknown): void
  /** Adds a list of rows. */
  addAll(rows: unknown): void
  /** Ends the partial. */
  end(): void
}

/** The parsed header of a partial. */
export interface ParsedHeader {
  readonly settings: PartialSettings
  readonly origin: Origin
  readonly evidence: readonly PartialEvidence[]
  readonly deals: readonly (readonly [string, DealInfo | null])[]
  readonly verdicts: readonly PostVerdicts[]
  readonly postCount: number
}

/** Adds the header of a partial to a state and returns the sink of its rows. */
export function addHeader(state: PartialState, header: ParsedHeader, where: string): PartialRows {
  const checks = checksAt(where, FAULT)
  checkSettings(state.settings, header.settings, where)
  for (const [dealId, info] of header.deals) state.addDeal(dealId, info, where)
  for (const file of header.evidence) state.addEvidence(file, where)
  state.addOrigin(header.origin, where)
  let count = 0
  const add = (row: unknown): void => {
    state.addPost(
      failAsPartial(checks, () => parsePostRow(row, `posts[${count}]`, header.verdicts, checks)),
      where,
    )
    count += 1
  }
  return {
    add,
    addAll: (rows) => {
      for (const row of checks.list(rows, 'posts')) add(row)
    },
    end: () => {
      if (count !== header.postCount) checks.fail(`${header.postCount} posts, as postCount says`, count)
    },
  }
}

function checkSettings({ version, scheme, options }: PartialSettings, other: PartialSettings, where: string): void {
  const compare = (what: string, expected: unknown, got: unknown): void => {
    if (JSON.stringify(expected) === JSON.stringify(got)) return
    throw mismatch(
      `${where}: expected the ${what} of the partials before it, ${JSON.stringify(expected).slice(0, 200)}, got ${JSON.stringify(got).slice(0, 200)}`,
    )
  }
  compare('version', version, other.version)
  compare('scheme', schemeTag(scheme), schemeTag(other.scheme))
  compare('options', options, other.options)
}

/** Checks the header of a partial, without its posts. */
export function parsePartialSummary(value: unknown, where: string): Pick<PartialHeader, 'options' | 'evidence' | 'postCount'> {
  const { settings, evidence, postCount } = parseHeader(value, where)
  return { options: settings.options, evidence, postCount }
}

export function parseHeader(value: unknown, where: string): ParsedHeader {
  const checks = checksAt(where, FAULT)
  const { fail, list, record, string, stringOrNull, count } = checks
  const partial = record(value, 'a partial breakdown')
  if (partial['schema'] === OLD_PARTIAL_SCHEMA) throw oldPartial(where)
  if (partial['schema'] !== PARTIAL_SCHEMA) fail(`schema "${PARTIAL_SCHEMA}"`, partial['schema'])
  if (partial['exactness'] !== EXACTNESS) fail('exactness as it was written', partial['exactness'])
  const options = record(partial['options'], 'options')
  const scheme = failAsPartial(checks, () => parseRecordedScheme(record(partial['scheme'], 'scheme'), where))
  const settings = {
    version: stringOrNull(partial['version'], 'version'),
    scheme,
    options: failAsPartial(checks, () => parseOptions(options, checks)),
  }
  const model = stringOrNull(partial['model'], 'model')
  const hashOf = (name: 'modelHash' | 'optionsHash'): string | null => stringOrNull(partial[name], name)
  const origin = { model, modelHash: hashOf('modelHash'), optionsHash: hashOf('optionsHash') }
  if (model === null && (origin.modelHash ?? origin.optionsHash) !== null) fail('hashes only of posts', origin)
  const postCount = count(partial['postCount'], 'postCount')
  if ((model === null) !== (postCount === 0)) fail('a model exactly where there are posts', model)
  const deals = list(partial['deals'], 'deals').map((entry, index): readonly [string, DealInfo | null] => {
    const [dealId, mover, move] = list(entry, `deals[${index}]`)
    const names = [stringOrNull(mover, `deals[${index}]'s mover`), stringOrNull(move, `deals[${index}]'s move`)] as const
    return [string(dealId, `deals[${index}]'s id`), names[0] === null || names[1] === null ? null : { mover: names[0], move: names[1] }]
  })
  const { evidence } = parseShape(EVIDENCE, partial, where, 'a partial breakdown', FAULT)
  const named = evidence.reduce((total, file) => total + file.postCount, 0)
  if (evidence.length > 0 && named !== postCount) fail(`as many posts as the files in evidence hold, ${named}`, postCount)
  return {
    ...{ settings, origin, evidence, deals, postCount },
    verdicts: list(partial['verdicts'], 'verdicts').map((row, index) =>
      failAsPartial(checks, () => parseVerdictsRow(row, `verdicts[${index}]`, scheme, checks)),
    ),
  }
}

/** The error for a partial of version 0.1.0, whose samples cannot be converted to exact counts. */
function oldPartial(where: string): PipelineError {
  return new PipelineError(
    'PARTIAL_INVALID',
    `${where}: expected a partial breakdown of this version, got one of version 0.1.0. Make it again from the scored file: dealstance aggregate SCORED --partial`,
    { context: { where } },
  )
}

function parseOptions(options: Fields, { fail }: Checks) {
  if (typeof options['resampleCount'] === 'number' && options['resampleCount'] > MAX_RESAMPLE_COUNT) {
    fail(`options.resampleCount of at most ${MAX_RESAMPLE_COUNT}`, options['resampleCount'])
  }
  const named = Object.fromEntries(OPTION_NAMES.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])))
  const others = Object.entries(options).filter(([name]) => !OPTION_NAMES.some((known) => known === name))
  // `checkOptions` checks the types of these unchecked values.
  return checkOptions(named as unknown as AggregateOptions, Object.fromEntries(others) as { [key: string]: JsonValue })
}

/** Reports errors of nested schemes, options and ledgers as errors of the partial. */
function failAsPartial<Value>({ fail }: Checks, parse: () => Value): Value {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof PipelineError) || error.code === 'PARTIAL_INVALID') throw error
    return fail(`a scheme, options and ledgers as they were written (${error.message})`, error.code)
  }
}
