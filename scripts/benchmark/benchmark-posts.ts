import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { readCorpus } from '../corpus/read-corpus.js'
import { ROOT } from './checkouts.js'

/** Posts of 16 to 20 words, which are some 20 tokens, as in published benchmarks. */
const LENGTH = /^\s*(?:\S+\s+){15,19}\S+\s*$/
const BLOCK_LENGTH = 2 ** 20
/**
 * Strides through the posts for beginnings, middles and ends. Choice: primes, so that each pass
 * combines them differently.
 */
const PIECE_STEPS = [1, 7, 31] as const

/**
 * Combines the first third of one text, the middle of a second and the end of a third into a
 * distinct text of similar length.
 */
function mixTexts(texts: readonly string[], number: number): string {
  const round = Math.floor(number / texts.length)
  const thirds = PIECE_STEPS.map((step, place) => {
    const words = (texts[(number + step * round) % texts.length] as string).split(' ')
    return words.slice(
      Math.floor((words.length * place) / 3),
      Math.floor((words.length * (place + 1)) / 3),
    )
  })
  return thirds.flat().join(' ')
}

/**
 * Posts as JSONL, all distinct: each text ends with a number, and each pass through the corpus has
 * its own threads and authors.
 */
export function* benchmarkLines(postCount: number): Generator<string> {
  const chosen = readCorpus(join(ROOT, 'corpus')).posts.filter(
    ({ part, text }) => part === 'natural' && LENGTH.test(text),
  )
  const ids = new Set(chosen.map(({ id }) => id))
  const texts = chosen.map(({ text }) => text)
  for (let number = 0; number < postCount; number++) {
    const copy = Math.floor(number / chosen.length)
    const { id, threadId, parentId, author } = chosen[
      number % chosen.length
    ] as (typeof chosen)[number]
    const parent = parentId !== null && ids.has(parentId) ? `${parentId}/${copy}` : null
    const names = {
      id: `${id}/${copy}`,
      threadId: `${threadId}/${copy}`,
      parentId: parent,
      author: `${author}${copy}`,
    }
    const meta = { role: parent === null ? 'root' : 'reply' }
    yield JSON.stringify({
      ...names,
      createdAt: null,
      text: `${mixTexts(texts, number)} ${number + 1}`,
      meta,
    })
  }
}

/** Writes posts in constant memory. */
export function writeBenchmarkPosts(path: string, postCount: number): void {
  const file = openSync(path, 'w')
  let text = ''
  for (const line of benchmarkLines(postCount)) {
    text += `${line}\n`
    if (text.length < BLOCK_LENGTH) continue
    writeSync(file, text)
    text = ''
  }
  writeSync(file, text)
  closeSync(file)
}
