import { formatCount, formatNumber, nameSome } from '../../../base/text/format-count.js'
import type { LabelEvent } from '../../../count/audit/audit-event.js'
import { type ImportOptions, type ImportResult, importLabels } from '../../../count/audit/label/label-table.js'
import { decode } from '../../../read/record/decode.js'
import { isZip } from '../../../read/record/file-heads.js'
import { nameOf, readBytes } from '../../node/file/read-source.js'
import { type CommandContext, usageError } from '../kit/command.js'
import type { AuditOptions } from './audit-options.js'
import { AUDIT_OPTIONS } from './audit-options.js'

/** Words for coders of unknown kind. */
export const unknownKind = (coders: readonly string[]): string =>
  `nobody said whether ${coders.slice(0, 5).join(', ')} ${coders.length === 1 ? 'is a person or a model' : 'are people or models'}: ` +
  'pass --coder-kind person or model, or cite says "labelled" and not who read the posts'

/** Reads labels from a CSV file, or stdin for -, and logs the outcome of every row. */
export async function readLabels(
  path: string,
  sample: Pick<ImportOptions, 'design' | 'posts' | 'labels'>,
  { coder, 'coder-kind': coderKind, 'all-deals': isForAllDeals, reason }: AuditOptions,
  context: CommandContext,
): Promise<readonly LabelEvent[]> {
  const name = nameOf(path)
  const bytes = await readBytes(path, context.io.stdin, 'labels')
  const sheet = isZip(bytes) ? await readWorkbook(bytes) : decode(bytes, { name })
  const result = importLabels(sheet, {
    ...sample,
    coder,
    ...(coderKind && { coderKind }),
    ...(reason !== undefined && { reason }),
    isForAllDeals,
    at: new Date().toISOString(),
    file: name,
  })
  if (coder !== AUDIT_OPTIONS.coder.default && result.events.length > 0 && !result.coders.some((one) => one.coder === coder)) {
    const got = nameSome(result.coders.map((one) => one.coder))
    throw usageError(
      `expected --coder ${coder} with rows of that coder or of none, got ${name}, whose column coder names ${got}. Leave --coder out, or correct the column.`,
    )
  }
  context.log.info(`${name}: ${describeImport(result)}`)
  const unknown = [...new Set(result.events.filter((event) => event.coderKind === 'unknown').map((event) => event.coder))]
  if (unknown.length > 0) context.log.warn(unknownKind(unknown))
  return [...result.events, ...result.corrections]
}

function describeImport({ rowCount, events, corrections, coders, lines }: ImportResult): string {
  const by = coders.map(({ coder, takenCount }) => `${coder} ${formatNumber(takenCount)}`)
  const left = (what: string, at: readonly number[]): string[] =>
    at.length === 0 ? [] : [`${formatNumber(at.length)} ${what} (${at.length === 1 ? 'line' : 'lines'} ${nameSome(at.map(String))})`]
  return [
    `${formatCount(rowCount, 'row')}: ${formatCount(events.length, 'label')} taken${by.length === 0 ? '' : ` by ${formatCount(by.length, 'coder')} (${nameSome(by)})`}`,
    ...left('of posts outside the sample ignored', lines.outside),
    ...left('known already', lines.known),
    ...(corrections.length === 0 ? [] : [`${formatCount(corrections.length, 'label')} corrected`]),
    ...left('repeated', lines.repeated),
    ...left('without a label', lines.empty),
  ].join(', ')
}

/** A workbook's parser is loaded for a workbook alone. */
const readWorkbook = async (bytes: Uint8Array) => await (await import('../../../read/table/parse-xlsx.js')).sheetLines(bytes, 'postId')
