/**
 * Part of `npm run test:python`: the queries of scripts/recipes/sql.md in DuckDB from PyPI, on scored posts of two deals. The first query counts
 * what `aggregate` counts. Needs Python 3 and a network for its first run; says SKIPPED and why where it cannot have them.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT, skipperOf } from '../engines/suite.mjs'
import { findPython, TABLES } from './virtual-environment.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const SAMPLES = join(ROOT, 'corpus', 'samples')

const python = findPython({ ...TABLES, skip: skipperOf('test:python (SQL with DuckDB)') })

function run(program, argv) {
  const { status, stdout, stderr } = spawnSync(program, argv, { cwd: ROOT, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  return stdout
}
const dealstance = (...argv) => run('node', ['dist/src/shell/cli/main.js', ...argv])

const folder = mkdtempSync(join(tmpdir(), 'dealstance-sql-'))
const scored = join(folder, 'scored.jsonl')
const TEXTS = ['They gave up.', 'Smart move, cash from idle stores.', 'When is the call?', 'They gave up on it, white flag.']
const posts = Array.from({ length: 24 }, (_, index) => ({
  id: `p${index}`,
  thread_id: 't',
  parent_id: index === 0 ? null : `p${Math.floor((index - 1) / 2)}`,
  author: `a${index % 5}`,
  topic: index % 3 === 0 ? 'Brackwater' : 'Halden Air',
  text: TEXTS[index % TEXTS.length],
}))
writeFileSync(join(folder, 'posts.jsonl'), posts.map((post) => `${JSON.stringify(post)}\n`).join(''))
const deals = ['--deals', join(SAMPLES, 'moves.csv'), '--columns', 'deal=topic']
dealstance('classify', join(folder, 'posts.jsonl'), ...deals, '--evidence', 'on', '--out', scored)
const { deals: counted } = JSON.parse(dealstance('aggregate', scored, '--format', 'json'))
const expected = counted.flatMap(({ dealId, postCount, shares }) =>
  Object.entries(shares)
    .map(([label, share]) => [dealId, label, Math.round(share * postCount)])
    .filter(([, , count]) => count > 0),
)
expected.sort()
console.log(
  `ok sql.md: ${run(python, [join(HERE, 'test_recipes.py'), join(ROOT, 'scripts/recipes/sql.md'), folder, JSON.stringify(expected)]).trim()}`,
)
rmSync(folder, { recursive: true })
