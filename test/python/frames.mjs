/**
 * Part of `npm run test:python`: scripts/notebooks/dealstance.py with pandas and polars from PyPI. Needs Python 3 and a network for its first
 * run; says SKIPPED and why where it cannot have them. DEALSTANCE_PYTHON_FRAMES names a Python that has both already.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT, skipperOf } from '../engines/suite.mjs'
import { findPython } from './virtual-environment.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))

const python = findPython({
  folder: join(ROOT, 'node_modules', '.cache', 'dealstance-python-frames'),
  variable: 'DEALSTANCE_PYTHON_FRAMES',
  imports: ['pandas', 'polars'],
  skip: skipperOf('test:python (dealstance.py with pandas and polars)'),
  install: (pip) => pip('pandas>=2', 'polars>=1'),
})

const environment = { ...process.env, PYTHONPATH: join(ROOT, 'scripts', 'notebooks'), PYTHONDONTWRITEBYTECODE: '1' }
const done = spawnSync(python, [join(HERE, 'test_frames.py')], { encoding: 'utf8', env: environment })
assert.equal(done.status, 0, done.stderr || String(done.error))
console.log(`ok dealstance.py: ${/Ran \d+ tests/.exec(done.stderr)?.[0].toLowerCase()} with pandas and polars`)
