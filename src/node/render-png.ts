import { PipelineError } from '../errors.js'

/** Size and font of a picture. */
export interface PngOptions {
  /** Pixels of the picture for each of the drawing. Default 2. */
  readonly scale?: number
  /** A font of one's own (TTF, OTF) in front of the system's. */
  readonly fontPath?: string
}

/** Common on servers; what stands for `system-ui` and `sans-serif`. */
const DEFAULT_FONT = 'DejaVu Sans'
const PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text x="4" y="15">n</text></svg>'

/**
 * Draws SVG as PNG, in its light colours.
 *
 * @throws {PipelineError} `PICTURE_RUNTIME_UNAVAILABLE` where the optional package @resvg/resvg-js is not installed, `PICTURE_FONT_MISSING`
 *   where no font is found: letters would be left out without a word
 */
export async function renderPng(svg: string, { scale = 2, fontPath }: PngOptions = {}): Promise<Uint8Array> {
  const { Resvg } = await loadResvg()
  const font = {
    loadSystemFonts: true,
    defaultFontFamily: DEFAULT_FONT,
    sansSerifFamily: DEFAULT_FONT,
    ...(fontPath !== undefined && { fontFiles: [fontPath] }),
  }
  if (new Resvg(PROBE, { font }).innerBBox() === undefined) {
    throw new PipelineError(
      'PICTURE_FONT_MISSING',
      'expected a font to draw letters with, got none. Install one (Debian: fonts-dejavu-core), name a file with --font, or take --svg.',
    )
  }
  return new Resvg(withoutDarkColours(svg), { font, fitTo: { mode: 'zoom', value: scale } }).render().asPng()
}

/** The drawing program may or may not know media queries: it must not see any. */
const withoutDarkColours = (svg: string): string => svg.replace(/@media [^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '')

async function loadResvg(): Promise<typeof import('@resvg/resvg-js')> {
  try {
    return await import('@resvg/resvg-js')
  } catch (cause) {
    throw new PipelineError(
      'PICTURE_RUNTIME_UNAVAILABLE',
      'expected the optional package @resvg/resvg-js for --png, got none that loads on this machine. npm install @resvg/resvg-js, or take --svg.',
      { cause },
    )
  }
}
