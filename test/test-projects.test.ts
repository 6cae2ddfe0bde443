import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { NEEDS_BUILD, NEEDS_OWN_MODULES } from '../vitest.projects.js'

/**
 * What runs from `dist/`: commands that are started apart, the package under its own name, scripts
 * that start either.
 */
const RUNS_BUILD =
  /dist\/src|scripts\/start\.mjs|, 'dealstance'\)|\bfrom 'dealstance'|\bimport\('dealstance|\b(?:startApart|startAudit|runInShell)\(|submit\.sh/
/** Says as text what the pattern looks for. */
const SELF = 'test/test-projects.test.ts'

const tests = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((path) => `test/${path.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.test.ts') && path !== SELF)

it('builds for the tests that run from the build, and for no others', () => {
  expect(tests.length).toBeGreaterThan(200)
  expect(tests.filter((path) => RUNS_BUILD.test(readFileSync(path, 'utf8'))).sort()).toEqual(
    [...NEEDS_BUILD].sort(),
  )
})

it('names files that are there', () => {
  for (const path of NEEDS_OWN_MODULES) expect(tests).toContain(path)
})
