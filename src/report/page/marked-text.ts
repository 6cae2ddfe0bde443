import type { Evidence } from '../../stance/stance-classifier.js'
import type { LabelLook } from '../facts/label-look.js'
import { type HtmlValue, html, type Markup } from './html.js'

/** Letters of a post that are quoted. */
const QUOTE_LENGTH = 600

/** A post's text with the words that decided it marked, each with the sign of the label that it speaks for; cut when it is long. */
export function markedText(text: string, evidence: readonly Evidence[], looks: ReadonlyMap<string, LabelLook>): Markup {
  const end = text.length > QUOTE_LENGTH ? cutBefore(text, QUOTE_LENGTH) : text.length
  const parts: HtmlValue[] = []
  let at = 0
  for (const span of [...evidence].sort((one, other) => one.start - other.start)) {
    if (span.start < at || span.end > end || span.start === span.end) continue
    const look = looks.get(span.toward)
    parts.push(text.slice(at, span.start))
    parts.push(
      html`<mark class="s${look?.series ?? 0}" data-symbol="${look?.symbol ?? ''}" title="for ${span.toward}, weight ${span.weight.toFixed(2)}">${text.slice(span.start, span.end)}</mark>`,
    )
    at = span.end
  }
  return html`${parts}${text.slice(at, end)}${end < text.length ? '…' : null}`
}

/** Not between the halves of a surrogate pair. */
function cutBefore(text: string, length: number): number {
  const code = text.charCodeAt(length)
  return code >= 0xdc00 && code <= 0xdfff ? length - 1 : length
}
