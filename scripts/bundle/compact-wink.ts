import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Plugin } from 'esbuild'
import { writeWords } from './word-index.js'

/** The parts of wink's model file that wink-nlp's tokeniser uses. */
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

/** Writes wink's model in a format that loads fast, next to a bundle for Node. @param folder output folder of the bundle */
export const compactWink = (folder: string): Plugin => ({
  name: 'compact-wink',
  setup: ({ onLoad, onStart }) => {
    onStart(() => {
      const { packing, lexicon, xpansions, features, tcat, trex, preserve } = JSON.parse(readFileSync(MODEL, 'utf8')) as CoreFile
      const words = features['lexeme']?.list ?? []
      const { tokenType, posClusters } = features
      mkdirSync(folder, { recursive: true })
      writeWords(folder, 'wink-words', words)
      writeFileSync(join(folder, 'wink-lexicon.bin'), Buffer.from(lexicon, 'base64'))
      writeFileSync(join(folder, 'wink-expansions.bin'), Buffer.from(xpansions, 'base64'))
      writeFileSync(join(folder, 'wink-core.json'), JSON.stringify({ packing, features: { tokenType, posClusters }, tcat, trex, preserve }))
    })
    onLoad({ filter: /wink-eng-lite-web-model\/dist\/load-core-model\.js$/ }, () => ({
      contents: `export { default } from './load-wink-core.js'`,
      loader: 'js',
      resolveDir: resolve('scripts/bundle'),
    }))
  },
})
