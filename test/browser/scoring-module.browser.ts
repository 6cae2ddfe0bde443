import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ScoredPost } from '../../src/judge/stance/stance-prediction.js'
import { fromJsonl, newFolder, startApart, toJsonl } from '../shell/cli/cli-harness.js'
import { bundle } from './bundle.js'
import { CHROMIUM_PATH, openPage, useBrowser } from './open-browser.js'

const TEXTS = [
  'They gave up the race.',
  'Cash for idle racks, what is not to like?',
  'When does the lease start?',
]
const PROGRAM = `
import { loadEncoder, scorePosts } from './src/entry/scoring.js'
const model = await loadEncoder('/models/')
globalThis.scored = await scorePosts(${JSON.stringify(TEXTS)}, { model, mover: 'Sonos', move: 'drops Google Cast' })
`
const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  mjs: 'text/javascript',
  wasm: 'application/wasm',
  html: 'text/html',
}

const browser = useBrowser()
let server: Server
let address = ''

/** What a page serves beside its bundle: the folder of the models, and the files of onnxruntime. */
beforeAll(async () => {
  if (CHROMIUM_PATH === null) return
  const served: Readonly<Record<string, string>> = {
    '/': '<!doctype html><title>Module</title><script type="module" src="/page.js"></script>',
    '/page.js': await bundle(PROGRAM),
  }
  server = createServer(({ url = '/' }, response) => {
    const file = url.startsWith('/models/') ? url.slice(1) : `dist/onnxruntime/${basename(url)}`
    const body = served[url] ?? (existsSync(file) ? readFileSync(file) : null)
    const type = url === '/' ? 'html' : (/\.(\w+)$/.exec(url)?.[1] ?? '')
    response
      .writeHead(body === null ? 404 : 200, {
        'content-type': TYPES[type] ?? 'application/octet-stream',
      })
      .end(body)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})
afterAll(() => server?.close())

/**
 * Logits of the two runtimes lie up to .06 apart, see the model's card: a probability moves by a
 * quarter of that at most.
 */
const MOST_APART = 0.015

describe.skipIf(CHROMIUM_PATH === null)('dealstance/scoring in a browser', () => {
  it('loads the default model from the folder that the page serves, and labels as the command does', async () => {
    const { page, requests, faults } = await openPage(browser(), address, {})
    await page
      .waitForFunction('globalThis.scored !== undefined', undefined, { timeout: 100_000 })
      .catch(() => undefined)
    // A model may leave out files that others have.
    expect(faults.filter((fault) => !fault.startsWith('Failed to load resource'))).toEqual([])
    const asked = [...new Set(requests.map((url) => new URL(url).pathname))]
    expect(asked.filter((path) => !path.startsWith('/models/'))).toEqual([
      '/',
      '/page.js',
      '/ort-wasm-simd-threaded.wasm',
    ])
    const scored = await page.evaluate<ScoredPost[]>('globalThis.scored')
    const input = newFolder().write(
      'posts.jsonl',
      toJsonl(TEXTS.map((text, index) => ({ id: `p${index + 1}`, threadId: 't', text }))),
    )
    const ran = await startApart([
      'classify',
      input,
      '--quiet',
      '--mover',
      'Sonos',
      '--move',
      'drops Google Cast',
    ]).ended
    const expected: ScoredPost[] = fromJsonl(ran.stdout)
    expect(scored.map(({ model, label }) => [model, label])).toEqual(
      expected.map(({ model, label }) => [model, label]),
    )
    expect(scored[0]?.model).toBe('stance-en')
    for (const [index, { probabilities }] of scored.entries()) {
      for (const [label, probability] of Object.entries(probabilities ?? {}))
        expect(
          Math.abs(probability - (expected[index]?.probabilities?.[label] ?? Number.NaN)),
        ).toBeLessThan(MOST_APART)
    }
  })
})
