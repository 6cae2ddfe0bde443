import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'esbuild'

/** What wink-nlp's tokeniser reads of wink's model, as the model's own file has it. */
interface CoreFile {
  readonly packing: object
  readonly lexicon: string
  readonly xpansions: string
  readonly features: Readonly<Record<string, { readonly list: readonly string[] }>>
  readonly tcat: object
  readonly trex: object
  readonly preserve: object
}

const MODEL = 'node_modules/wink-eng-lite-web-model/dist/languages/cur/models/eng-core-web-model.json'

/** Stands in for `load-core-model.js` of wink's model: the same object as far as the tokeniser reads it, in a quarter of the time. */
const LOADER = `
import { readFileSync } from 'node:fs'

const read = (name) => readFileSync(new URL('./' + name, import.meta.url))

function numbersIn(name) {
  const bytes = read(name)
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}

export default function loadCoreModel() {
  const core = JSON.parse(read('wink-core.json').toString())
  const list = read('wink-words.bin').toString().split('\\0')
  const hash = Object.create(null)
  for (let place = 0; place < list.length; place++) hash[list[place]] = place
  core.features.lexeme = { list, hash, intrinsicSize: list.length, index: list.length }
  core.lexicon = numbersIn('wink-lexicon.bin')
  core.xpansions = numbersIn('wink-expansions.bin')
  return core
}
`

/** Lays wink's model out for fast reading, beside a bundle for Node. @param folder where the bundle is written to */
export const compactWink = (folder: string): Plugin => ({
  name: 'compact-wink',
  setup: ({ onLoad, onStart }) => {
    onStart(() => {
      const { packing, lexicon, xpansions, features, tcat, trex, preserve } = JSON.parse(readFileSync(MODEL, 'utf8')) as CoreFile
      const words = features['lexeme']?.list ?? []
      if (words.some((word) => word.includes('\0'))) throw new Error(`${MODEL}: expected words of characters, got one with a null`)
      const { tokenType, posClusters } = features
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'wink-words.bin'), words.join('\0'))
      writeFileSync(join(folder, 'wink-lexicon.bin'), Buffer.from(lexicon, 'base64'))
      writeFileSync(join(folder, 'wink-expansions.bin'), Buffer.from(xpansions, 'base64'))
      writeFileSync(join(folder, 'wink-core.json'), JSON.stringify({ packing, features: { tokenType, posClusters }, tcat, trex, preserve }))
    })
    onLoad({ filter: /wink-eng-lite-web-model\/dist\/load-core-model\.js$/ }, () => ({ contents: LOADER, loader: 'js' }))
  },
})
