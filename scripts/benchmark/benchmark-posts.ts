import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Post, Thread } from '../../src/index.js'
import { type Built, CORPUS } from './built.js'

/** Posts of about 20 tokens as wink-nlp counts them, the length that published speeds are given for. */
const TOKEN_COUNTS = { low: 18, high: 22 }

/** Posts of 18 to 22 tokens out of the corpus's ordinary threads, each with its parent where that one is among them. */
export function buildBenchmarkThreads(built: Built, postCount: number): Thread[] {
  return built.dealstance.buildThreads([...copyPosts(built, postCount)])
}

function* copyPosts({ dealstance, node }: Built, postCount: number): Generator<Post> {
  const { posts } = node.readCorpus(CORPUS)
  const chosen = posts.filter(({ part, text }) => {
    if (part !== 'natural') return false
    const tokenCount = dealstance.tokenise(text).length
    return tokenCount >= TOKEN_COUNTS.low && tokenCount <= TOKEN_COUNTS.high
  })
  if (chosen.length === 0) throw new Error(`no posts of ${TOKEN_COUNTS.low} to ${TOKEN_COUNTS.high} tokens in ${CORPUS}`)
  const ids = new Set(chosen.map(({ id }) => id))
  for (let copy = 0, count = 0; ; copy++) {
    for (const { id, threadId, parentId, author, text } of chosen) {
      if (count++ === postCount) return
      const parent = parentId !== null && ids.has(parentId) ? `${parentId}/${copy}` : null
      const meta = { role: parent === null ? ('root' as const) : ('reply' as const) }
      yield { id: `${id}/${copy}`, threadId: `${threadId}/${copy}`, parentId: parent, author, createdAt: null, text, meta }
    }
  }
}

/** Lines joined before they are written. */
const LINES_AT_ONCE = 1000

/**
 * Writes posts as JSONL in the memory of a few: those of {@link buildBenchmarkThreads}, but each with words of its own (a number at its end)
 * and authors of its copy, so that nothing that remembers texts or authors is spared.
 */
export async function writeBenchmarkPosts(built: Built, path: string, postCount: number): Promise<void> {
  const pieces = function* (): Generator<string> {
    let waiting: string[] = []
    let number = 0
    for (const post of copyPosts(built, postCount)) {
      const [, copy = ''] = post.id.split('/')
      const author = post.author === null ? null : `${post.author}${copy}`
      waiting.push(JSON.stringify({ ...post, author, text: `${post.text} ${(number += 1)}` }))
      if (waiting.length < LINES_AT_ONCE) continue
      yield `${waiting.join('\n')}\n`
      waiting = []
    }
    if (waiting.length > 0) yield `${waiting.join('\n')}\n`
  }
  await pipeline(Readable.from(pieces()), createWriteStream(path))
}

/** A paste of at least `byteCount` bytes: a root, then replies apart by blank lines, every third over two lines. */
export function buildBenchmarkPaste({ node }: Built, byteCount: number): string {
  const { posts } = node.readCorpus(CORPUS)
  const pieces = ['A deal that everybody talks about', '']
  let length = 0
  for (let index = 0; length < byteCount; index++) {
    const text = posts[index % posts.length]?.text ?? ''
    const piece = `@starter ${text}${index % 3 === 0 ? '\nand that is all there is to it' : ''}\n`
    pieces.push(piece)
    length += Buffer.byteLength(piece) + 1
  }
  return pieces.join('\n')
}
