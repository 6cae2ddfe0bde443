import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname } from 'node:path'
import { build } from 'esbuild'
import { hashModel } from '../../src/shell/node/model/load-model.js'
import { parsedEld } from './compact-eld.js'
import { parsedJson } from './esbuild-json.js'
import { packagesIn, renderNotices } from './notices.js'

const MODEL = 'linear-en'
/** Packages that cannot be bundled. The filter does not use them. */
const NATIVE = ['@duckdb/node-api', '@resvg/resvg-js', 'onnxruntime-node', '#onnxruntime-web']

/**
 * Builds the filter as one file that needs only Node. It contains the linear model with its relation model, wink's model and the deals, but no
 * encoder.
 *
 * @returns its size in bytes
 */
export async function bundleFilter(out: string): Promise<number> {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string }
  const cargo = { modelSha256: hashModel(MODEL), deals: JSON.stringify(JSON.parse(readFileSync('corpus/deals.json', 'utf8'))), version }
  const source = `
import { startFilter } from './src/shell/cli/filter/filter-alone.js'
import linear from './dist/models/${MODEL}.js'
startFilter({ linear, ...${JSON.stringify(cargo)} })`
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: '.', loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    minify: true,
    write: false,
    metafile: true,
    external: NATIVE,
    logLevel: 'error',
    banner: { js: '#!/usr/bin/env node' },
    plugins: [parsedJson, parsedEld],
  })
  const outside = Object.values(metafile.outputs).flatMap(({ imports }) => imports.filter(({ path }) => !isBuiltin(path)))
  if (outside.length > 0)
    throw new Error(`expected a file that needs Node alone, got one that asks for ${outside.map(({ path }) => path).join(', ')}`)
  mkdirSync(dirname(out), { recursive: true })
  const notices = renderNotices(packagesIn(metafile)).replaceAll('*/', '* /')
  writeFileSync(out, `${outputFiles[0]?.text ?? ''}\n/*\n${notices}*/\n`)
  chmodSync(out, 0o755)
  return statSync(out).size
}
