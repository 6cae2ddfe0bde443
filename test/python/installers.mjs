/**
 * Part of `npm run test:python`: the lines of uv and pipx in scripts/python/README.md run as they stand, and what they install works. Needs
 * Python 3 and a network; says SKIPPED and why where it cannot have them. DEALSTANCE_PYTHON_INSTALLERS names a Python that has both.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { ROOT, skipperOf } from '../engines/suite.mjs'
import { findPython } from './virtual-environment.mjs'

const python = findPython({
  folder: join(ROOT, 'node_modules', '.cache', 'dealstance-python-installers'),
  variable: 'DEALSTANCE_PYTHON_INSTALLERS',
  imports: ['uv', 'pipx'],
  install: (pip) => pip('uv', 'pipx'),
  skip: skipperOf('test:python (uv and pipx)'),
})
const work = mkdtempSync(join(tmpdir(), 'dealstance-installers-'))
const environment = {
  ...process.env,
  PATH: [join(work, 'bin'), dirname(python), process.env.PATH].join(delimiter),
  VIRTUAL_ENV: join(work, 'environment'),
  PIPX_HOME: join(work, 'pipx'),
  PIPX_BIN_DIR: join(work, 'bin'),
  UV_CACHE_DIR: join(work, 'cache'),
}
function run(program, list, options = {}) {
  const done = spawnSync(program, list, {
    encoding: 'utf8',
    cwd: ROOT,
    env: environment,
    ...options,
  })
  assert.equal(done.status, 0, `${program} ${list.join(' ')}: ${done.stderr || done.error}`)
  return done.stdout.trim()
}

try {
  const page = readFileSync(join(ROOT, 'scripts', 'python', 'README.md'), 'utf8')
  const lines = [...page.matchAll(/^(?:uv|pipx) .+$/gm)].map(([line]) => line)
  assert.equal(lines.length, 3)
  run('uv', ['venv', '--quiet', environment.VIRTUAL_ENV])
  for (const line of lines) run('sh', ['-c', line])
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const inner = join(environment.VIRTUAL_ENV, 'bin', 'python')
  const code =
    'import dealstance; print(dealstance.score(["They gave up."], model="linear-en").label[0])'
  assert.equal(run(inner, ['-W', 'ignore', '-c', code], { cwd: work }), 'retreat')
  assert.match(run('dealstance', ['--version'], { cwd: work }), new RegExp(version))
  console.log(`ok uv and pipx: ${lines.length} lines of scripts/python/README.md`)
} finally {
  rmSync(work, { recursive: true })
}
