import { PipelineError } from '../../base/errors.js'

/** Font in place of `system-ui` and `sans-serif`; common on servers. */
const DEFAULT_FONT = 'DejaVu Sans'
const PROBE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text x="4" y="15">n</text></svg>'

/**
 * Renders an SVG document as PNG, in its light colours. Refuses to without a font, since text would
 * silently be missing.
 */
export async function renderPng(svg: string, pixelsPerUnit: number): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js').catch((cause: unknown) => {
    const message =
      'expected the optional package @resvg/resvg-js for --png, got none that loads on this machine. Install it (npm install @resvg/resvg-js), or take --svg.'
    throw new PipelineError('PICTURE_RUNTIME_UNAVAILABLE', message, { cause })
  })
  const font = {
    loadSystemFonts: true,
    defaultFontFamily: DEFAULT_FONT,
    sansSerifFamily: DEFAULT_FONT,
  }
  if (new Resvg(PROBE, { font }).innerBBox() === undefined) {
    const message =
      'expected a font to paint letters with, got none. Install one (Debian: fonts-dejavu-core), or take --svg.'
    throw new PipelineError('PICTURE_FONT_MISSING', message)
  }
  return new Resvg(withoutDarkColours(svg), { font, fitTo: { mode: 'zoom', value: pixelsPerUnit } })
    .render()
    .asPng()
}

/** Removes media queries, which the renderer may or may not apply. */
const withoutDarkColours = (svg: string): string =>
  svg.replace(/@media [^{@]*\{(?:[^{}@]*\{[^{}@]*\}){0,200}[^{}@]*\}/g, '')
