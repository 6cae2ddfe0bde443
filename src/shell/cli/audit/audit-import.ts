import { formatCount } from '../../../base/text/format-count.js'
import type { LabelEvent } from '../../../count/audit/audit-event.js'
import { type ImportOptions, type ImportResult, importLabels } from '../../../count/audit/exchange/import-labels.js'
import { readInput } from '../../node/file/read-input.js'
import { type CommandContext, type OptionValues, usageError } from '../kit/command.js'
import { unknownKind } from './audit-coder.js'
import { AUDIT_OPTIONS } from './audit-options.js'

/** Reads labels from a CSV file, or stdin for -, and says what became of every row. */
export async function readLabels(
  path: string,
  sample: Pick<ImportOptions, 'design' | 'posts' | 'labels'>,
  { coder, 'coder-kind': coderKind, 'all-deals': isForAllDeals }: OptionValues<typeof AUDIT_OPTIONS>,
  context: CommandContext,
): Promise<readonly LabelEvent[]> {
  const name = path === '-' ? 'stdin' : path
  const text = await readInput(path, { stdin: context.io.stdin })
  const result = importLabels(text, { ...sample, coder, ...(coderKind && { coderKind }), isForAllDeals, file: name })
  if (coder !== AUDIT_OPTIONS.coder.default && result.events.length > 0 && !result.coders.some((one) => one.coder === coder)) {
    const got = named(result.coders.map((one) => one.coder))
    throw usageError(
      `expected --coder ${coder} with rows of that coder or of none, got ${name}, whose column coder names ${got}. Leave --coder out, or correct the column.`,
    )
  }
  context.log.info(`${name}: ${describeImport(result)}`)
  const unknown = [...new Set(result.events.filter((event) => event.coderKind === 'unknown').map((event) => event.coder))]
  if (unknown.length > 0) context.log.warn(unknownKind(unknown))
  return result.events
}

/** Lines and coders named in a message; the rest is counted. */
const MAX_NAMED_COUNT = 5

function describeImport({ rowCount, events, coders, lines }: ImportResult): string {
  const by = coders.map(({ coder, takenCount }) => `${coder} ${takenCount}`)
  const left = (what: string, at: readonly number[]): string[] =>
    at.length === 0 ? [] : [`${at.length} ${what} (${at.length === 1 ? 'line' : 'lines'} ${named(at.map(String))})`]
  return [
    `${formatCount(rowCount, 'row')}: ${formatCount(events.length, 'label')} taken${by.length === 0 ? '' : ` by ${formatCount(by.length, 'coder')} (${named(by)})`}`,
    ...left('of judgements outside the sample ignored', lines.outside),
    ...left('known already', lines.known),
    ...left('repeated', lines.repeated),
    ...left('without a label', lines.empty),
  ].join(', ')
}

const named = (names: readonly string[]): string =>
  `${names.slice(0, MAX_NAMED_COUNT).join(', ')}${names.length > MAX_NAMED_COUNT ? ` and ${names.length - MAX_NAMED_COUNT} more` : ''}`
