import { basename } from 'node:path'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { Breakdown } from '../../../count/breakdown/breakdown.js'
import type { TimeSpan } from '../../../say/format/format-value.js'
import { renderJson } from '../../../say/rows/render-jsonl.js'
import { renderBreakdownCsv } from '../../../say/table/render-breakdown-csv.js'
import { renderBreakdownTable } from '../../../say/table/render-breakdown-table.js'
import type { CommandContext, OptionTable } from '../kit/command.js'
import { chooseFormat, tableStyleOf } from '../kit/format.js'
import type { CliIo } from '../kit/io.js'
import { withOutput } from '../kit/write-output.js'

/** Options of commands that print a breakdown. */
export const BREAKDOWN_OPTIONS = {
  format: { type: 'choice', choices: ['table', 'json', 'csv'], help: 'table on a terminal, else json' },
  out: { type: 'text', value: 'FILE', help: 'write there; its ending gives the format' },
} as const satisfies OptionTable

type BreakdownFormat = (typeof BREAKDOWN_OPTIONS)['format']['choices'][number]

/** The requested format, or the one that suits the output. */
export function chooseBreakdownFormat(
  { format: given, out }: { readonly format?: BreakdownFormat | undefined; readonly out?: string | undefined },
  { io }: CommandContext,
): BreakdownFormat {
  const standard = out === undefined && io.stdout.isTTY === true ? 'table' : 'json'
  return chooseFormat({ given, out, choices: BREAKDOWN_OPTIONS.format.choices, standard })
}

export function renderBreakdown(
  breakdown: Breakdown,
  {
    format,
    out,
    scheme,
    span,
  }: { readonly format: BreakdownFormat; readonly out: string | undefined; readonly scheme: StanceScheme; readonly span: TimeSpan | null },
  context: CommandContext,
): string {
  if (format === 'json') return renderJson(breakdown)
  if (format === 'csv') return renderBreakdownCsv(breakdown, scheme)
  return renderBreakdownTable(breakdown, { scheme, span, ...tableStyleOf(out, context) })
}

/** The scored file behind a breakdown. @param sha256 hash of the file; null when none was written */
export function evidenceOf(out: string | undefined, sha256: string | null): Partial<Pick<Breakdown, 'evidence'>> {
  const name = out === undefined || out === '-' ? null : basename(out)
  return sha256 === null ? {} : { evidence: [{ role: 'scored', name, sha256 }] }
}

/** The form of `--breakdown FILE`, by its ending. */
export const breakdownFormOf = (path: string): 'json' | 'csv' =>
  chooseFormat({ out: path, choices: ['json', 'csv'], standard: 'json', advice: ' for the breakdown' })

export async function writeBreakdown(path: string, breakdown: Breakdown, scheme: StanceScheme, io: CliIo): Promise<void> {
  const text = breakdownFormOf(path) === 'csv' ? renderBreakdownCsv(breakdown, scheme) : renderJson(breakdown)
  await withOutput(path, io, (file) => file.write(text))
}
