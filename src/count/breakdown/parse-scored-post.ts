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
import { isOlderRecord, olderRecordError } from '../../read/record/file-kinds.js'

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
 * @throws {PipelineError} `SCORED_INVALID` for the first invalid field; `SCHEME_MISMATCH`
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

/** Reuses the name of the post before: shared strings take less memory, and compare faster. */
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
  const recordOf = (value: unknown, name: string): Fields =>
    isRecord(value) ? value : fail(`${name} to be an object`, value)
  const string = (source: Fields, name: string, of = ''): string => {
    const value = source[name]
    return typeof value === 'string' ? value : fail(`${of}${name} to be a string`, value)
  }
  const stringOrNull = (source: Fields, name: string): string | null =>
    source[name] === null || typeof source[name] === 'string'
      ? source[name]
      : fail(`${name} to be a string or null`, source[name])
  const optional = (source: Fields, name: string): string | null =>
    source[name] === undefined ? null : stringOrNull(source, name)
  const listOf = <Entry>(
    source: Fields,
    name: string,
    parse: (entry: unknown, name: string, index: number) => Entry,
  ): readonly Entry[] => {
    const value = source[name]
    if (!Array.isArray(value)) return fail(`${name} to be a list`, value)
    return value.length === 0
      ? NONE
      : value.map((entry, index) => parse(entry, `${name}[${index}]`, index))
  }
  const number = (value: unknown, low: number, high: number, name: string): number =>
    typeof value === 'number' && value >= low && value <= high
      ? value
      : fail(`${name} to be a number from ${low} to ${high}`, value)
  // Returns the known string itself, so that a million records hold it once.
  const oneOf = <Name extends string>(
    source: Fields,
    name: string,
    names: readonly Name[],
    of = '',
  ): Name =>
    names[names.indexOf(source[name] as never)] ??
    fail(`${of}${name} to be one of ${names.join(', ')}`, source[name])
  const chanceNames = scheme.labels.map((label) => `probabilities."${label}"`)
  const parseJudgement = (
    source: Fields,
    of: string,
    known: Judgement['probabilities'] = null,
  ): Judgement => {
    const { labels, sides } = scheme
    const status = oneOf(source, 'status', STATUSES, of)
    const label = source['label'] === null ? null : oneOf(source, 'label', labels, of)
    const lean = source['lean'] === null ? null : oneOf(source, 'lean', sides, of)
    const probabilities = parseProbabilities(source, 'probabilities', of, known)
    if ((status === 'scored') !== (label !== null))
      fail(`${of}label to be there exactly when status is scored`, [status, label])
    const labelledBy =
      source['labelledBy'] === undefined ? null : oneOf(source, 'labelledBy', SOURCES, of)
    const mayLackLean = label !== null && !sides.includes(label)
    if ((status === 'unscored') === (lean !== null) && !mayLackLean)
      fail(`${of}lean to be null exactly when status is unscored`, [status, lean])
    if (status === 'unscored' && probabilities !== null)
      fail(`${of}probabilities to be null when status is unscored`, probabilities)
    const isLearnt = source['unlearnt'] !== undefined
    const judgement = { label, lean, probabilities, status }
    if (labelledBy === null && !isLearnt) return judgement
    return {
      ...judgement,
      ...(labelledBy !== null && { labelledBy }),
      ...(isLearnt && { unlearnt: parseProbabilities(source, 'unlearnt', of) }),
    }
  }
  /** Returns the known object where it is equal, so that a post and its first stance share it. */
  const parseProbabilities = (
    judged: Fields,
    name: string,
    of: string,
    known: Judgement['probabilities'] = null,
  ): Judgement['probabilities'] => {
    if (judged[name] === null) return null
    const source = recordOf(judged[name], `${of}${name}`)
    if (known !== null && scheme.labels.every((label) => source[label] === known[label]))
      return known
    const values = scheme.labels.map((label, index) =>
      number(source[label], 0, 1, chanceNames[index] as string),
    )
    if (Math.abs(sum(values) - 1) > PROBABILITY_SUM_TOLERANCE)
      fail('probabilities that sum to 1', sum(values))
    return byLabel(scheme, values)
  }
  const dealIdIn = (source: Fields, index: number, of = ''): string =>
    sameAs(lastStances[index]?.dealId, string(source, 'dealId', of))
  /** The judgements of a post by deal; that of a post on one deal is the post's own. */
  const stancesOf = (post: Fields, judgement: Judgement): readonly DealStance[] => {
    if (post['stances'] !== undefined) return severalOf(post, judgement)
    if (post['dealId'] === null) return NONE
    const dealId = dealIdIn(post, 0)
    const by = post['dealBy'] === undefined ? 'column' : oneOf(post, 'dealBy', BASES)
    return [stanceOf(dealId, by, judgement)]
  }
  const severalOf = (post: Fields, top: Judgement): readonly DealStance[] => {
    const stances = listOf(post, 'stances', (entry, name, index) => {
      const stance = recordOf(entry, name)
      const of = `${name}.`
      const dealId = dealIdIn(stance, index, of)
      const by = oneOf(stance, 'by', BASES, of)
      const known = index === 0 ? top.probabilities : null
      return stanceOf(dealId, by, parseJudgement(stance, of, known))
    })
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
    const meta = recordOf(post['meta'], 'meta')
    const facts = meta as PostFacts
    const role =
      meta['role'] === undefined
        ? roleBy({ parentId: stringOrNull(post, 'parentId'), meta: facts })
        : oneOf(meta, 'role', ROLES, 'meta.')
    const isOfRow = isUntied && post['dealBy'] === 'column'
    return { role, ...facts, ...(isOfRow && { rowDeals: NONE }) }
  }
  const parseEvidence = (value: unknown, name: string, text: string): Evidence => {
    const evidence = recordOf(value, name)
    const of = `${name}.`
    const start = number(evidence['start'], 0, text.length, `${of}start`)
    const end = number(evidence['end'], start, text.length, `${of}end`)
    const toward = oneOf(evidence, 'toward', scheme.labels, of)
    const weight = number(evidence['weight'], 0, Number.MAX_VALUE, `${of}weight`)
    return { start, end, text: string(evidence, 'text', of), toward, weight }
  }
  const parseOptions = (source: unknown): RunOptions => {
    const { twoWay, minProbability } = recordOf(source, 'options')
    const { twoWay: lastTwoWay, minProbability: last } = lastOptions
    if (twoWay === lastTwoWay && minProbability === last) return lastOptions
    if (typeof twoWay !== 'boolean') return fail('options.twoWay to be true or false', twoWay)
    lastOptions = { twoWay, minProbability: number(minProbability, 0, 1, 'options.minProbability') }
    return lastOptions
  }

  return (value, where) => {
    place = where
    const post = recordOf(value, 'a scored post')
    if (isOlderRecord(post)) throw olderRecordError('scored.jsonl', where)
    const tag = optional(post, 'scheme')
    checkSchemeTag(tag, scheme, where)
    const text = string(post, 'text')
    const judgement = parseJudgement(post, '')
    const stances = stancesOf(post, judgement)
    lastStances = stances
    const { label, lean, probabilities, status } = judgement
    lastThreadId = sameAs(lastThreadId, string(post, 'threadId'))
    const parsed: { -readonly [Field in keyof ScoredPost]: ScoredPost[Field] } = {
      id: string(post, 'id'),
      threadId: lastThreadId,
      parentId: stringOrNull(post, 'parentId'),
      author: optional(post, 'author'),
      createdAt: optional(post, 'createdAt'),
      text,
      meta: metaOf(post, stances.length === 0),
      label,
      lean,
      probabilities,
      status,
      stances,
      sentiment: number(post['sentiment'], -1, 1, 'sentiment'),
      reason: optional(post, 'reason'),
      flags: listOf(post, 'flags', (flag, name) =>
        typeof flag === 'string' ? flag : fail(`${name} to be a string`, flag),
      ),
      evidence:
        post['evidence'] === undefined
          ? null
          : listOf(post, 'evidence', (one, name) => parseEvidence(one, name, text)),
      model: string(post, 'model'),
    }
    if (post['run'] !== undefined) {
      lastRun = sameAs(lastRun, string(post, 'run'))
      parsed.run = lastRun
    }
    parsed.options = post['options'] === undefined ? USUAL_OPTIONS : parseOptions(post['options'])
    if (tag !== null) parsed.scheme = tag
    return withSource(parsed, judgement)
  }
}
