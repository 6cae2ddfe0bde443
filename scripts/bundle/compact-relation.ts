import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Plugin } from 'esbuild'
import { parseRelationTable } from '../../src/judge/stance/inherit/relation-model.js'
import type { RelationHead } from './load-known-file.js'
import { writeWords } from './word-index.js'

const MODEL = 'models/relation-en'

/** Writes the relation model that ships in a format that loads fast, next to a bundle for Node. @param folder output folder of the bundle */
export const compactRelation = (folder: string): Plugin => ({
  name: 'compact-relation',
  setup: ({ onLoad, onStart }) => {
    onStart(() => {
      const { id, tableSha256 } = JSON.parse(readFileSync(join(MODEL, 'relation.json'), 'utf8')) as RelationHead
      const { weights, phrases } = parseRelationTable(id, readFileSync(join(MODEL, 'relation.tsv'), 'utf8'))
      mkdirSync(folder, { recursive: true })
      writeWords(folder, 'relation-names', [...weights.keys()])
      writeFileSync(join(folder, 'relation-weights.bin'), Float64Array.from([...weights.values()].flat()))
      writeFileSync(join(folder, 'relation.json'), JSON.stringify({ id, tableSha256, kinds: [...phrases.kindOf] }))
    })
    onLoad({ filter: /src\/judge\/stance\/known-file\.ts$/ }, () => ({
      contents: `export { knownFile } from './load-known-file.js'`,
      loader: 'js',
      resolveDir: resolve('scripts/bundle'),
    }))
  },
})
