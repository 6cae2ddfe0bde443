import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { renderErrorPage } from './render-error-page.js'

const folder = fileURLToPath(new URL('../../dist/api-pages', import.meta.url))
mkdirSync(folder, { recursive: true })
writeFileSync(`${folder}/error-codes.md`, renderErrorPage())
