import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { chromium, type Page } from 'playwright-core'

const CHROMIUM_PATH = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

/** Returns the reason that pages cannot be opened, or null if Chromium is installed. */
export const missingChromium = (): string | null => (existsSync(CHROMIUM_PATH) ? null : 'no Chromium; set CHROMIUM_PATH')

/** Measures the time from opening a page to the end of `use`, in a running browser, in milliseconds. */
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
