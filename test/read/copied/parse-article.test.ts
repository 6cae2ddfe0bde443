import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { numberPosts } from '../../../src/base/thread/content-id.js'
import type { Post } from '../../../src/base/thread/post.js'
import { parseArticle } from '../../../src/read/copied/article/parse-article.js'
import { detectSource } from '../../../src/read/detect-source.js'
import { cpuTimeOf } from '../../support/cpu-time.js'
import { IS_LONG } from '../../support/run-count.js'

const QUOTATIONS: { article: string; quotations: { author: string; text: string }[] }[] =
  JSON.parse(readFileSync('test/fixtures/articles/quotations.json', 'utf8'))
const TEXT = readFileSync('test/fixtures/import/article.txt', 'utf8')

const statementsOf = (text: string): Post[] => parseArticle(text).posts.slice(1)
/** Speaker and text of each statement in a paragraph. */
const said = (...paragraphs: string[]): string[][] =>
  statementsOf(paragraphs.join('\n\n')).map(({ author, text }) => [author ?? '', text])

/** Words without what ends a sentence. */
const bare = (text: string): string =>
  text
    .replace(/ \[…\]|[,.]/g, '')
    .replace(/\s+/g, ' ')
    .trim()

describe('an article', () => {
  const { posts: named } = parseArticle(TEXT)
  const posts = numberPosts(named)

  it('keeps the span of each statement', () => {
    expect(posts).toHaveLength(9)
    for (const { text, meta } of posts.slice(1)) {
      const [start, end] = meta['span'] as [number, number]
      const quoted = [...TEXT.slice(start, end).matchAll(/“([^“”]*)/g)].map(([, words]) => words)
      expect(bare(quoted.join(' '))).toBe(bare(text))
    }
  })
})

it.each(QUOTATIONS)('a quotation $name', ({ article, quotations }) => {
  const read = parseArticle(article)
  const quoted = read.posts.slice(1).map(({ author, text, meta }) => ({
    author: `${author ?? ''}${meta['isAuthorInferred'] ? ' (inferred)' : ''}`,
    text,
  }))
  expect(quoted).toEqual(quotations)
  const unsure = quotations.filter(({ author }) => /^$|inferred/.test(author))
  expect(read.summary.ambiguities).toHaveLength(unsure.length)
})

describe('the speaker', () => {
  const INTRO =
    'The fund is run by Ana Maria Berg and by Olu Adeyemi, who met in the city of Odda ten years ago.'

  it.each([
    ['behind a question', '“Is it a retreat?” Ana Berg asked.', 'Ana Berg', 'Is it a retreat?'],
    ['between', '“It is,” Ana Berg said, “a retreat.”', 'Ana Berg', 'It is […] a retreat.'],
    ['British quotes', '‘It isn’t a retreat,’ Ana Berg said.', 'Ana Berg', 'It isn’t a retreat'],
    [
      'a quotation in a quotation',
      '“They call it ‘strategy’ now,” Ana Berg said.',
      'Ana Berg',
      'They call it ‘strategy’ now',
    ],
    ['French quotes', '« It is a retreat », Ana Berg said.', 'Ana Berg', 'It is a retreat'],
    [
      'a transcript',
      'Ana Berg: “It is a retreat, and a cheap one.”',
      'Ana Berg',
      'It is a retreat, and a cheap one.',
    ],
  ])('%s', (_, sentence, speaker, text) => {
    expect(said(sentence)).toEqual([[speaker, text]])
  })

  it('is resolved to the full name by surname', () => {
    expect(said(INTRO, '“It is a retreat,” Adeyemi said.')).toEqual([
      ['Olu Adeyemi', 'It is a retreat'],
    ])
  })

  it.each([
    ['reported speech', 'Ana Berg has repeatedly argued that it is a retreat.'],
    ['a word in quotes', 'The so-called “neocloud” is a lease.'],
  ])('is missing for %s, which is no statement', (_, sentence) => {
    expect(said(sentence)).toEqual([])
  })

  it('is found in sentences with abbreviations and initials', () => {
    expect(said('Dr. Ana J. Berg of Acme Inc. wrote that the U.S. lease is “a retreat”.')).toEqual(
      [],
    )
    expect(said('“The U.S. lease is a retreat,” Dr. Ana J. Berg said.')).toEqual([
      ['Ana J. Berg', 'The U.S. lease is a retreat'],
    ])
  })
})

describe('detectSource', () => {
  it.each([
    ['a pasted thread', readFileSync('corpus/samples/xai-compute.txt', 'utf8'), 'paste'],
    [
      'a paste of long posts',
      `${'They gave up, said Ana, and I think “she is right” about all of it, '.repeat(5)}\n\n`.repeat(
        5,
      ),
      'paste',
    ],
    ['a paste of long posts with handles', `@ana ${TEXT.replaceAll('\n\n', '\n\n@bo ')}`, 'paste'],
    ['a table whose texts quote people', `id,text\n1,"${TEXT.replaceAll('"', '')}"\n`, 'csv'],
    [
      'the HTML of a page',
      `<article><p>${TEXT.replaceAll('\n\n', '</p><p>')}</p></article>`,
      'paste',
    ],
    ['an array of posts', JSON.stringify([{ id: '1', text: TEXT }]), 'json'],
  ])('recognises other sources: %s', (_, text, source) => {
    expect(detectSource(text).source).toBe(source)
  })
})

describe('any text', () => {
  /** Damaged ones are read in test/contract. */
  const PARTS =
    '“|A B. |"a." |Ana Bo said |he said |A|Ana quickly |, a|\'a|By Ana |\n|" said a |."|@a\n'.split(
      '|',
    )

  it.each(PARTS)('is parsed in linear time: "%s" repeated', (part) => {
    let read = parseArticle('')
    const time = cpuTimeOf(() => {
      read = parseArticle(part.repeat(Math.ceil(50_000 / part.length)))
    })
    expect(time).toBeLessThan(1000)
    for (const { author } of read.posts.slice(1)) expect(author).not.toBe('')
    // Longer than the sample by which a layout is chosen.
    detectSource(part.repeat(Math.ceil((IS_LONG ? 500_000 : 70_000) / part.length)))
  })

  it('without content is an empty article', () => {
    expect(parseArticle('').posts).toHaveLength(1)
  })
})
