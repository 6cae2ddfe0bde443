import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Post, Thread } from '../../../src/entry/index.js'
import type { CorpusPost } from '../../corpus/corpus.js'
import { readCorpus } from '../../corpus/read-corpus.js'
import { type Built, CORPUS } from '../built.js'

/** Length of posts in wink-nlp tokens: about 20, as in published benchmarks. */
const TOKEN_COUNTS = { low: 18, high: 22 }

/** Builds threads from corpus posts of 18 to 22 tokens. Each post keeps its parent if that is among them. */
export const buildBenchmarkThreads = (built: Built, postCount: number): Thread[] =>
  built.dealstance.buildThreads([...copyPosts(built, postCount)])

function choosePosts({ dealstance }: Built): readonly CorpusPost[] {
  const { posts } = readCorpus(CORPUS)
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

const LINES_AT_ONCE = 1000

/** Strides through the posts for beginnings, middles and ends. Choice: primes, so that each pass combines them differently. */
const PIECE_STEPS = [1, 7, 31] as const

/** Combines the first third of one text, the middle of a second and the end of a third into a distinct text of similar length. */
function mixTexts(texts: readonly string[], number: number): string {
  const round = Math.floor(number / texts.length)
  const thirds = PIECE_STEPS.map((step, place) => {
    const words = (texts[(number + step * round) % texts.length] as string).split(' ')
    return words.slice(Math.floor((words.length * place) / 3), Math.floor((words.length * (place + 1)) / 3))
  })
  return thirds.flat().join(' ')
}

/**
 * Writes posts as JSONL in constant memory. They are like those of {@link buildBenchmarkThreads}, but all distinct: each ends with a unique
 * number, and each copy has its own authors, so that caches of texts, words and authors do not help.
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

/** Builds a paste of at least `byteCount` bytes: a root, then replies separated by blank lines, every third on two lines. */
export function buildBenchmarkPaste(byteCount: number): string {
  const { posts } = readCorpus(CORPUS)
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
