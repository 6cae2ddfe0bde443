import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The built package, as users run it. The sources through tsx are slightly slower. */
export interface Built {
  readonly dealstance: typeof import('../../src/entry/index.js') & typeof import('../../src/entry/scoring.js')
  readonly node: typeof import('../../src/entry/node.js')
}

/** This checkout. Its corpus provides the posts for every measured build. */
export const CHECKOUT = resolve(fileURLToPath(new URL('../..', import.meta.url)))

export const CORPUS = join(CHECKOUT, 'corpus')

/** Loads the build in the working directory: this checkout, or that of a git ref. */
export async function loadBuilt(): Promise<Built> {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly exports: Readonly<Record<string, { readonly default: string }>>
  }
  const load = async (entry: string): Promise<object> => import(pathToFileURL(resolve(exports[entry]?.default ?? '')).href)
  return {
    dealstance: { ...(await load('./scoring')), ...(await load('.')) } as Built['dealstance'],
    node: (await load('./node')) as Built['node'],
  }
}
