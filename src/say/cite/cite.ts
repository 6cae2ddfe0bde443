import type { RecordedScheme } from '../../base/scheme/scheme-tag.js'
import { isolateRuns } from '../../base/text/right-to-left.js'
import type { Lead } from '../../count/audited/lead.js'
import { DEFAULT_HALF_WIDTH, type ReadinessOptions, readiness } from '../../count/audited/readiness.js'
import type { Breakdown, BreakdownOptions, EvidenceFile } from '../../count/breakdown/breakdown.js'
import type { BreakdownAudit, CoderAgreement, GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import { type CaptureCount, captureCountOf } from '../../count/breakdown/breakdown-capture.js'
import { findSubject } from '../facts/wording.js'
import { csvRow } from '../format/csv-row.js'
import { escapeMarkdown } from '../format/escape-markdown.js'
import { cautionWords, otherWords, quotedWords } from '../rules/rule-words.js'
import { citedWords } from './cited-words.js'
import { renderFootnote } from './footnote.js'
import type { QuotedShare } from './numbers.js'
import { type CiteFiles, commandsOf, refusalOf } from './refusals.js'
import { renderSentence, renderShort } from './sentence.js'

/** Value of a claim's `schema`. */
export const CLAIM_SCHEMA = 'dealstance/claim@1'

/** The number to quote, and the files behind it. */
export interface CiteOptions extends ReadinessOptions {
  /** Needed where the breakdown holds several deals. */
  readonly dealId?: string
  /** Names of the files in refusals; default: those in the breakdown. */
  readonly files?: CiteFiles
  /** ISO 8601: posts dated more than a day later are named; default: none are. */
  readonly today?: string
}

/** A citation with everything that is needed to check it. */
export interface Claim {
  readonly schema: typeof CLAIM_SCHEMA
  readonly sentence: string
  /** The sentence in one line of at most 30 words. */
  readonly short: string
  readonly footnote: string
  /** Always `captured`: shares of the wider crowd are not quoted. */
  readonly estimand: 'captured'
  readonly method: string
  readonly confidenceLevel: number
  readonly population: {
    /** `posts` where posts that start a thread are among them. */
    readonly counted: 'posts' | 'replies'
    readonly count: number
    readonly rootCount: number
    readonly threadCount: number | null
    readonly dealId: string | null
    readonly mover: string | null
    readonly move: string | null
  }
  readonly capture: CaptureCount
  readonly audit: Pick<GroupAudit, 'labelledCount' | 'drawnCount' | 'reachedCount' | 'isCensus' | 'labelCounts'> &
    Pick<BreakdownAudit, 'size' | 'seed' | 'origin' | 'learnt'> &
    Pick<CoderAgreement, 'doubleCodedCount' | 'alpha'> & {
      /** People who labelled the posts counted. */
      readonly coderCount: number
    }
  /** Shares of the quoted labels, exact and as printed. */
  readonly shares: readonly QuotedShare[]
  /** Null with one label, or when the scheme has not two sides. */
  readonly lead: Lead | null
  /** Half of the widest interval that was allowed, as a share. */
  readonly halfWidth: number
  /** Reason for accepting labels that agree with the model; absent where none was needed. */
  readonly acceptedAgreement?: string
  /** SHA-256, hex; null for an audit that did not come from a file. */
  readonly hashes: { readonly scored: string | null; readonly audit: string | null }
  readonly model: string | null
  /** The labels in full, with their definitions; absent for the default scheme. */
  readonly scheme?: RecordedScheme
  readonly options: BreakdownOptions
  /** The files behind the numbers, as far as the breakdown names them. */
  readonly evidence: readonly EvidenceFile[]
  /** Cautions in whole sentences. */
  readonly cautions: readonly string[]
  /** Cautions that the footnote does not contain. */
  readonly unsaid: readonly string[]
  /** Words beside every share: "drawn with a seed that somebody set"; mostly empty. */
  readonly note: string
}

/**
 * One sentence that is safe to print, its footnote, and the numbers behind both. Only audited shares among the captured posts are quoted, by
 * their headline interval.
 *
 * @throws {PipelineError} `CITE_NOT_AUDITED`, `CITE_INCOMPLETE`, `CITE_TOO_FEW_LABELS`, `CITE_CODERS_DISAGREE`,
 *   `CITE_LABELS_COPIED`, `CITE_LABELS_ALIKE`, `CITE_UNBALANCED` or `CITE_TOO_WIDE`, saying what to do, where there is nothing to print
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for a deal or label that is not there, or when several deals are there and none was named
 */
export function cite(breakdown: Breakdown, options: CiteOptions = {}): Claim {
  const { dealId, label, halfWidth = DEFAULT_HALF_WIDTH, acceptAgreement, files } = options
  const subject = findSubject(breakdown, dealId)
  const ready = readiness(breakdown, subject.group, options)
  if (!ready.isReady) throw refusalOf(ready.missing[0], { breakdown, subject, halfWidth, commands: commandsOf(breakdown, files, dealId) })
  const { audit, record } = ready
  const capture = captureCountOf(breakdown, subject.deal?.dealId ?? null)
  const words = citedWords(breakdown, subject, ready, options)
  const { shares, findings, coderCount, lead } = words
  const quoted = label === undefined ? shares : words.said
  const scheme = breakdown.scheme ?? null
  const { confidenceLevel } = breakdown.options
  return {
    schema: CLAIM_SCHEMA,
    sentence: renderSentence(words),
    short: renderShort(words),
    footnote: renderFootnote(breakdown, {
      ...words,
      record,
      capture,
      quoted: shares,
      accepted: acceptAgreement,
      today: options.today,
    }),
    estimand: 'captured',
    method: record.headlineMethod,
    confidenceLevel,
    population: {
      counted: subject.noun === 'post' ? 'posts' : 'replies',
      count: subject.postCount,
      rootCount: subject.group.rootCount,
      threadCount: subject.threadCount,
      dealId: subject.deal?.dealId ?? null,
      mover: subject.deal?.mover ?? null,
      move: subject.deal?.move ?? null,
    },
    capture,
    audit: {
      labelledCount: audit.labelledCount,
      drawnCount: audit.drawnCount,
      reachedCount: audit.reachedCount,
      isCensus: audit.isCensus,
      labelCounts: audit.labelCounts,
      size: record.size,
      seed: record.seed,
      coderCount,
      doubleCodedCount: audit.agreement.doubleCodedCount,
      alpha: audit.agreement.alpha,
      origin: record.origin,
      ...(record.learnt && { learnt: record.learnt }),
    },
    shares: quoted,
    lead,
    halfWidth,
    ...(acceptAgreement !== undefined && { acceptedAgreement: acceptAgreement }),
    hashes: { scored: record.scoredSha256, audit: record.sha256 },
    model: breakdown.model,
    ...(scheme && { scheme }),
    options: breakdown.options,
    evidence: breakdown.evidence ?? [],
    // The refusal among the findings is that of other options.
    cautions: cautionWords(findings.filter(({ id }) => id !== 'not-citable')),
    unsaid: otherWords(findings),
    note: quotedWords(findings).replace(/^, /, ''),
  }
}

/** Sentence, footnote, and further cautions, separated by blank lines. */
export function renderClaimText(claim: Claim): string {
  const { sentence, footnote, unsaid } = claim
  const known = unsaid.map((caution) => `! ${isolateRuns(caution.replace(/\s+/g, ' ').trim())}`)
  return `${[sentence, footnote, ...(known.length > 0 ? [`Cautions of the breakdown:\n${known.join('\n')}`] : [])].join('\n\n')}\n`
}

/** The sentence with its footnote as Markdown (GitHub's and Pandoc's footnotes). */
export function renderClaimMarkdown(claim: Claim, noteId = 'dealstance'): string {
  const { sentence, footnote } = claim
  return `${escapeMarkdown(sentence)}[^${noteId}]\n\n[^${noteId}]: ${escapeMarkdown(footnote)}\n`
}

/** Indented JSON, keys in the order of the record, numbers in full. */
export function renderClaimJson(claim: Claim): string {
  return `${JSON.stringify(claim, null, 2)}\n`
}

/** The shares as Datawrapper reads them: label, value, low and high in whole percent, and a note if there is one. Bounds are rounded outwards. */
export function renderClaimTable({ shares, note }: Claim): string {
  const rows = shares.map(({ label, share, printed }) => [label, Math.round(share * 100), printed.lowPercent, printed.highPercent])
  const noted = note === '' ? [] : [note]
  return [['label', 'value', 'low', 'high', ...noted.map(() => 'note')], ...rows.map((row) => [...row, ...noted])]
    .map((row) => csvRow(row))
    .join('')
}
