/**
 * Part of `npm run test:python`: the package of scripts/python, installed by pip beside pandas 2, pandas 3 and polars from PyPI. Needs Python 3
 * and a network for its first run; says SKIPPED and why where it cannot have them. DEALSTANCE_PYTHON_FRAMES names a Python that has both
 * libraries and the package already.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT } from '../engines/suite.mjs'
import { findPython, lastLine } from './virtual-environment.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const VARIABLE = 'DEALSTANCE_PYTHON_FRAMES'

class Skipped extends Error {}

function testWith(version) {
  const skip = (reason) => {
    throw new Skipped(reason)
  }
  const python = findPython({
    folder: join(ROOT, 'node_modules', '.cache', `dealstance-python-frames-${version}`),
    variable: VARIABLE,
    imports: ['openpyxl', 'pandas', 'polars', 'tqdm'],
    skip,
    install: (pip) =>
      pip(`pandas==${version}.*`, 'polars>=1', 'tqdm>=4', 'openpyxl>=3', 'mypy>=1', 'pandas-stubs'),
  })
  if (process.env[VARIABLE] === undefined) {
    const pip = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--no-deps',
      '--force-reinstall',
    ]
    const installed = spawnSync(python, [...pip, join(ROOT, 'scripts', 'python')], {
      encoding: 'utf8',
    })
    if (installed.status !== 0) skip(`scripts/python cannot be installed: ${lastLine(installed)}`)
  }
  const environment = {
    ...process.env,
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONWARNINGS: 'error::ResourceWarning',
  }
  const done = spawnSync(python, [join(HERE, 'test_package.py')], {
    encoding: 'utf8',
    env: environment,
    cwd: HERE,
  })
  assert.equal(done.status, 0, done.stderr || String(done.error))
  console.log(
    `ok scripts/python: ${/Ran \d+ tests/.exec(done.stderr)?.[0].toLowerCase()} with pandas ${done.stdout.trim()}`,
  )
}

for (const version of process.env[VARIABLE] === undefined ? [2, 3] : ['of the environment']) {
  try {
    testWith(version)
  } catch (error) {
    if (!(error instanceof Skipped)) throw error
    console.error(`SKIPPED test:python (scripts/python with pandas ${version}): ${error.message}`)
  }
}
