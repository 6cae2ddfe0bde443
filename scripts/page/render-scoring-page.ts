import { readFileSync } from 'node:fs'
import { STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import { renderLabelPage } from '../../src/count/audit/label/label-page.js'
import { EXAMPLE_MOVE } from '../../src/judge/deals/deal.js'
import { escapeXml } from '../../src/say/svg/marks.js'

export interface ScoringPageParts {
  /** JavaScript of the page; nothing of it may close a script element. */
  readonly script: string
  /** SHA-256 in base64 of it and of the scripts of label page and report; with those of the styles the only code that the content policy lets in. */
  readonly scriptHashes: readonly string[]
  readonly styleHashes: readonly string[]
  /** The worker's JavaScript with the linear model and the deals, gzipped, in base64. */
  readonly worker: string
  /** onnxruntime-web's WebAssembly, gzipped, in base64; unpacked only when an encoder is loaded. */
  readonly runtime: string
  readonly sampleText: string
  readonly version: string
  readonly notices: string
}

const beside = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')

/** Colours keep a contrast of at least 4.5 : 1 on their ground in both themes; nothing moves. */
export const SCORING_PAGE_STYLE = beside('scoring-page.css')

/** What the page may do: run its own scripts, start its own worker, compile the runtime; nothing that reaches a network. */
function policyOf({ scriptHashes, styleHashes }: ScoringPageParts): string {
  const listed = (hashes: readonly string[]): string => hashes.map((hash) => `'sha256-${hash}'`).join(' ')
  return [
    "default-src 'none'",
    `script-src ${listed(scriptHashes)} 'wasm-unsafe-eval'`,
    `style-src ${listed(styleHashes)}`,
    'worker-src blob:',
    'img-src data:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types dealstance-worker',
  ].join('; ')
}

/** Fills `scoring-page.html`, the page that scores a pasted thread where it is opened: one file that asks nothing of anybody. */
export function renderScoringPage(parts: ScoringPageParts): string {
  const { script, worker, runtime, sampleText, version, notices } = parts
  if (/<\/script|<!--/i.test(script)) throw new RangeError('expected a script without the end of a script element')
  const values: Readonly<Record<string, string>> = {
    ...{ policy: policyOf(parts), style: SCORING_PAGE_STYLE, exampleMove: EXAMPLE_MOVE, script, worker, runtime },
    version: escapeXml(version),
    notices: escapeXml(notices),
    labelPage: escapeXml(renderLabelPage({ labels: STANCE_SCHEME.labels, graceSeconds: null })),
    sampleText: JSON.stringify(sampleText).replaceAll('<', '\\u003c'),
  }
  return beside('scoring-page.html').replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] as string)
}
