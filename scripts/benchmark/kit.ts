import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Alternative } from './alternatives/alternative.js'
import { pythonOf, REQUIREMENTS, trainScikitLearn } from './alternatives/scikit-learn.js'
import { reasonOf } from './reason.js'

/** The packages for comparison, in a separate folder, so that none becomes a dependency of this project. */
export interface Kit {
  readonly folder: string
  /** Reason that an alternative cannot run, by its id. */
  readonly missing: ReadonlyMap<string, string>
  close(): void
}

/** Installs the packages of the alternatives. An alternative whose installation fails is left out, with the reason. */
export function openKit(wanted: readonly Alternative[], folder: string | null): Kit {
  const own = folder === null ? mkdtempSync(join(tmpdir(), 'dealstance-benchmark-')) : resolve(folder)
  mkdirSync(own, { recursive: true })
  const missing = new Map<string, string>()
  if (!existsSync(join(own, 'package.json'))) writeFileSync(join(own, 'package.json'), '{ "private": true }\n')
  for (const { id, npm } of wanted) {
    const reason = npm.length === 0 ? null : installFromNpm(own, npm)
    if (reason !== null) missing.set(id, reason)
  }
  const scikit = wanted.filter(({ needsPython }) => needsPython)
  const reason = scikit.length === 0 ? null : installPython(own)
  for (const { id } of scikit) {
    const broken = reason ?? trainOnce(own, id.replace('scikit-learn-', ''))
    if (broken !== null) missing.set(id, broken)
  }
  return { folder: own, missing, close: () => folder === null && rmSync(own, { recursive: true, force: true }) }
}

function trainOnce(folder: string, kind: string): string | null {
  try {
    trainScikitLearn(folder, kind)
    return null
  } catch (error) {
    return `it cannot be trained: ${reasonOf(error)}`
  }
}

/** Whether a folder has a package at exactly the version of `name@version`. */
export function hasPackage(folder: string, spec: string): boolean {
  const at = spec.lastIndexOf('@')
  const path = join(folder, 'node_modules', spec.slice(0, at), 'package.json')
  return existsSync(path) && (JSON.parse(readFileSync(path, 'utf8')) as { readonly version?: unknown }).version === spec.slice(at + 1)
}

function installFromNpm(folder: string, packages: readonly string[]): string | null {
  const absent = packages.filter((spec) => !hasPackage(folder, spec))
  if (absent.length === 0) return null
  process.stderr.write(`installing ${absent.join(', ')} into ${folder}\n`)
  // Install scripts are disabled: that of onnxruntime-node downloads libraries for other hardware.
  const argv = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', '--prefix', folder, ...packages]
  const { status, stderr, error } = spawnSync('npm', argv, { encoding: 'utf8', cwd: folder })
  return status === 0 ? null : `npm cannot install ${absent.join(', ')} (offline?): ${error?.message ?? reasonOf(stderr)}`
}

/** Python program that fails unless every package has the version in the requirements file and can be imported. */
const CHECK_VERSIONS = `import sys, joblib, sklearn
from importlib.metadata import version
for line in open(sys.argv[1]).read().split():
    name, wanted = line.split("==")
    assert version(name) == wanted, line`

function installPython(folder: string): string | null {
  const run = (command: string, argv: readonly string[]) => spawnSync(command, argv, { encoding: 'utf8' })
  const isReady = (): boolean => existsSync(pythonOf(folder)) && run(pythonOf(folder), ['-c', CHECK_VERSIONS, REQUIREMENTS]).status === 0
  if (isReady()) return null
  const python = ['python3', 'python'].find((name) => run(name, ['-c', 'import venv']).status === 0)
  if (python === undefined) return 'no Python 3 with venv on this machine'
  const made = run(python, ['-m', 'venv', join(folder, 'python')])
  if (made.status !== 0) return `no virtual environment: ${reasonOf(made.stderr)}`
  process.stderr.write(`installing scikit-learn into ${folder}\n`)
  const installed = run(pythonOf(folder), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS])
  if (installed.status !== 0) return `pip cannot install scikit-learn (offline?): ${reasonOf(installed.stderr)}`
  return isReady() ? null : 'scikit-learn was installed and cannot be imported at the versions of requirements.txt'
}
