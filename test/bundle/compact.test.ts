import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Tokenizer } from '@huggingface/tokenizers'
import { eld } from 'eld/extrasmall'
import { build } from 'esbuild'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { compactTables } from '../../scripts/bundle/compact-tables.js'
import { findWord, packWords, wordAt } from '../../scripts/bundle/word-index.js'
import { readCorpus } from '../../scripts/corpus/read-corpus.js'
import { tokenise } from '../../src/judge/features/tokenise.js'
import type { knownFile } from '../../src/judge/stance/bundled-file.js'
import { newFolder } from '../shell/cli/cli-harness.js'
import { forAny } from '../support/for-any.js'
import { sampleCases } from '../support/run-count.js'

let packed: {
  readonly eld: typeof eld
  readonly tokenise: typeof tokenise
  readonly knownFile: typeof knownFile
  readonly Tokenizer: typeof Tokenizer
}

beforeAll(async () => {
  const folder = newFolder().path('')
  const outfile = join(folder, 'packed.mjs')
  const contents = `
    export { eld } from 'eld/extrasmall'
    export { tokenise } from './src/judge/features/tokenise.js'
    export { knownFile } from './src/judge/stance/bundled-file.js'
    export { Tokenizer } from '@huggingface/tokenizers'`
  const banner = {
    js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
  }
  await build({
    stdin: { contents, resolveDir: '.', loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    banner,
    plugins: [compactTables(folder)],
  })
  packed = (await import(pathToFileURL(outfile).href)) as typeof packed
})

const texts = readCorpus('corpus').posts.map(({ text }) => text)
const FOREIGN = [
  'Der Konzern verkauft seine Rechenzentren und gibt damit das Rennen um eigene Modelle auf.',
  'La empresa alquila sus chips a un rival, y eso no es ninguna rendición.',
  'Это не отступление, а хороший бизнес.',
  '自社モデルを諦めて計算資源を貸し出すのは賢い判断だと思う。',
  'الشركة تؤجر مراكز البيانات لمنافسيها',
]

describe('compact data next to the commands', () => {
  it('cuts texts into the pieces of the encoder that ships', () => {
    const { files } = JSON.parse(readFileSync('models/stance-en/model.json', 'utf8'))
    const own = new packed.Tokenizer(packed.knownFile(files['tokenizer.json'].sha256) as object, {})
    const other = new Tokenizer(
      JSON.parse(readFileSync('models/stance-en/tokenizer.json', 'utf8')),
      {},
    )
    for (const text of [
      ...sampleCases(texts, 2000),
      ...FOREIGN,
      'constructor [CLS] ##ing __proto__',
    ])
      expect(own.encode(text), text).toEqual(other.encode(text))
    expect([own, other].map((each) => each.token_to_id('[SEP]'))).toEqual([106, 106])
    expect(packed.knownFile('0')).toBeNull()
  })

  it('gives the same languages and scores of eld', () => {
    const check = (text: string) => {
      const own = packed.eld.detect(text)
      const other = eld.detect(text)
      expect(own.language, text).toBe(other.language)
      expect(own.getScores(), text).toEqual(other.getScores())
    }
    for (const text of [...FOREIGN, ...sampleCases(texts, 300)]) check(text)
    forAny(fc.string({ unit: 'grapheme', maxLength: 120 }), check)
  })

  it('gives the same tokens of wink, whatever texts came before', () => {
    for (const text of sampleCases(texts, 600))
      expect(packed.tokenise(text)).toEqual(tokenise(text))
    const run = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.constantFrom(...texts),
    )
    forAny(fc.array(run, { maxLength: 4 }), (runs) => {
      const text = runs.join(' ')
      expect(packed.tokenise(text)).toEqual(tokenise(text))
    })
  })
})

const WORD = fc.oneof(fc.string({ maxLength: 3 }), fc.string({ unit: 'grapheme', maxLength: 3 }))

it('findWord finds the last index of each word, and -1 for other words', () => {
  forAny(fc.array(WORD), WORD, (words, other) => {
    const packed = packWords(words)
    for (const word of [...words, other, '__proto__'])
      expect(findWord(packed, word)).toBe(words.lastIndexOf(word))
    expect(words.map((_, place) => wordAt(packed, place))).toEqual(words)
  })
})
