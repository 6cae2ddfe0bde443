import { isRecord, misfitError } from '../../base/json-shape.js'
import { checkSchemeTag } from '../../base/scheme/scheme-tag.js'
import {
  byLabel,
  STANCE_SCHEME,
  type StanceLabel,
  type StanceScheme,
} from '../../base/scheme/stance-scheme.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import type { PostMeta } from '../../base/thread/post.js'
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

const STATUSES: readonly ScoreStatus[] = ['scored', 'unsure', 'unscored']
const SOURCES: readonly LabelSource[] = ['hand', 'llm', 'model']
const ROLES = ['root', 'reply'] as const
const BASES: readonly LinkBasis[] = ['given', 'text', 'parent', 'root', 'default']

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

function parserOf(scheme: StanceScheme): Parser {
  let place = ''
  let lastThreadId = ''
  let lastRun = ''
  let lastIds: readonly string[] = []
  let lastOptions: RunOptions | null = null
  const fail = (expected: string, got: unknown): never => {
    throw misfitError(expected, got, place, {
      code: 'SCORED_INVALID',
      advice: 'Give the output of classify --format jsonl unchanged.',
    })
  }
  const list = (value: unknown, name: string): readonly unknown[] =>
    Array.isArray(value) ? value : fail(`${name} to be a list`, value)
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
    const entries = list(value, name)
    return entries.length === 0 ? NONE : entries.map(parse)
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
  const parseStance = (source: unknown, index: number): DealStance => {
    const name = `stances[${index}].`
    const stance = record(source, `stances[${index}]`)
    const dealId = sameAs(lastIds[index], string(stance['dealId'], `${name}dealId`))
    const by = oneOf(stance['by'], BASES, 'by', name)
    const judgement = parseJudgement(stance, name)
    const { label, lean, probabilities, status, labelledBy, unlearnt } = judgement
    // Written out, since fields added by a spread take twice the memory.
    const plain = { dealId, by, label, lean, probabilities, status }
    return labelledBy === undefined && unlearnt === undefined ? plain : { ...plain, ...judgement }
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
    const { twoWay, minProbability: given } = record(source, 'options')
    const last = lastOptions
    if (last !== null && twoWay === last.twoWay && given === last.minProbability) return last
    const flag = (switched: unknown, name: string): boolean =>
      typeof switched === 'boolean'
        ? switched
        : fail(`options.${name} to be true or false`, switched)
    const options: RunOptions = {
      twoWay: flag(twoWay, 'twoWay'),
      minProbability: number(given, 0, 1, 'options.minProbability'),
    }
    lastOptions = options
    return options
  }

  /** Returns the list of the post before where it is equal. */
  const parseDeals = (value: unknown, stances: readonly DealStance[]): readonly string[] => {
    const isLast =
      stances.length === lastIds.length &&
      stances.every(({ dealId }, index) => dealId === lastIds[index])
    const ids = isLast ? lastIds : stances.map(({ dealId }) => dealId)
    lastIds = ids
    if (ids.length > 1 && new Set(ids).size !== ids.length) fail('every deal once in stances', ids)
    const given = list(value, 'deals')
    if (given.length !== ids.length || given.some((id, index) => id !== ids[index])) {
      fail('deals to be those of stances, in their order', given)
    }
    return ids
  }

  return (value, where) => {
    place = where
    const post = record(value, 'a scored post')
    const meta = record(post['meta'], 'meta')
    const tag = stringOrNull(post['scheme'] ?? null, 'scheme')
    checkSchemeTag(tag, scheme, where)
    const text = string(post['text'], 'text')
    const stances = listOf(post['stances'], 'stances', parseStance)
    const deals = parseDeals(post['deals'], stances)
    const first = stances[0]
    const judgement = parseJudgement(post, '', first?.probabilities)
    const { label, lean, probabilities, status } = judgement
    if (first && (first.label !== label || first.status !== status)) {
      fail('label and status to be those of the first stance', [label, first.label])
    }
    oneOf(meta['role'], ROLES, 'meta.role')
    lastThreadId = sameAs(lastThreadId, string(post['threadId'], 'threadId'))
    const parsed: { -readonly [Field in keyof ScoredPost]: ScoredPost[Field] } = {
      id: string(post['id'], 'id'),
      threadId: lastThreadId,
      parentId: stringOrNull(post['parentId'], 'parentId'),
      author: stringOrNull(post['author'], 'author'),
      createdAt: stringOrNull(post['createdAt'], 'createdAt'),
      text,
      meta: meta as PostMeta,
      label,
      lean,
      probabilities,
      status,
      deals,
      stances,
      sentiment: number(post['sentiment'], -1, 1, 'sentiment'),
      reason: stringOrNull(post['reason'], 'reason'),
      flags: listOf(post['flags'], 'flags', (flag, index) => string(flag, `flags[${index}]`)),
      evidence:
        post['evidence'] === null
          ? null
          : listOf(post['evidence'], 'evidence', (one, index) => parseEvidence(one, index, text)),
      model: string(post['model'], 'model'),
    }
    if (post['run'] !== undefined) {
      lastRun = sameAs(lastRun, string(post['run'], 'run'))
      parsed.run = lastRun
    }
    if (post['options'] !== undefined) parsed.options = parseOptions(post['options'])
    if (tag !== null) parsed.scheme = tag
    return withSource(parsed, judgement)
  }
}
