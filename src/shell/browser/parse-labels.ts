import { type AuditFile, parseAuditFile } from '../../count/audit/audit-file.js'

/** Parses labels that the page keeps as a text, see {@link parseAuditFile}. */
export const parseLabels = (text: string, name: string): AuditFile =>
  parseAuditFile(new TextEncoder().encode(text), name)

/** The same; null for labels that are damaged or kept by another version. */
export function readLabels(text = ''): AuditFile | null {
  try {
    return parseLabels(text, '')
  } catch {
    return null
  }
}
