import { labelKeys } from '../../audit/label/label-keys.js'
import type { ShownPost } from '../../audit/label/show-unit.js'
import type { LabelSession, SessionState } from '../../node/audit/audit-session.js'
import { wrapLine } from '../../report/format/display-width.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { CommandContext } from '../kit/command.js'
import { widthOf } from '../kit/io.js'

/** A terminal that can give every key at once; a pipe cannot, and needs not. */
interface KeySource extends AsyncIterable<Uint8Array | string> {
  readonly isTTY?: boolean
  setRawMode?(isRaw: boolean): unknown
}

const CONTROL_C = '\u0003'
const CONTROL_D = '\u0004'

/** Lines of context shown of a long post before the one to label. */
const CONTEXT_LINE_COUNT = 12

/** Labels by single keys from stdin; posts and questions go to stderr. Ends with `q`, Ctrl-C, the end of stdin, or when all is labelled. */
export async function labelInTerminal(session: LabelSession, { io }: CommandContext): Promise<void> {
  const { scheme } = session
  const keys = labelKeys(session.labels, scheme?.keys)
  const help = [...keys.map(({ key, label }) => `${key} ${label}`), 'space skip', 'u undo', 'q end'].join('   ')
  const width = Math.min(widthOf(io.stderr), 100)
  const source: KeySource = io.stdin
  const isRaw = source.isTTY === true && source.setRawMode !== undefined
  if (isRaw) source.setRawMode?.(true)
  try {
    let state = session.state()
    const show = (said: string): void => void io.stderr.write(renderState(state, { help, width, said, isOwn: scheme !== undefined }))
    if (scheme !== undefined) io.stderr.write(describeScheme(scheme, width))
    show('')
    for await (const chunk of source) {
      for (const key of chunk.toString().toLowerCase()) {
        if (key === 'q' || key === CONTROL_C || key === CONTROL_D) return
        const label = key === ' ' ? null : keys.find((one) => one.key === key)?.label
        if (key === 'u') {
          if (!state.canUndo) continue
          state = await session.undo(state.revision)
          show('The last label was taken back.')
        } else if (state.unit === null) return
        else if (label !== undefined) {
          state = await session.take(label, state.revision)
          show(label === null ? 'Skipped.' : `Saved: ${label}.`)
        }
      }
      // Keys from a pipe have an end of their own; a person may still undo.
      if (state.unit === null && !isRaw) return
    }
  } finally {
    if (isRaw) source.setRawMode?.(false)
  }
}

/** The question and the definitions, once before the first post. */
function describeScheme({ question, labels, definitions }: StanceScheme, width: number): string {
  const lines = [question, ...labels.map((label) => definitions && `${label}: ${definitions[label] ?? ''}`)]
  return lines
    .flatMap((line) => (line === undefined ? [] : wrapLine(line, width, 2)))
    .map((line) => `${line}\n`)
    .join('')
}

function renderState(
  { unit, doneCount, totalCount, givenLabels }: SessionState,
  { help, width, said, isOwn }: { help: string; width: number; said: string; isOwn: boolean },
): string {
  const lines = ['', ...(said === '' ? [] : [said])]
  if (unit === null) return `${[...lines, 'All labelled. u takes the last label back, any other key ends.'].join('\n')}\n`
  lines.push(`── judgement ${doneCount + 1} of ${totalCount} ${'─'.repeat(Math.max(0, width - 29))}`)
  const move = unit.dealId === null ? 'no deal: judge the move that its thread is about' : [unit.dealId, unit.mover, unit.move]
  // Labels of one's own may be about anything: without a deal there is no move to judge.
  if (!isOwn || unit.dealId !== null) lines.push(...wrapLine(`deal: ${[move].flat().filter(Boolean).join(' · ')}`, width, 2))
  if (unit.root) lines.push('', ...renderPost('Start of the thread', unit.root, width, CONTEXT_LINE_COUNT))
  if (unit.parent) lines.push('', ...renderPost(unit.parentTitle, unit.parent, width, CONTEXT_LINE_COUNT))
  lines.push('', ...renderPost('TO LABEL', unit.post, width, Number.POSITIVE_INFINITY), '')
  for (const { coder, label } of givenLabels) lines.push(...wrapLine(`given by ${coder}: ${label ?? 'skipped'}`, width))
  lines.push(help)
  return `${lines.join('\n')}\n`
}

/** Post text as safe lines: no control of the terminal in it, no direction mark that turns what stands beside it. */
function renderPost(title: string, { author, text }: ShownPost, width: number, lineCount: number): string[] {
  const lines = text.split(/\r\n|[\r\n]/).flatMap((line) => wrapLine(line, width - 2))
  const shown = lines.slice(0, lineCount).map((line) => `  ${line}`)
  const by = author === null ? '' : ` (${author})`
  return [
    ...wrapLine(`${title}${by}:`, width),
    ...shown,
    ...(lines.length > lineCount ? [`  … ${lines.length - lineCount} more lines`] : []),
  ]
}
