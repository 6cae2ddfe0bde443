import { PipelineError } from '../../base/errors.js'
import type { Breakdown, ShareInterval } from '../../count/breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import { type CaptureCount, type HeadlineInterval, type QuotedShare, quoteShare, readCaptureCount } from './numbers.js'
import {
  type CiteFiles,
  checkAudited,
  checkBalance,
  checkCapture,
  checkCoders,
  checkComplete,
  checkCopied,
  checkEnough,
  checkWidth,
  commandsOf,
} from './refusals.js'
import { type CiteSubject, findSubject } from './wording.js'

/** Half of the widest interval that is quoted unless told otherwise: 10 points. */
export const DEFAULT_HALF_WIDTH = 0.1

/** Which number is to be quoted, and how sure it must be. */
export interface ReadinessOptions {
  /** Needed where the breakdown holds several deals. */
  readonly dealId?: string
  /** The one label to say; else both sides, and which of them leads. */
  readonly label?: string
  /** Share in (0, 0.5]; half of the widest interval that may be quoted. */
  readonly halfWidth?: number
  /** Why labels that agree with the model more than careful coders' do are good all the same; it is printed. */
  readonly acceptAgreement?: string
  /** What refusals call the files behind the breakdown; default: the names that it gives. */
  readonly files?: CiteFiles
}

/** Shares that may be quoted, with what they rest on. */
export interface ReadyShares {
  readonly isReady: true
  readonly subject: CiteSubject
  readonly capture: CaptureCount
  readonly audit: GroupAudit
  readonly record: BreakdownAudit
  /** Of all labels, in the order of the scheme. */
  readonly shares: readonly QuotedShare[]
  /** Those asked for. */
  readonly quoted: readonly QuotedShare[]
  /** As a share; half of the widest interval that was allowed. */
  readonly halfWidth: number
}

/** What is missing, and what to do: `refusal` says both, under a code that starts with `CITE_`. */
export interface NotReady {
  readonly isReady: false
  readonly refusal: PipelineError
}

/**
 * Whether shares of a deal, or of all posts where there is none, may be printed as numbers: the one rule of `cite`. What is missing is named one
 * at a time, what costs most first: the capture, the audit, gaps in it, its size, its coders, copies, balance, and the width.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for a deal or label that is not there, or when several deals are there and none was named
 */
export function readiness(breakdown: Breakdown, options: ReadinessOptions = {}): ReadyShares | NotReady {
  try {
    return checkAll(breakdown, options)
  } catch (error) {
    if (error instanceof PipelineError && error.code.startsWith('CITE_')) return { isReady: false, refusal: error }
    throw error
  }
}

function checkAll(breakdown: Breakdown, options: ReadinessOptions): ReadyShares {
  const { dealId, label, halfWidth = DEFAULT_HALF_WIDTH, acceptAgreement, files } = options
  checkHalfWidth(halfWidth)
  const subject = findSubject(breakdown, dealId)
  const capture = readCaptureCount(breakdown, subject)
  checkCapture(capture)
  const commands = commandsOf(breakdown, files)
  const checked = { breakdown, subject, halfWidth, commands }
  const audit = checkAudited(checked)
  const record = breakdown.audit
  if (record === null) throw new PipelineError('INTERNAL', 'expected an audit behind audited posts, got none.')
  checkComplete(subject, audit, commands)
  checkEnough(checked, audit)
  checkCoders(record, commands)
  checkCopied(record, acceptAgreement)
  checkBalance(record)
  const shares = subject.group.intervals.filter(isHeadline).map((interval) => quoteShare(interval, subject.postCount))
  const labels = shares.map((share) => share.label)
  if (label !== undefined && !labels.includes(label)) {
    const message = `expected --label ${labels.join('|')}, got "${label}". See --help.`
    throw new PipelineError('USAGE_OPTION_INVALID', message, { context: { option: 'label', known: labels } })
  }
  const quoted = label === undefined ? shares : shares.filter((share) => share.label === label)
  checkWidth(checked, audit, quoted)
  return { isReady: true, subject, capture, audit, record, shares, quoted, halfWidth }
}

function isHeadline(interval: ShareInterval): interval is HeadlineInterval {
  return (
    interval.estimand === 'captured' && interval.isHeadline === true && interval.share !== undefined && interval.standardError !== undefined
  )
}

function checkHalfWidth(halfWidth: number): void {
  if (halfWidth > 0 && halfWidth <= 0.5) return
  const message = `expected halfWidth to be above 0 and at most 0.5, got ${halfWidth}.`
  throw new PipelineError('USAGE_OPTION_INVALID', message, { context: { name: 'halfWidth' } })
}
