import { PipelineError } from '../../base/errors.js'
import { STANCE_SCHEME, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatCount, formatNumber } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import { auditOf } from '../../count/audited/readiness.js'
import type { Breakdown, DealBreakdown, GroupBreakdown } from '../../count/breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import type { Depth } from '../../count/thread/depth.js'
import type { ThreadPlace } from '../../count/thread/thread-place.js'
import { printableName } from '../format/names.js'

/** The posts that a citation is about. */
export interface CiteSubject {
  readonly group: GroupBreakdown
  /** Null where the breakdown has no deal: the subject is then all posts. */
  readonly deal: DealBreakdown | null
  /** Null when fewer than two of the posts were labelled by hand. */
  readonly audit: GroupAudit | null
  readonly postCount: number
  /** `post` if there are roots among them. */
  readonly noun: 'post' | 'reply'
  /** Null when it is not known, without an audit. */
  readonly threadCount: number | null
  /** True if posts of the thread are left out because they are tied to other deals or to none. */
  readonly isPart: boolean
}

/** The deal asked for, or the only one; without any deal all posts. */
export function findSubject(breakdown: Breakdown, dealId: string | undefined): CiteSubject {
  const { deals, overall } = breakdown
  const known = deals.map((deal) => deal.dealId)
  const found = dealId === undefined ? (deals.length === 1 ? deals[0] : undefined) : deals.find((deal) => deal.dealId === dealId)
  if (found === undefined && (dealId !== undefined || deals.length > 0)) {
    throw new PipelineError(
      'USAGE_OPTION_INVALID',
      known.length === 0
        ? `expected no --deal, got "${dealId}": the breakdown holds no deal.`
        : `expected --deal ${known.slice(0, 12).join('|')}, got ${dealId === undefined ? `none: the breakdown holds ${formatNumber(known.length)} deals` : `"${dealId}"`}. Name the one to quote.`,
      { context: { option: 'deal', known } },
    )
  }
  const group = found ?? overall
  const audit = auditOf(breakdown, group)
  return {
    group,
    deal: found ?? null,
    audit,
    postCount: group.postCount,
    noun: group.rootCount === 0 ? 'reply' : 'post',
    threadCount: audit?.threadCount ?? null,
    isPart: found !== undefined && found.postCount < overall.postCount,
  }
}

/** "1 reply", "118 replies", "118 posts". */
export function countPosts({ noun }: Pick<CiteSubject, 'noun'>, count: number): string {
  return noun === 'post' ? formatCount(count, 'post') : formatCount(count, 'reply', 'replies')
}

/**
 * "under @dana's post on X", of replies alone; "in @dana's thread on X", "in this thread", "in these 3 threads on Reddit"; "in this file" where
 * most posts start a thread and there are fewer threads, as in a table without them.
 */
export function placeWords({ threadCount, group, postCount, audit, noun }: CiteSubject): string {
  if (threadCount !== null && group.rootCount > Math.max(threadCount, postCount / 2)) return 'in this file'
  const { platform = null, opener = null } = audit?.place ?? {}
  const isOne = threadCount === null || threadCount === 1
  return openerWords({ platform, opener }, isOne ? 'in this thread' : `in these ${formatNumber(threadCount)} threads`, noun)
}

/** "in @dana's thread on X", of replies alone "under @dana's post on X"; without a known opener `unknown` in its place, such as "in 3 threads". */
export function openerWords({ platform, opener }: ThreadPlace, unknown: string, noun: CiteSubject['noun'] = 'post'): string {
  const isUnder = noun === 'reply' || platform === 'YouTube'
  const place = `${isUnder ? 'under' : 'in'} ${possessive(opener ?? '')} ${platform === 'YouTube' ? 'video' : isUnder ? 'post' : 'thread'}`
  return [opener === null ? unknown : place, platform === null ? '' : `on ${platform}`].filter(Boolean).join(' ')
}

const MAX_MOVE_WIDTH = 200

const PARTICLES = 'and|of|the|for|de|del|di|da|do|la|le|van|von|der|den|al|el|y|e|&|+|-'.split('|')
const MOST_NAME_WORDS = 6

/** A mover as part of a sentence. Null for anything more than a name, with which users could say anything. */
export function printableMover(mover: string): string | null {
  const name = printableName(mover)
  const words = name.split(' ')
  const isName = (word: string): boolean => !/[;:!?%]/.test(word) && /[\p{Lu}\p{Lo}]/u.test(word.split(',', 1)[0] ?? '')
  const isNamed = words.every((word) => isName(word) || PARTICLES.includes(word))
  return (isNamed && words.length <= MOST_NAME_WORDS) || /^[^\s\d%]+$/u.test(name) ? name : null
}

/** The move as a clause, without the full stop at its end. */
export function printableMove(move: string): string {
  return printableName(move.replace(/(?<![.\s])[.\s]+$/, ''), MAX_MOVE_WIDTH)
}

/** Adds a full stop, unless a mark ends the text already. */
export const withStop = (text: string): string => (/[!?…]["”’)]?$/.test(text) ? text : `${text}.`)

/** "xAI's", "Paramount Pictures'"; a name that is one already stays: "Moody's". */
export function possessive(name: string): string {
  if (/['’]s$/i.test(name)) return name
  return /s$/i.test(name) ? `${name}'` : `${name}'s`
}

export const DEPTH_NAMES: { readonly [Name in Depth]: string } = {
  0: 'opening post',
  1: 'reply to the opening post',
  2: 'depth 2',
  '3-4': 'depth 3 and 4',
  '5+': 'depth 5 and more',
  unknown: 'unknown: a parent is a guess, or missing',
}

/** "one, another and a third". */
export const listed = (parts: readonly string[]): string =>
  parts.length < 3 ? parts.join(' and ') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`

/** Words for posts that took a label. */
export interface Wording {
  /** "call it a retreat", behind a number of posts; `target` is null where there is none to name. */
  take(label: string, target: string | null, isOne?: boolean): string
  /** "a shrewd pivot", where the verb stands already. */
  also(label: string): string
  /** "the rest neither", for the posts that took none of the sides. Null when it cannot be said in a word. */
  readonly rest: string | null
  name(label: string): string
}

/**
 * The words for the default labels. Labels of another scheme are quoted as codes, since their verbs are not known.
 *
 * @param scheme one's own, as the breakdown names it; null for none
 */
export function wordingFor(labels: readonly string[], scheme: StanceScheme | null = null): Wording {
  const { labels: known, neutral }: StanceScheme = scheme ?? STANCE_SCHEME
  const isDefault = scheme === null && labels.length === known.length && labels.every((label) => known.includes(label))
  if (isDefault) {
    const withArticle = (label: string): string => `${/^[aeiou]/i.test(label) ? 'an' : 'a'} ${label}`
    return {
      take: (label, target, isOne = false) =>
        label === neutral
          ? `${isOne ? 'takes' : 'take'} ${label} view of ${target ?? 'the move'}`
          : `${isOne ? 'calls' : 'call'} ${target ?? 'the move'} ${withArticle(label)}`,
      also: (label) => (label === neutral ? label : withArticle(label)),
      rest: neutral === null ? null : `the rest ${neutral}`,
      name: (label) => label,
    }
  }
  // The only direction mark in a sentence. Without it, numbers after a right-to-left label would change their order.
  const quoted = (label: string): string => `“${scheme === null ? printableName(label) : isolate(printableName(label))}”`
  return {
    take: (label, target, isOne = false) => `${isOne ? 'is' : 'are'} coded ${quoted(label)}${target === null ? '' : ` on ${target}`}`,
    also: quoted,
    rest: scheme === null || neutral === null ? null : `the rest ${quoted(neutral)}`,
    name: quoted,
  }
}

/** "call it a retreat or a shrewd pivot", where no post does. @param labels at least one */
export const takeAny = (wording: Wording, [first = '', ...others]: readonly string[], target: string | null): string =>
  [wording.take(first, target), ...others.map(wording.also)].join(' or ')

export interface ReaderWords {
  /** Behind a number of posts: "labelled by hand". */
  readonly labelled: string
  /** Before a verb: "people". */
  readonly who: string
  /** Their work on every post; without "read" where labels look copied. */
  readonly read: string
}

/** Only people "label by hand", unless labels look copied. @param accepted reason for accepting labels that look copied */
export function readerWords({ origin }: Pick<BreakdownAudit, 'origin'>, accepted?: string): ReaderWords {
  const { person, model, unknown } = origin.labelsBy
  const read = accepted === undefined ? 'read and labelled' : 'labelled'
  if (unknown > 0 || accepted !== undefined) return { labelled: 'labelled', who: 'coders', read }
  if (model === 0) return { labelled: 'labelled by hand', who: 'people', read }
  const who = person === 0 ? 'a model' : 'people and a model'
  return { labelled: `labelled by ${who}`, who, read }
}

/** The coders of a census: "one coder", "2 coders (people and a model)". */
export function censusWords(record: Pick<BreakdownAudit, 'origin'>, count: number): string {
  const kind = record.origin.labelsBy.model === 0 ? '' : ` (${readerWords(record).who})`
  return `${count === 1 ? 'one coder' : `${formatNumber(count)} coders`}${kind}`
}
