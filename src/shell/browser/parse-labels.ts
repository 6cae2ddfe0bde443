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

const linesOf = (text: string, isKept: (line: string) => boolean): string =>
  text.split('\n').filter(isKept).join('\n')

/** Without corrections. */
export const firstGiven = (text: string): string =>
  linesOf(text, (line) => !(line.includes('"kind":"label"') && line.includes('"reason":"')))

/** The labels without those that were given for another move. */
export const withoutCarried = (text: string): string =>
  linesOf(text, (line) => !line.includes('"isCarried":true'))
