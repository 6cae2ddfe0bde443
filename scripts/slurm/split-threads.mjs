/**
 * `ingest … | node split-threads.mjs COUNT FOLDER [HELD]`: cuts posts, one a line, into files of whole threads, about equal in bytes.
 * The name of a file ends with the number of its posts, header pieces not counted: `part-07.3981-posts.jsonl`.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'

const BLOCK_LENGTH = 65_536
/** Threads put where least lies; further ones go by their hash, so that no id of theirs is kept. A Map ends at 16.7 million. */
const HELD_COUNT = 1_000_000
const [count, folder, heldCount = HELD_COUNT] = process.argv.slice(2)
const parts = Array.from({ length: Number(count) }, (_, index) => {
  const name = `part-${String(index + 1).padStart(count.length, '0')}`
  return { path: join(folder, name), length: 0, postCount: 0, waiting: '' }
})
const partOf = new Map()

function write(part) {
  appendFileSync(part.path, part.waiting)
  part.waiting = ''
}

function partFor(threadId) {
  const known = partOf.get(threadId)
  if (known !== undefined) return known
  if (partOf.size >= Number(heldCount)) {
    const hash = createHash('sha256').update(String(threadId)).digest()
    return parts[hash.readUInt32LE() % parts.length]
  }
  const least = parts.reduce((least, one) => (one.length < least.length ? one : least))
  partOf.set(threadId, least)
  return least
}

function add(line) {
  const { threadId, meta } = JSON.parse(line)
  const part = partFor(threadId)
  part.length += line.length
  if (meta.role !== 'header') part.postCount += 1
  part.waiting += `${line}\n`
  if (part.waiting.length >= BLOCK_LENGTH) write(part)
}

mkdirSync(folder, { recursive: true })
let rest = ''
for await (const chunk of process.stdin.setEncoding('utf8')) {
  const lines = (rest + chunk).split('\n')
  rest = lines.pop()
  for (const line of lines) add(line)
}
if (rest !== '')
  throw new Error('expected posts as ingest prints them, got a last line that is cut off')
if (parts.every(({ length }) => length === 0)) {
  console.error('expected posts, got none')
  process.exitCode = 65
}
for (const part of parts.filter(({ length }) => length > 0)) {
  write(part)
  renameSync(part.path, `${part.path}.${part.postCount}-posts.jsonl`)
}
