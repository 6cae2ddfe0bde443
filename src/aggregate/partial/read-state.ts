import { PipelineError } from '../../errors.js'
import { readRecordedScheme, schemeTag } from '../../scheme/scheme-tag.js'
import type { JsonValue } from '../../thread/post.js'
import type { AggregateOptions } from '../breakdown/breakdown.js'
import { type Checks, checksAt, type Fields } from '../breakdown/checks-at.js'
import { checkOptions } from '../check-options.js'
import { PARTIAL_SCHEMA, type PartialBreakdown, type PartialEvidence } from './partial-breakdown.js'
import type { PartialLimits } from './partial-limits.js'
import { mismatch, type PartialHead, PartialState } from './partial-state.js'
import { readPostRow } from './post-row.js'
import { readSums } from './sums-json.js'

/** More would keep a program busy for hours over a partial that nobody has written so; commands take 2,000. */
const MAX_RESAMPLE_COUNT = 100_000
const HASH = /^[0-9a-f]{64}$/
const OPTION_NAMES = ['count', 'confidenceLevel', 'resampleCount', 'seed', 'phraseCount', 'countDuplicates'] as const

/**
 * Reads a partial breakdown back.
 *
 * @param value what `JSON.parse` gave
 * @param where where it stands, for messages
 * @throws {PipelineError} `PARTIAL_INVALID` naming the first field that is wrong
 */
export function readPartial(value: unknown, where: string): PartialState {
  const state = new PartialState(readHead(value, where))
  addBody(state, value, where)
  return state
}

/**
 * Adds the posts of a partial to others.
 *
 * @throws {PipelineError} as {@link readPartial}, and as `mergePartials`
 */
export function mergeInto(state: PartialState, value: unknown, where: string): void {
  const head = readHead(value, where)
  const { version, scheme, options, limits } = state.head
  const compare = (what: string, expected: unknown, got: unknown): void => {
    if (JSON.stringify(expected) === JSON.stringify(got)) return
    throw mismatch(
      `${where}: expected the ${what} of the partials before it, ${JSON.stringify(expected).slice(0, 200)}, got ${JSON.stringify(got).slice(0, 200)}`,
    )
  }
  compare('version', version, head.version)
  compare('scheme', schemeTag(scheme), schemeTag(head.scheme))
  compare('options', options, head.options)
  compare('limits', limits, head.limits)
  addBody(state, value, where)
}

/**
 * Checks a partial breakdown that comes back from a file.
 *
 * @throws {PipelineError} `PARTIAL_INVALID` naming the first field that is wrong
 */
export function parsePartial(value: unknown, where: string): PartialBreakdown {
  readPartial(value, where)
  return value as PartialBreakdown
}

/**
 * Checks what a partial says of itself, not yet its posts.
 *
 * @throws {PipelineError} `PARTIAL_INVALID` naming the first field that is wrong
 */
export function parsePartialHead(value: unknown, where: string): Pick<PartialBreakdown, 'options' | 'evidence'> {
  const { options } = readHead(value, where)
  return { options, evidence: readEvidence(value as Fields, checksFor(where)) }
}

const checksFor = (where: string): Checks =>
  checksAt(where, { code: 'PARTIAL_INVALID', advice: 'Give the output of aggregate --partial or of merge --partial unchanged.' })

function readHead(value: unknown, where: string): PartialHead {
  const checks = checksFor(where)
  const { fail, record, count, stringOrNull } = checks
  const partial = record(value, 'a partial breakdown')
  if (partial['schema'] !== PARTIAL_SCHEMA) fail(`schema "${PARTIAL_SCHEMA}"`, partial['schema'])
  const options = record(partial['options'], 'options')
  const limits = record(partial['limits'], 'limits')
  const limit = (name: keyof PartialLimits): number => count(limits[name], `limits.${name}`)
  return {
    version: stringOrNull(partial['version'], 'version'),
    scheme: readAs(checks, () => readRecordedScheme(record(partial['scheme'], 'scheme'), where)),
    options: readAs(checks, () => readOptions(options, checks)),
    limits: { posts: limit('posts'), authors: limit('authors'), phrases: limit('phrases'), bursts: limit('bursts') },
  }
}

function readOptions(options: Fields, { fail }: Checks) {
  if (typeof options['resampleCount'] === 'number' && options['resampleCount'] > MAX_RESAMPLE_COUNT) {
    fail(`options.resampleCount of at most ${MAX_RESAMPLE_COUNT}`, options['resampleCount'])
  }
  const named = Object.fromEntries(OPTION_NAMES.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])))
  const others = Object.entries(options).filter(([name]) => !OPTION_NAMES.some((known) => known === name))
  // Checked by `checkOptions`, as any caller's options.
  return checkOptions(named as unknown as AggregateOptions, Object.fromEntries(others) as { [key: string]: JsonValue })
}

/** What is wrong with a scheme or an option is wrong with the partial. */
function readAs<Value>({ fail }: Checks, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof PipelineError) || error.code === 'PARTIAL_INVALID') throw error
    return fail(`a scheme and options as they were written (${error.message})`, error.code)
  }
}

function addBody(state: PartialState, value: unknown, where: string): void {
  const checks = checksFor(where)
  const { fail, list, record, string, stringOrNull } = checks
  const { scheme, limits } = state.head
  const partial = record(value, 'a partial breakdown')
  const hash = (name: 'modelHash' | 'optionsHash'): string | null => stringOrNull(partial[name], name)
  const origin = { model: stringOrNull(partial['model'], 'model'), modelHash: hash('modelHash'), optionsHash: hash('optionsHash') }
  const { model } = origin
  if (model === null && (origin.modelHash ?? origin.optionsHash) !== null) fail('hashes only of posts', origin)
  const [posts, sums] = [partial['posts'], partial['sums']]
  if ((posts === null) === (sums === null)) fail('either posts or sums', posts === null ? 'neither' : 'both')
  for (const [index, entry] of list(partial['deals'], 'deals').entries()) {
    const [dealId, mover, move] = list(entry, `deals[${index}]`)
    const names = [stringOrNull(mover, `deals[${index}]'s mover`), stringOrNull(move, `deals[${index}]'s move`)] as const
    const info = names[0] === null || names[1] === null ? null : { mover: names[0], move: names[1] }
    state.addDeal(string(dealId, `deals[${index}]'s id`), info, where)
  }
  const evidence = readEvidence(partial, checks)
  for (const file of evidence) state.addEvidence(file, where)
  const before = state.postCount
  if (posts !== null) {
    const rows = list(posts, 'posts')
    if (rows.length > limits.posts) fail(`at most ${limits.posts} posts`, rows.length)
    const read = rows.map((row, index) => readAs(checks, () => readPostRow(row, `posts[${index}]`, scheme, checks)))
    if ((model === null) !== (read.length === 0)) fail('a model exactly where there are posts', model)
    state.addOrigin(origin, where)
    state.addPosts(read)
  } else {
    if (model === null) fail('the model that scored the posts', model)
    const read = readAs(checks, () => readSums(sums, scheme, limits, checks))
    state.addOrigin(origin, where)
    state.addSums(read, where)
  }
  const named = evidence.reduce((total, file) => total + file.postCount, 0)
  const added = state.postCount - before
  if (evidence.length > 0 && named !== added) fail(`as many posts as the files in evidence hold, ${named}`, added)
}

function readEvidence(partial: Fields, { fail, list, record, string, stringOrNull, count, oneOf }: Checks): PartialEvidence[] {
  return list(partial['evidence'], 'evidence').map((entry, index) => {
    const name = `evidence[${index}]`
    const file = record(entry, name)
    const hash = (field: string): string => {
      const found = string(file[field], `${name}.${field}`)
      return HASH.test(found) ? found : fail(`${name}.${field} to be 64 hex digits`, found)
    }
    return {
      role: oneOf(file['role'], ['scored'], `${name}.role`),
      name: stringOrNull(file['name'], `${name}.name`),
      sha256: hash('sha256'),
      postCount: count(file['postCount'], `${name}.postCount`),
      ...(file['inputSha256'] !== undefined && { inputSha256: hash('inputSha256') }),
    }
  })
}
