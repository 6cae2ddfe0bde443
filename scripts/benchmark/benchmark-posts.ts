import { createWriteStream, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { readCorpus } from '../corpus/read-corpus.js'
import { ROOT } from './checkouts.js'

/** Length of posts in words: some 20 tokens, as in published benchmarks. */
const WORD_COUNTS = { low: 16, high: 20 }
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

/** Posts as JSONL, all distinct: each text ends with a number, and each pass through the corpus has its own threads and authors. */
export function* benchmarkLines(postCount: number): Generator<string> {
  const chosen = readCorpus(join(ROOT, 'corpus')).posts.filter(({ part, text }) => {
    if (part !== 'natural') return false
    const wordCount = text.split(/\s+/).length
    return wordCount >= WORD_COUNTS.low && wordCount <= WORD_COUNTS.high
  })
  const ids = new Set(chosen.map(({ id }) => id))
  const texts = chosen.map(({ text }) => text)
  for (let number = 0; number < postCount; number++) {
    const copy = Math.floor(number / chosen.length)
    const { id, threadId, parentId, author } = chosen[number % chosen.length] as (typeof chosen)[number]
    const parent = parentId !== null && ids.has(parentId) ? `${parentId}/${copy}` : null
    yield JSON.stringify({
      ...{ id: `${id}/${copy}`, threadId: `${threadId}/${copy}`, parentId: parent },
      ...{ author: author === null ? null : `${author}${copy}`, createdAt: null },
      text: `${mixTexts(texts, number)} ${number + 1}`,
      meta: { role: parent === null ? 'root' : 'reply' },
    })
  }
}

/** Writes posts in constant memory. */
export async function writeBenchmarkPosts(path: string, postCount: number): Promise<void> {
  const chunks = function* (): Generator<string> {
    let lines: string[] = []
    for (const line of benchmarkLines(postCount)) {
      lines.push(line)
      if (lines.length < LINES_AT_ONCE) continue
      yield `${lines.join('\n')}\n`
      lines = []
    }
    if (lines.length > 0) yield `${lines.join('\n')}\n`
  }
  await pipeline(Readable.from(chunks()), createWriteStream(path))
}

/** Writes a label for every judgement that `audit` drew: each label in turn, so that every share has some. */
export function writeLabels(audit: string, path: string): void {
  const [header = ''] = readFileSync(audit, 'utf8').split('\n', 1)
  const { labels, units } = JSON.parse(header) as {
    readonly labels: readonly string[]
    readonly units: readonly { readonly threadId: string; readonly postId: string; readonly dealId: string | null }[]
  }
  const rows = units.map(({ threadId, postId, dealId }, index) =>
    [postId, 'a', labels[index % labels.length], threadId, dealId ?? ''].join(),
  )
  writeFileSync(path, ['postId,coder,label,threadId,dealId', ...rows, ''].join('\n'))
}
