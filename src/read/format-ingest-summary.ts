import { groupBy } from '../base/statistics/group-by.js'
import { formatCount, formatPart, nameSome } from '../base/text/format-count.js'
import { SAVE_THE_PAGE } from './choose-reading.js'
import type { IngestSummary } from './record/ingest-result.js'
import { SOURCE_LIST } from './sources.js'

const SHOWN_LINE_LIMIT = 12
const SHOWN_SKIP_LIMIT = 20

/**
 * Renders an ingest summary for a person.
 *
 * @param options `isBrief`: two lines at most, with what to look at
 */
export function formatIngestSummary(
  summary: IngestSummary,
  { isBrief = false }: { readonly isBrief?: boolean } = {},
): string {
  const { notes, ambiguities, skips, skippedCount, headerCount } = summary
  const kinds = [
    formatCount(summary.rootCount, 'root'),
    formatCount(summary.replyCount, 'reply', 'replies'),
    formatCount(summary.threadCount, 'thread'),
  ]
  const head = `${formatCount(summary.postCount, 'post')} (${kinds.join(', ')}) read as ${summary.source}: ${summary.reason}`
  if (isBrief) {
    const parts = briefParts(summary)
    return parts.length === 0 ? head : `${head}\n  ${parts.join('; ')}`
  }
  const lines = [
    head,
    ...(headerCount > 0
      ? [`  ${formatCount(headerCount, 'line')} above the posts kept as titles`]
      : []),
    ...gapsOf(summary).map((gap) => `  ${gap}`),
    ...notes.map((note) => `  ${note}`),
  ]
  if (summary.asRead !== undefined)
    lines.push(
      `  compare with the page: the first posts were read as ${summary.asRead}`,
      `  ${SAVE_THE_PAGE}`,
    )
  if (skippedCount > 0) {
    lines.push(`  ${formatCount(skippedCount, 'record')} skipped:`)
    for (const { code, message } of skips.slice(0, SHOWN_SKIP_LIMIT))
      lines.push(`    ${code} ${message}`)
    if (skippedCount > SHOWN_SKIP_LIMIT)
      lines.push(`    and ${skippedCount - SHOWN_SKIP_LIMIT} more`)
  }
  if (ambiguities.length > 0) lines.push(`  ${formatCount(ambiguities.length, 'ambiguous place')}:`)
  for (const [message, places] of groupBy(ambiguities, (place) => place.message)) {
    const numbers = places.map(({ lineNumber }) => String(lineNumber))
    lines.push(
      `    ${numbers.length === 1 ? 'line' : 'lines'} ${nameSome(numbers, SHOWN_LINE_LIMIT)}: ${message}`,
    )
  }
  return lines.join('\n')
}

/** Points to look at: gaps, skipped records, cautions, and the number of further notes. */
function briefParts(summary: IngestSummary): string[] {
  const { notes, cautions, ambiguities, skips, skippedCount } = summary
  const others = notes.filter((note) => !cautions.includes(note))
  const folded = [
    ...(others.length > 0 ? [formatCount(others.length, 'note')] : []),
    ...(ambiguities.length > 0 ? [formatCount(ambiguities.length, 'ambiguous place')] : []),
  ]
  const first = skips.slice(0, 1).map(({ code, message }) => `, the first: ${code} ${message}`)
  return [
    ...gapsOf(summary),
    ...(skippedCount === 0
      ? []
      : [`${formatCount(skippedCount, 'record')} skipped${first.join('')}`]),
    ...cautions,
    ...(folded.length === 0 ? [] : [`${folded.join(' and ')}: --verbose`]),
  ]
}

/** Posts that are missing, guessed or empty. */
export function gapsOf({
  postCount,
  emptyCount,
  missingParentCount,
  guessedParentCount,
}: IngestSummary): string[] {
  const unknown = formatCount(missingParentCount, 'reply answers', 'replies answer')
  const guessed = formatCount(guessedParentCount, 'reply', 'replies')
  const answer = guessedParentCount === 1 ? 'answers' : 'answer'
  return [
    ...(missingParentCount === 0 ? [] : [`${unknown} a post that is not here`]),
    ...(guessedParentCount === 0
      ? []
      : [`the source does not show whom ${guessed} ${answer}: a likely one is marked as a guess`]),
    ...(emptyCount === 0
      ? []
      : [
          `${formatPart(emptyCount, postCount)} rows ${emptyCount === 1 ? 'has' : 'have'} no text: left out of the count`,
        ]),
  ]
}

/** A source in words for users: "a thread of X", "plain text". */
export const sourceName = (source: string): string =>
  SOURCE_LIST.find(({ id }) => id === source)
    ?.description.split(/[:,(]/, 1)[0]
    ?.trim() ?? source

export function formatSourceList(): string {
  return SOURCE_LIST.map(({ id, description }) => `${id}\n  ${description}\n`).join('')
}
