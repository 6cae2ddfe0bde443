import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The package as it is built: what users run. The sources through tsx are a little slower. */
export interface Built {
  readonly dealstance: typeof import('../../src/index.js')
  readonly node: typeof import('../../src/node.js')
}

/** This checkout: whatever is measured, the posts are those of its corpus. */
export const CHECKOUT = resolve(fileURLToPath(new URL('../..', import.meta.url)))

/** The corpus that the posts of every case come from. */
export const CORPUS = join(CHECKOUT, 'corpus')

/** The build in the folder that the process runs in: this checkout, or the one of a git ref. */
export async function loadBuilt(): Promise<Built> {
  const load = (name: string): Promise<unknown> => import(pathToFileURL(resolve('dist', 'src', `${name}.js`)).href)
  return { dealstance: (await load('index')) as Built['dealstance'], node: (await load('node')) as Built['node'] }
}
