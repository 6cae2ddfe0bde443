import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'esbuild'
import type { TokenizerHead } from './load-bundled-file.js'
import { writeWords } from './word-index.js'

const WINK =
  'node_modules/wink-eng-lite-web-model/dist/languages/cur/models/eng-core-web-model.json'
const NGRAMS = 'node_modules/eld/src/ngrams/extrasmall.js'
const OWN_TABLE = 'object_to_map(config.vocab)'

/** Modules that the tables replace, and the equivalent of each in this folder. */
const REPLACED = [
  [
    /wink-eng-lite-web-model\/dist\/load-core-model\.js$/,
    `export { default } from './load-wink-core.js'`,
  ],
  [/eld\/src\/ngrams\/extrasmall\.js$/, `export { ngramsData } from './load-eld-ngrams.js'`],
  [/src\/judge\/stance\/bundled-file\.ts$/, `export { knownFile } from './load-bundled-file.js'`],
] as const

/**
 * Writes the large tables of packages and models in a format that is read where it lies, next to a
 * bundle for Node. As a script, the n-grams of eld took a sixth of a second and 85 MB per thread.
 * The words of the encoder took a tenth of a second.
 *
 * @param folder output folder of the bundle
 */
export const compactTables = (folder: string): Plugin => ({
  name: 'compact-tables',
  setup: ({ onLoad, onStart }) => {
    onStart(async () => {
      mkdirSync(folder, { recursive: true })
      const write = (name: string, content: Uint8Array | object): void =>
        writeFileSync(
          join(folder, name),
          content instanceof Uint8Array ? content : JSON.stringify(content),
        )
      writeWink(folder, write)
      writeTokenizer(folder, write)
      await writeNgrams(folder, write)
    })
    for (const [filter, contents] of REPLACED)
      onLoad({ filter }, () => ({ contents, loader: 'js', resolveDir: resolve('scripts/bundle') }))
    onLoad({ filter: /@huggingface\/tokenizers\/dist\/tokenizers\.mjs$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8')
      const at = code.indexOf(OWN_TABLE, code.indexOf('WordPieceTokenizer = class'))
      if (at === -1)
        return {
          errors: [{ text: `expected ${OWN_TABLE} in the tokenizer by word pieces, got none` }],
        }
      return { contents: `${code.slice(0, at)}config.table ?? ${code.slice(at)}`, loader: 'js' }
    })
  },
})

type Write = (name: string, content: Uint8Array | object) => void

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
const bytesOf = ({ buffer }: Uint32Array): Uint8Array => new Uint8Array(buffer)

/** The parts of wink's model that its tokeniser uses. */
function writeWink(folder: string, write: Write): void {
  const { packing, lexicon, xpansions, features, tcat, trex, preserve } = readJson(WINK) as {
    readonly features: Readonly<Record<string, { readonly list: readonly string[] }>>
  } & Readonly<Record<'lexicon' | 'xpansions', string>> &
    Readonly<Record<'packing' | 'tcat' | 'trex' | 'preserve', object>>
  const { tokenType, posClusters, lexeme } = features
  writeWords(folder, 'wink-words', lexeme?.list ?? [])
  write('wink-lexicon.bin', Buffer.from(lexicon, 'base64'))
  write('wink-expansions.bin', Buffer.from(xpansions, 'base64'))
  write('wink-core.json', { packing, features: { tokenType, posClusters }, tcat, trex, preserve })
}

async function writeNgrams(folder: string, write: Write): Promise<void> {
  const { ngramsData } = (await import(pathToFileURL(resolve(NGRAMS)).href)) as {
    readonly ngramsData: {
      readonly ngrams: Readonly<Record<string, Readonly<Record<string, number>>>>
    }
  }
  const { ngrams, ...rest } = ngramsData
  const scores: number[] = []
  const ends = Object.values(ngrams).map((scoreById) =>
    scores.push(...Object.entries(scoreById).flatMap(([id, score]) => [Number(id), score])),
  )
  if (!scores.every((score) => Number.isInteger(score) && score >= 0 && score < 256))
    throw new Error(`${NGRAMS}: expected languages and scores from 0 to 255, got others`)
  writeWords(folder, 'eld-ngrams', Object.keys(ngrams))
  write('eld-languages.json', rest)
  write('eld-score-ends.bin', bytesOf(Uint32Array.from(ends)))
  write('eld-scores.bin', Uint8Array.from(scores))
}

function writeTokenizer(folder: string, write: Write): void {
  const { files } = readJson('models/stance-en/model.json') as {
    files: Record<string, { sha256: string }>
  }
  const { model, ...others } = readJson('models/stance-en/tokenizer.json') as {
    readonly model: { readonly vocab: Record<string, number> }
  }
  const { vocab, ...rest } = model
  const words = Object.keys(vocab).sort(
    (one, other) => (vocab[one] as number) - (vocab[other] as number),
  )
  if (words.some((word, place) => vocab[word] !== place))
    throw new Error('expected words numbered from 0 on, without a gap')
  writeWords(folder, 'tokenizer-words', words)
  write('tokenizer.json', {
    sha256: String(files['tokenizer.json']?.sha256),
    tokenizer: { ...others, model: rest },
  } satisfies TokenizerHead)
}
