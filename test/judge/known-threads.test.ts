import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Post } from '../../src/base/thread/post.js'
import { parsePosts } from '../../src/read/parse-posts.js'
import { fromJsonl } from '../support/jsonl.js'

/** Posts of test/fixtures/known: see its README. */
interface KnownPost {
  readonly id: string
  readonly text: string
  readonly parentId: string | null
  readonly isParentShown: boolean
  readonly label: string
}

const read = (name: string) =>
  readFileSync(new URL(`../fixtures/known/${name}`, import.meta.url), 'utf8')

/** Without what pages add before the words: the handle of the account answered. */
const wordsOf = (text: string) =>
  text
    .replace(/^(?:@[\p{L}\p{N}_.-]+\s+)+/u, '')
    .replace(/\s+/g, ' ')
    .trim()

/** The paste, the known posts, and which post of the paste each is. */
function readThread(name: string) {
  const known = fromJsonl(read(`${name}.jsonl`)) as KnownPost[]
  const { posts } = parsePosts(read(`${name}.txt`))
  const left = [...posts]
  const foundOf = new Map<string, Post>()
  for (const { id, text } of known) {
    const at = left.findIndex((post) => wordsOf(post.text).startsWith(wordsOf(text)))
    const [post] = at === -1 ? [] : left.splice(at, 1)
    if (post) foundOf.set(id, post)
  }
  return { known, foundOf }
}

const THREADS = ['x-starbucks-china', 'youtube-evga-gpus', 'reddit-lastofus-online']

it.each(THREADS)(
  'threads whose parents are known %s: every post is found, and a wrong parent is marked',
  (name) => {
    const { known, foundOf } = readThread(name)
    expect(known.filter(({ id }) => !foundOf.has(id))).toEqual([])
    const wrong = known.filter(({ id, parentId }) => {
      const { parentId: given = null, meta } = foundOf.get(id) ?? {}
      const possible: readonly (string | null)[] = meta?.possibleParents ?? [given]
      const truth = parentId === null ? null : (foundOf.get(parentId)?.id ?? null)
      return given !== null && meta?.isParentInferred !== true && !possible.includes(truth)
    })
    expect(wrong).toEqual([])
  },
)
