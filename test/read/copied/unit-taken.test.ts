import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type ParsePostsOptions, parsePosts } from '../../../src/read/parse-posts.js'
import { BOARD_PAGE } from './unknown-texts.js'

const ARTICLE = readFileSync('test/fixtures/articles/no-byline.txt', 'utf8')
const QUOTING = readFileSync('test/fixtures/articles/byline.txt', 'utf8')
const paragraphs = ARTICLE.trim().split('\n\n')
const unitOf = (text: string, options: ParsePostsOptions = {}) =>
  parsePosts(text, options).posts[0]?.meta.capture?.unitTaken

describe('what was taken for a post', () => {
  it.each<[string, string, string, ParsePostsOptions]>([
    ['a paragraph', ARTICLE, 'paragraph', {}],
    ['a paragraph of a few', paragraphs.slice(0, 6).join('\n\n'), 'paragraph', {}],
    ['a line', paragraphs.join('\n'), 'line', {}],
    ['a paragraph, though the form is named', ARTICLE, 'paragraph', { source: 'paste' }],
    ['a quotation of an article', QUOTING, 'quotation', {}],
  ])('is %s, and nothing says that it is one', (_, text, unit, options) => {
    expect(unitOf(text, options)).toBe(unit)
  })

  it.each([
    ['numbers', paragraphs.map((words, at) => `${at + 1}. ${words}`).join('\n\n')],
    ['bullets', paragraphs.map((words) => `• ${words}`).join('\n\n')],
    ['mentions', paragraphs.map((words) => `@orvane ${words}`).join('\n\n')],
    ['names', paragraphs.map((words, at) => `Ann${at} @ann${at} · 2h\n${words}`).join('\n\n')],
    ['names before colons', paragraphs.map((words, at) => `ann${at}: ${words}`).join('\n')],
  ])('is a post where %s say so', (_, text) => {
    expect(unitOf(text)).toBeUndefined()
  })

  it('is a post where whoever gave the text says so, which is noted', () => {
    const [first] = parsePosts(ARTICLE, { onePostPer: 'paragraph' }).posts
    expect(first?.meta.capture?.unitTaken).toBeUndefined()
    expect(first?.meta.capture?.notes).toEqual([
      'each paragraph is one post, as whoever gave the text says',
    ])
  })
})

describe('lines of a page of no known site that stand in no post', () => {
  const captureOf = (text: string, options: ParsePostsOptions = {}) =>
    parsePosts(text, options).posts[0]?.meta.capture

  it('are kept by number, until whoever gave the text says that all posts are here', () => {
    const lostLines = [18, 47, 76]
    expect(captureOf(BOARD_PAGE)).toMatchObject({ unitTaken: 'page', lostLines })
    const whole = captureOf(BOARD_PAGE, { isWhole: true })
    expect(whole).toMatchObject({ lostLines })
    expect(whole?.unitTaken).toBeUndefined()
    expect(whole?.notes).toContain('all posts are here, says whoever copied the page')
  })

  it('are none where every line is of a post or of the page, nor where the form is named', () => {
    const clean = BOARD_PAGE.replaceAll(/^Our readers.*$/gm, '')
    for (const capture of [captureOf(clean), captureOf(BOARD_PAGE, { source: 'page-paste' })])
      expect(capture?.unitTaken).toBeUndefined()
  })
})
