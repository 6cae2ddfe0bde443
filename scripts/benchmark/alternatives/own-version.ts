import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CHECKOUT } from '../built.js'

export function ownVersion(name: string): string {
  const path = join(CHECKOUT, 'node_modules', name, 'package.json')
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string }).version
}
