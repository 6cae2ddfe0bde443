import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import type { ScoredPost } from '../../src/index.js'
import { buildBenchmarkThreads } from './benchmark-posts.js'
import { loadBuilt } from './built.js'

export const CHROMIUM_PATH = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const POST_COUNT = 5000

/** The report page of 5,000 posts with their deciding words, and the bytes of their texts, authors and ids in it. */
async function buildPage(): Promise<{ readonly page: string; readonly textBytes: number }> {
  const built = await loadBuilt()
  const { dealstance, node } = built
  const deals = await node.readDeals('corpus/deals.json')
  const pipeline = dealstance.createPipeline({ model: node.loadModel('linear-en'), deals, evidence: true })
  const posts: ScoredPost[] = []
  for await (const batch of pipeline.stream(buildBenchmarkThreads(built, POST_COUNT))) posts.push(...batch)
  const input = {
    breakdown: pipeline.aggregate(posts),
    posts,
    scheme: pipeline.scheme,
    title: null,
    date: null,
    figures: null,
    facts: null,
  }
  const page = dealstance.renderReportPage(input, (text) => createHash('sha256').update(text).digest('base64'))
  const textBytes = posts.reduce((total, { text, author, id }) => total + Buffer.byteLength(`${text}${author ?? ''}${id}`), 0)
  return { page, textBytes }
}

/** Kilobytes of the page that are no post's. */
export async function measureReportWeight(): Promise<number> {
  const { page, textBytes } = await buildPage()
  return (Buffer.byteLength(page) - textBytes) / 1000
}

/** Null where there is a Chromium to open a page in. */
export const missingChromium = (): string | null => (existsSync(CHROMIUM_PATH) ? null : 'no Chromium; set CHROMIUM_PATH')

/** Milliseconds from opening the page to its list of posts, in a browser that runs. */
export async function measureReportOpening(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'dealstance-benchmark-'))
  const path = join(folder, 'report.html')
  writeFileSync(path, (await buildPage()).page)
  const browser = await chromium.launch({
    executablePath: CHROMIUM_PATH,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  })
  try {
    const page = await browser.newPage()
    const start = performance.now()
    await page.goto(pathToFileURL(path).href)
    await page.locator(`#found:text-is("${POST_COUNT} posts")`).waitFor()
    return performance.now() - start
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true })
  }
}
