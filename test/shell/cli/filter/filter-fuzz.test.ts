import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPipeline } from '../../../../src/pipeline/pipeline.js'
import { scoreLines } from '../../../../src/shell/cli/filter/filter.js'
import { streamLineResults } from '../../../../src/shell/node/file/stream-lines.js'
import { loadModel } from '../../../../src/shell/node/model/load-model.js'
import { forAnyAwaited } from '../../../for-any.js'

const PIPELINE = createPipeline({ model: loadModel('linear-en'), evidence: false })
const MARKS = { modelHash: '0'.repeat(16), optionsHash: '1'.repeat(16) }

async function answer(bytes: Uint8Array): Promise<string[]> {
  const rows: string[] = []
  const source = async function* (): AsyncGenerator<Uint8Array> {
    yield bytes
  }
  for await (const { lines } of streamLineResults(source())) {
    rows.push(...(await scoreLines(lines, PIPELINE, MARKS)).map(({ row }) => row))
  }
  return rows
}

/** Checks that a row is one line of JSON: a scored post, or an error with its code. */
function checkRow(row: string): void {
  expect(row.indexOf('\n')).toBe(row.length - 1)
  const record = JSON.parse(row) as Record<string, unknown>
  expect(record).toMatchObject(MARKS)
  if (record['error'] === undefined)
    expect(record).toMatchObject({ id: expect.any(String), status: expect.stringMatching(/^(scored|unscored)$/) })
  else {
    expect(record['error']).toEqual({ code: expect.stringMatching(/^INGEST_[A-Z_]+$/), message: expect.stringMatching(/^\S.*\.$/s) })
    expect(Object.keys(record)).toEqual(['id', 'error', 'modelHash', 'optionsHash'])
  }
}

/** Records near enough to posts that each of their fields is met with something wrong. */
const value = fc.oneof(
  fc.string(),
  fc.constantFrom('p1', 't1', null, 7, 1e300, -0.5, true, [], {}, ['x'], { a: [1] }),
  fc.jsonValue({ maxDepth: 3 }),
)
const field = fc.constantFrom(...'id threadId parentId author createdAt text meta status label model __proto__ other'.split(' '))
const post = fc
  .dictionary(field, value, { maxKeys: 8 })
  .chain((own) =>
    fc.record({ id: fc.constantFrom('p1', 'p2', 3), text: fc.string({ unit: 'grapheme' }) }).map((usual) => ({ ...usual, ...own })),
  )
const context = fc.dictionary(
  fc.constantFrom('posts', 'headers', 'duplicateOf', 'more'),
  fc.oneof(value, fc.array(fc.oneof(post, value), { maxLength: 4 })),
)
const record = fc.oneof(post, fc.record({ id: fc.constant('p9'), text: fc.string(), context: fc.oneof(context, value) }), value)

describe('a filter under any input', () => {
  it('any bytes in, one line of JSON out per line', async () => {
    const byte = fc.oneof(fc.constant(10), fc.constantFrom(...Buffer.from('{}[]",:id\\u0')), fc.nat({ max: 255 }))
    await forAnyAwaited(fc.array(byte, { maxLength: 200 }), async (given) => {
      const rows = await answer(Uint8Array.from(given))
      const feedCount = given.filter((each) => each === 10).length
      expect(rows).toHaveLength(feedCount + (given.length > 0 && given.at(-1) !== 10 ? 1 : 0))
      for (const row of rows) checkRow(row)
    })
  })

  it('any records in, each answered alone as among others', async () => {
    await forAnyAwaited(fc.array(record, { minLength: 1, maxLength: 6 }), async (records) => {
      const lines = records.map((each) => JSON.stringify(each))
      const rows = await answer(Buffer.from(lines.join('\n')))
      expect(rows).toHaveLength(lines.length)
      for (const row of rows) checkRow(row)
      const alone = await Promise.all(lines.map((line) => answer(Buffer.from(line))))
      expect(rows).toEqual(alone.flat())
    })
  })

  it.each([
    ['a value nested without end', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['the same with a long number', `${'['.repeat(100_000)}12345678901234567890${']'.repeat(100_000)}`],
    ['meta nested without end', `{"id":"a","text":"x","meta":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`],
    ['a context nested without end', `{"id":"a","text":"x","context":${'{"posts":'.repeat(50_000)}1${'}'.repeat(50_000)}}`],
    ['a long text', JSON.stringify({ id: 'a', text: 'x'.repeat(1_000_000) })],
    ['half a letter', '{"id":"a","text":"\\ud800 alone"}'],
  ])('%s', async (_, line) => {
    const rows = await answer(Buffer.from(`${line}\n`))
    expect(rows).toHaveLength(1)
    checkRow(rows[0] ?? '')
  })
})
