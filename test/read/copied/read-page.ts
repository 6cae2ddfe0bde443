import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { numberPosts } from '../../../src/base/thread/content-id.js'
import { type ParsePostsOptions, parsePosts } from '../../../src/read/parse-posts.js'
import type { IngestResult } from '../../../src/read/record/ingest-result.js'

/** A text of test/fixtures. */
export const fixture = (path: string): string =>
  readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), 'utf8')

/** A sample that the package ships. */
export const sample = (name: string): string =>
  readFileSync(new URL(`../../../corpus/samples/${name}`, import.meta.url), 'utf8')

/** Reads a text; posts are named by their places: p1, p2 … */
export function readPage(text: string, options?: ParsePostsOptions) {
  const result = parsePosts(text, options)
  return { ...result, posts: numberPosts(result.posts) }
}

/** The doubtful places, a line each: "12: a button alone on its line". */
export const placesOf = ({ summary }: Pick<IngestResult, 'summary'>): string =>
  summary.ambiguities.map(({ lineNumber, message }) => `${lineNumber}: ${message}`).join('\n')

/**
 * Ids are unlike, a parent stands above its replies, and the lines of each post stand in the text
 * in their order.
 */
export function expectRebuilt(text: string, { posts }: Pick<IngestResult, 'posts'>): void {
  const page = text.replace(/\r\n?/g, '\n')
  const seen = new Set<string | null>([null])
  for (const { id, parentId, text: words } of posts) {
    expect(seen.has(parentId)).toBe(true)
    seen.add(id)
    endOf(words, page, 0)
  }
  expect(seen.size).toBe(posts.length + 1)
}

/**
 * The same, and posts are without white space around and stand in the text one below the other: no
 * words are in two of them.
 */
export function expectSound(text: string, result: Pick<IngestResult, 'posts'>): void {
  expectRebuilt(text, result)
  const page = text.replace(/\r\n?/g, '\n')
  let from = 0
  for (const { text: words } of result.posts) {
    from = endOf(words, page, from)
    expect(words).toBe(words.trim())
  }
}

/** End of the words in a text; each line is looked for below the one before. */
function endOf(words: string, page: string, start: number): number {
  let from = start
  for (const line of words.split('\n')) {
    const at = page.indexOf(line, from)
    if (at === -1)
      expect.fail(`the line ${JSON.stringify(line)} does not stand in the text, or stands higher`)
    from = at + line.length
  }
  return from
}
