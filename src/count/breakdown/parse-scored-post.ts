import { isRecord, misfitError } from '../../base/json-shape.js'
import { checkSchemeTag } from '../../base/scheme/scheme-tag.js'
import {
  byLabel,
  STANCE_SCHEME,
  type StanceLabel,
  type StanceScheme,
} from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import { type PostFacts, type PostMeta, roleBy } from '../../base/thread/post.js'
import type { Evidence } from '../../judge/stance/stance-classifier.js'
import {
  type DealStance,
  type Judgement,
  type LabelSource,
  type LinkBasis,
  type RunOptions,
  type ScoredPost,
  type ScoreStatus,
  withSource,
} from '../../judge/stance/stance-prediction.js'
import { isOlderRecord, olderRecordError } from '../../read/record/file-heads.js'

const STATUSES: readonly ScoreStatus[] = ['scored', 'unsure', 'unscored']
const SOURCES: readonly LabelSource[] = ['hand', 'llm', 'model']
const ROLES = ['root', 'reply'] as const
const BASES: readonly LinkBasis[] = ['given', 'column', 'text', 'parent', 'root', 'default']
/** Options of a run whose records name none. */
const USUAL_OPTIONS: RunOptions = Object.freeze({ twoWay: false, minProbability: 0 })

/** Allowed error of a sum of up to eight probabilities, which are printed with four decimals. */
const PROBABILITY_SUM_TOLERANCE = 0.001

/**
 * Checks one record of `classify --format jsonl`. Unknown keys are dropped.
 *
 * @param value result of `JSON.parse`
 * @param where place of the record, for messages: "line 3 of scored.jsonl"
 * @throws {PipelineError} `SCORED_INVALID`, which names the first invalid field; `SCHEME_MISMATCH`
 *   for a post under another scheme
 */
export function parseScoredPost<Label extends string = StanceLabel>(
  value: unknown,
  where: string,
  scheme: StanceScheme<Label> | typeof STANCE_SCHEME = STANCE_SCHEME,
): ScoredPost<Label> {
  const parse = PARSERS.get(scheme) ?? parserOf(scheme)
  PARSERS.set(scheme, parse)
  return parse(value, where) as ScoredPost<Label>
}

type Fields = Readonly<Record<string, unknown>>
type Parser = (value: unknown, where: string) => ScoredPost

const PARSERS = new WeakMap<StanceScheme, Parser>()
const NONE: readonly never[] = []

/**
 * Reuses the name of the post before: most posts share its thread and deals. Shared strings take
 * less memory, and compare faster.
 */
const sameAs = (last: string | undefined, name: string): string => (last === name ? last : name)

function stanceOf(dealId: string, by: LinkBasis, judgement: Judgement): DealStance {
  const { label, lean, probabilities, status, labelledBy, unlearnt } = judgement
  // Written out, since fields added by a spread take twice the memory.
  const plain = { dealId, by, label, lean, probabilities, status }
  return labelledBy === undefined && unlearnt === undefined ? plain : { ...plain, ...judgement }
}

function parserOf(scheme: StanceScheme): Parser {
  let place = ''
  let lastThreadId = ''
  let lastRun = ''
  let lastStances: readonly DealStance[] = []
  let lastOptions = USUAL_OPTIONS
  const fail = (expected: string, got: unknown): never => {
    throw misfitError(expected, got, place, {
      code: 'SCORED_INVALID',
      advice: 'Give the output of classify --format jsonl unchanged.',
    })
  }
  const record = (value: unknown, name: string, of = ''): Fields =>
    isRecord(value) ? value : fail(`${of}${name} to be an object`, value)
  const string = (value: unknown, name: string): string =>
    typeof value === 'string' ? value : fail(`${name} to be a string`, value)
  const stringOrNull = (value: unknown, name: string): string | null =>
    value === null || typeof value === 'string'
      ? value
      : fail(`${name} to be a string or null`, value)
  const listOf = <Entry>(
    value: unknown,
    name: string,
    parse: (entry: unknown, index: number) => Entry,
  ): readonly Entry[] => {
    if (!Array.isArray(value)) return fail(`${name} to be a list`, value)
    return value.length === 0 ? NONE : value.map(parse)
  }
  const number = (value: unknown, low: number, high: number, name: string): number =>
    typeof value === 'number' && value >= low && value <= high
      ? value
      : fail(`${name} to be a number from ${low} to ${high}`, value)
  // Returns the known string itself, so that a million records hold it once.
  const oneOf = <Name extends string>(
    value: unknown,
    names: readonly Name[],
    name: string,
    of = '',
  ): Name =>
    names[names.indexOf(value as never)] ??
    fail(`${of}${name} to be one of ${names.join(', ')}`, value)
  const oneOfOrNull = <Name extends string>(
    value: unknown,
    names: readonly Name[],
    name: string,
    of: string,
  ): Name | null => (value === null ? null : oneOf(value, names, name, of))
  const chanceNames = scheme.labels.map((label) => `probabilities."${label}"`)
  const parseJudgement = (
    source: Fields,
    name: string,
    known: Judgement['probabilities'] = null,
  ): Judgement => {
    const status = oneOf(source['status'], STATUSES, 'status', name)
    const label = oneOfOrNull(source['label'], scheme.labels, 'label', name)
    const lean = oneOfOrNull(source['lean'], scheme.sides, 'lean', name)
    const probabilities = parseProbabilities(source['probabilities'], 'probabilities', name, known)
    if ((status === 'scored') !== (label !== null))
      fail(`${name}label to be there exactly when status is scored`, [status, label])
    const labelledBy =
      source['labelledBy'] === undefined
        ? null
        : oneOf(source['labelledBy'], SOURCES, 'labelledBy', name)
    const mayLackLean = label !== null && !scheme.sides.includes(label)
    if ((status === 'unscored') === (lean !== null) && !mayLackLean) {
      fail(`${name}lean to be null exactly when status is unscored`, [status, lean])
    }
    if (status === 'unscored' && probabilities !== null)
      fail(`${name}probabilities to be null when status is unscored`, probabilities)
    const before = source['unlearnt']
    const judgement = { label, lean, probabilities, status }
    if (labelledBy === null && before === undefined) return judgement
    return {
      ...judgement,
      ...(labelledBy !== null && { labelledBy }),
      ...(before !== undefined && { unlearnt: parseProbabilities(before, 'unlearnt', name) }),
    }
  }
  /** Returns the known object where it is equal, so that a post and its first stance share it. */
  const parseProbabilities = (
    value: unknown,
    field: string,
    name: string,
    known: Judgement['probabilities'] = null,
  ): Judgement['probabilities'] => {
    if (value === null) return null
    const source = record(value, field, name)
    if (known !== null && scheme.labels.every((label) => source[label] === known[label]))
      return known
    const values = scheme.labels.map((label, index) =>
      number(source[label], 0, 1, chanceNames[index] as string),
    )
    if (Math.abs(sum(values) - 1) > PROBABILITY_SUM_TOLERANCE)
      fail('probabilities that sum to 1', sum(values))
    return byLabel(scheme, values)
  }
  const parseStance = (source: unknown, index: number, top: Judgement): DealStance => {
    const name = `stances[${index}].`
    const stance = record(source, `stances[${index}]`)
    const dealId = sameAs(lastStances[index]?.dealId, string(stance['dealId'], `${name}dealId`))
    const by = oneOf(stance['by'], BASES, 'by', name)
    const known = index === 0 ? top.probabilities : null
    return stanceOf(dealId, by, parseJudgement(stance, name, known))
  }
  /** The judgements of a post by deal; that of a post on one deal is the post's own. */
  const stancesOf = (post: Fields, judgement: Judgement): readonly DealStance[] => {
    if (post['stances'] !== undefined) return severalOf(post, judgement)
    if (post['dealId'] === null) return NONE
    const dealId = sameAs(lastStances[0]?.dealId, string(post['dealId'], 'dealId'))
    const by = post['dealBy'] === undefined ? 'column' : oneOf(post['dealBy'], BASES, 'dealBy')
    return [stanceOf(dealId, by, judgement)]
  }
  const severalOf = (post: Fields, top: Judgement): readonly DealStance[] => {
    const stances = listOf(post['stances'], 'stances', (stance, index) =>
      parseStance(stance, index, top),
    )
    const [first, ...others] = stances
    if (first === undefined || others.length === 0)
      return fail('stances of several deals, or none', post['stances'])
    if (new Set(stances.map(({ dealId }) => dealId)).size !== stances.length)
      fail('every deal once in stances', post['stances'])
    for (const name of ['dealId', 'label', 'status'] as const)
      if (first[name] !== post[name]) fail(`${name} to be that of the first stance`, post[name])
    return stances
  }
  const metaOf = (post: Fields, isUntied: boolean): PostMeta => {
    const meta: Fields = record(post['meta'], 'meta')
    const role =
      meta['role'] === undefined
        ? roleBy({ parentId: stringOrNull(post['parentId'], 'parentId'), meta: meta as PostFacts })
        : oneOf(meta['role'], ROLES, 'meta.role')
    const isOfRow = isUntied && post['dealBy'] === 'column'
    return { role, ...(meta as PostFacts), ...(isOfRow && { rowDeals: NONE }) }
  }
  const parseEvidence = (source: unknown, index: number, text: string): Evidence => {
    const name = `evidence[${index}].`
    const evidence = record(source, `evidence[${index}]`)
    const start = number(evidence['start'], 0, text.length, `${name}start`)
    const end = number(evidence['end'], start, text.length, `${name}end`)
    const toward = oneOf(evidence['toward'], scheme.labels, 'toward', name)
    const weight = number(evidence['weight'], 0, Number.MAX_VALUE, `${name}weight`)
    return { start, end, text: string(evidence['text'], `${name}text`), toward, weight }
  }

  const parseOptions = (source: unknown): RunOptions => {
    const { twoWay, minProbability } = record(source, 'options')
    const { twoWay: lastTwoWay, minProbability: last } = lastOptions
    if (twoWay === lastTwoWay && minProbability === last) return lastOptions
    if (typeof twoWay !== 'boolean') return fail('options.twoWay to be true or false', twoWay)
    lastOptions = { twoWay, minProbability: number(minProbability, 0, 1, 'options.minProbability') }
    return lastOptions
  }

  return (value, where) => {
    place = where
    const post = record(value, 'a scored post')
    if (isOlderRecord(post)) throw olderRecordError('scored.jsonl', where)
    const tag = stringOrNull(post['scheme'] ?? null, 'scheme')
    checkSchemeTag(tag, scheme, where)
    const text = string(post['text'], 'text')
    const judgement = parseJudgement(post, '')
    const stances = stancesOf(post, judgement)
    lastStances = stances
    const { label, lean, probabilities, status } = judgement
    lastThreadId = sameAs(lastThreadId, string(post['threadId'], 'threadId'))
    const parsed: { -readonly [Field in keyof ScoredPost]: ScoredPost[Field] } = {
      id: string(post['id'], 'id'),
      threadId: lastThreadId,
      parentId: stringOrNull(post['parentId'], 'parentId'),
      author: stringOrNull(post['author'] ?? null, 'author'),
      createdAt: stringOrNull(post['createdAt'] ?? null, 'createdAt'),
      text,
      meta: metaOf(post, stances.length === 0),
      label,
      lean,
      probabilities,
      status,
      stances,
      sentiment: number(post['sentiment'], -1, 1, 'sentiment'),
      reason: stringOrNull(post['reason'] ?? null, 'reason'),
      flags: listOf(post['flags'], 'flags', (flag, index) => string(flag, `flags[${index}]`)),
      evidence:
        post['evidence'] === undefined
          ? null
          : listOf(post['evidence'], 'evidence', (one, index) => parseEvidence(one, index, text)),
      model: string(post['model'], 'model'),
    }
    if (post['run'] !== undefined) {
      lastRun = sameAs(lastRun, string(post['run'], 'run'))
      parsed.run = lastRun
    }
    parsed.options = post['options'] === undefined ? USUAL_OPTIONS : parseOptions(post['options'])
    if (tag !== null) parsed.scheme = tag
    return withSource(parsed, judgement)
  }
}
