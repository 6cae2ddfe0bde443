import { expect, it } from 'vitest'
import { emptyLedger } from '../../../src/base/thread/capture-ledger.js'
import { parsePost } from '../../../src/read/record/parse-post.js'

const metaOf = (fields: object) =>
  parsePost({ id: '1', text: 'x', ...fields }, { lineNumber: 1 }).meta

it('keeps a value of its type', () => {
  const meta = {
    role: 'reply',
    node: 'bot',
    truncated: true,
    language: 'de',
    editedAt: '2026-01-01T00:00:00.000Z',
    quotes: '17',
    url: 'https://x.example',
    engagement: { likes: 2 },
    capture: emptyLedger('x-api'),
  } as const
  expect(metaOf({ meta })).toEqual(meta)
})

it.each([
  [{ node: 'leaf' }, { sourceNode: 'leaf' }],
  [{ truncated: false }, { sourceTruncated: false }],
  [{ language: 3 }, { sourceLanguage: 3 }],
  [{ url: { href: 'x' } }, { sourceUrl: { href: 'x' } }],
  [{ engagement: 'high' }, { sourceEngagement: 'high' }],
  [{ capture: { capturedCount: 'many' } }, { sourceCapture: { capturedCount: 'many' } }],
  [{ quotes: 5 }, { engagement: { quotes: 5 } }],
  [
    { quotes: 5, engagement: { likes: 1 } },
    { sourceQuotes: 5, engagement: { likes: 1 } },
  ],
])('is renamed with a value of another type: %j', (fields, meta) => {
  expect(metaOf(fields)).toEqual({ role: 'root', ...meta })
  expect(metaOf({ meta: fields })).toEqual({ role: 'root', ...meta })
})
