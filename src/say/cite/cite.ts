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
import { findingWords } from '../facts/finding-words.js'
import { findSubject, unitsOf } from '../facts/subject.js'
import { sourceWords } from '../facts/thread-source.js'
import { csvRow } from '../format/csv-row.js'
import { escapeMarkdown } from '../format/escape-markdown.js'
import { datesOfAll } from '../format/format-value.js'
import { joined } from '../format/names.js'
import { renderFootnote } from './footnote.js'
import { citedOf, type QuotedShare, quoteShares } from './quote-shares.js'
import { type CiteOptions, refusalOf } from './refusal-words.js'
import { renderSentence } from './sentence.js'
import { byLines, fewLabelsWords } from './shares-by-group.js'

/** Value of a claim's `schema`. */
const CLAIM_SCHEMA = 'dealstance/claim@1'

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
  /** Shares within the groups of a column, and their words. */
  readonly by?: SharesBy & { readonly lines: readonly string[] }
  /** Null when the scheme has not two sides. */
  readonly lead: Lead | null
  /** Reason for accepting labels that agree with the model. */
  readonly acceptedAgreement?: string
  /** Reason why posts are on a company that none of them names. */
  readonly acceptedUnnamed?: string
  /** SHA-256, hex; null for an audit that did not come from a file. */
  readonly hashes: { readonly scored: string | null; readonly audit: string | null }
  readonly model: string | null
  /** The labels in full; absent for the default scheme. */
  readonly scheme?: RecordedScheme
  readonly options: BreakdownOptions
  /** The files behind the numbers that the breakdown names. */
  readonly evidence: readonly EvidenceFile[]
  /** All findings in sentences, the most important first. */
  readonly findings: readonly string[]
}

/**
 * One sentence that is safe to print, its footnote, and the numbers behind both.
 *
 * @throws {PipelineError} a code with `CITE_`, saying what to do, where there is nothing to print,
 *   or where several deals are there and none was named; `USAGE_OPTION_INVALID` for a deal that is
 *   not there
 */
export function cite(breakdown: Breakdown, options: CiteOptions = {}): Claim {
  const subject = findSubject(breakdown, options.dealId)
  const { group, deal, dealId, capture } = subject
  const { verdict, postCount, rootCount, promptCount, authorCount, by } = group
  if (!verdict.isReady) throw refusalOf(verdict.missing[0], breakdown, subject, options)
  const cited = citedOf(breakdown, subject)
  const { audit, record, shares } = cited
  const { size, seed, origin, learnt, acceptedAgreement, acceptedUnnamed } = record
  const { drawnCount, labelledCount, isCensus, labelCounts, agreement, coders, assisted } = audit
  const { model, scheme, evidence = [] } = breakdown
  const place = { ...audit.place, written: datesOfAll(group) }
  return {
    schema: CLAIM_SCHEMA,
    sentence: renderSentence(cited),
    footnote: joined([renderFootnote(cited, model), sourceWords(place, options.facts)]),
    method: record.headlineMethod,
    confidenceLevel: CONFIDENCE_LEVEL,
    population: {
      counted: unitsOf(group),
      count: postCount,
      rootCount,
      promptCount,
      authorCount,
      threadCount: audit.threadCount,
      dealId,
      mover: deal?.mover ?? null,
      move: deal?.move ?? null,
    },
    capture,
    audit: {
      labelledCount,
      drawnCount,
      isCensus,
      labelCounts,
      coders,
      size,
      seed,
      doubleCodedCount: agreement.doubleCodedCount,
      alpha: agreement.alpha,
      origin,
      ...(assisted && { assisted }),
      ...(learnt && { learnt }),
    },
    shares,
    ...(by && { by: { ...by, lines: byLines(by, cited) } }),
    lead: audit.lead,
    ...(acceptedAgreement !== undefined && { acceptedAgreement }),
    ...(acceptedUnnamed !== undefined && { acceptedUnnamed }),
    hashes: { scored: record.scoredSha256, audit: record.sha256 },
    model,
    ...(scheme && { scheme }),
    options: breakdown.options,
    evidence,
    findings: group.findings.map((finding) => findingWords(finding)),
  }
}

/** Sentence, footnote and shares within groups, with blank lines between. */
export const renderClaimText = ({ sentence, footnote, by }: Claim): string =>
  [sentence, footnote, ...(by ? [by.lines.join('\n')] : [])].map((part) => `${part}\n`).join('\n')

/** The sentence with its footnote as Markdown (GitHub and Pandoc). */
export function renderClaimMarkdown({ sentence, footnote, by }: Claim): string {
  const groups =
    by === undefined ? '' : `\n\n${by.lines.map((line) => `- ${escapeMarkdown(line)}`).join('\n')}`
  return `${escapeMarkdown(sentence)}[^dealstance]${groups}\n\n[^dealstance]: ${escapeMarkdown(footnote).replaceAll('\n', '\n    ')}\n`
}

/**
 * The shares as Datawrapper reads them: label, value, low and high in whole percent, and what was
 * counted. With groups of a column, the group first.
 */
export function renderClaimTable({ shares, footnote, by }: Claim): string {
  const rowsOf = (group: string, quoted: readonly QuotedShare[], note: string) =>
    quoted.map(({ label, printed: { wholePercent, lowPercent, highPercent } }, index) => [
      ...(by ? [group] : []),
      label,
      wholePercent,
      lowPercent,
      highPercent,
      index === 0 ? note : '',
    ])
  return [
    [...(by ? [by.column] : []), 'label', 'value', 'low', 'high', 'note'],
    ...rowsOf('all', shares, footnote.replaceAll('\n', ' ')),
    ...(by?.groups ?? []).flatMap(({ value, intervals, postCount, labelledCount }) =>
      rowsOf(
        value ?? `no ${by?.column}`,
        quoteShares(intervals, postCount),
        fewLabelsWords(labelledCount),
      ),
    ),
  ]
    .map((cells) => csvRow(cells))
    .join('')
}
