import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { renderErrorPage } from '../../scripts/api-docs/render-error-page.js'
import { ERROR_CATALOGUE, type ErrorCode } from '../../src/base/errors.js'
import { exitCodeOf } from '../../src/shell/cli/kit/exit-codes.js'

const ENTRIES = Object.entries(ERROR_CATALOGUE)

/** Words that blame the reader, beg, or say nothing. */
const TELL_TALE =
  /\b(?:please|sorry|oops|simply|just|obviously|unfortunately|illegal|bad|wrong|stupid|fatal|abort(?:ed)?|something went)\b|!/i

const sourcesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && entry.name !== 'errors.ts')
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))

describe('the catalogue of errors', () => {
  const sources = [...sourcesOf('src'), ...sourcesOf('scripts')]

  it('holds only codes that are thrown', () => {
    const unused = ENTRIES.map(([code]) => code).filter(
      (code) => !sources.some((text) => text.includes(`'${code}'`)),
    )
    expect(ENTRIES.length).toBeGreaterThan(60)
    expect(unused).toEqual([])
  })

  it.each(ENTRIES)('explains %s in one plain sentence', (_code, { when }) => {
    expect(when).toMatch(/^[A-Z].*[^.]\.$/)
    expect(when).not.toMatch(/\. [A-Z]/)
    expect(when.replace(/--[\w-]+/g, '')).not.toMatch(TELL_TALE)
    expect(when.length).toBeLessThanOrEqual(140)
  })

  it('gives each code the exit code that the command line promises', () => {
    const codes: readonly (readonly [ErrorCode, number])[] = [
      ['USAGE_OPTION_INVALID', 64],
      ['INGEST_EMPTY', 65],
      ['INPUT_MISSING', 66],
      ['INTERNAL', 70],
      ['OUTPUT_UNWRITABLE', 74],
      ['AUDIT_LOCKED', 75],
    ]
    for (const [code, exit] of codes) expect(exitCodeOf(code), code).toBe(exit)
  })

  it('is printed in the API reference, one row per code', () => {
    const page = renderErrorPage()
    for (const [code, { when }] of ENTRIES) expect(page).toContain(`| \`${code}\` | ${when} |`)
    expect(page.split('\n').filter((line) => line.startsWith('| `'))).toHaveLength(ENTRIES.length)
  })
})
