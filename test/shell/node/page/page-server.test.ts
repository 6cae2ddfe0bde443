import { readFileSync } from 'node:fs'
import { afterAll, expect, it, vi } from 'vitest'
import type { StanceClassifier } from '../../../../src/judge/stance/stance-classifier.js'
import { parseGiven, scoreGiven } from '../../../../src/shell/browser/score-text.js'
import { openServedEncoder } from '../../../../src/shell/desk/served-encoder.js'
import { loadModel } from '../../../../src/shell/node/model/load-model.js'
import { servePage } from '../../../../src/shell/node/page/page-server.js'
import { SAMPLE } from '../../cli/cli-harness.js'

const server = await servePage(
  `<meta content="default-src 'none'; connect-src 'none'"><title>page</title>`,
)
afterAll(() => server.close())

/** Asks as the page itself does, whose browser names its origin. */
const asPage = (): void => {
  const { origin } = new URL(server.url)
  const ask = fetch
  vi.stubGlobal('fetch', (url: URL, init?: RequestInit) =>
    ask(url, { ...init, headers: { ...init?.headers, origin } }),
  )
}

it('gives the page the right to ask it, and nothing else', async () => {
  const answer = await fetch(server.url)
  expect(await answer.text()).toContain("default-src 'none'; connect-src 'self'")
  expect((await fetch(new URL('other', server.url))).status).toBe(404)
})

it('labels a thread as the default model of the commands does, byte for byte', async () => {
  asPage()
  try {
    const linear = loadModel('linear-en')
    const served = await openServedEncoder(server.url, () => linear)
    const given = { bytes: readFileSync(SAMPLE), fileName: 'thread.txt' }
    const thread = await parseGiven(given)
    const contentOf = async (model: StanceClassifier) =>
      (await scoreGiven(thread, given, { model, onProgress: () => {} })).files[0].content
    const content = await contentOf(served)
    expect(content).toBe(await contentOf(loadModel('stance-en')))
    expect(content).toContain('"model":"stance-en"')
    const bad = await fetch(new URL('encode', server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '[{"rowCount":1}]',
    })
    expect(await bad.text()).toContain('expected')
  } finally {
    vi.unstubAllGlobals()
  }
})

it('runs nothing for a page of another origin', async () => {
  const post = {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
    body: '[]',
  }
  expect((await fetch(new URL('encode', server.url), post)).status).toBe(403)
})

it('says that the program has ended where it has', async () => {
  await expect(
    openServedEncoder('http://127.0.0.1:9/x/', () => loadModel('linear-en')),
  ).rejects.toThrow(
    'The program behind this page has ended. Start it again. Your labels are kept in this browser.',
  )
})
