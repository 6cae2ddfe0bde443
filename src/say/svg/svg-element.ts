/** Attributes in output order; null omits one. */
export type SvgAttributes = Readonly<Record<string, string | number | null>>

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Characters XML 1.0 forbids even when escaped: controls, lone surrogates, two non-characters. */
const FORBIDDEN = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu

/** Escapes text for XML content and quoted attributes. Forbidden characters become U+FFFD. */
export const escapeXml = (text: string): string =>
  text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"']/g, (character) => ESCAPES[character] as string)

/** Rounds to a hundredth of a pixel, so that two runs give the same bytes. */
export const roundPixel = (value: number): string => String(Math.round(value * 100) / 100 || 0)

/**
 * Renders an element. Numbers are rounded to hundredths, values are escaped, `children` are markup.
 *
 * @example element('circle', { cx: 1.239, r: 3 }) // '<circle cx="1.24" r="3"/>'
 */
export function element(name: string, attributes: SvgAttributes, children: readonly string[] = []): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? roundPixel(value) : escapeXml(String(value))}"`)
    .join('')
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`
}

/** Renders a line of text; `attributes` give its position and style. */
export const textElement = (text: string, attributes: SvgAttributes): string => element('text', attributes, [escapeXml(text)])
