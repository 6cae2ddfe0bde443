import { createHash } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import type * as Commands from '../../src/shell/cli/run.js'

/**
 * Name of the script that holds all commands. V8 need not compile it where it finds its own cache
 * beside it.
 */
declare const COMMANDS_FILE: string

const HASH_LENGTH = 32
/** V8 trusts the body of a cache: one that a power cut left half empty would end the process. */
const hashOf = (data: Buffer): Buffer => createHash('sha256').update(data).digest()

const path = fileURLToPath(new URL(COMMANDS_FILE, import.meta.url))
const cachePath = `${path}.cache`
const cachedData = readCache()
const code = `(function(exports,require,module,__filename,importOutside){${readFileSync(path, 'latin1')}})`
const script = new Script(code, { filename: path, ...(cachedData && { cachedData }) })
const module = { exports: {} as typeof Commands }
script.runInThisContext()(
  module.exports,
  createRequire(path),
  module,
  path,
  (name: string) => import(name),
)

export const { COMMANDS, run, runScript } = module.exports

/**
 * As `runProcess` of the commands. The first `classify` stores the compiled code for the next
 * start, by Node version, if the place can be written.
 */
export async function runProcess(command?: string): Promise<void> {
  const name = command ?? process.argv[2]
  await module.exports.runProcess(command)
  if (name === 'classify' && (cachedData === undefined || script.cachedDataRejected === true))
    keepCache()
}

function readCache(): Buffer | undefined {
  try {
    const file = readFileSync(cachePath)
    const data = file.subarray(HASH_LENGTH)
    return file.subarray(0, HASH_LENGTH).equals(hashOf(data)) ? data : undefined
  } catch {
    return undefined
  }
}

function keepCache(): void {
  const draft = `${cachePath}.${process.pid}`
  try {
    const data = script.createCachedData()
    writeFileSync(draft, Buffer.concat([hashOf(data), data]))
    renameSync(draft, cachePath)
  } catch {
    // Without a file that can be written, each start compiles.
    rmSync(draft, { force: true })
  }
}
