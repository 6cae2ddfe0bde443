import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatNumber } from '../../../base/text/format-count.js'
import type { Breakdown } from '../../../count/breakdown/breakdown.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { proseWidth, renderCard, resultCard } from '../../../say/card/result-card.js'
import { wrapLine } from '../../../say/format/display-width.js'
import { widenSpan } from '../../../say/format/format-value.js'
import { renderJson } from '../../../say/rows/render-jsonl.js'
import { renderBreakdownCsv } from '../../../say/table/render-breakdown-csv.js'
import { renderBreakdownTable } from '../../../say/table/render-breakdown-table.js'
import { renderPostTable, type TableOptions } from '../../../say/table/render-post-table.js'
import type { CliIo, CommandContext, OptionTable } from '../kit/command.js'
import { chooseFormat } from '../kit/format.js'
import { type Output, withOutput } from '../kit/write-output.js'

/** Posts that a terminal gets unless it asks for all. */
const SHOWN_COUNT = 20

/** Option of commands that print posts as a table. */
export const SHOW_OPTION = {
  show: { type: 'choice', choices: ['all'], help: `on a terminal: every post, not the first ${SHOWN_COUNT}` },
} as const satisfies OptionTable

interface TableRun {
  readonly table: TableOptions
  readonly out: string | undefined
  readonly show: 'all' | undefined
  /** Names the next command; a terminal reads it below the card. */
  suggest(): void
}

/**
 * Writes scored posts as a table. A terminal gets the result card first, then the next command and the first posts; a file or a pipe gets
 * every post, then the breakdown in full.
 */
export async function writeTable(
  posts: readonly ScoredPost[],
  breakdown: Breakdown,
  { table, out, show, suggest }: TableRun,
  { io }: Pick<CommandContext, 'io'>,
  output: Pick<Output, 'write'>,
): Promise<void> {
  const span = widenSpan(null, posts)
  if (out !== undefined || io.stdout.isTTY !== true) {
    await output.write(`${renderPostTable(posts, table)}\n${renderBreakdownTable(breakdown, { ...table, span })}`)
    return suggest()
  }
  const { style } = table
  const width = proseWidth(table.width)
  const card = resultCard({ breakdown, scheme: table.scheme, span })
  const cautions = card.cautions.flatMap((caution) => wrapLine(`! ${caution}`, width, 2).map(style.caution))
  await output.write(`${[...renderCard(card, table), ...cautions].join('\n')}\n\n`)
  suggest()
  const shown = show === 'all' ? posts : posts.slice(0, SHOWN_COUNT)
  const rest =
    shown.length === posts.length
      ? ''
      : `${style.dim(`Posts 1 to ${SHOWN_COUNT} of ${formatNumber(posts.length)}; --show all prints every post.`)}\n`
  await output.write(`\n${renderPostTable(shown, table)}${rest}`)
}

/** The form of `--breakdown FILE`, by its ending. */
export const breakdownFormOf = (path: string): 'json' | 'csv' =>
  chooseFormat({ out: path, choices: ['json', 'csv'], standard: 'json', advice: ' for the breakdown' })

export async function writeBreakdown(path: string, breakdown: Breakdown, scheme: StanceScheme, io: CliIo): Promise<void> {
  const text = breakdownFormOf(path) === 'csv' ? renderBreakdownCsv(breakdown, scheme) : renderJson(breakdown)
  await withOutput(path, io, (file) => file.write(text))
}
