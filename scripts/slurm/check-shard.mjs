/**
 * Prints what a manifest says of one shard, `NAME LINE_COUNT`; with a receipt and the rows behind it, checks that they answer exactly
 * this shard: 0 they do, 75 they do not.
 *
 *     node check-shard.mjs MANIFEST INDEX [RECEIPT ROWS]
 */
import { createHash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'

const TRY_AGAIN = 75

const [manifestPath, index, receiptPath, rowsPath] = process.argv.slice(2)
const shard = JSON.parse(readFileSync(manifestPath, 'utf8')).shards[Number(index)]
if (shard === undefined) refuse(`expected a shard ${index} in ${manifestPath}, got none`)
if (receiptPath === undefined) console.log(`${shard.name} ${shard.lineCount}`)
else await check()

async function check() {
  const receipt = readReceipt()
  const rows = await hashRows()
  const pairs = [
    ['lines read', receipt.nIn, shard.lineCount],
    ['lines written', receipt.nOut, shard.lineCount],
    ['hash of what was read', receipt.inputSha256, shard.sha256],
    ['rows in the file', rows.count, shard.lineCount],
    ['hash of the rows', rows.sha256, receipt.outputSha256],
  ]
  const wrong = pairs.filter(([, got, expected]) => got !== expected)
  if (wrong.length > 0) refuse(wrong.map(([what, got, expected]) => `${what}: expected ${expected}, got ${got}`).join('; '))
}

function readReceipt() {
  try {
    return JSON.parse(readFileSync(receiptPath, 'utf8'))
  } catch (fault) {
    return refuse(`expected a receipt as ${receiptPath}, got ${fault.message}`)
  }
}

async function hashRows() {
  const hash = createHash('sha256')
  let count = 0
  for await (const chunk of createReadStream(rowsPath, { highWaterMark: 1 << 20 })) {
    hash.update(chunk)
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) count++
  }
  return { count, sha256: hash.digest('hex') }
}

function refuse(message) {
  console.error(`check-shard: ${message}`)
  process.exit(TRY_AGAIN)
}
