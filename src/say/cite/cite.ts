import type { RecordedScheme } from '../../base/scheme/scheme-tag.js'
import type {
  Breakdown,
  BreakdownOptions,
  EvidenceFile,
  SharesBy,
} from '../../count/breakdown/breakdown.js'
import type {
  BreakdownAudit,
  CoderAgreement,
  GroupAudit,
  Lead,
} from '../../count/breakdown/breakdown-audit.js'
import type { CaptureCount } from '../../count/breakdown/breakdown-capture.js'
import { CONFIDENCE_LEVEL } from '../../count/share/intervals.js'
import { findSubject } from '../facts/wording.js'
import { csvRow } from '../format/csv-row.js'
import { escapeMarkdown } from '../format/escape-markdown.js'
import { findingWords } from '../rules/finding-words.js'
import { byLines, fewLabelsWords } from './by-words.js'
import { citedWords } from './cited-words.js'
import { renderFootnote } from './footnote.js'
import { type QuotedShare, quoteShares } from './numbers.js'
import { type CiteFiles, commandsOf, refusalOf } from './refusal-words.js'
import { renderSentence } from './sentence.js'

/** Value of a claim's `schema`. */
export const CLAIM_SCHEMA = 'dealstance/claim@1'

/** The number to quote, and the files behind it. */
export interface CiteOptions {
  /** Needed where the breakdown holds several deals. */
  readonly dealId?: string
  /** Names of the files in refusals; default: those in the breakdown. */
  readonly files?: CiteFiles
}

/** A citation with everything that is needed to check it. */
export interface Claim {
  readonly schema: typeof CLAIM_SCHEMA
  readonly sentence: string
  readonly footnote: string
  readonly method: string
  readonly confidenceLevel: number
  readonly population: {
    /** `posts` where posts that start a thread are among them. */
    readonly counted: 'posts' | 'replies'
    readonly count: number
    readonly rootCount: number
    /** Opening posts that the others answer, not counted. */
    readonly promptCount: number
    /** Distinct known accounts. */
    readonly authorCount: number
    readonly threadCount: number | null
    readonly dealId: string | null
    readonly mover: string | null
    readonly move: string | null
  }
  readonly capture: CaptureCount
  readonly audit: Pick<
    GroupAudit,
    'labelledCount' | 'drawnCount' | 'isCensus' | 'labelCounts' | 'coders' | 'assisted'
  > &
    Pick<BreakdownAudit, 'size' | 'seed' | 'origin' | 'learnt'> &
    Pick<CoderAgreement, 'doubleCodedCount' | 'alpha'>
  /** Shares of all labels, exact and as printed. */
  readonly shares: readonly QuotedShare[]
  /** Shares within the groups of a column, and their words; absent where none was asked for. */
  readonly by?: SharesBy & { readonly lines: readonly string[] }
  /** Null when the scheme has not two sides. */
  readonly lead: Lead | null
  /** Reason for accepting labels that agree with the model; absent where none was needed. */
  readonly acceptedAgreement?: string
  /** SHA-256, hex; null for an audit that did not come from a file. */
  readonly hashes: { readonly scored: string | null; readonly audit: string | null }
  readonly model: string | null
  /** The labels in full, with their definitions; absent for the default scheme. */
  readonly scheme?: RecordedScheme
  readonly options: BreakdownOptions
  /** The files behind the numbers that the breakdown names. */
  readonly evidence: readonly EvidenceFile[]
  /** All findings in sentences, the most important first. */
  readonly findings: readonly string[]
}

/**
 * One sentence that is safe to print, its footnote, and the numbers behind both. Only audited
 * shares among the captured posts are quoted.
 *
 * @throws {PipelineError} `CITE_NOT_AUDITED`, `CITE_INCOMPLETE`, `CITE_TOO_FEW_LABELS`,
 *   `CITE_CODERS_DISAGREE`, `CITE_LABELS_COPIED`, `CITE_LABELS_ALIKE`, `CITE_LABELS_AT_CHANCE`,
 *   `CITE_MODEL_WEAK` or `CITE_FEW_CAPTURED`, saying what to do, where there is nothing to print
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for a deal that is not there, `CITE_DEAL_BY_DEAL`
 *   when several deals are there and none was named
 */
export function cite(breakdown: Breakdown, options: CiteOptions = {}): Claim {
  const { dealId, files } = options
  const subject = findSubject(breakdown, dealId)
  const { group, postCount } = subject
  const { verdict, findings } = group
  if (!verdict.isReady)
    throw refusalOf(verdict.missing[0], {
      breakdown,
      subject,
      commands: commandsOf(breakdown, files, dealId),
    })
  const words = citedWords(breakdown, subject)
  const { audit, record, capture, shares, lead } = words
  const scheme = breakdown.scheme ?? null
  const { drawnCount, labelledCount, isCensus, labelCounts, agreement, coders, assisted } = audit
  return {
    schema: CLAIM_SCHEMA,
    sentence: renderSentence(words),
    footnote: renderFootnote(breakdown, words),
    method: record.headlineMethod,
    confidenceLevel: CONFIDENCE_LEVEL,
    population: {
      counted: group.rootCount > 0 ? 'posts' : 'replies',
      count: postCount,
      rootCount: group.rootCount,
      promptCount: group.promptCount,
      authorCount: group.authorCount,
      threadCount: subject.threadCount,
      dealId: subject.deal?.dealId ?? null,
      mover: subject.deal?.mover ?? null,
      move: subject.deal?.move ?? null,
    },
    capture,
    audit: {
      labelledCount,
      drawnCount,
      isCensus,
      labelCounts,
      coders,
      size: record.size,
      seed: record.seed,
      doubleCodedCount: agreement.doubleCodedCount,
      alpha: agreement.alpha,
      origin: record.origin,
      ...(assisted && { assisted }),
      ...(record.learnt && { learnt: record.learnt }),
    },
    shares,
    ...(group.by && { by: { ...group.by, lines: byLines(group.by, words) } }),
    lead,
    ...(record.acceptedAgreement !== undefined && { acceptedAgreement: record.acceptedAgreement }),
    hashes: { scored: record.scoredSha256, audit: record.sha256 },
    model: breakdown.model,
    ...(scheme && { scheme }),
    options: breakdown.options,
    evidence: breakdown.evidence ?? [],
    findings: findings.map((finding) => findingWords(finding)),
  }
}

/** Sentence, footnote and the shares within groups, separated by blank lines. */
export const renderClaimText = ({ sentence, footnote, by }: Claim): string =>
  [sentence, footnote, ...(by ? [by.lines.join('\n')] : [])].map((part) => `${part}\n`).join('\n')

/** The sentence with its footnote as Markdown (GitHub's and Pandoc's footnotes). */
export function renderClaimMarkdown(claim: Claim, noteId = 'dealstance'): string {
  const { sentence, footnote, by } = claim
  const groups =
    by === undefined ? '' : `\n\n${by.lines.map((line) => `- ${escapeMarkdown(line)}`).join('\n')}`
  return `${escapeMarkdown(sentence)}[^${noteId}]${groups}\n\n[^${noteId}]: ${escapeMarkdown(footnote).replaceAll('\n', '\n    ')}\n`
}

/**
 * The shares as Datawrapper reads them: label, value, low and high in whole percent, and what was
 * counted; with groups of a column, the group first. Bounds are rounded outwards.
 */
export function renderClaimTable({ shares, footnote, by }: Claim): string {
  const row = (group: string, { label, printed }: QuotedShare, note: string) => [
    ...(by ? [group] : []),
    label,
    printed.wholePercent,
    printed.lowPercent,
    printed.highPercent,
    note,
  ]
  const ofGroups = (by?.groups ?? []).flatMap(({ value, intervals, postCount, labelledCount }) =>
    quoteShares(intervals, postCount).map((quoted, index) =>
      row(value ?? `no ${by?.column}`, quoted, index === 0 ? fewLabelsWords(labelledCount) : ''),
    ),
  )
  return [
    [...(by ? [by.column] : []), 'label', 'value', 'low', 'high', 'note'],
    ...shares.map((share, index) =>
      row('all', share, index === 0 ? footnote.replaceAll('\n', ' ') : ''),
    ),
    ...ofGroups,
  ]
    .map((cells) => csvRow(cells))
    .join('')
}
