import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/**
 * Pictures that were looked at and kept, each a fifth of the page's size. DEALSTANCE_WRITE=1 takes
 * them anew: look at them then.
 */
const KEPT = new URL('./kept/', import.meta.url)
const SCALE = 5
/** Sides of the squares whose mean colours are compared, in pixels of the kept picture. */
const SQUARE = 8
/**
 * Of 255 steps a channel: letters drawn by another release of the browser stay below, a lost bar or
 * a wrong colour does not.
 */
const MOST_STEPS = 20
export const IS_WRITING = (process.env['DEALSTANCE_WRITE'] ?? '') !== ''

/** Run in the page: the picture shrunk, as a data URL. */
const SHRINK = `async ([url, scale]) => {
  const image = new Image()
  image.src = url
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(image.width / scale)
  canvas.height = Math.round(image.height / scale)
  const pen = canvas.getContext('2d')
  pen.imageSmoothingQuality = 'high'
  pen.drawImage(image, 0, 0, canvas.width, canvas.height)
  return canvas.toDataURL('image/webp', 0.7)
}`

/**
 * Run in the page: both sizes, and the part of the squares whose mean colours lie further apart
 * than allowed.
 */
const COMPARE = `async ([urls, square, most]) => {
  const [one, other] = await Promise.all(urls.map(async (url) => {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = image.width
    canvas.height = image.height
    const pen = canvas.getContext('2d')
    pen.drawImage(image, 0, 0)
    return { width: image.width, height: image.height, data: pen.getImageData(0, 0, image.width, image.height).data }
  }))
  const mean = ({ width, data }, left, top, channel) => {
    let sum = 0
    for (let y = top; y < top + square; y++) for (let x = left; x < left + square; x++) sum += data[(y * width + x) * 4 + channel]
    return sum / square ** 2
  }
  let count = 0
  let differing = 0
  const width = Math.min(one.width, other.width)
  for (let top = 0; top + square <= Math.min(one.height, other.height); top += square) {
    for (let left = 0; left + square <= width; left += square, count++) {
      if ([0, 1, 2].some((channel) => Math.abs(mean(one, left, top, channel) - mean(other, left, top, channel)) > most)) differing++
    }
  }
  return { sizes: [one, other].map(({ width, height }) => [width, height]), differing: differing / count }
}`

/** Run in the page: width of a line in the font of the pages, which tells it from another. */
const FONTS = `() => {
  const pen = document.createElement('canvas').getContext('2d')
  pen.font = '40px system-ui'
  return String(Math.round(pen.measureText('How many call the move a retreat? 0123456789').width))
}`

/**
 * The data URLs of pictures are drawn on an empty page: the page under test allows no such image.
 */
async function onEmptyPage<Value>(page: Page, script: string, value: unknown): Promise<Value> {
  const empty = await page.context().newPage()
  try {
    return (await empty.evaluate(`(${script})(${JSON.stringify(value)})`)) as Value
  } finally {
    await empty.close()
  }
}

/**
 * How far a page is from its kept picture; null where the machine has other fonts, since lines then
 * break elsewhere.
 */
export interface PictureDifference {
  /** Height of the page over that of the kept picture, less one, absolute. */
  readonly height: number
  /** Part of the squares that differ, in [0, 1]. */
  readonly squares: number
}

/**
 * The whole page looks as it did when its picture was kept. Skipped loudly where the machine has
 * other fonts.
 */
export async function expectLikeKept(page: Page, name: string): Promise<void> {
  const difference = await differenceFromKept(page, name)
  if (difference === null) return
  expect(
    difference.height,
    `${name}: part by which the height differs from the kept picture`,
  ).toBeLessThan(0.02)
  expect(
    difference.squares,
    `${name}: part of the squares that differ from the kept picture`,
  ).toBeLessThanOrEqual(MOST_SQUARES)
}

/** Above it a page is not what was kept. */
export const MOST_SQUARES = 0.01

/**
 * Longest that a picture may take, in ms: a page of 24,000 pixels took a minute on a machine at ten
 * times its load.
 */
const PICTURE_MS = 100_000

/**
 * Run in the page: draws what lies outside of the window too, and waits until that is done. Else a
 * picture may hold blanks.
 */
const DRAW_ALL = `async () => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('* { content-visibility: visible !important }')
  document.adoptedStyleSheets.push(sheet)
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
}`

export async function differenceFromKept(
  page: Page,
  name: string,
): Promise<PictureDifference | null> {
  await page.evaluate(`(${DRAW_ALL})()`)
  const shot = await page.screenshot({
    fullPage: true,
    animations: 'disabled',
    timeout: PICTURE_MS,
  })
  const shrunk = await onEmptyPage<string>(page, SHRINK, [
    `data:image/png;base64,${shot.toString('base64')}`,
    SCALE,
  ])
  const fonts = await onEmptyPage<string>(page, FONTS, null)
  const picture = new URL(`${name}.webp`, KEPT)
  const fontsFile = new URL('fonts.txt', KEPT)
  if (IS_WRITING) {
    mkdirSync(KEPT, { recursive: true })
    writeFileSync(picture, Buffer.from(shrunk.split(',')[1] ?? '', 'base64'))
    writeFileSync(fontsFile, `${fonts}\n`)
    return null
  }
  expect(
    existsSync(picture),
    `expected a kept picture ${name}.webp: take it with DEALSTANCE_WRITE=1 and look at it`,
  ).toBe(true)
  const keptFonts = readFileSync(fontsFile, 'utf8').trim()
  if (keptFonts !== fonts) {
    process.stderr.write(
      `\nSKIPPED: ${name} is not compared: its kept picture has other fonts (width ${keptFonts}, here ${fonts}).\n\n`,
    )
    return null
  }
  const kept = `data:image/webp;base64,${readFileSync(picture).toString('base64')}`
  const { sizes, differing } = await onEmptyPage<{ sizes: [number, number][]; differing: number }>(
    page,
    COMPARE,
    [[kept, shrunk], SQUARE, MOST_STEPS],
  )
  const [[, keptHeight] = [0, 0], [, height] = [0, 0]] = sizes
  return { height: Math.abs(height / keptHeight - 1), squares: differing }
}
