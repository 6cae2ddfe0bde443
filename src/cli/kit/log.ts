import pino from 'pino'
import { wrapLine } from '../../report/format/display-width.js'
import type { OutputStream } from './io.js'

export type Log = Pick<pino.Logger, 'info' | 'warn' | 'error' | 'debug'>

export interface LogOptions {
  readonly form: 'text' | 'json'
  /** Logs errors only. */
  readonly isQuiet: boolean
}

/** Creates a log on stderr: one JSON line per message, or the message as plain text, which a terminal gets wrapped at words. */
export function createLog(stderr: OutputStream, { form, isQuiet }: LogOptions): Log {
  const settings = { base: null, level: isQuiet ? 'error' : 'info' }
  if (form === 'json')
    return pino({ ...settings, timestamp: pino.stdTimeFunctions.isoTime }, { write: (line: string) => void stderr.write(line) })
  return pino({ ...settings, timestamp: false }, { write: (line: string) => void stderr.write(wrapFor(stderr, toText(line))) })
}

// Numeric levels of pino.
const WARN_LEVEL = 40
const ERROR_LEVEL = 50

interface LogLine {
  readonly level: number
  readonly msg?: string
  readonly code?: string
}

function toText(line: string): string {
  const { level, msg = '', code } = JSON.parse(line) as LogLine
  if (level >= ERROR_LEVEL) return `dealstance: ${code === undefined ? '' : `${code}: `}${msg}\n`
  return `${level >= WARN_LEVEL ? 'warning: ' : ''}${msg}\n`
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
