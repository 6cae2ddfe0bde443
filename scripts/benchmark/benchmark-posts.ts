import type { Post, Thread } from '../../src/index.js'
import type { Built } from './built.js'

/** Posts of about 20 tokens as wink-nlp counts them, the length that published speeds are given for. */
const TOKEN_COUNTS = { low: 18, high: 22 }

/** Posts of 18 to 22 tokens out of the corpus's ordinary threads, each with its parent where that one is among them. */
export function buildBenchmarkThreads({ dealstance, node }: Built, postCount: number): Thread[] {
  const { posts } = node.readCorpus('corpus')
  const chosen = posts.filter(({ part, text }) => {
    if (part !== 'natural') return false
    const tokenCount = dealstance.tokenise(text).length
    return tokenCount >= TOKEN_COUNTS.low && tokenCount <= TOKEN_COUNTS.high
  })
  const ids = new Set(chosen.map(({ id }) => id))
  const copies: Post[] = []
  for (let copy = 0; copies.length < postCount; copy++) {
    for (const { id, threadId, parentId, author, text } of chosen.slice(0, postCount - copies.length)) {
      const parent = parentId !== null && ids.has(parentId) ? `${parentId}/${copy}` : null
      const meta = { role: parent === null ? ('root' as const) : ('reply' as const) }
      copies.push({ id: `${id}/${copy}`, threadId: `${threadId}/${copy}`, parentId: parent, author, createdAt: null, text, meta })
    }
  }
  return dealstance.buildThreads(copies)
}

/** A paste of at least `byteCount` bytes: a root, then replies apart by blank lines, every third over two lines. */
export function buildBenchmarkPaste({ node }: Built, byteCount: number): string {
  const { posts } = node.readCorpus('corpus')
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
