import type { Evidence } from '../../judge/stance/stance-classifier.js'

/** Spans marked in a post. Choice: with more, the eye finds no text between the marks. */
const MAX_SPANS = 3
/** Shorter words, such as "the" and "my", say nothing to a reader when they stand alone. */
const MIN_WORD_LENGTH = 4
const IN_WORD = /[\p{L}\p{N}\p{M}'’]/u

/** The spans that moved the model most towards a label, in whole words and in the order of the text; at most three, none twice. */
export function shownEvidence(text: string, evidence: readonly Evidence[] | null, label: string | null): Evidence[] {
  const shown: Evidence[] = []
  const towards = (evidence ?? []).filter((span) => span.toward === label && span.start < span.end)
  for (const span of [...towards].sort((one, other) => other.weight - one.weight)) {
    if (shown.length === MAX_SPANS) break
    let { start, end } = span
    while (start > 0 && IN_WORD.test(text[start] ?? '') && IN_WORD.test(text[start - 1] ?? '')) start--
    while (end < text.length && IN_WORD.test(text[end - 1] ?? '') && IN_WORD.test(text[end] ?? '')) end++
    const isTelling = text
      .slice(start, end)
      .split(/[^\p{L}\p{N}\p{M}'’]/u)
      .some((word) => word.length >= MIN_WORD_LENGTH)
    if (isTelling && shown.every((other) => other.end <= start || other.start >= end)) shown.push({ ...span, start, end })
  }
  return shown.sort((one, other) => one.start - other.start)
}
