/**
 * Prints what the manifest of a run says of one shard, `NAME LINE_COUNT`; with a receipt and the rows behind it, checks that they answer
 * exactly this shard, under the model, options and version of the run: 0 they do, 75 they do not, 65 for another model or other options.
 * Of a run alone, prints how many shards it has.
 *
 *     node check-shard.mjs RUN [INDEX [RECEIPT ROWS]]
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { BAD_DATA, differencesOf, pinOf, pinOfReceipt, readJson, refuse, shardsOf, TRY_AGAIN } from './run-folder.mjs'

const [run, index, receiptPath, rowsPath] = process.argv.slice(2)
const shards = shardsOf(run)
const shard = shards[Number(index)]
if (index === undefined) console.log(shards.length)
else if (shard === undefined) refuse(BAD_DATA, `expected a shard ${index} in the manifest of ${run}, got none`)
else if (receiptPath === undefined) console.log(`${shard.name} ${shard.lineCount}`)
else await check()

async function check() {
  const receipt = readJson(receiptPath, 'a receipt', TRY_AGAIN)
  const rows = await hashRows()
  const pairs = [
    ['lines read', receipt.nIn, shard.lineCount],
    ['lines written', receipt.nOut, shard.lineCount],
    ['hash of what was read', receipt.inputSha256, shard.sha256],
    ['rows in the file', rows.count, shard.lineCount],
    ['hash of the rows', rows.sha256, receipt.outputSha256],
  ]
  const wrong = pairs.filter(([, got, expected]) => got !== expected)
  if (wrong.length > 0) refuse(TRY_AGAIN, wrong.map(([what, got, expected]) => `${what}: expected ${expected}, got ${got}`).join('; '))
  const others = differencesOf(pinOf(run) ?? {}, pinOfReceipt(receipt))
  if (others.length > 0) {
    refuse(
      BAD_DATA,
      `${shard.name} was scored otherwise than ${run}/pin.json says: ${others.join('; ')}. Was settings.sh, the model or dealstance changed? Put it back, or start a new run folder.`,
    )
  }
}

async function hashRows() {
  const hash = createHash('sha256')
  let count = 0
  try {
    for await (const chunk of createReadStream(rowsPath, { highWaterMark: 1 << 20 })) {
      hash.update(chunk)
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) count++
    }
  } catch (fault) {
    return refuse(TRY_AGAIN, `expected rows as ${rowsPath}, got ${fault.message}`)
  }
  return { count, sha256: hash.digest('hex') }
}
