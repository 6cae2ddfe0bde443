import { describe, expect, it } from 'vitest'
import { buildGrowingText, GROWING_FORMS } from '../../scripts/benchmark/growth/growth-texts.js'
import { detectSource } from '../../src/read/detect-source.js'
import { parsePosts } from '../../src/read/parse-posts.js'
import type { SourceId } from '../../src/read/source-entry.js'
import { SOURCE_LIST } from '../../src/read/sources.js'
import { IS_LONG } from '../run-count.js'

const BYTES = IS_LONG ? 40_000 : 10_000

describe('texts whose reading time is measured', () => {
  it('exist for every form that posts are read from', () => {
    expect([...GROWING_FORMS].sort()).toEqual(SOURCE_LIST.map(({ id }) => id).sort())
  })

  it.each(GROWING_FORMS)('%s: the text is recognised, and its posts are read', (form) => {
    const text = buildGrowingText(form, BYTES)
    expect(Buffer.byteLength(text)).toBeGreaterThanOrEqual(BYTES)
    // A page in no known layout is known by its posts, when others have misread it.
    if (form !== 'page-paste') expect(detectSource(text).source).toBe(form)
    const { posts, summary } = parsePosts(text, { source: form as SourceId })
    expect(posts.length).toBeGreaterThan(BYTES / 2000)
    expect(summary.skippedCount).toBe(0)
  })
})
