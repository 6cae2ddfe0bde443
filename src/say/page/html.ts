import { escapeXml } from '../svg/marks.js'

/** Text that is already markup. The page escapes all other text. */
export interface Markup {
  readonly markup: string
}

export type HtmlValue = string | number | Markup | null | readonly HtmlValue[]

/** Marks text as markup. Use it only for markup that this package made. */
export const trusted = (markup: string): Markup => ({ markup })

/**
 * Template tag for markup. Inserted texts are escaped for content and quoted attributes; null inserts nothing; lists are joined.
 *
 * @example html`<p>${'a < b'}</p>`.markup // '<p>a &lt; b</p>'
 */
export const html = (strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Markup =>
  trusted(strings.map((text, index) => text + (index < values.length ? toMarkup(values[index] ?? null) : '')).join(''))

function toMarkup(value: HtmlValue): string {
  if (value === null) return ''
  if (typeof value === 'string') return escapeXml(value)
  if (typeof value === 'number') return String(value)
  return 'markup' in value ? value.markup : value.map(toMarkup).join('')
}

/** A table that scrolls by itself. The first column has names, the others numbers; `label` names it for screen readers. */
export const table = (
  label: string,
  heads: readonly HtmlValue[],
  rows: readonly (readonly [name: HtmlValue, ...numbers: readonly HtmlValue[]])[],
): Markup =>
  html`<div class="scroll" role="region" tabindex="0" aria-label="${label}"><table>
<thead><tr>${heads.map((head, index) => html`<th scope="col"${index === 0 ? null : trusted(' class="number"')}>${head}</th>`)}</tr></thead>
<tbody>${rows.map(([name, ...numbers]) => html`<tr><th scope="row">${name}</th>${numbers.map((number) => html`<td class="number">${number}</td>`)}</tr>`)}</tbody>
</table></div>`
