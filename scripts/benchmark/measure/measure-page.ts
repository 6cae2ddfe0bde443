import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { SAMPLE } from './run-command.js'
import { timePage } from './time-page.js'

const PAGE = 'dist/page/dealstance.html'

const buildPage = (): void => void execFileSync(process.execPath, ['--import', 'tsx', 'scripts/pack-page.ts'])

export async function measurePageWeight(): Promise<number> {
  buildPage()
  return statSync(PAGE).size / 1000
}

/** Measures the time from opening the scoring page to the labels of the pasted sample, in a running browser, in milliseconds. */
export async function measurePageFirstResult(): Promise<number> {
  buildPage()
  const text = readFileSync(SAMPLE, 'utf8')
  return await timePage(PAGE, async (page) => {
    await page.fill('#pasted', text)
    await page.click('#score')
    await page.locator('#status:has-text("Nothing left this machine")').waitFor()
  })
}
