import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { numberPosts } from '../../../src/base/thread/content-id.js'
import type { PasteResult } from '../../../src/read/copied/paste-spans.js'
import { type ParsePostsOptions, parsePosts } from '../../../src/read/parse-posts.js'

/** A text of test/fixtures. */
export const fixture = (path: string): string => readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), 'utf8')

/** A sample that the package ships. */
export const sample = (name: string): string => readFileSync(new URL(`../../../corpus/samples/${name}`, import.meta.url), 'utf8')

/** Reads a text; posts are named by their places: p1, p2 … */
export function readPage(text: string, options?: ParsePostsOptions) {
  const result = parsePosts(text, options)
  return { ...result, posts: numberPosts(result.posts) }
}

/** The doubtful places, a line each: "12: a button alone on its line". */
export const placesOf = ({ summary }: Pick<PasteResult, 'summary'>): string =>
  summary.ambiguities.map(({ lineNumber, message }) => `${lineNumber}: ${message}`).join('\n')

/** The spans rebuild the text, ids are unlike, and a parent stands above its replies. */
export function expectRebuilt(text: string, { spans, posts }: PasteResult): void {
  expect(spans.map(({ start, end }) => text.slice(start, end)).join('') === text).toBe(true)
  const seen = new Set<string | null>([null])
  for (const { id, parentId } of posts) {
    expect(seen.has(parentId)).toBe(true)
    seen.add(id)
  }
  expect(seen.size).toBe(posts.length + 1)
}

/** The same, and posts are their own spans, without white space around; nothing but white space is in no other span. */
export function expectSound(text: string, result: PasteResult): void {
  expectRebuilt(text, result)
  expect(result.spans.filter(({ kind, start, end }) => kind === 'separator' && text.slice(start, end).trim() !== '')).toEqual([])
  for (const { id, text: words } of result.posts) {
    const parts = result.spans.filter((span) => span.kind === 'post' && span.postId === id)
    expect(parts.map(({ start, end }) => text.slice(start, end).replace(/\r\n?/g, '\n')).join('\n')).toBe(words)
    expect(words).toBe(words.trim())
  }
}
