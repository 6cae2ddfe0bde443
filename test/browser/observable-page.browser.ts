import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bundle } from './bundle.js'
import { CHROMIUM_PATH, useBrowser } from './open-browser.js'

/**
 * The Observable page for notebook authors is bundled as it stands, run in a browser, and prints
 * what stands under its blocks.
 */
const PAGE = 'scripts/notebooks/observable.md'
const FILES: Readonly<Record<string, string>> = {
  'thread.txt': 'corpus/samples/xai-compute.txt',
  'labels.csv': 'corpus/samples/xai-compute-labels.csv',
}

const source = readFileSync(PAGE, 'utf8')
const blocks = [...source.matchAll(/```(js|text)\n([\s\S]*?)```/g)].map(
  ([, language = '', body = '']) => ({ language, body }),
)

/** What of Observable the page uses; a mark stands between the outputs of two blocks. */
const SHIM = `
const shown = []
const display = (value) => void shown.push(value instanceof Element ? document.body.appendChild(value).tagName : value)
const FileAttachment = (name) => ({ text: async () => FILES[name] })
const FILES = ${JSON.stringify(Object.fromEntries(Object.entries(FILES).map(([name, path]) => [name, readFileSync(path, 'utf8')])))}
const endBlock = () => void shown.push(null)
`

const scripts = blocks.filter(({ language }) => language === 'js')
const PROGRAM = `${scripts.map(({ body }, index) => `${index === 1 ? SHIM : ''}${body}${index === 0 ? '' : 'endBlock()\n'}`).join('')}
globalThis.shown = shown`
const browser = useBrowser()

describe.skipIf(CHROMIUM_PATH === null)('the Observable page', () => {
  it('prints in a browser what it says, and asks nothing of any network', async () => {
    const page = await browser().newPage()
    const requests: string[] = []
    const faults: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    page.on('pageerror', (error) => faults.push(error.message))
    await page.setContent('<!doctype html><title>Observable</title><body>')
    await page.addScriptTag({ content: await bundle(PROGRAM), type: 'module' })
    await page
      .waitForFunction('globalThis.shown !== undefined', undefined, { timeout: 20_000 })
      .catch(() => undefined)
    expect(faults).toEqual([])
    const shown = await page.evaluate<(string | null)[]>('globalThis.shown')
    const outputs = `\n${shown.map((each) => each ?? '---').join('\n')}\n`
      .split('---')
      .map((output) => output.slice(1))
    const [, scored = '', counted = '', audited = '', drawn = ''] = outputs
    expect(drawn).toMatch(/^(?:svg\n)+$/)
    expect(requests).toEqual([])
    const printed = [scored, counted, audited]
    if (process.env['DEALSTANCE_WRITE'] !== undefined) {
      let index = 0
      writeFileSync(
        PAGE,
        source.replace(/```text\n[\s\S]*?```/g, () => `\`\`\`text\n${printed[index++]}\`\`\``),
      )
    }
    expect(blocks.filter(({ language }) => language === 'text').map(({ body }) => body)).toEqual(
      printed,
    )
  }, 60_000)
})
