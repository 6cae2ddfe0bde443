import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'esbuild'
import type { TokenizerHead } from './load-known-file.js'
import { writeWords } from './word-index.js'

const MODEL = 'models/encoder-en'
const OWN_TABLE = 'object_to_map(config.vocab)'

/**
 * Writes the words of the encoder that ships as a table that is read where it lies, next to a bundle for Node: to make one of thirty
 * thousand words takes a tenth of a second. Needs `compactRelation`, which replaces the file that finds it.
 *
 * @param folder output folder of the bundle
 */
export const compactTokenizer = (folder: string): Plugin => ({
  name: 'compact-tokenizer',
  setup: ({ onLoad, onStart }) => {
    onStart(() => {
      const { files } = JSON.parse(readFileSync(join(MODEL, 'model.json'), 'utf8')) as { files: Record<string, { sha256: string }> }
      const { model, ...others } = JSON.parse(readFileSync(join(MODEL, 'tokenizer.json'), 'utf8')) as {
        readonly model: { readonly vocab: Readonly<Record<string, number>> }
      }
      const { vocab, ...rest } = model
      const words = Object.keys(vocab).sort((one, other) => (vocab[one] as number) - (vocab[other] as number))
      if (words.some((word, place) => vocab[word] !== place)) throw new Error('expected words numbered from 0 on, without a gap')
      const head: TokenizerHead = { sha256: String(files['tokenizer.json']?.sha256), tokenizer: { ...others, model: rest } }
      mkdirSync(folder, { recursive: true })
      writeWords(folder, 'tokenizer-words', words)
      writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(head))
    })
    onLoad({ filter: /@huggingface\/tokenizers\/dist\/tokenizers\.mjs$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8')
      const at = code.indexOf(OWN_TABLE, code.indexOf('WordPieceTokenizer = class'))
      if (at === -1) return { errors: [{ text: `expected ${OWN_TABLE} in the tokenizer by word pieces, got none` }] }
      return { contents: `${code.slice(0, at)}config.table ?? ${code.slice(at)}`, loader: 'js' }
    })
  },
})
