import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readFrames } from '../../../../src/ingest/layout/frame/parse-frames.js'
import { parsePosts } from '../../../../src/ingest/parse-posts.js'
import { cpuTimeOf } from '../../../cpu-time.js'

const read = (name: string): string => readFileSync(new URL(`../../../fixtures/layouts/${name}.txt`, import.meta.url), 'utf8')
const WORDS = ['harbour', 'lantern', 'quarry', 'meadow', 'copper', 'willow', 'bramble', 'thistle', 'falcon']

/** A name of letters alone. */
const nameOf = (at: number): string =>
  `Ann ${[...String(at)].map((digit) => WORDS[Number(digit) % 9]?.slice(0, 2)).join('')}${at % 10 === 9 ? 'x' : ''}`

describe('a page in no known layout', () => {
  it('says that its layout is not known', () => {
    const { posts, summary } = parsePosts(read('page-8'))
    expect(summary).toMatchObject({ source: 'page-paste' })
    expect(summary.notes).toContain('layout: not known; lines that recur set the posts apart')
    expect(posts[0]?.meta.capture?.notes).toContain('the layout of this page is not known: lines that recur set its posts apart')
  })

  it('tells a parent only where the page does', () => {
    const { posts } = parsePosts(read('page-8'))
    expect(posts.map(({ parentId }) => parentId)).toEqual([null, null, null, null, 'p4', null, null])
  })

  it('keeps words of buttons within a post, and times that open its lines', () => {
    expect(parsePosts(read('page-8')).posts[5]?.text).toMatch(/^Applaud\nis what/)
    expect(parsePosts(read('page-8c')).posts[1]?.text).toMatch(/^1 day ago I would/)
  })

  it('is taken apart without loss', () => {
    for (const text of [read('page-8'), read('page-8b').replaceAll('\n', '\r\n'), read('page-8c'), '', '\n \n']) {
      expect(
        readFrames(text)
          .spans.map(({ start, end }) => text.slice(start, end))
          .join('') === text,
      ).toBe(true)
    }
  })

  it('is read in linear time: 20,000 posts within 8 s of processor time', () => {
    const page = Array.from(
      { length: 20_000 },
      (_, at) => `${nameOf(at)}\n${(at % 20) + 2} hours ago\nWords of post ${at}, as they are.\nAnswer\nThank (${at})`,
    )
    let count = 0
    expect(
      cpuTimeOf(() => {
        count = readFrames(page.join('\n\n')).posts.length
      }),
    ).toBeLessThan(8000)
    expect(count).toBe(20_000)
  })
})

describe('what sets no posts apart', () => {
  const texts: Readonly<Record<string, string>> = {
    'a list of articles': WORDS.map(
      (word, at) =>
        `Trade\n${word} firm quits\nNora Pell\n${at + 1} hours ago\n${at + 3} min read\nThe maker of ${word} lamps said that it would leave the trade.`,
    ).join('\n\n'),
    'orders of a shop': WORDS.map(
      (word, at) => `Order ${at}883\nPlaced ${at + 1} May 2026\n${word} lamp, brass\n£${at}9.00\nTrack parcel\nBuy again`,
    ).join('\n\n'),
    'a log of changes': WORDS.map(
      (word, at) => `Version 1.${at}.0\nNovember ${at + 1}, 2026\nNew\n- ${word} view\nFixed\n- the ${word} crash`,
    ).join('\n\n'),
    'an account at a bank': WORDS.map(
      (word, at) => `${at + 10} November 2026\nCARD PAYMENT\n${word} Stores Ltd\n-£${at}.50\nBalance £${100 - at}.00`,
    ).join('\n'),
  }

  it.each(Object.keys(texts))('%s is refused', (name) => {
    expect(() => parsePosts(texts[name] ?? '')).toThrow(/expected a thread in a known layout/)
  })
})
