import { groupBy } from '../base/statistics/group-by.js'
import { formatCount, formatPart, nameSome } from '../base/text/format-count.js'
import type { IngestSummary } from './record/ingest-result.js'
import { SAVE_THE_PAGE } from './settle-doubt.js'
import { SOURCE_LIST } from './sources.js'

const SHOWN_LINE_LIMIT = 12
const SHOWN_SKIP_LIMIT = 20

/**
 * Renders an ingest summary as plain text for a person, without a final line end.
 * Groups equal ambiguities with their line numbers.
 *
 * @param options `isBrief` counts notes and ambiguities instead of listing them; default false
 */
export function formatIngestSummary(summary: IngestSummary, { isBrief = false }: { readonly isBrief?: boolean } = {}): string {
  const { emptyCount, postCount } = summary
  const kinds = [
    formatCount(summary.rootCount, 'root'),
    formatCount(summary.replyCount, 'reply', 'replies'),
    formatCount(summary.threadCount, 'thread'),
  ]
  const folded = [
    ...(summary.notes.length > 0 ? [formatCount(summary.notes.length, 'note')] : []),
    ...(summary.ambiguities.length > 0 ? [formatCount(summary.ambiguities.length, 'ambiguous place')] : []),
  ]
  const isFolded = isBrief && summary.notes.length + summary.ambiguities.length > 1
  const lines = [
    `${formatCount(postCount, 'post')} (${kinds.join(', ')}) read as ${summary.source}: ${summary.reason}`,
    ...(summary.headerCount > 0 ? [`  ${formatCount(summary.headerCount, 'line')} above the posts kept as titles`] : []),
    ...(summary.missingParentCount > 0 ? [`  ${formatCount(summary.missingParentCount, 'post')} whose parent is not in the thread`] : []),
    ...(emptyCount > 0
      ? [`  ${formatPart(emptyCount, postCount)} rows ${emptyCount === 1 ? 'has' : 'have'} no text: left out of the count`]
      : []),
    ...(isFolded ? [`  ${folded.join(' and ')}: --verbose lists them`] : summary.notes.map((note) => `  ${note}`)),
  ]
  if (summary.asRead !== undefined)
    lines.push(`  compare with the page: the first posts were read as ${summary.asRead}`, `  ${SAVE_THE_PAGE}`)
  if (summary.skippedCount > 0) {
    lines.push(`  ${formatCount(summary.skippedCount, 'record')} skipped:`)
    for (const { code, message } of summary.skips.slice(0, SHOWN_SKIP_LIMIT)) lines.push(`    ${code} ${message}`)
    if (summary.skippedCount > SHOWN_SKIP_LIMIT) lines.push(`    and ${summary.skippedCount - SHOWN_SKIP_LIMIT} more`)
  }
  if (!isFolded && summary.ambiguities.length > 0) {
    lines.push(`  ${formatCount(summary.ambiguities.length, 'ambiguous place')}:`)
    for (const [message, places] of groupBy(summary.ambiguities, (place) => place.message)) {
      const numbers = places.map(({ lineNumber }) => String(lineNumber))
      lines.push(`    ${numbers.length === 1 ? 'line' : 'lines'} ${nameSome(numbers, SHOWN_LINE_LIMIT)}: ${message}`)
    }
  }
  return lines.join('\n')
}

export function formatSourceList(): string {
  return SOURCE_LIST.map(({ id, description, sign }) => `${id}\n  ${description}\n  told by: ${sign}\n`).join('')
}
