import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Thread } from '../../src/entry/index.js'
import { benchmarkLines } from './benchmark-posts.js'

/** The built package, as users run it. The sources through tsx are slightly slower. */
export interface Build {
  readonly dealstance: typeof import('../../src/entry/index.js') & typeof import('../../src/entry/scoring.js')
  readonly node: typeof import('../../src/entry/node.js')
}

/** Loads the build in the working directory: this checkout, or that of a git ref. */
export async function loadBuild(): Promise<Build> {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly exports: Readonly<Record<string, { readonly default: string }>>
  }
  const load = async (entry: string): Promise<object> => import(pathToFileURL(resolve(exports[entry]?.default ?? '')).href)
  return {
    dealstance: { ...(await load('./scoring')), ...(await load('.')) } as Build['dealstance'],
    node: (await load('./node')) as Build['node'],
  }
}

/** Builds threads of so many posts, and others of a quarter as many to warm up with. */
export function buildBenchmarkThreads({ dealstance }: Build, postCount: number): { readonly warmUp: Thread[]; readonly threads: Thread[] } {
  const posts = [...benchmarkLines(Math.ceil(postCount * 1.25))].map((line) => JSON.parse(line) as Thread['posts'][number])
  return { threads: dealstance.buildThreads(posts.slice(0, postCount)), warmUp: dealstance.buildThreads(posts.slice(postCount)) }
}
