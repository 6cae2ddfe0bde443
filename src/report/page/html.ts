import { escapeXml } from '../../svg/svg-element.js'

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

/** JSON for a script element. Characters that could end the element or start markup are escaped. */
export function jsonForScript(value: unknown): Markup {
  const escaped = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return trusted(escaped)
}
