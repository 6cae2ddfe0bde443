import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Alternative } from './alternatives/alternative.js'
import { pythonOf, trainScikitLearn } from './alternatives/scikit-learn.js'
import { type Built, CORPUS } from './built.js'

/** The packages compared with, in a folder of their own: none of them becomes a dependency of this project. */
export interface Kit {
  readonly folder: string
  /** Why an alternative cannot run, by its id. */
  readonly missing: ReadonlyMap<string, string>
  /** Removes the folder, unless it was asked for. */
  close(): void
}

const REQUIREMENTS = fileURLToPath(new URL('alternatives/requirements.txt', import.meta.url))

/** Installs what the alternatives need. What cannot be installed is named with its reason, and its alternative left out. */
export function openKit(wanted: readonly Alternative[], folder: string | null, built: Built): Kit {
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
    if (reason === null) trainScikitLearn(own, id.replace('scikit-learn-', ''), trainingPosts(built))
    else missing.set(id, reason)
  }
  return { folder: own, missing, close: () => folder === null && rmSync(own, { recursive: true, force: true }) }
}

/** The last line that a program complained with. */
const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? ''

function installFromNpm(folder: string, packages: readonly string[]): string | null {
  const absent = packages.filter((spec) => !existsSync(join(folder, 'node_modules', spec.slice(0, spec.lastIndexOf('@')), 'package.json')))
  if (absent.length === 0) return null
  process.stderr.write(`installing ${absent.join(', ')} into ${folder}\n`)
  // Without scripts: that of onnxruntime-node would fetch libraries for other hardware.
  const argv = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, ...packages]
  const { status, stderr, error } = spawnSync('npm', argv, { encoding: 'utf8', cwd: folder })
  return status === 0 ? null : `npm cannot install ${absent.join(', ')} (offline?): ${error?.message ?? lastLine(stderr)}`
}

function installPython(folder: string): string | null {
  const run = (command: string, argv: readonly string[]) => spawnSync(command, argv, { encoding: 'utf8' })
  const isReady = (): boolean => existsSync(pythonOf(folder)) && run(pythonOf(folder), ['-c', 'import joblib, sklearn']).status === 0
  if (isReady()) return null
  const python = ['python3', 'python'].find((name) => run(name, ['-c', 'import venv']).status === 0)
  if (python === undefined) return 'no Python 3 with venv on this machine'
  const made = run(python, ['-m', 'venv', join(folder, 'python')])
  if (made.status !== 0) return `no virtual environment: ${lastLine(made.stderr)}`
  process.stderr.write(`installing scikit-learn into ${folder}\n`)
  const installed = run(pythonOf(folder), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS])
  if (installed.status !== 0) return `pip cannot install scikit-learn (offline?): ${lastLine(installed.stderr)}`
  return isReady() ? null : 'scikit-learn was installed and cannot be imported'
}

/** The posts that the held-out weights of `linear-en` were trained on. */
function trainingPosts({ node }: Built): { text: string; label: string }[] {
  return node
    .readCorpus(CORPUS)
    .posts.filter(({ split, file }) => split === 'train' && file.startsWith('crowd-') && !file.startsWith('crowd-context'))
    .map(({ text, label }) => ({ text, label }))
}
