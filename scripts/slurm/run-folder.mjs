/** What the scripts of a run read of its folder, and how they refuse. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const BAD_DATA = 65
export const MISSING = 66
export const TRY_AGAIN = 75

/** Ends this process with a message on stderr. */
export function refuse(code, message) {
  console.error(`slurm: ${message}`)
  process.exit(code)
}

export const shardsOf = (run) => readJson(join(run, 'shards', 'manifest.json'), 'a manifest', MISSING).shards

/** What every shard of a run is scored with, as `probe.mjs` wrote it; null before. */
export const pinOf = (run) => (existsSync(pinPath(run)) ? readJson(pinPath(run), 'what a run is scored with', BAD_DATA) : null)

const pinPath = (run) => join(run, 'pin.json')

/** Of the receipt of a filter: what must be the same in all shards. */
export const pinOfReceipt = ({ modelId, modelSha256, optionsSha256, options, versions }) => ({
  model: modelId,
  modelSha256,
  optionsSha256,
  dealsSha256: options?.dealsSha256,
  dealstance: versions?.dealstance,
})

/** Where two pins differ, in words; empty where they do not. */
export const differencesOf = (expected, got, names = Object.keys(expected)) =>
  names.filter((name) => expected[name] !== got[name]).map((name) => `${name}: expected ${expected[name]}, got ${got[name]}`)

/** Names of the shards that have a receipt. */
export function receiptsOf(run) {
  const folder = join(run, 'receipts')
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []
}

/**
 * @param what it is, for the message
 * @param code to end with where it is missing or damaged
 */
export function readJson(path, what, code) {
  let value
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (fault) {
    return refuse(code, `expected ${what} as ${path}, got ${fault.message}`)
  }
  return typeof value === 'object' && value !== null ? value : refuse(code, `expected ${what} as ${path}, got ${value}`)
}
