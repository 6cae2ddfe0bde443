/**
 * Part of `npm run test:python`: the blocks of scripts/recipes/tables.md in pandas, ConvoKit and DuckDB from PyPI print what stands below
 * them. Needs Python 3 and a network for its first run; says SKIPPED and why where it cannot have them.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { blocksOf, makeTables } from '../engines/recipes.mjs'
import { ROOT, removeUnlessKept, skipperOf } from '../engines/suite.mjs'
import { findPython, TABLES } from './virtual-environment.mjs'

const python = findPython({ ...TABLES, skip: skipperOf('test:python (recipes)') })
// ConvoKit asks for torch, which its corpus does not need: its own packages alone are installed.
const corpora = findPython({
  folder: join(ROOT, 'node_modules', '.cache', 'dealstance-python-convokit'),
  variable: 'DEALSTANCE_PYTHON_CONVOKIT',
  imports: ['convokit'],
  install: (pip) => {
    const needed = pip(
      'numpy',
      'pandas>=2',
      'pymongo',
      'pyyaml',
      'requests',
      'scikit-learn',
      'scipy',
      'tqdm',
    )
    return needed.status === 0 ? pip('--no-deps', 'convokit==5.*') : needed
  },
  skip: (reason) => {
    console.error(`SKIPPED test:python (ConvoKit): ${reason}`)
    return null
  },
})

const work = makeTables()
/** What Python prints. ConvoKit writes its settings into the home folder. */
function print(program, code) {
  const { status, stdout, stderr } = spawnSync(program, ['-c', code], {
    cwd: work,
    encoding: 'utf8',
    env: { ...process.env, HOME: work },
  })
  assert.equal(status, 0, stderr)
  return stdout.replace(/^No configuration file found.*?\n(?=Number)/s, '')
}
const query = (code) => `import duckdb\nfor row in duckdb.sql("""${code}""").fetchall(): print(row)`
const blocks = [
  ...blocksOf('python'),
  ...blocksOf('sql').map(({ code, printed }) => ({ code: query(code), printed })),
]
assert.equal(blocks.length, 5)
for (const { code, printed } of blocks) {
  const program = code.includes('convokit') ? corpora : python
  if (program === null) continue
  const said = print(program, code)
  if (printed === null) assert.notEqual(said, '')
  else assert.equal(said, printed)
}
console.log(`ok tables.md: ${blocks.length} blocks in Python and SQL`)
removeUnlessKept(work)
