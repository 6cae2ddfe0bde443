import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { Breakdown } from '../../../count/breakdown/breakdown.js'
import { outlookOf } from '../../../count/may-print/labels-needed.js'
import { findingWords } from '../../../say/facts/finding-words.js'
import { shellWord } from '../../../say/format/display-width.js'
import { citeLine, outlookLines } from '../../../say/next-step/outlook-lines.js'
import { type CommandContext, typedCommand } from '../kit/command.js'

/**
 * The command that names a deal for posts without one.
 *
 * @param inputs paths of texts or scored posts, or a placeholder
 * @param deals file of the user's deals
 */
export function nameDealCommand(
  context: CommandContext,
  inputs: readonly string[],
  out: string,
  deals?: string,
): string {
  const deal =
    deals === undefined
      ? '--mover COMPANY --move "what it does"'
      : `--deals ${shellWord(deals)} --deal ID`
  const words = [...inputs.map(shellWord), deal, '--out', shellWord(out)].join(' ')
  return typedCommand(context, `classify ${words}`)
}

/** Logs the outlook of a citation, line by line. A refusal that labels cannot mend is a warning. */
export function logOutlook(
  breakdown: Breakdown,
  place: Parameters<typeof outlookLines>[1],
  { log }: CommandContext,
): void {
  const outlook = outlookOf(breakdown)
  if (outlook.unnamed !== null) log.warn(findingWords(outlook.unnamed))
  for (const line of outlookLines(outlook, place)) log.info(line)
  if (outlook.refusal === null) log.info(citeLine(outlook))
  else log.warn(citeLine(outlook))
}

/** The question, the definitions with their examples, and the rules, line by line. */
export function describeScheme({
  question,
  labels,
  definitions,
  examples,
  rules = [],
}: StanceScheme): string[] {
  return [
    question,
    ...labels.flatMap((label) => [
      definitions && `${label}: ${definitions[label] ?? ''}`,
      examples && `  ${examples[label] ?? ''}`,
    ]),
    ...rules.map((rule, index) => `${index + 1}. ${rule}`),
    'doubt: yes says that you are not sure',
  ].filter((line) => line !== undefined)
}
