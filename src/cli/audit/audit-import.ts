import type { Audit, AuditDesign, CoderKind } from '../../audit/audit.js'
import type { LabelEvent } from '../../audit/audit-event.js'
import { type ImportResult, importLabels } from '../../audit/exchange/import-labels.js'
import { readInput } from '../../node/file/read-input.js'
import type { ScoredFile } from '../../node/scored/read-audit-posts.js'
import { formatCount } from '../../text/format-count.js'
import type { CommandContext } from '../kit/command.js'
import { unknownKind } from './audit-coder.js'

export interface ReadLabelsOptions {
  readonly design: AuditDesign
  readonly scored: ScoredFile
  readonly existing: Audit | null
  /** Coder of rows that name none. */
  readonly coder: string
  readonly coderKind: CoderKind | undefined
  readonly isForAllDeals: boolean
  readonly context: CommandContext
}

/** Reads labels from a CSV file, or stdin for -, and says what became of every row. */
export async function readLabels(file: string, options: ReadLabelsOptions): Promise<readonly LabelEvent[]> {
  const { design, scored, existing, coder, coderKind, isForAllDeals, context } = options
  const name = file === '-' ? 'stdin' : file
  const text = await readInput(file, { stdin: context.io.stdin })
  const result = importLabels(text, {
    design,
    posts: scored.posts,
    labels: existing?.labels ?? [],
    coder,
    ...(coderKind && { coderKind }),
    isForAllDeals,
    file: name,
  })
  context.log.info(`${name}: ${describeImport(result)}`)
  const unknown = [...new Set(result.events.filter((event) => event.coderKind === 'unknown').map((event) => event.coder))]
  if (unknown.length > 0) context.log.warn(unknownKind(unknown))
  return result.events
}

/** Lines and coders named in a message; the rest is counted. */
const MAX_NAMED_COUNT = 5

function describeImport({ rowCount, takenCount, coders, lines, ...counts }: ImportResult): string {
  const by = coders.map(({ coder, takenCount }) => `${coder} ${takenCount}`)
  const left = (count: number, what: string, at: readonly number[]): string[] =>
    count === 0 ? [] : [`${count} ${what} (${at.length === 1 ? 'line' : 'lines'} ${named(at.map(String))})`]
  return [
    `${formatCount(rowCount, 'row')}: ${formatCount(takenCount, 'label')} taken${by.length === 0 ? '' : ` by ${formatCount(by.length, 'coder')} (${named(by)})`}`,
    ...left(counts.outsideCount, 'of judgements outside the sample ignored', lines.outside),
    ...left(counts.knownCount, 'known already', lines.known),
    ...left(counts.repeatedCount, 'repeated', lines.repeated),
    ...left(counts.emptyCount, 'without a label', lines.empty),
  ].join(', ')
}

const named = (names: readonly string[]): string =>
  `${names.slice(0, MAX_NAMED_COUNT).join(', ')}${names.length > MAX_NAMED_COUNT ? ` and ${names.length - MAX_NAMED_COUNT} more` : ''}`
