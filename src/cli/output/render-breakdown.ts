import type { Breakdown } from '../../aggregate/breakdown/breakdown.js'
import { ANSI_STYLE, PLAIN_STYLE } from '../../report/format/style.js'
import { renderJson } from '../../report/rows/render-json.js'
import { renderBreakdownCsv } from '../../report/table/render-breakdown-csv.js'
import { renderBreakdownTable } from '../../report/table/render-breakdown-table.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { CommandContext, OptionTable } from '../kit/command.js'
import { chooseFormat } from '../kit/format.js'
import { wantsColour, widthOf } from '../kit/io.js'

/** Of every command that prints a breakdown. */
export const BREAKDOWN_OPTIONS = {
  format: { type: 'choice', choices: ['table', 'json', 'csv'], help: 'table on a terminal, else json' },
  out: { type: 'text', value: 'FILE', help: 'write there; its ending gives the format' },
} as const satisfies OptionTable

export type BreakdownFormat = (typeof BREAKDOWN_OPTIONS)['format']['choices'][number]

interface Target {
  readonly format?: BreakdownFormat | undefined
  readonly out?: string | undefined
}

/** The form asked for, or what suits the place where it goes. */
export function chooseBreakdownFormat({ format, out }: Target, { io }: CommandContext): BreakdownFormat {
  return chooseFormat({
    given: format,
    out,
    choices: BREAKDOWN_OPTIONS.format.choices,
    standard: out === undefined && io.stdout.isTTY === true ? 'table' : 'json',
  })
}

/** A breakdown in one of its forms. */
export function renderBreakdown(
  breakdown: Breakdown,
  { format, out, scheme }: { readonly format: BreakdownFormat; readonly out: string | undefined; readonly scheme: StanceScheme },
  { io, isColourRefused }: CommandContext,
): string {
  if (format === 'json') return renderJson(breakdown)
  if (format === 'csv') return renderBreakdownCsv(breakdown, scheme)
  const width = out === undefined ? widthOf(io.stdout) : widthOf({ write: () => {} })
  const isColoured = out === undefined && wantsColour(io.stdout, io.env, isColourRefused)
  return renderBreakdownTable(breakdown, { scheme, width, style: isColoured ? ANSI_STYLE : PLAIN_STYLE })
}
