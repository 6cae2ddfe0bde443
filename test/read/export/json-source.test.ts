import { expect, it } from 'vitest'
import { defineJsonSource } from '../../../src/read/export/json-source.js'
import { get } from '../../../src/read/record/json-fields.js'

const FACTS = {
  threadId: 't',
  parentId: null,
  author: null,
  createdAt: null,
  text: 'Said.',
  meta: {},
}

/** Records with an id under `id`; "none" holds no post, "notice" is left out. */
const SOURCE = defineJsonSource({
  id: 'json',
  description: 'records with an id',
  refusal: 'expected an id, got none. Leave the record out.',
  recognise: () => null,
  read: (record, harvest) => {
    const id = get.string(record, 'id')
    if (id === 'notice') harvest.remark('notice left out|notices left out')
    else harvest.add(id === null ? null : { ...FACTS, id })
  },
})
const invalid = (message: RegExp) =>
  expect.objectContaining({
    code: 'INGEST_RECORD_INVALID',
    message: expect.stringMatching(message),
  })

it('refuses an empty id and a record without a post, or counts them', () => {
  for (const [bad, message] of [
    ['{"id":""}', /^line 2: expected a post with an id, got an empty one/],
    ['{}', /^line 2: expected an id, got none/],
  ] as const) {
    const text = `{"id":"a"}\n${bad}`
    expect(() => SOURCE.parse(text)).toThrow(invalid(message))
    const { posts, summary } = SOURCE.parse(text, { onBadRecord: 'skip' })
    expect(posts).toHaveLength(1)
    expect(summary.skips).toMatchObject([{ lineNumber: 2, code: 'INGEST_RECORD_INVALID' }])
  }
})

it('counts the remarks on records that are left out', () => {
  expect(SOURCE.parse('{"id":"a"}\n{"id":"notice"}\n{"id":"notice"}').summary.notes).toEqual([
    '2 notices left out',
  ])
})
