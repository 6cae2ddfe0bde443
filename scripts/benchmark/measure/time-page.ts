import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { chromium, type Page } from 'playwright-core'

const CHROMIUM_PATH = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

/** Null where there is a Chromium to open a page in. */
export const missingChromium = (): string | null => (existsSync(CHROMIUM_PATH) ? null : 'no Chromium; set CHROMIUM_PATH')

/** Milliseconds from opening a page to the end of what is done in it, in a browser that runs. */
export async function timePage(path: string, use: (page: Page) => Promise<void>): Promise<number> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM_PATH,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  })
  try {
    const page = await browser.newPage()
    const start = performance.now()
    await page.goto(pathToFileURL(path).href)
    await use(page)
    return performance.now() - start
  } finally {
    await browser.close()
  }
}
