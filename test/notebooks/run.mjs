/**
 * `npm run test:notebooks`: executes the notebooks of scripts/notebooks with Jupyter and compares what they print with what is committed;
 * with `--write` commits the new outputs instead. Needs Python 3 and a network for its first run; says SKIPPED and why where it cannot
 * have them. DEALSTANCE_NOTEBOOK_PYTHON names a Python that has what requirements.txt lists.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findPython } from '../python/virtual-environment.mjs'
import { findDeno } from './find-deno.mjs'
import { comparable, tidy } from './notebook.mjs'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const NOTEBOOKS = join(ROOT, 'scripts', 'notebooks')
const CACHE = join(ROOT, 'node_modules', '.cache', 'dealstance-notebooks')

class Skipped extends Error {}
const skip = (reason) => {
  throw new Skipped(reason)
}
const work = mkdtempSync(join(tmpdir(), 'dealstance-notebooks-'))
// Jupyter and the kernels keep to these folders, not to the user's.
const environment = {
  ...process.env,
  NO_COLOR: '1',
  PYTHONPATH: join(ROOT, 'scripts', 'python', 'src'),
  IPYTHONDIR: join(work, 'ipython'),
  JUPYTER_CONFIG_DIR: join(work, 'config'),
  JUPYTER_DATA_DIR: join(work, 'data'),
  JUPYTER_PATH: join(work, 'kernels'),
  MPLCONFIGDIR: join(CACHE, 'matplotlib'),
  TMPDIR: work,
}
const run = (command, list, options = {}) =>
  spawnSync(command, list, {
    encoding: 'utf8',
    cwd: ROOT,
    env: environment,
    maxBuffer: 2 ** 28,
    ...options,
  })

function addDenoKernel() {
  const folder = join(environment.JUPYTER_PATH, 'kernels', 'deno')
  mkdirSync(folder, { recursive: true })
  const argv = [
    ...findDeno({ cache: CACHE, run, skip }),
    'jupyter',
    '--kernel',
    '--conn',
    '{connection_file}',
  ]
  writeFileSync(
    join(folder, 'kernel.json'),
    JSON.stringify({ argv, display_name: 'Deno', language: 'typescript' }),
  )
}

function execute(python, name) {
  const done = run(
    python,
    [
      '-m',
      'nbconvert',
      '--to',
      'notebook',
      '--execute',
      `${name}.ipynb`,
      '--output-dir',
      work,
      '--output',
      name,
    ],
    {
      cwd: NOTEBOOKS,
    },
  )
  assert.equal(done.status, 0, `${name}.ipynb: ${done.stderr}`)
  return tidy(JSON.parse(readFileSync(join(work, `${name}.ipynb`), 'utf8')))
}

const isWriting = process.argv.includes('--write')
const SUITE = [
  { name: 'python', prepare: () => {} },
  { name: 'typescript', prepare: addDenoKernel },
]

try {
  const python = findPython({
    folder: join(CACHE, 'python'),
    variable: 'DEALSTANCE_NOTEBOOK_PYTHON',
    imports: ['ipykernel', 'matplotlib', 'nbconvert', 'pandas', 'pyarrow'],
    install: (pip) => pip('-r', join(NOTEBOOKS, 'requirements.txt')),
    run,
    skip,
  })
  for (const { name, prepare } of SUITE) {
    try {
      prepare()
    } catch (error) {
      if (!(error instanceof Skipped)) throw error
      console.error(`SKIPPED ${name}.ipynb: ${error.message}`)
      continue
    }
    const path = join(NOTEBOOKS, `${name}.ipynb`)
    const executed = execute(python, name)
    const text = `${JSON.stringify(executed, null, 1)}\n`
    for (const folder of [ROOT, work])
      assert.ok(!text.includes(folder), `${name}.ipynb: an output names ${folder}`)
    if (isWriting) writeFileSync(path, text)
    else
      assert.deepEqual(
        comparable(executed),
        comparable(JSON.parse(readFileSync(path, 'utf8'))),
        `${name}.ipynb prints something else`,
      )
    const outputCount = executed.cells.flatMap(({ outputs = [] }) => outputs).length
    console.log(
      `ok ${name}.ipynb: ${executed.cells.length} cells, ${outputCount} outputs${isWriting ? ', written' : ' as committed'}`,
    )
  }
} catch (error) {
  if (!(error instanceof Skipped)) throw error
  console.error(`SKIPPED test:notebooks: ${error.message}`)
} finally {
  rmSync(work, { recursive: true, force: true })
}
