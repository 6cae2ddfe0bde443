/**
 * Checks that all shards of a run may be merged: each has a receipt, all of them under the model, options and version of the run, and its
 * partial is the one that was made. 0 they may, 65 where a shard was scored otherwise, 75 where one is missing or damaged.
 *
 *     node check-run.mjs RUN
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BAD_DATA, differencesOf, MISSING, pinOf, pinOfReceipt, readJson, refuse, shardsOf, TRY_AGAIN } from './run-folder.mjs'

/** Shards told of before the rest is only counted. */
const TOLD_COUNT = 5

const [run] = process.argv.slice(2)
const pin = pinOf(run) ?? refuse(MISSING, `expected ${run}/pin.json, got none. Submit the folder again.`)
const [others, incomplete] = [[], []]
for (const { name: file, sha256 } of shardsOf(run)) {
  const name = file.replace(/\.[^.]*$/, '')
  const path = join(run, 'receipts', `${name}.json`)
  if (!existsSync(path)) {
    incomplete.push(`${name}: no receipt`)
    continue
  }
  const receipt = readJson(path, 'a receipt', TRY_AGAIN)
  const differences = differencesOf(pin, pinOfReceipt(receipt))
  if (differences.length > 0) others.push(`${name}: ${differences.join(', ')}`)
  else if (receipt.inputSha256 !== sha256) incomplete.push(`${name}: the receipt of other posts`)
  else if (!isPartialWhole(name)) incomplete.push(`${name}: its partial is missing, or not the one that was made`)
}
if (others.length > 0) refuse(BAD_DATA, `expected all shards scored as ${run}/pin.json says, got ${tell(others)}. Submit the folder again.`)
if (incomplete.length > 0) refuse(TRY_AGAIN, `expected all shards whole, got ${tell(incomplete)}. Submit the folder again.`)

function isPartialWhole(name) {
  const [partial, mark] = ['json', 'sha256'].map((ending) => join(run, 'partials', `${name}.${ending}`))
  if (!existsSync(partial) || !existsSync(mark)) return false
  return createHash('sha256').update(readFileSync(partial)).digest('hex') === readFileSync(mark, 'utf8').split(' ')[0]
}

function tell(faults) {
  const more = faults.length > TOLD_COUNT ? ` and ${faults.length - TOLD_COUNT} more` : ''
  return `${faults.slice(0, TOLD_COUNT).join('; ')}${more}`
}
