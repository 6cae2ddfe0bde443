import { readFileSync } from 'node:fs'
import { LAYOUTS } from '../../src/read/copied/layout.js'
import { renderLabelPage } from '../../src/say/page/label-page.js'
import { escapeXml } from '../../src/say/svg/elements.js'

export interface ScoringPageParts {
  /** JavaScript of the page; nothing of it may close a script element. */
  readonly script: string
  /**
   * SHA-256 in base64 of it and of the scripts of label page and report. The content policy lets in
   * these and the styles alone.
   */
  readonly scriptHashes: readonly string[]
  readonly styleHashes: readonly string[]
  /** The worker's JavaScript with the linear model, gzipped, in base64. */
  readonly worker: string
  readonly sampleText: string
  readonly version: string
  readonly notices: string
}

const beside = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')

export const SCORING_PAGE_STYLE =
  beside('../../src/shell/browser/pages/theme.css') + beside('scoring-page.css')

/**
 * Rights of the page: run its own scripts, start its own worker; no network. A program that serves
 * the page lets it ask that alone.
 */
function policyOf({ scriptHashes, styleHashes }: ScoringPageParts): string {
  const listed = (hashes: readonly string[]): string =>
    hashes.map((hash) => `'sha256-${hash}'`).join(' ')
  return [
    "default-src 'none'",
    `script-src ${listed(scriptHashes)}`,
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

/** Sites and programs by the names in the layouts of copied pages ("a thread of X"). */
export function platforms(): string[] {
  const names = LAYOUTS.flatMap(
    ({ name }) => / of (?:an? )?((?:the )?\w*[A-Z]\w*(?: [A-Z]\w*)*)/.exec(name)?.[1] ?? [],
  )
  return [...new Set(names)].sort((one, other) => one.localeCompare(other, 'en'))
}

/**
 * Fills `scoring-page.html`, the page that scores a pasted thread where it is opened: one file that
 * asks nothing of anybody.
 */
export function renderScoringPage(parts: ScoringPageParts): string {
  const { script, worker, sampleText, version, notices } = parts
  if (/<\/script|<!--/i.test(script))
    throw new RangeError('expected a script without the end of a script element')
  const values: Readonly<Record<string, string>> = {
    policy: policyOf(parts),
    style: SCORING_PAGE_STYLE,
    script,
    worker,
    platforms: platforms().join(', '),
    version: escapeXml(version),
    notices: escapeXml(notices),
    labelPage: escapeXml(renderLabelPage({ graceSeconds: null })),
    sampleText: JSON.stringify(sampleText).replaceAll('<', '\\u003c'),
  }
  return beside('scoring-page.html').replace(
    /\{\{(\w+)\}\}/g,
    (_, name: string) => values[name] as string,
  )
}
