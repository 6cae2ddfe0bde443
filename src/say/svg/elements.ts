/** Shapes that can be distinguished without colour. */
export type MarkerShape = keyof typeof CORNERS | 'dot'

const CORNERS = {
  left: '-1.1,0 0.8,-1 0.8,1',
  right: '1.1,0 -0.8,-1 -0.8,1',
  up: '0,-1.1 1,0.8 -1,0.8',
  down: '0,1.1 1,-0.8 -1,-0.8',
  diamond: '0,-1.05 1.05,0 0,1.05 -1.05,0',
  square: '-0.9,-0.9 0.9,-0.9 0.9,0.9 -0.9,0.9',
  cross: '-1,-0.5 -0.5,-1 0,-0.5 0.5,-1 1,-0.5 0.5,0 1,0.5 0.5,1 0,0.5 -0.5,1 -1,0.5 -0.5,0',
}

/** @param series index of its colour @param isOpen outline only */
export function renderMarker(
  { shape, series }: { readonly shape: MarkerShape; readonly series: number },
  at: { readonly x: number; readonly y: number },
  radius: number,
  isOpen = false,
): string {
  const look = isOpen
    ? { class: `open stroke${series}`, 'stroke-width': 2 }
    : { class: `fill${series}` }
  if (shape === 'dot') return element('circle', { cx: at.x, cy: at.y, r: radius * 0.9, ...look })
  const corners = CORNERS[shape].split(' ').map((corner) => {
    const [dx = 0, dy = 0] = corner.split(',').map(Number)
    return `${roundPixel(at.x + dx * radius)},${roundPixel(at.y + dy * radius)}`
  })
  return element('path', { d: `M${corners.join('L')}Z`, ...look })
}

/** Attributes in output order; null omits one. */
export type SvgAttributes = Readonly<Record<string, string | number | null>>

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Characters that XML 1.0 forbids even when escaped. */
const FORBIDDEN = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu

/** Escapes text for XML. Forbidden characters become U+FFFD. */
export const escapeXml = (text: string): string =>
  text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"']/g, (character) => ESCAPES[character] as string)

/** Rounds to a hundredth, so that two runs give the same bytes. */
export const roundPixel = (value: number): string => String(Math.round(value * 100) / 100 || 0)

/**
 * Renders an element: numbers rounded to hundredths, values escaped, `children` markup.
 *
 * @example element('circle', { cx: 1.239, r: 3 }) // '<circle cx="1.24" r="3"/>'
 */
export function element(
  name: string,
  attributes: SvgAttributes,
  children: readonly string[] = [],
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(
      ([key, value]) =>
        ` ${key}="${typeof value === 'number' ? roundPixel(value) : escapeXml(String(value))}"`,
    )
    .join('')
  return children.length === 0
    ? `<${name}${written}/>`
    : `<${name}${written}>${children.join('')}</${name}>`
}

export const textElement = (text: string, attributes: SvgAttributes): string =>
  element('text', attributes, [escapeXml(text)])

/** A vertical line. @param half half its height */
export const uprightLine = (x: number, y: number, half: number, look: SvgAttributes): string =>
  element('line', { x1: x, x2: x, y1: y - half, y2: y + half, ...look })
