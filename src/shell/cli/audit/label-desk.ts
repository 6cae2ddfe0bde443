import { formatCount, formatNumber, formatPart } from '../../../base/text/format-count.js'
import { isSampleComplete } from '../../../count/audit/audit-event.js'
import { shellWord } from '../../../say/format/display-width.js'
import type { AuditDesk, DeskThread } from '../../desk/audit-desk.js'
import type { AuditLog } from '../../node/audit/audit-log.js'
import { builtIn } from '../../node/lazy-node-modules.js'
import { mainDealOption, sameCount } from '../input/read-audited.js'
import {
  type CommandContext,
  givenWords,
  type OptionTable,
  suggestNext,
  typedCommand,
} from '../kit/command.js'
import { stayServed } from '../kit/stay-served.js'
import { type AuditOptions, PAGE_OPTIONS } from './audit-options.js'

export interface DeskRun {
  readonly desk: AuditDesk
  readonly log: AuditLog
  readonly thread: DeskThread
  readonly options: AuditOptions
  readonly paths: readonly string[]
  readonly context: CommandContext
}

export const suggestAgain = (
  { options, paths, context }: DeskRun,
  table: OptionTable,
  ...more: string[]
): void => suggestNext(context, 'audit', ...paths, ...givenWords(options, table), ...more)

const citeWords = ({ log, thread, options, paths }: DeskRun): string[] => [
  'cite',
  ...sameCount(paths, log.path, options),
  ...mainDealOption(thread.posts),
]

/** True if the sample holds a unit that nobody looked at. */
const isOpen = ({ desk }: DeskRun): boolean => !isSampleComplete(desk.audit())

/** Names the next command: more labels, or the citation. */
export function goOn(run: DeskRun): void {
  if (isOpen(run)) suggestAgain(run, PAGE_OPTIONS)
  else suggestNext(run.context, ...citeWords(run))
}

export async function label(run: DeskRun): Promise<void> {
  const { desk, log, options, context } = run
  const { unit } = desk.open().state()
  if (unit === null && !options.open)
    context.log.info(
      options.adjudicate ? 'no post is left on which coders differ' : nothingLeft(run),
    )
  else {
    // The page is loaded for a coder alone.
    const { serveLabelPage } = await import('../../node/audit/audit-server.js')
    const server = await serveLabelPage(desk)
    const kept = 'every label is on disk before the next post shows'
    await stayServed(
      server,
      { name: 'Label page', kept, isOpened: options.open, until: server.finished },
      context,
    )
  }
  const state = desk.session.state()
  const { doneCount, totalCount, skippedCount } = state
  const skipped =
    skippedCount === 0
      ? ''
      : ` (${formatNumber(skippedCount)} of them skipped; --skipped goes through them again)`
  const restCount = log.design.units.length - totalCount
  const others =
    restCount === 0 || state.isAdjudication
      ? ''
      : `; ${formatCount(restCount, 'other')} of the sample ${restCount === 1 ? 'is' : 'are'} left to other coders (--double-code says how many are labelled twice)`
  const advice = doneCount < totalCount ? ' The same command goes on from here.' : ''
  context.log.info(
    `${formatPart(doneCount, totalCount)} posts done by coder ${options.coder}${skipped}${others}, all on disk in ${log.path}.${advice}`,
  )
  goOn(run)
}

/** Words on the next step for a coder without work. */
function nothingLeft(run: DeskRun): string {
  const { coder } = run.options
  if (isOpen(run))
    return `nothing is left to label for coder ${coder}: the rest is another coder's, named with --coder`
  const next = typedCommand(run.context, citeWords(run).map(shellWord).join(' '))
  return `nothing is left to label for coder ${coder}. Run ${next}; --open shows the page, to correct a label`
}

/** The answer to a question on the terminal; null without one. */
export async function ask(question: string, { io }: CommandContext): Promise<string | null> {
  if (io.stderr.isTTY !== true || io.stdin !== process.stdin || !process.stdin.isTTY) return null
  const lines = builtIn.readline().createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await lines.question(question)).trim()
  } finally {
    lines.close()
  }
}
