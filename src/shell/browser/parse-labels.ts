import { parseJson } from '../../base/json-shape.js'
import { addTo } from '../../base/statistics/group-by.js'
import { unitKeyOf } from '../../base/thread/unit-key.js'
import type { AuditEvent } from '../../count/audit/audit-event.js'
import { type AuditFile, parseAuditFile } from '../../count/audit/audit-file.js'
import type { PageFile } from './page-messages.js'

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

type LineKind = 'first' | 'later' | 'other'

/**
 * The labels as they were when all posts of a move had one: before that nobody saw a count. What
 * came later, by a correction, an undo or a second reader, is left out.
 */
export function firstCounted(text: string, dealId: string | null): string {
  const kinds = kindsOfLines(text)
  const last = kinds.findLastIndex(({ kind, of }) => kind === 'first' && of === dealId)
  return linesOf(text, (_, at) => at <= last || kinds[at]?.kind !== 'later')
}

/**
 * The labels behind the sentence that was copied last, unless these are all; {@link firstCounted}
 * where none was.
 *
 * @param copied characters of the labels at each copy
 */
export function formerText(
  text: string,
  dealId: string | null,
  copied: readonly number[] = [],
): string {
  const length = copied.findLast((each) => each < text.length)
  return length === undefined ? firstCounted(text, dealId) : text.slice(0, length)
}

/** For each line whether it fills a unit without a label, and of which move. */
function kindsOfLines(text: string): { readonly kind: LineKind; readonly of: string | null }[] {
  const labelledUnits = new Set<string>()
  const labelsByCoder = new Map<string, { readonly unit: string; readonly kind: LineKind }[]>()
  return text.split('\n').map((line) => {
    const event = parseJson(line, () => null) as AuditEvent | null
    // Labels of an earlier draw no longer count.
    if (event?.kind === 'redraw') for (const each of [labelledUnits, labelsByCoder]) each.clear()
    if (event?.kind !== 'label' && event?.kind !== 'undo') return { kind: 'other', of: null }
    const coder = JSON.stringify([event.coder, event.isAdjudication])
    if (event.kind === 'undo') {
      const { unit = '', kind = 'later' } = labelsByCoder.get(coder)?.pop() ?? {}
      if (kind === 'first') labelledUnits.delete(unit)
      return { kind, of: null }
    }
    const unit = unitKeyOf(event)
    // The label that a correction replaces may have been given for another move.
    const isLater = labelledUnits.has(unit) || event.reason !== undefined
    const kind = isLater ? 'later' : 'first'
    addTo(labelsByCoder, coder, { unit, kind })
    // A skipped post is still without a label.
    if (event.label !== null) labelledUnits.add(unit)
    return { kind, of: event.dealId }
  })
}

/** The labels without those that were given for another move. */
export const withoutCarried = (text: string): string =>
  linesOf(text, (line) => !line.includes('"isCarried":true'))

/** A file of one JSON value a line. */
export const jsonLinesFile = (name: string, content: string): PageFile => ({
  name,
  type: 'application/x-ndjson',
  content,
})
