import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT } from '../checkouts.js'

/** Folder of the packages compared with, so that none becomes a dependency of this project. It is kept for the next run. */
const FOLDER = join(ROOT, 'node_modules', '.cache', 'benchmark')
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url))

/** @throws {Error} for a program that is not there or fails, with its complaint */
function run(command: string, argv: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, argv, { encoding: 'utf8', cwd: FOLDER })
  if (status !== 0) throw new Error(`${command} ${argv.join(' ')} failed: ${error?.message ?? stderr}`)
}

/** Installs an npm package (`name@version`) without its install scripts, and returns the folder to require it from. */
export function installPackage(spec: string): string {
  const folder = join(FOLDER, spec.replaceAll('/', '-'))
  if (existsSync(join(folder, 'done'))) return folder
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', '--prefix', folder, spec])
  writeFileSync(join(folder, 'done'), '')
  return folder
}

/** Installs the packages of `requirements.txt` into a virtual environment, and returns the path of its Python. */
export function installPython(): string {
  const folder = join(FOLDER, 'python')
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  mkdirSync(FOLDER, { recursive: true })
  if (!existsSync(python)) run('python3', ['-m', 'venv', folder])
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS])
  return python
}
