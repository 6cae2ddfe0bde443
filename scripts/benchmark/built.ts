/** The package as it is built: what users run. The sources through tsx are a little slower. */
export interface Built {
  readonly dealstance: typeof import('../../src/index.js')
  readonly node: typeof import('../../src/node.js')
}

export async function loadBuilt(): Promise<Built> {
  const load = (name: string): Promise<unknown> => import(new URL(`../../dist/src/${name}.js`, import.meta.url).href)
  return { dealstance: (await load('index')) as Built['dealstance'], node: (await load('node')) as Built['node'] }
}
