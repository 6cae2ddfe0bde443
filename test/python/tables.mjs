/**
 * Part of `npm run test:python`: every table that the commands write, read with pandas and DuckDB from PyPI. Needs Python 3 and a network for
 * its first run; says SKIPPED and why where it cannot have them. DEALSTANCE_PYTHON_TABLES names a Python that has them already.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { skipperOf } from '../engines/suite.mjs'
import { writeTables } from '../engines/write-tables.mjs'
import { findPython, TABLES } from './virtual-environment.mjs'

const python = findPython({
  ...TABLES,
  skip: skipperOf('test:python (tables with pandas and DuckDB)'),
})
const folder = writeTables()
const { status, stdout, stderr } = spawnSync(
  python,
  [join(dirname(fileURLToPath(import.meta.url)), 'test_tables.py'), folder],
  {
    encoding: 'utf8',
  },
)
assert.equal(status, 0, stderr)
console.log(`ok ${stdout.trim()}`)
rmSync(folder, { recursive: true })
