import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'

/** The package whose runtime the page holds; it ships no licence text. */
export const RUNTIME_PACKAGE = 'onnxruntime-web'
const LICENCES = 'scripts/bundle/licences'
const OWN_TEXTS: Readonly<Record<string, string>> = {
  [RUNTIME_PACKAGE]: 'onnxruntime.txt',
  'onnxruntime-common': 'onnxruntime.txt',
  'onnxruntime-node': 'onnxruntime.txt',
}

interface Manifest {
  readonly version: string
  readonly license?: string
}
/** Licences of packages whose manifest names none, by their texts. */
const TERMS: Readonly<Record<string, string>> = { sylvester: 'MIT' }

/** Parts of `models/` that come from others. Packages hold the rest. */
const MODELS = `all-mpnet-base-v2 (Apache-2.0)
models/stance-en: weights and tokenizer.json derive from all-mpnet-base-v2 of sentence-transformers, which is under the Apache License 2.0.
Changed: its first seven layers, trained further and stored in 8 bits. Its terms are those of the Apache License below.
`
const RULE = `\n${'-'.repeat(80)}\n`

/** Names of the packages that a bundle holds, sorted. */
export function packagesIn({ inputs }: Pick<Metafile, 'inputs'>): string[] {
  const names = Object.keys(inputs).flatMap(
    (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
  )
  return [...new Set(names)].sort()
}

/**
 * The licences of packages, and of what the models derive from, with their texts.
 *
 * @throws {Error} for a package without a licence text
 */
export function renderNotices(packages: readonly string[]): string {
  const parts = [...new Set(packages)].sort().map((name) => {
    const folder = join('node_modules', name)
    const { version, license = TERMS[name] } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    ) as Manifest
    const files = readdirSync(folder).filter((file) =>
      /^(?:licen[cs]e|copying|notice)(?:\.\w+)?$/i.test(file),
    )
    const licenceText = OWN_TEXTS[name]
    const ownPaths = licenceText === undefined ? [] : [join(LICENCES, licenceText)]
    const paths = files.length > 0 ? files.map((file) => join(folder, file)) : ownPaths
    if (paths.length === 0)
      throw new Error(`${name}: expected a licence text, got none. Put one into ${LICENCES}.`)
    return `${name} ${version} (${license})\n\n${paths.map((path) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n').trim()).join('\n\n')}\n`
  })
  return [
    'This product holds software and data of others, under these licences.\n',
    MODELS,
    ...parts,
  ].join(RULE)
}
