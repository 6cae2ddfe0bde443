import { STANCE_SCHEME, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { Readiness, ReadinessOptions } from '../../count/audited/readiness.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { Finding } from '../../count/breakdown/finding.js'
import { findingsOf } from '../../count/rules/find-in-audit.js'
import { type CiteSubject, censusWords, readerWords, wordingFor } from '../facts/wording.js'
import { quotedWords } from '../rules/rule-words.js'
import { type QuotedShare, quoteShare } from './numbers.js'
import type { SentenceInput } from './sentence.js'

/** What a citation says of shares that may be printed. */
export interface CitedWords extends SentenceInput {
  /** Shares of all labels, exact and as printed. */
  readonly shares: readonly QuotedShare[]
  readonly findings: readonly Finding[]
  /** People who labelled the posts counted. */
  readonly coderCount: number
}

export function citedWords(
  breakdown: Breakdown,
  subject: CiteSubject,
  { audit, record, intervals, lead }: Extract<Readiness, { readonly isReady: true }>,
  { label, acceptAgreement }: ReadinessOptions = {},
): CitedWords {
  const shares = intervals.map((interval) => quoteShare(interval, subject.postCount))
  const scheme = breakdown.scheme ?? null
  const { sides, neutral }: StanceScheme = scheme ?? STANCE_SCHEME
  const said = shares.filter((share) => (label === undefined ? sides.includes(share.label) : share.label === label))
  const findings = findingsOf(breakdown, subject.group).map(
    (one): Finding => (isAccepted(one, acceptAgreement) ? { ...one, level: 'sentence' as const } : one),
  )
  const [onlyRest, ...moreRest] = shares.filter((share) => !said.includes(share))
  const coderCount = Math.max(1, audit.coders.length)
  return {
    ...{ subject, audit, said, shares, findings, coderCount },
    rest: label === undefined && onlyRest?.label === neutral && moreRest.length === 0 ? onlyRest : null,
    lead: label === undefined ? lead : null,
    readers: {
      ...readerWords(record, acceptAgreement),
      census: censusWords(record, coderCount),
      notes: quotedWords(findings),
      vital: quotedWords(findings, true),
    },
    wording: wordingFor(
      shares.map((share) => share.label),
      scheme,
    ),
    isMoveSpelled: breakdown.deals.length > 1,
    hasTarget: scheme === null || subject.deal !== null,
  }
}

/** Labels like the model's that are quoted all the same stand beside every number. */
const isAccepted = ({ id }: Finding, reason: string | undefined): boolean => id === 'equal-to-model' && reason !== undefined
