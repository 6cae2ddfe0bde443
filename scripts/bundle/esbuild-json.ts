import { readFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'

/** Minimum length of JSON that is inlined as text for `JSON.parse`, which is faster than an object literal. */
const PARSED_FROM = 50_000

export const parsedJson: Plugin = {
  name: 'parsed-json',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.json$/ }, ({ path }) => {
      const json = readFileSync(path, 'utf8')
      if (json.length < PARSED_FROM) return null
      return { contents: `module.exports = JSON.parse(${JSON.stringify(JSON.stringify(JSON.parse(json)))})`, loader: 'js' }
    })
  },
}
