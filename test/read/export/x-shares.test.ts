import { describe, expect, it } from 'vitest'
import { detectSource } from '../../../src/read/detect-source.js'
import { parsePosts } from '../../../src/read/parse-posts.js'

const address = (handle: string) => `https://x.com/${handle}/status/1899000000000000001?t=Qe7&s=19`
const WORDS: readonly (readonly [handle: string, words: string])[] = [
  ['inesfarrow', 'Brackmoor Rail hires back the fleet that it sold. That is a retreat.'],
  ['tkettle_', '@inesfarrow a landlord with rails'],
  ['priyasums', 'cash is cash\n\nand the fund pays in advance'],
  ['bo_r', '@priyasums until the day it does not'],
  ['inesfarrow', '@bo_r exactly'],
]
const KEPT = `copied off my phone\n\n${WORDS.map(([handle, words]) => `${words}\n${address(handle)}\n`).join('\n')}`

describe('posts of X above their addresses', () => {
  it('are their authors’, and of what stands above the first its last paragraph', () => {
    const { posts, summary } = parsePosts(KEPT)
    expect(summary.source).toBe('x-shares')
    expect(
      posts.filter(({ author }) => author !== null).map(({ author, text }) => [author, text]),
    ).toEqual(WORDS)
    expect(posts.find(({ author }) => author === 'bo_r')?.parentId).toBe(
      posts.find(({ author }) => author === 'priyasums')?.id,
    )
  })

  it.each([
    ['an address has no words', `${KEPT}\n${address('bo_r')}\n`],
    ['few paragraphs have one', `${'One more thing.\n\n'.repeat(9)}${KEPT}`],
  ])('are none where %s', (_, text) => {
    expect(detectSource(text).source).not.toBe('x-shares')
  })
})
