import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CHECKOUT } from '../built.js'

/** The version of a package that this project depends on itself, as it is installed in this checkout. */
export function ownVersion(name: string): string {
  const path = join(CHECKOUT, 'node_modules', name, 'package.json')
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string }).version
}
