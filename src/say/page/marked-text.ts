import type { Evidence } from '../../judge/stance/stance-classifier.js'
import type { LabelLook } from '../facts/label-look.js'
import { type HtmlValue, html, type Markup } from './html.js'

/** Quoted characters of a post. */
const QUOTE_LENGTH = 600

/** A post's text, truncated when long. Each evidence span is marked with the symbol of its label. */
export function markedText(text: string, evidence: readonly Evidence[], looks: ReadonlyMap<string, LabelLook>): Markup {
  const end = text.length > QUOTE_LENGTH ? cutBefore(text, QUOTE_LENGTH) : text.length
  const parts: HtmlValue[] = []
  let position = 0
  for (const span of [...evidence].sort((one, other) => one.start - other.start)) {
    if (span.start < position || span.end > end || span.start === span.end) continue
    const look = looks.get(span.toward)
    parts.push(text.slice(position, span.start))
    parts.push(
      html`<mark class="s${look?.series ?? 0}" data-symbol="${look?.symbol ?? ''}" title="for ${span.toward}, weight ${span.weight.toFixed(2)}">${text.slice(span.start, span.end)}</mark>`,
    )
    position = span.end
  }
  return html`${parts}${text.slice(position, end)}${end < text.length ? '…' : null}`
}

/** A cutting position at or before `length` that does not split a surrogate pair. */
function cutBefore(text: string, length: number): number {
  const code = text.charCodeAt(length)
  return code >= 0xdc00 && code <= 0xdfff ? length - 1 : length
}
