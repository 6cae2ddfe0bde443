import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Plugin } from 'esbuild'

const EXPORTS = /^export (type )?\{([^}]*)\} from '([^']+)'/gm
const IMPORTS = /^import \{([^}]*)\} from '(\.\.\/(?:index|node)\.js)'/gm

/** Where a name of a file of exports comes from, and what it is called there. */
interface Origin {
  readonly file: string
  readonly name: string
}

/**
 * Imports from `index.ts` and `node.ts` as imports from the files behind them. A command that takes one name of a file of exports would
 * else share a bundle with all other names of it.
 */
export const directImports: Plugin = {
  name: 'direct-imports',
  setup: ({ onLoad }) => {
    const originsOf = new Map<string, ReadonlyMap<string, Origin>>()
    onLoad({ filter: /\/src\/cli\/[\w-]+\.ts$/ }, ({ path }) => {
      const folder = dirname(path)
      const contents = readFileSync(path, 'utf8').replace(IMPORTS, (_, names: string, from: string) => {
        const barrel = join(folder, from.replace(/\.js$/, '.ts'))
        const origins = originsOf.get(barrel) ?? readOrigins(barrel)
        originsOf.set(barrel, origins)
        return listNames(names)
          .map(({ name, alias }) => {
            const origin = origins.get(name)
            if (origin === undefined) throw new Error(`${path}: expected ${name} to be exported by ${barrel}, found no such line.`)
            const target = relative(folder, origin.file)
            return `import { ${origin.name} as ${alias} } from '${target}'`
          })
          .join('\n')
      })
      return { contents, loader: 'ts' }
    })
  },
}

/** Values that a file of exports hands on, by their name. */
function readOrigins(barrel: string): ReadonlyMap<string, Origin> {
  const origins = new Map<string, Origin>()
  for (const [, type, names = '', from = ''] of readFileSync(barrel, 'utf8').matchAll(EXPORTS)) {
    if (type !== undefined) continue
    const file = join(dirname(barrel), from)
    for (const { name, alias } of listNames(names)) origins.set(alias, { file, name })
  }
  return origins
}

/** The values of a list of names, without its types. */
function listNames(list: string): { readonly name: string; readonly alias: string }[] {
  return list.split(',').flatMap((entry) => {
    const [name = '', alias = name] = entry.trim().split(/\s+as\s+/)
    return name === '' || name.startsWith('type ') ? [] : [{ name, alias }]
  })
}
