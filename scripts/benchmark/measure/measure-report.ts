import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ScoredPost } from '../../../src/entry/index.js'
import { loadBuilt } from '../built.js'
import { buildBenchmarkThreads } from './benchmark-posts.js'
import { timePage } from './time-page.js'

const POST_COUNT = 5000

/** Builds the report page of 5,000 posts with deciding words, and counts the bytes of their texts, authors and ids. */
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

export async function measureReportWeight(): Promise<number> {
  const { page, textBytes } = await buildPage()
  return (Buffer.byteLength(page) - textBytes) / 1000
}

/** Measures the time from opening the page to its list of posts, in a running browser, in milliseconds. */
export async function measureReportOpening(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'dealstance-benchmark-'))
  try {
    const path = join(folder, 'report.html')
    writeFileSync(path, (await buildPage()).page)
    return await timePage(path, (page) => page.locator(`#found:text-is("${POST_COUNT} posts")`).waitFor())
  } finally {
    rmSync(folder, { recursive: true })
  }
}
