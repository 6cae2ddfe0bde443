import { PipelineError } from '../../base/errors.js'
import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatCount, formatNumber } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import type { Breakdown, DealBreakdown, GroupBreakdown } from '../../count/breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import type { ThreadPlace } from '../../count/thread/thread-place.js'
import { auditOf } from '../../count/verdict/readiness.js'
import { printableName, spelled } from '../format/names.js'

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
  const only = deals.length === 1 ? deals[0] : undefined
  const subjectDeal = dealId === undefined ? only : deals.find((deal) => deal.dealId === dealId)
  if (subjectDeal === undefined && (dealId !== undefined || deals.length > 0)) {
    throw new PipelineError(
      dealId === undefined ? 'CITE_DEAL_BY_DEAL' : 'USAGE_OPTION_INVALID',
      known.length === 0
        ? `expected no --deal, got "${dealId}": the breakdown holds no deal.`
        : `expected --deal ${known.slice(0, 12).join('|')}, got ${dealId === undefined ? `none: the breakdown holds ${formatNumber(known.length)} deals` : `"${dealId}"`}. Name the one to quote.`,
      { context: { option: 'deal', known } },
    )
  }
  const group = subjectDeal ?? overall
  const audit = auditOf(breakdown, group)
  return {
    group,
    deal: subjectDeal ?? null,
    audit,
    postCount: group.postCount,
    noun: nounOf(group),
    threadCount: audit?.threadCount ?? null,
    isPart: subjectDeal !== undefined && subjectDeal.postCount < overall.postCount,
  }
}

/** Noun of the population: "posts" if opening posts are among them, else "replies". */
export const nounOf = ({ rootCount }: Pick<GroupBreakdown, 'rootCount'>): 'post' | 'reply' =>
  rootCount === 0 ? 'reply' : 'post'

/** "1 reply", "118 replies", "118 posts". */
export function countPosts({ noun }: Pick<CiteSubject, 'noun'>, count: number): string {
  return noun === 'post' ? formatCount(count, 'post') : formatCount(count, 'reply', 'replies')
}

/** "118 replies", "118 posts": of a group. */
export const countOf = (
  group: Pick<GroupBreakdown, 'rootCount' | 'postCount'>,
  count = group.postCount,
): string => countPosts({ noun: nounOf(group) }, count)

/** "The two opening posts are not counted." Empty without one. */
export function promptWords({ promptCount }: Pick<GroupBreakdown, 'promptCount'>): string {
  if (promptCount === 0) return ''
  return promptCount === 1
    ? 'The opening post is not counted.'
    : `The ${spelled(promptCount)} opening posts are not counted.`
}

/**
 * "in @dana's X thread", "in one X thread", "in three threads", "under one YouTube video", "in one
 * file".
 */
export function placeWords({ threadCount, group, postCount, audit }: CiteSubject): string {
  if (threadCount !== null && group.rootCount > Math.max(threadCount, postCount / 2))
    return 'in one file'
  return placeName(audit?.place ?? { platform: null, opener: null, url: null }, threadCount ?? 1)
}

/** The same of threads by their opening posts. */
export function placeName({ platform, opener }: ThreadPlace, threadCount: number): string {
  const isVideo = platform === 'YouTube'
  const whose = opener === null ? spelled(threadCount) : possessive(opener)
  const site = platform === null ? '' : `${platform} `
  const plural = threadCount === 1 ? '' : 's'
  return `${isVideo ? 'under' : 'in'} ${whose} ${site}${isVideo ? 'video' : 'thread'}${plural}`
}

/** Words of a name that can be said within a sentence. Choice. */
const MOST_TITLE_WORDS = 10
const SAYABLE = /^(?!.*\.(?![\p{L}\p{N}]))[\p{L}\p{M}\p{N} '’&/+.-]+$/u

/**
 * The title of a move as a noun, "xAI's rental of GPUs to Google": it begins with the company's
 * name in the genitive, and holds words alone. Null for any other title, which stands in quotes.
 */
export function sayableTitle({
  title,
  mover,
}: Pick<DealBreakdown, 'title' | 'mover'>): string | null {
  if (title === undefined || mover === null) return null
  const name = printableName(title).replaceAll('’', "'")
  const isOwned = mover
    .split('/')
    .flatMap((one) => [possessive(one.trim()), `${one.trim()}'s`])
    .some((owner) => name.startsWith(`${owner} `))
  const isShort = name.split(' ').length <= MOST_TITLE_WORDS
  return isOwned && isShort && SAYABLE.test(name) ? name : null
}

const MAX_MOVE_WIDTH = 200

const PARTICLES = 'and|of|the|for|de|del|di|da|do|la|le|van|von|der|den|al|el|y|e|&|+|-'.split('|')
const MOST_NAME_WORDS = 6

/**
 * A mover as part of a sentence. Null for anything more than a name, with which users could say
 * anything.
 */
export function printableMover(mover: string): string | null {
  const name = printableName(mover)
  const words = name.split(' ')
  const isName = (word: string): boolean =>
    !/[;:!?%]/.test(word) && /[\p{Lu}\p{Lo}]/u.test(word.split(',', 1)[0] ?? '')
  const isNamed = words.every((word) => isName(word) || PARTICLES.includes(word))
  return (isNamed && words.length <= MOST_NAME_WORDS) || /^[^\s\d%]+$/u.test(name) ? name : null
}

/** The move as a clause, without the full stop at its end. */
export function printableMove(move: string): string {
  return printableName(move.replace(/(?<![.\s])[.\s]+$/, ''), MAX_MOVE_WIDTH)
}

/** Adds a full stop, unless a mark ends the text already. */
export const withStop = (text: string): string => (/[.!?…]["”’)]?$/.test(text) ? text : `${text}.`)

/** "xAI's", "Paramount Pictures'"; a name that is one already stays: "Moody's". */
export function possessive(name: string): string {
  if (/['’]s$/i.test(name)) return name
  return /s$/i.test(name) ? `${name}'` : `${name}'s`
}

/** Words for posts that took a label. */
export interface Wording {
  /**
   * "saw it as a retreat", behind a number of posts; `target` is null if there is nothing to name.
   */
  saw(label: string, target: string | null, isOne?: boolean): string
  /** "as a shrewd pivot", where the verb stands already. */
  also(label: string): string
  /** "saw a retreat", behind "more". */
  briefly(label: string): string
  /** "a retreat", where the verb stands already. */
  thing(label: string): string
  /** "the rest took no side". Null when it cannot be said. */
  readonly rest: string | null
  name(label: string): string
}

/**
 * The words for the default labels. Labels of another scheme are quoted as codes, since their verbs
 * are not known.
 *
 * @param scheme one's own, as the breakdown names it; null for none
 */
export function wordingFor(labels: readonly string[], scheme: StanceScheme | null = null): Wording {
  const { labels: known, neutral }: StanceScheme = scheme ?? STANCE_SCHEME
  const isDefault =
    scheme === null &&
    labels.length === known.length &&
    labels.every((label) => known.includes(label))
  if (isDefault) {
    const withArticle = (label: string): string =>
      `${/^[aeiou]/i.test(label) ? 'an' : 'a'} ${label}`
    return {
      saw: (label, target) =>
        label === neutral
          ? `took no side on ${target ?? 'the move'}`
          : `saw ${target ?? 'the move'} as ${withArticle(label)}`,
      also: (label) => (label === neutral ? 'took no side' : `as ${withArticle(label)}`),
      briefly: (label) => (label === neutral ? 'took no side' : `saw ${withArticle(label)}`),
      thing: (label) => (label === neutral ? neutral : withArticle(label)),
      rest: 'the rest took no side',
      name: (label) => (label === neutral ? 'no side' : label),
    }
  }
  // The only direction mark in a sentence. Without it, numbers after a right-to-left label would
  // change their order.
  const quoted = (label: string): string =>
    `“${scheme === null ? printableName(label) : isolate(printableName(label))}”`
  return {
    saw: (label, target, isOne = false) =>
      `${isOne ? 'was' : 'were'} coded ${quoted(label)}${target === null ? '' : ` on ${target}`}`,
    also: quoted,
    briefly: (label) => `were coded ${quoted(label)}`,
    thing: quoted,
    rest: scheme === null || neutral === null ? null : `the rest were coded ${quoted(neutral)}`,
    name: quoted,
  }
}

/**
 * "labelled by hand" behind a number of posts, and "people" before a verb. Only people label by
 * hand.
 */
export function readerWords({ origin }: Pick<BreakdownAudit, 'origin'>) {
  const { person, model, unknown } = origin.labelsBy
  if (unknown > 0) return { labelled: 'labelled', who: 'coders' }
  if (model === 0) return { labelled: 'labelled by hand', who: 'people' }
  const who = person === 0 ? 'a model' : 'people and a model'
  return { labelled: `labelled by ${who}`, who }
}

type LabelSource = Pick<BreakdownAudit, 'coders' | 'acceptedAgreement'>

const kindsOf = (record: LabelSource, { coders }: GroupAudit): readonly string[] =>
  coders.map(({ coder }) => record.coders.find((one) => one.coder === coder)?.kind ?? 'unknown')

/** True where no output names the readers: nobody said who they are, or the labels are suspect. */
export const isReaderUnsaid = (record: LabelSource, audit: GroupAudit): boolean =>
  kindsOf(record, audit).includes('unknown') || record.acceptedAgreement !== undefined

/**
 * "one person read", "two people read", "3 people read between them": those who read all, or else
 * everybody. "were labelled" where nobody said who they are, or the labels are suspect.
 */
export function readBy(record: LabelSource, audit: GroupAudit): string {
  const { coders, labelledCount } = audit
  const kinds = kindsOf(record, audit)
  if (isReaderUnsaid(record, audit)) return 'were labelled'
  const modelCount = kinds.filter((kind) => kind === 'model').length
  const personCount = kinds.length - modelCount
  const models = modelCount === 1 ? 'a model' : 'models'
  if (modelCount > 0)
    return `${personCount === 0 ? '' : `${personCount === 1 ? 'a person' : 'people'} and `}${models} labelled`
  const wholeCount = coders.filter((coder) => coder.labelledCount === labelledCount).length
  return `${peopleOf(wholeCount || personCount)} read${wholeCount === 0 && personCount > 1 ? ' between them' : ''}`
}

/** "one person", "two people", "12 people". */
const peopleOf = (count: number): string =>
  count === 1 ? 'one person' : `${spelled(count)} people`

/** Stands in a question for "xAI’s move", or "the move" where the mover is not known. */
export const MOVE_PLACE = '{move}'

/**
 * The question to the coder, with {@link MOVE_PLACE} in it, and the words for a post without a
 * deal.
 */
export function questionWords(scheme: StanceScheme): {
  readonly question: string
  readonly noDeal: string
} {
  if (!isDefaultScheme(scheme))
    return { question: scheme.question ?? 'Which label fits the post?', noDeal: '' }
  const sides = scheme.sides.map((label) => `as a ${label}`).join(', ')
  return {
    question:
      scheme.question ?? `Does the post see ${MOVE_PLACE} ${sides}, or as ${scheme.neutral}?`,
    noDeal: 'No move was found for this post: judge the one that its thread is about.',
  }
}
