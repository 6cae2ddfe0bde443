import { wrapLine } from '../../../say/format/display-width.js'
import type { OutputStream } from './io.js'

/** Messages beside the results. */
export interface Log {
  info(message: string): void
  warn(message: string): void
  error(facts: { readonly code: string; readonly context?: unknown }, message: string): void
}

export interface LogOptions {
  readonly form: 'text' | 'json'
  /** Logs errors only. */
  readonly isQuiet: boolean
}

/** Creates a log on stderr: one JSON line of pino per message, or the message as plain text. */
export async function createLog(stderr: OutputStream, { form, isQuiet }: LogOptions): Promise<Log> {
  if (form === 'text') return createTextLog(stderr, isQuiet)
  const { default: pino } = await import('pino')
  const settings = { base: null, level: isQuiet ? 'error' : 'info', timestamp: pino.stdTimeFunctions.isoTime }
  const log: Log = pino(settings, { write: (line: string) => void stderr.write(line) })
  return log
}

/** Creates a log of plain text on stderr, which a terminal gets wrapped at words. */
export function createTextLog(stderr: OutputStream, isQuiet = false): Log {
  const write = (text: string): void => void stderr.write(wrapFor(stderr, `${text}\n`))
  return {
    info: (message) => isQuiet || write(message),
    warn: (message) => isQuiet || write(`warning: ${message}`),
    error: ({ code }, message) => write(`dealstance: ${code}: ${message}`),
  }
}

/** Lines as they are where nobody looks: a program that reads them wants each message whole. Commands to copy are never broken. */
function wrapFor({ isTTY, columns = 0 }: OutputStream, text: string): string {
  if (isTTY !== true || columns < 1) return text
  const lines = text.trimEnd().split('\n')
  return `${lines
    .flatMap((line) => {
      const indent = ' '.repeat(line.search(/\S|$/))
      const isWhole = line.length <= columns || line.startsWith('Next: ') || line.split(' ').some((word) => word.length > columns)
      return isWhole ? [line] : wrapLine(line, columns - indent.length, 2).map((one) => indent + one)
    })
    .join('\n')}\n`
}
