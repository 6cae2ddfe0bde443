// `npm run check-package`: packs the package as for publication, checks its entries and types with publint and
// @arethetypeswrong/cli, and installs it in empty projects to print what that takes. The package is ESM only, so `require` and
// resolution without `exports` are not checked.
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'dealstance-package-'))
const runIn = (cwd, command, ...list) => runWith({}, cwd, command, ...list)
const runWith = (variables, cwd, command, ...list) => {
  // Settings of this repository would hide faults from the test.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/onnxruntime|node_options/i.test(name)),
  )
  const { status } = spawnSync(command, list, {
    cwd,
    env: { ...env, ...variables },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw new Error(`${command} ended with ${status}`)
}
const run = (command, ...list) => runIn('.', command, ...list)

const listFiles = (path) =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? listFiles(join(path, entry.name)) : [join(path, entry.name)],
  )

/** Installs the archive in an empty project. @returns its files */
const install = (name, archive, variables, ...options) => {
  const project = join(folder, name)
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "private": true }')
  runWith(
    variables,
    project,
    'npm',
    'install',
    '--silent',
    '--no-audit',
    '--no-fund',
    archive,
    ...options,
  )
  const files = listFiles(join(project, 'node_modules'))
  const byteCount = files.reduce((sum, file) => sum + lstatSync(file).size, 0)
  console.log(`installed ${name}: ${Math.round(byteCount / 1e6)} MB, ${files.length} files`)
  return files
}

/** Links of a page to files that are not there. */
const deadLinks = (page) =>
  [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
    .filter(([, target]) => !existsSync(join(dirname(page), target)))
    .map(([, target]) => `${target} in ${page}`)

try {
  run('npm', 'pack', '--silent', '--pack-destination', folder)
  const [name] = readdirSync(folder)
  const archive = join(folder, name)
  run('publint', 'run', archive, '--strict')
  run('attw', archive, '--profile', 'esm-only', '--format', 'table-flipped')
  // Without the variable, onnxruntime-node downloads libraries for CUDA, which nothing here uses.
  const files = install('with onnxruntime-node', archive, {
    ONNXRUNTIME_NODE_INSTALL: 'skip',
  })
  const cuda = files.filter((file) => /cuda|tensorrt/i.test(file) && /\.(?:so|dll)/.test(file))
  if (cuda.length > 0) throw new Error(`expected no library for CUDA, got ${cuda.join(', ')}`)
  const own = files.filter((file) => file.includes(join('node_modules', 'dealstance', '')))
  const maps = own.filter((file) => file.endsWith('.map'))
  if (maps.length > 0) throw new Error(`expected no source maps, got ${maps.length}`)
  const dead = own.filter((file) => file.endsWith('.md')).flatMap(deadLinks)
  if (dead.length > 0) throw new Error(`expected links to what is packed, got ${dead.join(', ')}`)
  const { scripts } = JSON.parse(
    readFileSync(
      join(folder, 'with onnxruntime-node', 'node_modules', 'dealstance', 'package.json'),
      'utf8',
    ),
  )
  if (scripts !== undefined)
    throw new Error(`expected a manifest without scripts, got ${Object.keys(scripts).join(', ')}`)
  install('without onnxruntime-node', archive, {}, '--omit=optional')
  // Loads code that is packed from packages that are not installed.
  const code =
    "await import('dealstance/scoring'); (await import('dealstance/node')).loadModel('linear-en')"
  runIn(join(folder, 'without onnxruntime-node'), 'node', '--input-type=module', '-e', code)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}
