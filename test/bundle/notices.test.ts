import { readFileSync } from 'node:fs'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { packagesIn, RUNTIME_PACKAGE, renderNotices } from '../../scripts/bundle/notices.js'

const versionOf = (name: string) =>
  (
    JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as {
      readonly version: string
    }
  ).version

// Found: package and page held n-grams of eld, wink's lexicon and onnxruntime's wasm without a
// notice or a licence.
it('has the licence of each package that the commands hold, at its version', async () => {
  const { metafile } = await build({
    entryPoints: [
      'src/shell/cli/main.ts',
      'src/shell/node/score/score-worker.ts',
      'src/shell/node/model/encoder-worker.ts',
    ],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    outdir: 'dist',
    external: ['@resvg/resvg-js', 'onnxruntime-node', '#onnxruntime-web'],
    logLevel: 'error',
  })
  const packages = packagesIn(metafile)
  expect(packages).toEqual(
    expect.arrayContaining([
      'eld',
      'wink-nlp',
      'wink-eng-lite-web-model',
      'hyparquet',
      'htmlparser2',
    ]),
  )
  const notice = renderNotices(packages)
  expect(packages.filter((name) => !notice.includes(`\n${name} ${versionOf(name)} (`))).toEqual([])
})

it('has every dependency, the runtime that is packed, and the model that ours derives from', () => {
  const { dependencies, files } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    dependencies: object
    files: string[]
  }
  const names = [...Object.keys(dependencies), RUNTIME_PACKAGE]
  const notice = renderNotices(names)
  expect(names.filter((name) => !notice.includes(`\n${name} ${versionOf(name)} (`))).toEqual([])
  expect(notice).toMatch(/all-mpnet-base-v2 \(Apache-2\.0\)/)
  expect(notice).toMatch(/Copyright \(c\) Microsoft Corporation/)
  expect(notice).toMatch(/Apache License/)
  expect(files).toContain('NOTICE')
})
