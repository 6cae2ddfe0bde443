import { beforeAll, describe, expect, it } from 'vitest'
import linearEn from '#linear-en'
import { PipelineError } from '../../src/base/errors.js'
import { extractWords } from '../../src/base/text/comparable-words.js'
import { htmlToText } from '../../src/base/text/html-to-text.js'
import {
  prefilterEnglish,
  prefilterLanguage,
} from '../../src/base/text/language/detect-language.js'
import { parseJsonLossless } from '../../src/base/text/parse-json-lossless.js'
import { scorePosts } from '../../src/entry/scoring.js'
import { segmentWords } from '../../src/judge/features/segment-words.js'
import { tokenise } from '../../src/judge/features/tokenise.js'
import { parseUnknownPage } from '../../src/read/copied/tags/parse-unknown-page.js'
import { parsePosts } from '../../src/read/parse-posts.js'
import type { SourceId } from '../../src/read/sources.js'
import { SOURCE_LIST } from '../../src/read/sources.js'
import { wrapLine } from '../../src/say/format/display-width.js'
import { escapeMarkdown } from '../../src/say/format/escape-markdown.js'
import { fixture } from '../read/copied/read-page.js'
import { PAGE_WORDS } from '../read/copied/unknown-texts.js'
import { IS_LONG } from '../support/run-count.js'
import { CRAFTED_TEXTS, type CraftedText, findGrowth } from './growth.js'

const refusing = (run: (text: string) => unknown) => (text: string) => {
  try {
    run(text)
  } catch (error) {
    if (!(error instanceof PipelineError || error instanceof SyntaxError)) throw error
  }
}

/** All texts in the long run, else one in so many. */
const textsOf = (step: number): readonly CraftedText[] =>
  CRAFTED_TEXTS.filter((_, index) => IS_LONG || index % step === 0)

/** Each with what it once did. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  // "http://" and 40,000 of U+3000: 17.9 s.
  tokenise,
  segmentWords: (text) => segmentWords(text, 'de'),
  // "a@b.cd " and 980 "@": 0.5 s.
  prefilterEnglish,
  prefilterLanguage,
  extractWords,
  // 300,000 characters beyond ASCII: 100 s.
  wrapLine: (text) => wrapLine(text, 80),
  escapeMarkdown,
  htmlToText,
  parseJson: refusing(parseJsonLossless),
}

describe('time grows with the length of a text, not faster', () => {
  it.each(Object.keys(READERS))('%s', (name) => {
    expect(findGrowth(READERS[name] as (text: string) => unknown, textsOf(17))).toEqual([])
  })

  it.each(SOURCE_LIST.map(({ id }) => id))('posts read as %s', (source: SourceId) => {
    expect(
      findGrowth(
        refusing((text) => parsePosts(text, { source, onBadRecord: 'skip' })),
        textsOf(53),
      ),
    ).toEqual([])
  })
})

describe('a page in no known layout is read in linear time', () => {
  const nameOf = (at: number) =>
    `Ann ${[...String(at)].map((digit) => PAGE_WORDS[Number(digit)]?.slice(0, 2)).join('')}`
  const comments = fixture('doubt/comments.txt').trimEnd().split('\n')
  const wordsOf = (at: number) => comments[at % comments.length]
  const postOf = (at: number) =>
    `${nameOf(at)}\n${(at % 20) + 2} hours ago\n${wordsOf(at)}\nAnswer\nThank (${at})\n\n`
  const page = (length: number) => {
    let text = ''
    for (let at = 0; text.length < length; at++) text += postOf(at)
    return text
  }

  it('whatever its length', () => {
    expect(parseUnknownPage(page(2000)).posts.length).toBeGreaterThan(10)
    const frames = (length: number) => 'Ann Bo\n2h\n'.repeat(length / 10)
    const pages = [
      { name: 'posts of names, times and buttons', build: page },
      { name: 'nothing but names and times', build: frames },
    ]
    expect(findGrowth(parseUnknownPage, pages)).toEqual([])
  })
})

describe('a post of 1 MB is scored within 2 seconds', () => {
  beforeAll(async () => void (await scorePosts(['warm'], { model: linearEn })))

  const pieces = [
    'a',
    '@',
    'a ',
    'x@',
    "a'",
    '<b>',
    '#a',
    '((',
    '-',
    '.',
    '🚀',
    '👩🏽‍🚀',
    '\u200b',
    '\u0301',
    '\ud800',
    '負け',
    '$NOK ',
    'They gave up. ',
  ]
  // 1 MB of "a" took 10 s, of "x@" 14 s, of a rocket 12 s.
  it.each(pieces)('of %j', async (piece) => {
    const begun = process.cpuUsage()
    const [post] = await scorePosts([`A lease. ${piece.repeat(1e6 / Buffer.byteLength(piece))}`], {
      model: linearEn,
    })
    const { user } = process.cpuUsage(begun)
    expect(user / 1e6).toBeLessThan(2)
    expect(post?.flags).toContain('text-cut')
  })
})
