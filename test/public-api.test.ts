import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'

/**
 * The exported values of each entry, in alphabetical order. A new name is a decision: add it there
 * deliberately.
 */
const ENTRIES: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync('test/golden/public-api.json', 'utf8'),
)
/** Names that `dealstance/scoring` repeats, so that a web page needs only that entry. */
const REPEATED = ['PipelineError', 'STANCE_SCHEME', 'createScheme']

const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  exports: Record<string, string | { types: string; default: string }>
}
const sourceOf = (entry: string): string => {
  const target = exports[entry]
  return typeof target === 'object'
    ? target.default.replace('./dist/', '').replace(/\.js$/, '.ts')
    : ''
}

describe('public API', () => {
  it.each(Object.entries(ENTRIES))('of %s', async (entry, names) => {
    expect(Object.keys(await import(pathToFileURL(sourceOf(entry)).href)).sort()).toEqual(names)
  })

  it('holds only names that a guide or a notebook shows', () => {
    const shown = [
      'README.md',
      ...readdirSync('scripts/notebooks').map((name) => `scripts/notebooks/${name}`),
    ]
    const text = shown.map((path) => readFileSync(path, 'utf8')).join()
    expect(
      Object.values(ENTRIES).flatMap((names) =>
        names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text)),
      ),
    ).toEqual([])
  })

  it('gives every name one home', () => {
    const names = Object.values(ENTRIES).flat()
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual(REPEATED)
  })

  it('is all that package.json exports, with types beside it', () => {
    expect(Object.keys(exports)).toEqual([
      ...Object.keys(ENTRIES),
      './models/linear-en',
      './package.json',
    ])
    for (const target of Object.values(exports)) {
      if (typeof target === 'object')
        expect(target.types).toBe(target.default.replace(/\.js$/, '.d.ts'))
    }
    for (const entry of Object.keys(ENTRIES)) expect(existsSync(sourceOf(entry)), entry).toBe(true)
    expect(readFileSync('scripts/bundle/pack-packages.ts', 'utf8')).toContain('dist/models/')
  })
})
