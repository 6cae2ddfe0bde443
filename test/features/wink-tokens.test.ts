import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import model from 'wink-eng-lite-web-model'
import winkNLP from 'wink-nlp'
import { readWinkTokens } from '../../src/features/wink-tokens.js'
import { smallExamples } from '../stance/small-posts.js'

const RUNS = Number(process.env['DEALSTANCE_RUNS'] ?? 1000)

interface Core {
  readonly features: { readonly lexeme: { readonly list: readonly string[]; readonly hash: Record<string, number> } }
}

/** wink-nlp as its users call it; what it has met is forgotten after each text. */
function createWholeWink(): (text: string) => { readonly written: string[]; readonly normals: string[]; readonly types: string[] } {
  const core = (model.core as () => Core)()
  const nlp = winkNLP({ ...model, core: () => core }, [])
  const { list, hash } = core.features.lexeme
  let keptCount = list.length
  return (text) => {
    const tokens = nlp.readDoc(text).tokens()
    const read = {
      written: tokens.out() as string[],
      normals: tokens.out(nlp.its.normal) as string[],
      types: tokens.out(nlp.its.type) as string[],
    }
    for (; keptCount < list.length; keptCount++) delete hash[list[keptCount] as string]
    return read
  }
}

const whole = createWholeWink()
const pieces = fc.constantFrom(
  ...["don't", 'cannot', 'gonna', 'colour', 'Acme', 'U.S.', 'Inc.', 'co-founder', 're-entry', 'C++', 'AT&T', '5k', '$5', '10:30pm', '3rd'],
  ...[
    '.',
    ',',
    '!',
    '?',
    '…',
    '...',
    '(',
    ')',
    '"',
    "'",
    '-',
    '–',
    '--',
    '/',
    '&',
    '#ai',
    '@bob',
    ':)',
    '://',
    'x.com',
    '🔥',
    'é',
    'ß',
    'х',
  ],
)
const runs = fc.oneof(
  fc.array(pieces, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('')),
  fc.constantFrom(...smallExamples().flatMap(({ features: { text } }) => text.split(/\s+/).filter((run) => run !== ''))),
  fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 }).map((text) => text.replace(/\s/g, 'x')),
)

describe('readWinkTokens', () => {
  it('splits a run as wink-nlp does that has met no other, but for possessives and emoji', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const { written, normals, types } = whole(run)
        fc.pre(!types.includes('emoji') && !types.includes('unk') && !written.some((word) => /.'s$/i.test(word)))
        const tokens = readWinkTokens(run)
        expect(tokens.map(({ text }) => text)).toEqual(written)
        expect(tokens.map(({ normal }) => normal)).toEqual(normals)
        expect(tokens.map(({ kind }) => kind)).toEqual(
          types.map((type) => (type in { decade: 1, apos: 1, shortForm: 1, alpha: 1 } ? 'other' : type)),
        )
      }),
      { numRuns: RUNS },
    )
  })

  // wink keeps what it has met: "5k" was one token from then on, two before.
  it('takes a run apart the same whatever was read before', () => {
    const before = ['5k', '10x', ':d', '2019'].map(readWinkTokens)
    for (const run of ['so5k', "don't5k", '(10x)', ':D', 'x2019', '₂2019']) readWinkTokens(run)
    expect(['5k', '10x', ':d', '2019'].map(readWinkTokens)).toEqual(before)
  })
})
