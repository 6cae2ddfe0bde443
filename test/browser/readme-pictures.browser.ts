import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { newFolder, runWell } from '../shell/cli/cli-harness.js'
import { startAudit } from '../shell/node/audit/start-audit.js'
import { IS_WRITING } from './kept-picture.js'
import { CHROMIUM_PATH, openPage, useBrowser } from './open-browser.js'

/** Pictures of README: DEALSTANCE_WRITE=1 takes them anew, look at them then. */
const FOLDER = 'corpus/samples'
const MAX_BYTES = 120_000
/** Pixels of a picture for each of the page. */
const SCALE = 0.8
const MOVE = ['--mover', 'Quire', '--move', 'lets Amazon run its bookshop']

const browser = useBrowser()

async function keep(
  url: string,
  shown: string,
  name: string,
  [width, height]: readonly [number, number],
): Promise<void> {
  const { page, faults } = await openPage(browser(), url, {
    colorScheme: 'light',
    viewport: { width, height },
    deviceScaleFactor: SCALE,
  })
  await page.locator(shown).first().waitFor()
  const picture = `${FOLDER}/${name}.png`
  if (IS_WRITING) writeFileSync(picture, await page.screenshot({ animations: 'disabled' }))
  expect(existsSync(picture), `expected ${picture}: take it with DEALSTANCE_WRITE=1`).toBe(true)
  const bytes = readFileSync(picture)
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([width * SCALE, height * SCALE])
  expect(bytes.length).toBeLessThan(MAX_BYTES)
  expect(faults).toEqual([])
}

describe.skipIf(CHROMIUM_PATH === null)('the pictures of README', () => {
  it('show the label page and the report of the sample', async () => {
    const folder = newFolder()
    const scored = folder.path('scored.jsonl')
    await runWell(['classify', 'corpus/samples/quire.txt', ...MOVE, '--out', scored, '--quiet'])
    const program = await startAudit(scored, '--size', 'all', '--out', folder.path('empty.jsonl'))
    await keep(program.url, '#post-text:not(:empty)', 'label-page', [900, 600])
    program.process.kill('SIGINT')
    await program.ended
    await runWell([
      'audit',
      scored,
      '--size',
      'all',
      '--import',
      'corpus/samples/quire-labels.csv',
      '--coder-kind',
      'person',
    ])
    const report = folder.path('report.html')
    await runWell(['report', scored, '--credit', 'an invented thread', '--out', report])
    await keep(pathToFileURL(report).href, '#finding svg', 'report', [1000, 840])
  })
})
