import { PipelineError } from '../../base/errors.js'

/** Options of {@link renderPng}. */
export interface PngOptions {
  /** Pixels per SVG unit. Default 2. */
  readonly scale?: number
}

/** Font in place of `system-ui` and `sans-serif`; common on servers. */
const DEFAULT_FONT = 'DejaVu Sans'
const PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text x="4" y="15">n</text></svg>'

/**
 * Renders an SVG document as PNG, in its light colours.
 *
 * @throws {PipelineError} `PICTURE_RUNTIME_UNAVAILABLE` when the optional package @resvg/resvg-js is not installed; `PICTURE_FONT_MISSING`
 *   when no font is found, since text would silently be missing; `USAGE_ARGUMENT_INVALID` for a text that is not SVG
 */
export async function renderPng(svg: string, options: PngOptions = {}): Promise<Uint8Array> {
  const { scale = 2 } = options
  const { Resvg } = await import('@resvg/resvg-js').catch((cause: unknown) => {
    const message =
      'expected the optional package @resvg/resvg-js for --png, got none that loads on this machine. Install it (npm install @resvg/resvg-js), or take --svg.'
    throw new PipelineError('PICTURE_RUNTIME_UNAVAILABLE', message, { cause })
  })
  const font = { loadSystemFonts: true, defaultFontFamily: DEFAULT_FONT, sansSerifFamily: DEFAULT_FONT }
  if (new Resvg(PROBE, { font }).innerBBox() === undefined) {
    const message = 'expected a font to paint letters with, got none. Install one (Debian: fonts-dejavu-core), or take --svg.'
    throw new PipelineError('PICTURE_FONT_MISSING', message)
  }
  try {
    return new Resvg(withoutDarkColours(svg), { font, fitTo: { mode: 'zoom', value: scale } }).render().asPng()
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause)
    const message = `renderPng: expected svg to be an SVG document, such as renderReportCharts(input)[0].svg; got another text (${got}).`
    throw new PipelineError('USAGE_ARGUMENT_INVALID', message, { cause })
  }
}

/** Removes media queries, which the renderer may or may not apply. */
const withoutDarkColours = (svg: string): string => svg.replace(/@media [^{@]*\{(?:[^{}@]*\{[^{}@]*\})*[^{}@]*\}/g, '')
