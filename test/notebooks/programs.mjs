/**
 * Part of `npm run test:notebooks`: every program of the guide and the README passes `tsc --strict` and `deno check` against the packed
 * package, and runs in Deno. Deno comes from npm; says SKIPPED and why where it cannot be had.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { ROOT, skipperOf } from '../engines/suite.mjs'
import { findDeno } from './find-deno.mjs'

const PAGES = ['README.md', 'scripts/notebooks/GUIDE.md']
const STRICT = [
  '--ignoreConfig',
  '--noEmit',
  '--strict',
  '--noUncheckedIndexedAccess',
  '--target',
  'es2023',
  '--module',
  'nodenext',
  '--types',
  'node',
]
const MODULES = join(ROOT, 'node_modules')

const work = mkdtempSync(join(tmpdir(), 'dealstance-programs-'))
const run = (command, list, options = {}) =>
  spawnSync(command, list, {
    encoding: 'utf8',
    cwd: work,
    env: { ...process.env, NO_COLOR: '1' },
    maxBuffer: 2 ** 28,
    ...options,
  })
const must = (name, done) => {
  assert.equal(done.status, 0, `${name}: ${done.stdout}${done.stderr ?? done.error}`)
  return done.stdout
}

/** A project that has installed the package: its files as they are published, beside the packages that it needs. */
function installPackage() {
  const modules = join(work, 'node_modules')
  mkdirSync(modules)
  for (const name of readdirSync(MODULES))
    if (!name.startsWith('.') && name !== 'dealstance')
      symlinkSync(join(MODULES, name), join(modules, name))
  const packed = must(
    'npm pack',
    run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT }),
  )
  const [{ files, version }] = JSON.parse(packed)
  for (const { path } of files) {
    const target = join(modules, 'dealstance', path)
    mkdirSync(dirname(target), { recursive: true })
    cpSync(join(ROOT, path), target)
  }
  writeFileSync(
    join(work, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies: { dealstance: version } }),
  )
}

function writePrograms() {
  return PAGES.flatMap((page) =>
    [...readFileSync(join(ROOT, page), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(
      ([, body], index) => {
        const name = `${basename(page, '.md').toLowerCase()}-${index + 1}.ts`
        writeFileSync(join(work, name), body)
        return name
      },
    ),
  )
}

process.on('exit', () => rmSync(work, { recursive: true, force: true }))
installPackage()
const names = writePrograms()
assert.ok(
  names.length >= 7,
  `expected the programs of ${PAGES.join(' and ')}, got ${names.join(', ')}`,
)
must('tsc --strict', run(join(MODULES, '.bin', 'tsc'), [...STRICT, ...names]))
console.log(`ok ${names.length} programs pass tsc --strict`)
const skip = skipperOf('test:notebooks (programs in Deno)')
const [deno, ...first] = findDeno({
  cache: join(MODULES, '.cache', 'dealstance-notebooks'),
  run,
  skip,
})
must('deno check', run(deno, [...first, 'check', ...names]))
console.log(`ok ${names.length} programs pass deno check`)
for (const name of names)
  assert.notEqual(
    must(name, run(deno, [...first, 'run', '--allow-all', name])),
    '',
    `${name} prints nothing`,
  )
console.log(`ok ${names.length} programs run in Deno`)
