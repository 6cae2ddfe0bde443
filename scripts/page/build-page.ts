import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { LABEL_PAGE_SCRIPT, LABEL_PAGE_STYLE, REPORT_PAGE_SCRIPT } from '#page-scripts'
import { REPORT_PAGE_STYLE } from '../../src/say/page/render-report-page.js'
import { packagesIn, renderNotices } from '../bundle/notices.js'
import { renderScoringPage, SCORING_PAGE_STYLE } from './render-scoring-page.js'

const SAMPLE = 'corpus/samples/xai-compute.txt'

/** Least length of JSON that is inlined as text. */
const LEAST_LENGTH = 50_000

/**
 * Inlines long JSON and eld's n-grams as text for `JSON.parse`: a third of the time and memory of
 * an object literal.
 */
const parsedJson: Plugin = {
  name: 'parsed-json',
  setup: ({ onLoad }) => {
    const parsed = (value: unknown): string =>
      `JSON.parse(${JSON.stringify(JSON.stringify(value))})`
    onLoad({ filter: /\.json$/ }, ({ path }) => {
      const json = readFileSync(path, 'utf8')
      return json.length < LEAST_LENGTH
        ? null
        : { contents: `module.exports = ${parsed(JSON.parse(json))}`, loader: 'js' }
    })
    onLoad({ filter: /eld\/src\/ngrams\/extrasmall\.js$/ }, async ({ path }) => {
      const { ngramsData } = (await import(pathToFileURL(path).href)) as {
        readonly ngramsData: unknown
      }
      return { contents: `export const ngramsData = ${parsed(ngramsData)}`, loader: 'js' }
    })
  },
}

const COMMON: BuildOptions = {
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  minify: true,
  write: false,
  logLevel: 'error',
  plugins: [parsedJson],
}

async function bundle(
  options: BuildOptions,
): Promise<{ readonly text: string; readonly packages: readonly string[] }> {
  const { outputFiles, metafile } = await build({ ...COMMON, ...options, metafile: true })
  return { text: outputFiles?.[0]?.text ?? '', packages: packagesIn(metafile) }
}

const workerSource = `
import { startPageWorker } from './src/shell/browser/page-worker.js'
import { openServedEncoder } from './src/shell/desk/served-encoder.js'
import linear from './dist/models/linear-en.js'
import linearFigures from './models/linear-en/figures.json'
import stanceFigures from './models/stance-en/figures.json'
const served = self.name === '' ? null : (linear) => openServedEncoder(self.name, linear)
startPageWorker({ linear, figures: [linearFigures, stanceFigures] }, self, served)`

const pack = (content: string | Uint8Array): string =>
  gzipSync(content, { level: 9 }).toString('base64')
const hash = (text: string): string => createHash('sha256').update(text).digest('base64')

/** Builds the page that scores a pasted thread: one HTML file that includes the linear model. */
export async function buildPage(out: string): Promise<void> {
  const worker = await bundle({ stdin: { contents: workerSource, resolveDir: '.' } })
  const script = await bundle({ entryPoints: ['src/shell/browser/app/main.ts'] })
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly version: string
  }
  mkdirSync(dirname(out), { recursive: true })
  writeFileSync(
    out,
    renderScoringPage({
      script: script.text,
      scriptHashes: [hash(script.text), hash(LABEL_PAGE_SCRIPT), hash(REPORT_PAGE_SCRIPT)],
      styleHashes: [hash(SCORING_PAGE_STYLE), hash(LABEL_PAGE_STYLE), hash(REPORT_PAGE_STYLE)],
      worker: pack(worker.text),
      sampleText: readFileSync(SAMPLE, 'utf8'),
      version,
      notices: renderNotices([...worker.packages, ...script.packages]),
    }),
  )
}
