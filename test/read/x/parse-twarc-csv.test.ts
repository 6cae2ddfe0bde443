import { describe, expect, it } from 'vitest'
import { detectSource } from '../../../src/read/detect-source.js'
import { TWARC_CSV } from '../../../src/read/x/parse-twarc-csv.js'
import { X_API } from '../../../src/read/x/parse-x-api.js'
import { importFixture } from '../../contract/importer.js'

const HEADER = 'id,text,conversation_id,author_id,author.username,referenced_tweets.replied_to.id'

describe('TWARC_CSV.parse', () => {
  it('gives the posts that the pages give', () => {
    const fromPages = X_API.parse(importFixture('x-api-pages.jsonl')).posts
    const fromTable = TWARC_CSV.parse(importFixture('twarc.csv')).posts
    for (const post of fromTable) {
      const paged = fromPages.find(({ id }) => id === post.id)
      // The table has no note_tweet, no impressions and no errors.
      expect([post.author, post.createdAt, post.threadId]).toEqual([paged?.author, paged?.createdAt, paged?.threadId])
      if (post.meta.missingParent === undefined) expect(post.parentId).toBe(paged?.parentId)
    }
    expect(fromTable.find(({ meta }) => meta.missingParent)?.meta.missingParent).toBe('1979249076425363709')
    expect(fromTable.filter(({ meta }) => meta.truncated)).toHaveLength(1)
  })

  it('refuses ids that a spreadsheet has rounded', () => {
    const text = `${HEADER}\n1.97925E+18,x,1.97925E+18,9,ann,\n12,y,12,9,ann,\n`
    expect(() => TWARC_CSV.parse(text)).toThrow(/spreadsheet has rounded/)
    const { posts, summary } = TWARC_CSV.parse(text, { onBadRecord: 'skip' })
    expect([posts.length, summary.skippedCount]).toEqual([1, 1])
  })

  it('refuses a table without text, and rows of another length', () => {
    expect(() => TWARC_CSV.parse('id,author.username\n1,ann')).toThrow(expect.objectContaining({ code: 'INGEST_COLUMN_MISSING' }))
    expect(() => TWARC_CSV.parse(`${HEADER}\n1,x`)).toThrow(expect.objectContaining({ code: 'INGEST_CSV_BROKEN' }))
  })

  it('leaves other tables, and this one with mapped columns, to the general reader', () => {
    expect(detectSource('id,text,conversation_id,author_id\n1,x,1,9').source).toBe('csv')
    expect(detectSource(`${HEADER}\n1,x,1,9,ann,`, 'table.csv', { author: 'author.username' }).source).toBe('csv')
    expect(detectSource(`${HEADER}\n1,x,1,9,ann,`).source).toBe('twarc-csv')
  })
})
