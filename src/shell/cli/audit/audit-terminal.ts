import { isDefaultScheme } from '../../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatNumber, formatPart } from '../../../base/text/format-count.js'
import type { LabelSession, SessionState } from '../../../count/audit/label/label-session.js'
import { CANNOT_TELL } from '../../../count/audit/label/label-task.js'
import type { ShownPost, ShownUnit } from '../../../count/audit/label/show-unit.js'
import { possessive } from '../../../say/facts/wording.js'
import { wrapLine } from '../../../say/format/display-width.js'
import { labelKeys, MOVE_PLACE, wordsFor } from '../../../say/page/label-page.js'
import { type CommandContext, widthOf } from '../kit/command.js'

/** A terminal that can give every key at once; a pipe has no raw mode. */
interface KeySource extends AsyncIterable<Uint8Array | string> {
  readonly isTTY?: boolean
  setRawMode?(isRaw: boolean): unknown
}

/** Columns of the longest line. */
const MAX_WIDTH = 100

const CONTROL_C = '\u0003'
const CONTROL_D = '\u0004'

/** Lines of context shown of a long post before the one to label. */
const CONTEXT_LINE_COUNT = 12

/** Labels by single keys from stdin; posts and questions go to stderr. Ends with `q`, Ctrl-C, the end of stdin, or when all is labelled. */
export async function labelInTerminal(session: LabelSession, { io }: CommandContext): Promise<void> {
  const { scheme = STANCE_SCHEME } = session
  const keys = labelKeys(session.labels, scheme.keys)
  const isTold = scheme.definitions !== undefined
  const help = [
    ...keys.map(({ key, digit, label }) => `${digit === null || scheme.keys ? '' : `${digit} or `}${key} ${label}`),
    ...['space skip', 'x cannot tell', 'u undo', ...(isTold ? ['? what the labels mean'] : []), 'q end'],
  ].join(' · ')
  const width = Math.min(widthOf(io.stderr), MAX_WIDTH)
  const source: KeySource = io.stdin
  const isRaw = source.isTTY === true && source.setRawMode !== undefined
  if (isRaw) source.setRawMode?.(true)
  try {
    let state = session.state()
    const show = (said: string): void => void io.stderr.write(renderState(state, { help, width, said, scheme }))
    const guide = guidePages(describeScheme(scheme, width), io.stderr.isTTY === true ? io.stderr.rows : undefined)
    if (!isDefaultScheme(scheme)) io.stderr.write(describeScheme(scheme, width))
    if (state.plannedWidth !== '') io.stderr.write(`Planned: ${state.plannedWidth}\n`)
    show('')
    for await (const chunk of source) {
      for (const key of chunk.toString().toLowerCase()) {
        if (key === 'q' || key === CONTROL_C || key === CONTROL_D) return
        const isUnclear = key === 'x'
        const label = key === ' ' || isUnclear ? null : keys.find((one) => one.key === key || one.digit === key)?.label
        if (key === '?' && isTold) io.stderr.write(guide())
        else if (key === 'u') {
          if (state.last.length === 0) continue
          state = await session.undo(state.revision)
          show('The last label was taken back.')
        } else if (state.unit === null) {
          if (key === '\r' || key === '\n') return
        } else if (label !== undefined) {
          state = await session.take(label, state.revision, { isUnclear })
          show(label === null && !isUnclear ? 'Skipped.' : `Saved: ${label ?? CANNOT_TELL}.`)
        } else if (/^[!-~\p{L}\p{N}]$/u.test(key)) io.stderr.write(`"${key}" is not one of the keys: ${help}\n`)
      }
      // Keys from a pipe end by themselves; a person may still undo.
      if (state.unit === null && !isRaw) return
    }
  } finally {
    if (isRaw) source.setRawMode?.(false)
  }
}

/** The question, the definitions with their examples, and the rules. */
export function describeScheme({ question, labels, definitions, examples, rules = [] }: StanceScheme, width: number): string {
  const lines = [
    question,
    ...labels.flatMap((label) => [definitions && `${label}: ${definitions[label] ?? ''}`, examples && `  ${examples[label] ?? ''}`]),
    ...rules.map((rule, index) => `${index + 1}. ${rule}`),
  ]
  return lines
    .flatMap((line) => (line === undefined ? [] : wrapLine(line, width, 2)))
    .map((line) => `${line}\n`)
    .join('')
}

/** Gives a text page by page, each as long as the screen. The first page follows the last. */
function guidePages(text: string, rowCount = Number.POSITIVE_INFINITY): () => string {
  const lines = text.trimEnd().split('\n')
  const size = Math.max(1, rowCount - 2)
  let start = 0
  return () => {
    const shown = lines.slice(start, start + size)
    const end = start + shown.length
    start = end >= lines.length ? 0 : end
    return `${shown.join('\n')}\n${start === 0 ? 'A key labels the post.' : '? goes on; a key labels the post.'}\n`
  }
}

function renderState(
  { unit, doneCount, totalCount, givenLabels, widthSoFar, isNarrow }: SessionState,
  { help, width, said, scheme }: { help: string; width: number; said: string; scheme: StanceScheme },
): string {
  const lines = ['', ...(said === '' ? [] : [said])]
  if (unit === null)
    return `${[...lines, `${isNarrow ? `Narrow enough: ${widthSoFar}` : 'All labelled'}. Enter ends, u takes the last label back; audit --relabel ID corrects one later.`].join('\n')}\n`
  const title = `── post ${formatPart(doneCount + 1, totalCount)}, ${formatNumber(totalCount - doneCount)} left${widthSoFar === '' ? '' : `, ${widthSoFar}`} `
  lines.push(title.padEnd(width, '─'))
  lines.push(...unitLines(unit, width, scheme))
  for (const { coder, label } of givenLabels) lines.push(...wrapLine(`given by ${coder}: ${label}`, width))
  const question = wordsFor(scheme).question.replace(MOVE_PLACE, unit.mover === null ? 'the move' : `${possessive(unit.mover)} move`)
  lines.push(...wrapLine(question, width), ...wrapLine(help, width))
  return `${lines.join('\n')}\n`
}

/** A judgement as a coder reads it: its deal, the parent, and the post. */
export const renderUnit = (unit: ShownUnit, { io }: CommandContext): string =>
  `${unitLines(unit, Math.min(widthOf(io.stderr), MAX_WIDTH), STANCE_SCHEME).join('\n')}\n`

function unitLines(unit: ShownUnit, width: number, scheme: StanceScheme): string[] {
  const lines: string[] = []
  const name = unit.move?.startsWith(unit.dealName ?? '') ? null : unit.dealName
  const move = unit.dealId === null ? 'no deal: judge the move that its thread is about' : [name, unit.move]
  // The user's own labels may be about anything: without a deal there is no move to judge.
  if (isDefaultScheme(scheme) || unit.dealId !== null)
    lines.push(...wrapLine(`deal: ${[move].flat().filter(Boolean).join(' · ')}`, width, 2))
  if (unit.root) lines.push('', ...renderPost('Start of the thread', unit.root, width, CONTEXT_LINE_COUNT))
  lines.push(
    '',
    ...(unit.parent ? renderPost(unit.parentTitle, unit.parent, width, CONTEXT_LINE_COUNT) : wrapLine(`${unit.parentTitle}.`, width)),
  )
  return [...lines, '', ...renderPost('TO LABEL', unit.post, width, Number.POSITIVE_INFINITY), '']
}

/** Post text as safe lines, without terminal controls and without direction marks that affect their surroundings. */
function renderPost(title: string, { text }: ShownPost, width: number, lineCount: number): string[] {
  const lines = text.split(/\r\n|[\r\n]/).flatMap((line) => wrapLine(line, width - 2))
  const shown = lines.slice(0, lineCount).map((line) => `  ${line}`)
  return [...wrapLine(`${title}:`, width), ...shown, ...(lines.length > lineCount ? [`  … ${lines.length - lineCount} more lines`] : [])]
}
