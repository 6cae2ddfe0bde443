import { escapeXml } from '../../svg/svg-element.js'

/** Text that is markup already. Nothing else enters a page unescaped. */
export interface Markup {
  readonly markup: string
}

export type HtmlValue = string | number | Markup | null | readonly HtmlValue[]

/** Says that a text is markup: for what this package wrote itself. */
export const trusted = (markup: string): Markup => ({ markup })

/**
 * Markup from a template: every text put in is escaped, in content and between quotes; null leaves nothing, a list is joined.
 *
 * @example html`<p>${'a < b'}</p>`.markup // '<p>a &lt; b</p>'
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Markup {
  return trusted(strings.map((text, index) => text + (index < values.length ? write(values[index] ?? null) : '')).join(''))
}

function write(value: HtmlValue): string {
  if (value === null) return ''
  if (typeof value === 'string') return escapeXml(value)
  if (typeof value === 'number') return String(value)
  return 'markup' in value ? value.markup : value.map(write).join('')
}

/** JSON for a data block: no character in it can end the block or begin markup. */
export function jsonForScript(value: unknown): Markup {
  const escaped = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return trusted(escaped)
}
