import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Frame,
  type Page,
} from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'

/**
 * Where a Chromium is looked for: CHROMIUM_PATH, then the places of Debian and of other systems.
 */
const PLACES = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Null where no Chromium stands at any of the known places. */
export const CHROMIUM_PATH: string | null =
  PLACES.find((path) => path !== undefined && existsSync(path)) ?? null

if (CHROMIUM_PATH === null) {
  process.stderr.write(
    '\nSKIPPED: the tests in a real browser. No Chromium was found: install the package chromium, or set CHROMIUM_PATH.\n\n',
  )
}

/** A browser for the tests of a file, where there is a Chromium. */
export function useBrowser(): () => Browser {
  let browser: Browser
  beforeAll(async () => {
    if (CHROMIUM_PATH === null) return
    // Containers run as root and have a small /dev/shm; the pages under test are the project's own.
    const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu']
    browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args })
  })
  afterAll(() => browser?.close())
  return () => browser
}

export interface Visit {
  readonly page: Page
  /** Everything that the page and its workers asked for, the page itself first. */
  readonly requests: readonly string[]
  readonly faults: readonly string[]
}

/** Each width in each theme. */
export const inThemes = (...widths: readonly number[]) =>
  widths.flatMap((width) => (['light', 'dark'] as const).map((theme) => ({ theme, width })))

/** How a page shows a text with controls and a lone surrogate. */
export const shownAs = (text: string): string =>
  text
    .replace('\u0000', '\u2400')
    .replace('\u0007', '\u2407')
    .replace('\u001b', '\u241b')
    .replace('\ud800', '\ufffd')

/**
 * Opens a page with everything that it asks for, and every fault that it meets: errors, dialogs and
 * words on the console.
 */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
): Promise<Visit> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const requests: string[] = []
  const faults: string[] = []
  context.on('request', (request) => requests.push(request.url()))
  page.on('pageerror', (fault) => faults.push(fault.message))
  page.on('console', (message) => faults.push(message.text()))
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(url)
  return { page, requests, faults }
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * Rules of accessibility that a page breaks, with where. A frame of a file is asked by itself.
 *
 * @param tags of the rules, else all of them
 */
export async function violationsOf(
  page: Page | Frame,
  tags?: readonly string[],
): Promise<string[]> {
  await page.evaluate(AXE)
  return await page.evaluate<string[]>(
    `axe.run(${JSON.stringify(tags ? { runOnly: tags } : {})}).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => id + ' ' + target + ' ' + failureSummary)))`,
  )
}
