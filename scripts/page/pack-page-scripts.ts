import { mkdirSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'

const PAGES = {
  REPORT_PAGE_SCRIPT: 'report-page.ts',
  LABEL_PAGE_SCRIPT: 'label-page.ts',
  REPORT_PAGE_RULES: 'report-page.css',
  LABEL_PAGE_STYLE: 'label-page.css',
}

/**
 * Packs scripts and styles of report and label page as texts, since both pages are rendered as one
 * file where nothing can be fetched.
 */
export async function packPageScripts(): Promise<void> {
  const texts = await bundlePageScripts()
  mkdirSync('dist/page', { recursive: true })
  writeFileSync('dist/page/page-scripts.js', asModule(texts))
  writeFileSync(
    'dist/page/page-scripts.d.ts',
    texts.map(([name]) => `export declare const ${name}: string\n`).join(''),
  )
}

/** Each packed text under its name. */
export const bundlePageScripts = (): Promise<readonly (readonly [name: string, text: string])[]> =>
  Promise.all(
    Object.entries(PAGES).map(async ([name, entry]) => {
      const { outputFiles } = await build({
        entryPoints: [`src/shell/browser/pages/${entry}`],
        bundle: true,
        platform: 'browser',
        format: 'iife',
        target: 'es2023',
        minify: true,
        write: false,
        logLevel: 'error',
      })
      return [name, outputFiles[0]?.text ?? ''] as const
    }),
  )

/** A module that exports the texts. */
export const asModule = (texts: readonly (readonly [name: string, text: string])[]): string =>
  texts.map(([name, text]) => `export const ${name} = ${JSON.stringify(text)}\n`).join('')
