import { type AuditFile, parseAuditFile } from '../../count/audit/audit-file.js'

/** Parses labels that the page keeps as a text. */
export const parseLabels = (text: string, name = ''): AuditFile =>
  parseAuditFile(new TextEncoder().encode(text), name)

/** Null for labels damaged or of another version. */
export function readLabels(text = ''): AuditFile | null {
  try {
    return parseLabels(text)
  } catch {
    return null
  }
}

const linesOf = (text: string, isKept: (line: string, at: number) => boolean): string =>
  text.split('\n').filter(isKept).join('\n')

const isLabel = (line: string): boolean => line.includes('"kind":"label"')
const isCorrection = (line: string): boolean => isLabel(line) && line.includes('"reason":"')

/** Without the corrections below the last label that is none: before it, nobody saw a count. */
export function firstCounted(text: string): string {
  const isGiven = (line: string): boolean => isLabel(line) && !isCorrection(line)
  const last = text.split('\n').findLastIndex(isGiven)
  return linesOf(text, (line, at) => at < last || !isCorrection(line))
}

/** The labels without those that were given for another move. */
export const withoutCarried = (text: string): string =>
  linesOf(text, (line) => !line.includes('"isCarried":true'))
