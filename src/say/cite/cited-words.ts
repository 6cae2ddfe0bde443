import { PipelineError } from '../../base/errors.js'
import { STANCE_SCHEME, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import { captureCountOf } from '../../count/breakdown/breakdown-capture.js'
import { type CiteSubject, wordingFor } from '../facts/wording.js'
import type { FootnoteInput } from './footnote.js'
import { type QuotedShare, quoteShares } from './numbers.js'

/** Words of a citation of shares that may be printed. */
export interface CitedWords extends FootnoteInput {
  /** Shares of all labels, exact and as printed. */
  readonly shares: readonly QuotedShare[]
}

/** @param subject must be ready to print */
export function citedWords(breakdown: Breakdown, subject: CiteSubject): CitedWords {
  const { group, audit, postCount } = subject
  const { audit: record } = breakdown
  if (audit === null || record === null)
    throw new PipelineError('INTERNAL', 'expected an audit behind audited posts, got none.')
  const shares = quoteShares(group.intervals, postCount)
  const labels = shares.map((share) => share.label)
  const scheme = breakdown.scheme ?? null
  const { sides, neutral }: StanceScheme = scheme ?? STANCE_SCHEME
  const sideShares = shares.filter((share) => sides.includes(share.label))
  const [onlyRest, ...moreRest] = shares.filter((share) => !sideShares.includes(share))
  return {
    subject,
    audit,
    record,
    quotedShares: sideShares,
    shares,
    findings: group.findings,
    capture: captureCountOf(breakdown, subject.deal?.dealId ?? null),
    rest: onlyRest?.label === neutral && moreRest.length === 0 ? onlyRest : null,
    lead: audit.lead,
    most: audit.most,
    wording: wordingFor(labels, scheme),
    // Another move of the same company needs the move itself.
    isMoveSpelled: breakdown.deals.some(
      (other) => other !== subject.deal && other.mover === (subject.deal?.mover ?? null),
    ),
    hasTarget: scheme === null || subject.deal !== null,
  }
}
