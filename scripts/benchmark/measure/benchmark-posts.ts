import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Post, Thread } from '../../../src/index.js'
import type { CorpusPost } from '../../../src/node.js'
import { type Built, CORPUS } from '../built.js'

/** Posts of about 20 tokens as wink-nlp counts them, the length that published speeds are given for. */
const TOKEN_COUNTS = { low: 18, high: 22 }

/** Posts of 18 to 22 tokens out of the corpus's ordinary threads, each with its parent where that one is among them. */
export function buildBenchmarkThreads(built: Built, postCount: number): Thread[] {
  return built.dealstance.buildThreads([...copyPosts(built, postCount)])
}

function choosePosts({ dealstance, node }: Built): readonly CorpusPost[] {
  const { posts } = node.readCorpus(CORPUS)
  const chosen = posts.filter(({ part, text }) => {
    if (part !== 'natural') return false
    const tokenCount = dealstance.tokenise(text).length
    return tokenCount >= TOKEN_COUNTS.low && tokenCount <= TOKEN_COUNTS.high
  })
  if (chosen.length === 0) throw new Error(`no posts of ${TOKEN_COUNTS.low} to ${TOKEN_COUNTS.high} tokens in ${CORPUS}`)
  return chosen
}

function* copyPosts(built: Built, postCount: number): Generator<Post> {
  const chosen = choosePosts(built)
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

/** Steps from post to post at which beginnings, middles and ends are taken. Choice: primes, so that they meet anew in every round. */
const PIECE_STEPS = [1, 7, 31] as const

/** The first third of one text, the middle of a second, the last of a third: as long as they are, and as no other. */
function mixTexts(texts: readonly string[], number: number): string {
  const round = Math.floor(number / texts.length)
  const thirds = PIECE_STEPS.map((step, place) => {
    const words = (texts[(number + step * round) % texts.length] as string).split(' ')
    return words.slice(Math.floor((words.length * place) / 3), Math.floor((words.length * (place + 1)) / 3))
  })
  return thirds.flat().join(' ')
}

/**
 * Writes posts as JSONL in the memory of a few: those of {@link buildBenchmarkThreads}, but no two alike and each with a word of its own (a
 * number at its end), by authors of its copy, so that nothing that remembers texts, words or authors is spared.
 */
export async function writeBenchmarkPosts(built: Built, path: string, postCount: number): Promise<void> {
  const pieces = function* (): Generator<string> {
    let waiting: string[] = []
    let number = 0
    const texts = choosePosts(built).map(({ text }) => text)
    for (const post of copyPosts(built, postCount)) {
      const [, copy = ''] = post.id.split('/')
      const author = post.author === null ? null : `${post.author}${copy}`
      waiting.push(JSON.stringify({ ...post, author, text: `${mixTexts(texts, number)} ${(number += 1)}` }))
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
