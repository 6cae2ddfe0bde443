import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openOnce } from '../../../base/text/lazily.js'

/** The package folder, which holds `models/`. Found from the sources and from the build. */
export const PACKAGE_ROOT = findRoot(dirname(fileURLToPath(import.meta.url)))

function findRoot(folder: string): string {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, 'package.json')) && existsSync(join(current, 'models')))
      return current
    if (dirname(current) === current) return folder
  }
}

export function readVersion(): string {
  return (
    JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as {
      readonly version: string
    }
  ).version
}

/** Features of processors by which the arithmetic of encoders differs. */
const FEATURES = /^(?:avx2|avx_vnni|avx512f|avx512_vnni|amx_int8|asimddp|i8mm)$/

/**
 * All that may change the last digit of a probability: Node, system, processor, and the runtime of
 * encoders where it is there.
 */
export function readRuntime(): string {
  const { platform, arch, versions } = process
  let features: string[] = []
  let onnx = ', encoders as WebAssembly'
  try {
    const flags =
      platform === 'linux'
        ? /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))
        : null
    features = flags?.[1]?.split(' ').filter((flag) => FEATURES.test(flag)) ?? []
    onnx = `, onnxruntime-node ${(createRequire(import.meta.url)('onnxruntime-node/package.json') as { readonly version: string }).version}`
  } catch {
    // Features or package unknown: the run is recorded without them.
  }
  const processor = features.join(' ') || (cpus()[0]?.model ?? 'processor not known')
  return `Node ${versions.node}, ${platform} ${arch} (${processor})${onnx}`
}

/**
 * The commit of the clone that runs; null for an installed package, without git, and in a clone of
 * another user. Git is asked once, and works beside this thread.
 */
export const readCommit = openOnce(async (): Promise<string | null> => {
  if (!existsSync(join(PACKAGE_ROOT, '.git'))) return null
  const words = ['describe', '--always', '--abbrev=40', '--dirty', '--exclude=*']
  const answer = promisify(execFile)('git', words, { cwd: PACKAGE_ROOT })
  return await answer.then(
    ({ stdout }) => stdout.trim(),
    () => null,
  )
})
