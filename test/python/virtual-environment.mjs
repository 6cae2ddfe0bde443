import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../engines/suite.mjs'

/** What the suites import that read tables, in one environment; the variable names a Python that has them already. */
export const TABLES = {
  folder: join(ROOT, 'node_modules', '.cache', 'dealstance-python-tables'),
  variable: 'DEALSTANCE_PYTHON_TABLES',
  imports: ['duckdb', 'openpyxl', 'pandas', 'pyarrow'],
  install: (pip) => pip('duckdb>=1', 'openpyxl>=3', 'pandas>=2', 'pyarrow>=14'),
}

export const lastLine = ({ stderr, error }) => error?.message ?? stderr.trim().split('\n').at(-1)

/**
 * A Python that has what a suite imports: the one that the variable of the environment names, or one of the suite's own in `folder`,
 * which is made and filled by `install` the first time. Calls `skip` with the reason where there is none.
 *
 * @param run runs a command with its arguments, as `spawnSync` does
 */
export function findPython({
  folder,
  variable,
  imports,
  install,
  run = (...call) => spawnSync(...call, { encoding: 'utf8' }),
  skip,
}) {
  const isReady = (python) => run(python, ['-c', `import ${imports.join(', ')}`]).status === 0
  const given = process.env[variable]
  if (given !== undefined)
    return isReady(given) ? given : skip(`${variable}=${given} cannot import ${imports.join(', ')}`)
  const own = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  if (existsSync(own) && isReady(own)) return own
  const python = ['python3', 'python'].find(
    (name) => run(name, ['-c', 'import sys, venv; assert sys.version_info[0] == 3']).status === 0,
  )
  if (python === undefined) return skip('no Python 3 with venv on this machine')
  const made = run(python, ['-m', 'venv', folder])
  if (made.status !== 0) return skip(`no virtual environment: ${lastLine(made)}`)
  console.error(
    `installing ${imports.join(', ')} from PyPI, which takes a minute or more the first time`,
  )
  const installed = install(
    (...list) =>
      run(own, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...list]),
    isReady,
    own,
  )
  if (installed.status !== 0)
    return skip(`${imports.join(', ')} cannot be installed: ${lastLine(installed)}`)
  return isReady(own) ? own : skip(`${imports.join(', ')} were installed and cannot be imported`)
}
