import { mkdtempSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MAIN, ROOT, run } from './suite.mjs'

const PAGE = readFileSync(join(ROOT, 'scripts', 'recipes', 'tables.md'), 'utf8')

/** The tables of scripts/recipes/tables.md, made by its own commands. @returns the folder that holds them */
export function makeTables() {
  const work = mkdtempSync(join(tmpdir(), 'dealstance-recipes-'))
  symlinkSync(join(ROOT, 'corpus'), join(work, 'corpus'))
  const [, commands] = /```sh\n(.+?)```/s.exec(PAGE)
  const typed = commands
    .replaceAll('npm run --silent', `"${process.execPath}" "${MAIN}"`)
    .replaceAll(' -- ', ' ')
  run('sh', ['-e', '-c', typed], { folder: work })
  return work
}

/** The blocks of a language, with what the page prints below each; null where it prints nothing. */
export const blocksOf = (language) =>
  [
    ...PAGE.matchAll(
      new RegExp(`\`\`\`${language}\\n(.+?)\`\`\`(?:\\n\`\`\`text\\n(.*?)\`\`\`)?`, 'gs'),
    ),
  ].map(([, code, printed = null]) => ({
    code,
    printed,
  }))
