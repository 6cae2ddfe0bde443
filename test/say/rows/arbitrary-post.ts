import fc from 'fast-check'
import type { JsonValue, Post } from '../../../src/base/thread/post.js'
import { CODE_POINT } from '../../support/code-point.js'

/** Text that a file can hold: no lone surrogates, which UTF-8 lacks, and no null characters. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: CODE_POINT }),
    fc.string({
      unit: fc.constantFrom(
        "'",
        '=',
        '+',
        '-',
        '@',
        ' ',
        '"',
        ',',
        ';',
        '\t',
        '\r',
        '\n',
        '\ufeff',
        '\uff1d',
        'a',
        '🦋',
      ),
    }),
  )
  .map((value) => value.replace(/\p{Surrogate}|\0/gu, ''))

const name = text.map((value) => value.trim()).filter((value) => value !== '')
/** Marks alone are the name of nobody. */
const author = name.filter((value) => !/^[\p{P}\s]*$/u.test(value))

const jsonValue = fc.oneof(
  text,
  fc.boolean(),
  fc.integer(),
  fc.constant(null),
  fc.array(text),
) as fc.Arbitrary<JsonValue>

/** Meta fields that parsers set themselves: no source field may have their names. */
const OWN_KEYS = new Set([
  'role',
  'addressees',
  'missingParent',
  'sourceRole',
  'timeText',
  '__proto__',
])

/**
 * A thread of posts as parsers return it: unique ids, each post a root or a reply to an earlier
 * one.
 */
export const arbitraryThread: fc.Arbitrary<Post[]> = fc
  .uniqueArray(
    fc.record({
      id: name,
      parentIndex: fc.nat(),
      author: fc.option(author),
      createdAt: fc.option(
        fc
          .date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true })
          .map((date) => date.toISOString()),
      ),
      text,
      source: fc.dictionary(
        text.filter((key) => !OWN_KEYS.has(key)),
        jsonValue,
        { maxKeys: 3, noNullPrototype: true },
      ),
    }),
    { minLength: 1, maxLength: 6, selector: ({ id }) => id },
  )
  .map((drafts) =>
    drafts.map(({ parentIndex, text: words, source, ...draft }, index): Post => {
      const parentId =
        index === 0 || parentIndex % 4 === 0 ? null : (drafts[parentIndex % index]?.id ?? null)
      // Given addressees keep the parser from extracting some from the text.
      const meta = {
        role: parentId === null ? 'root' : 'reply',
        addressees: ['someone'],
        ...source,
      } as const
      return { ...draft, threadId: 'a thread', parentId, text: words, meta }
    }),
  )
