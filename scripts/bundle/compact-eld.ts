import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'esbuild'
import { writeWords } from './word-index.js'

interface NgramsFile {
  readonly ngramsData: {
    readonly type: string
    readonly languages: Readonly<Record<string, string>>
    readonly isSubset: boolean
    readonly ngrams: Readonly<Record<string, Readonly<Record<string, number>>>>
  }
}

const NGRAMS = 'node_modules/eld/src/ngrams/extrasmall.js'
const NGRAMS_FILTER = /eld\/src\/ngrams\/extrasmall\.js$/
const MAX_BYTE = 255

const readNgrams = async (): Promise<NgramsFile['ngramsData']> =>
  ((await import(pathToFileURL(resolve(NGRAMS)).href)) as NgramsFile).ngramsData

/**
 * Writes eld's n-grams in a format that loads fast, next to a bundle for Node. As a script they took a sixth of a second and 85 MB per thread.
 *
 * @param folder output folder of the bundle
 */
export const compactEld = (folder: string): Plugin => ({
  name: 'compact-eld',
  setup: ({ onLoad, onStart }) => {
    onStart(async () => {
      const { ngrams, ...rest } = await readNgrams()
      const words = Object.keys(ngrams)
      const scores: number[] = []
      const ends = words.map((word) => scores.push(...Object.entries(ngrams[word] ?? {}).flatMap(([id, score]) => [Number(id), score])))
      if (!scores.every((score) => Number.isInteger(score) && score >= 0 && score <= MAX_BYTE)) {
        throw new Error(`${NGRAMS}: expected languages and scores from 0 to ${MAX_BYTE}, got others`)
      }
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'eld-languages.json'), JSON.stringify(rest))
      writeWords(folder, 'eld-ngrams', words)
      writeFileSync(join(folder, 'eld-score-ends.bin'), Uint32Array.from(ends))
      writeFileSync(join(folder, 'eld-scores.bin'), Uint8Array.from(scores))
    })
    onLoad({ filter: NGRAMS_FILTER }, () => ({
      contents: `export { ngramsData } from './load-eld-ngrams.js'`,
      loader: 'js',
      resolveDir: resolve('scripts/bundle'),
    }))
  },
})

/** Inlines eld's n-grams as text for `JSON.parse` in a single-file bundle: a third of the time and memory of a script. */
export const parsedEld: Plugin = {
  name: 'parsed-eld',
  setup: ({ onLoad }) => {
    onLoad({ filter: NGRAMS_FILTER }, async () => ({
      contents: `export const ngramsData = JSON.parse(${JSON.stringify(JSON.stringify(await readNgrams()))})`,
      loader: 'js',
    }))
  },
}
