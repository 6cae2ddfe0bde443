/** Attributes in the order in which they are written; null leaves one out. */
export type SvgAttributes = Readonly<Record<string, string | number | null>>

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** What XML 1.0 has no place for, not even escaped: controls, lone halves of surrogate pairs, two non-characters. */
const FORBIDDEN = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu

/** Text made safe for XML, in content and between quotes; what XML cannot hold becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"']/g, (character) => ESCAPES[character] as string)
}

/** A hundredth of a pixel is enough, and two runs give the same bytes. */
export function roundPixel(value: number): string {
  return String(Math.round(value * 100) / 100 || 0)
}

/**
 * An element as markup. Numbers are rounded to hundredths; values are escaped; `children` are markup already.
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

/** A line of text; `attributes` place and dress it. */
export function textElement(text: string, attributes: SvgAttributes): string {
  return element('text', attributes, [escapeXml(text)])
}
