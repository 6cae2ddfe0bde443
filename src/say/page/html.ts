import { splitRanges } from '../format/ranges.js'
import { escapeXml } from '../svg/elements.js'

/** Text that is already markup. The page escapes all other text. */
export interface Markup {
  readonly markup: string
}

export type HtmlValue = string | number | Markup | null | readonly HtmlValue[]

/** Marks text as markup. Use it only for markup that this package made. */
export const trusted = (markup: string): Markup => ({ markup })

/**
 * Template tag for markup. Texts are escaped, null inserts nothing, lists are joined.
 *
 * @example html`<p>${'a < b'}</p>`.markup // '<p>a &lt; b</p>'
 */
export const html = (strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Markup =>
  trusted(
    strings
      .map((text, index) => text + (index < values.length ? toMarkup(values[index] ?? null) : ''))
      .join(''),
  )

/** A text whose ranges of numbers no line breaks. */
export const unbroken = (text: string): HtmlValue =>
  splitRanges(text).map((part, at) =>
    at % 2 === 0 ? part : html`<span class="range">${part}</span>`,
  )

function toMarkup(value: HtmlValue): string {
  if (value === null) return ''
  if (typeof value === 'string') return escapeXml(value)
  if (typeof value === 'number') return String(value)
  return 'markup' in value ? value.markup : value.map(toMarkup).join('')
}
