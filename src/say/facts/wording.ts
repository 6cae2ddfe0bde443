import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatNumber } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import type { DealBreakdown } from '../../count/breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import { MIN_CENSUS_COUNT, marginOf } from '../../count/share/lead.js'
import { printableName, spelled } from '../format/names.js'

/** Words of a name that can be said within a sentence. Choice. */
const MOST_TITLE_WORDS = 10
const SAYABLE = /^(?!.*\.(?![\p{L}\p{N}]))[\p{L}\p{M}\p{N} '’&/+.-]+$/u

/**
 * A title that is a noun behind the company's name, "xAI's deal with Google". Null for any
 * other, which stands in quotes.
 */
export function sayableTitle(deal: Pick<DealBreakdown, 'title' | 'mover'> | null): string | null {
  if (deal?.title === undefined || deal.mover === null) return null
  const name = straight(printableName(deal.title))
  const isOwned = straight(deal.mover)
    .split('/')
    .flatMap((one) => [possessive(one.trim()), `${one.trim()}'s`])
    .some((owner) => name.startsWith(`${owner} `))
  const isShort = name.split(' ').length <= MOST_TITLE_WORDS
  return isOwned && isShort && SAYABLE.test(name) ? name : null
}

/** Apostrophes as a keyboard types them. */
export const straight = (text: string): string => text.replaceAll('’', "'")

const MAX_MOVE_WIDTH = 200

const PARTICLES = 'and|of|the|for|de|del|di|da|do|la|le|van|von|der|den|al|el|y|e|&|+|-'.split('|')
const MOST_NAME_WORDS = 6

/** A mover as part of a sentence. Null for more than a name, which could say anything. */
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
  return printableName(straight(move).replace(/(?<![.\s])[.\s]+$/, ''), MAX_MOVE_WIDTH)
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
  /** "saw it as a retreat", behind a number of posts. @param target empty for nothing to name */
  saw(label: string, target: string, isOne?: boolean): string
  /** "as a shrewd pivot", where the verb stands already. */
  also(label: string): string
  /** "saw a retreat", behind "more". */
  briefly(label: string): string
  /** "a retreat", where the verb stands already. */
  thing(label: string): string
  /** "retreat", "no side". */
  name(label: string): string
}

/** The words for the default labels. Verbs of others are not known: they are quoted as codes. */
export function wordingFor(scheme: StanceScheme): Wording {
  const { neutral } = scheme
  if (isDefaultScheme(scheme)) {
    const thing = (label: string): string =>
      label === neutral ? neutral : `${/^[aeiou]/i.test(label) ? 'an' : 'a'} ${label}`
    return {
      saw: (label, target) =>
        label === neutral ? `took no side on ${target}` : `saw ${target} as ${thing(label)}`,
      also: (label) => (label === neutral ? 'took no side' : `as ${thing(label)}`),
      briefly: (label) => (label === neutral ? 'took no side' : `saw ${thing(label)}`),
      thing,
      name: (label) => (label === neutral ? 'no side' : label),
    }
  }
  // The only direction mark in a sentence: else numbers behind the label change their order.
  const quoted = (label: string): string => `“${isolate(printableName(label))}”`
  return {
    saw: (label, target, isOne = false) =>
      `${isOne ? 'was' : 'were'} coded ${quoted(label)}${target === '' ? '' : ` on ${target}`}`,
    also: quoted,
    briefly: (label) => `were coded ${quoted(label)}`,
    thing: quoted,
    name: quoted,
  }
}

/** "by hand", "by people and a model": empty where nobody said who labels. */
export function labelledBy({ origin }: BreakdownAudit): string {
  const { person, model, unknown } = origin.labelsBy
  if (unknown > 0) return ''
  if (model === 0) return 'by hand'
  return person === 0 ? 'by a model' : 'by people and a model'
}

const kindsOf = (record: BreakdownAudit, { coders }: GroupAudit): readonly string[] =>
  coders.map(({ coder }) => record.coders.find((one) => one.coder === coder)?.kind ?? 'unknown')

/** True where no output names the readers: nobody said who they are, or labels are suspect. */
export const isReaderUnsaid = (record: BreakdownAudit, audit: GroupAudit): boolean =>
  kindsOf(record, audit).includes('unknown') || record.acceptedAgreement !== undefined

/** "To lead, a side needs at least 5 posts more than the other …"; empty of a sample. */
export function leadRule(
  { postCount }: Pick<DealBreakdown, 'postCount'>,
  { isCensus, lead, unclearCount, labelledCount, labelCounts }: GroupAudit,
): string {
  if (!isCensus || lead === null) return ''
  // An account may be left out, and has a post at least.
  if (lead.word === 'few')
    return `Of fewer than ${MIN_CENSUS_COUNT + 1} posts we do not say that a side leads.`
  if (Object.values(labelCounts).includes(labelledCount)) return ''
  const counts = { populationCount: postCount - 1, missingCount: unclearCount }
  const least = Math.ceil(marginOf(counts)) + 1
  return `To lead, a side needs at least ${least} posts more than the other: another reader may sort some otherwise.`
}

/** "2 could not be read": posts of a census; empty without any. */
export const leftWords = ({ isCensus, unclearCount }: GroupAudit): string =>
  isCensus && unclearCount > 0 ? `${formatNumber(unclearCount)} could not be read` : ''

/** "one person read", "3 people read between them": those who read all, or else everybody. */
export function readBy(record: BreakdownAudit, audit: GroupAudit): string {
  const { coders, labelledCount } = audit
  const kinds = kindsOf(record, audit)
  if (isReaderUnsaid(record, audit))
    return leftWords(audit) === '' ? 'were labelled' : 'were looked at'
  const modelCount = kinds.filter((kind) => kind === 'model').length
  const personCount = kinds.length - modelCount
  const models = modelCount === 1 ? 'a model' : 'models'
  if (modelCount > 0)
    return `${personCount === 0 ? '' : `${personCount === 1 ? 'a person' : 'people'} and `}${models} labelled`
  const wholeCount = coders.filter((coder) => coder.labelledCount >= labelledCount).length
  const count = wholeCount || personCount
  const people = count === 1 ? 'one person' : `${spelled(count)} people`
  return `${people} read${wholeCount === 0 && personCount > 1 ? ' between them' : ''}`
}

/** Place of "xAI’s move" in a question. */
export const MOVE_PLACE = '{move}'

/** The question to the coder, and words for a post without a deal. */
export function questionWords(scheme: StanceScheme) {
  if (!isDefaultScheme(scheme))
    return { question: scheme.question ?? 'Which label fits the post?', noDeal: '' }
  const sides = scheme.sides.map((label) => `as a ${label}`).join(', ')
  return {
    question:
      scheme.question ?? `Does the post see ${MOVE_PLACE} ${sides}, or as ${scheme.neutral}?`,
    noDeal: 'No move was found for this post: judge the one that its thread is about.',
  }
}
