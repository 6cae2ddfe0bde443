import { isolateRuns } from '../../base/text/right-to-left.js'
import { csvRow } from '../format/csv-row.js'
import { escapeMarkdown } from '../format/escape-markdown.js'
import type { Claim } from './cite.js'

/** Sentence, footnote, and the cautions that it does not say, apart by blank lines. */
export function renderClaimText(claim: Claim): string {
  const { sentence, footnote, cautions } = claim
  const known = cautions
    .filter((caution) => !footnote.toLowerCase().includes(caution.toLowerCase()))
    .map((caution) => `! ${isolateRuns(oneLine(caution))}`)
  return `${[sentence, footnote, ...(known.length > 0 ? [`Cautions of the breakdown:\n${known.join('\n')}`] : [])].join('\n\n')}\n`
}

/** The sentence with its footnote as Markdown (GitHub's and Pandoc's footnotes). */
export function renderClaimMarkdown(claim: Claim, noteId = 'dealstance'): string {
  const { sentence, footnote } = claim
  return `${escapeMarkdown(sentence)}[^${noteId}]\n\n[^${noteId}]: ${escapeMarkdown(footnote)}\n`
}

/** Indented JSON, keys in the order of the record, numbers in full. */
export function renderClaimJson(claim: Claim): string {
  return `${JSON.stringify(claim, null, 2)}\n`
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** The shares as Datawrapper reads them: label, value, low and high in whole percent, the bounds outwards. */
export function renderClaimTable({ shares }: Claim): string {
  const rows = shares.map(({ label, share, printed }) => [label, Math.round(share * 100), printed.lowPercent, printed.highPercent])
  return [['label', 'value', 'low', 'high'], ...rows].map(csvRow).join('')
}
