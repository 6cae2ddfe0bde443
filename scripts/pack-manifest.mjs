// Before and after `npm pack`: the package that others install has no scripts, which npm warns about, and no packages of development.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

const MANIFEST = 'package.json'
const FOLDER = 'node_modules/.cache'
const KEPT = `${FOLDER}/dealstance-package.json`

if (process.argv.includes('--restore')) {
  if (existsSync(KEPT)) renameSync(KEPT, MANIFEST)
} else {
  const text = readFileSync(MANIFEST, 'utf8')
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(KEPT, text)
  const { scripts: _, devDependencies: __, ...manifest } = JSON.parse(text)
  writeFileSync(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`)
}
