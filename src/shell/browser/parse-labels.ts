import { type AuditFile, parseAuditFile } from '../../count/audit/audit-file.js'

/** Parses labels that the page keeps as a text, see {@link parseAuditFile}. */
export const parseLabels = (text: string, name = ''): AuditFile =>
  parseAuditFile(new TextEncoder().encode(text), name)

/** The same; null for labels that are damaged or kept by another version. */
export function readLabels(text = ''): AuditFile | null {
  try {
    return parseLabels(text)
  } catch {
    return null
  }
}

/** The labels before corrections. */
export const firstGiven = (text: string): string =>
  text.replace(/^.*"kind":"label".*"reason":".*\n/gm, '')

/** The lines of labels without those that hold for a move since they were given for another. */
export const withoutCarried = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.includes('"isCarried":true'))
    .join('\n')
