import fc from 'fast-check'
import { expect, it } from 'vitest'
import model from 'wink-eng-lite-web-model'
import winkNLP from 'wink-nlp'
import { tokeniseWithWink } from '../../../src/judge/features/tokenise.js'
import { forAny } from '../../support/for-any.js'
import { sampleCases } from '../../support/run-count.js'
import { smallExamples } from '../stance/small-posts.js'

interface Core {
  readonly features: {
    readonly lexeme: { readonly list: readonly string[]; readonly hash: Record<string, number> }
  }
}

/** wink-nlp through its public API; learned words are forgotten after each text. */
function createWholeWink(): (text: string) => {
  readonly written: string[]
  readonly normals: string[]
  readonly types: string[]
} {
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

const LEXICON = (model.core as () => Core)().features.lexeme.list
const whole = createWholeWink()
const pieces = fc.constantFrom(
  "don't",
  'cannot',
  'gonna',
  'colour',
  'Acme',
  'U.S.',
  'Inc.',
  'co-founder',
  're-entry',
  'C++',
  'AT&T',
  '5k',
  '$5',
  '10:30pm',
  '3rd',
  ...'. , ! ? … ... ( ) " \' - – -- / & #ai @bob :) :// x.com 🔥 é ß х'.split(' '),
)
const runs = fc.oneof(
  fc.array(pieces, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('')),
  fc.constantFrom(
    ...smallExamples().flatMap(({ features: { text } }) =>
      text.split(/\s+/).filter((run) => run !== ''),
    ),
  ),
  fc
    .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 })
    .map((text) => text.replace(/\s/g, 'x')),
)

/** wink-nlp's own tokens of a run; null for runs that we tokenise differently on purpose. */
function readWhole(run: string): { text: string; normal: string; kind: string }[] | null {
  const { written, normals, types } = whole(run.replaceAll('’', "'"))
  if (
    types.includes('emoji') ||
    types.includes('unk') ||
    written.some((word) => /.'s$/i.test(word))
  )
    return null
  return written.map((text, index) => {
    const type = types[index] as string
    return {
      text,
      normal: normals[index] as string,
      kind: type in { decade: 1, apos: 1, shortForm: 1, alpha: 1 } ? 'other' : type,
    }
  })
}

it("splits words of wink's lexicon as wink-nlp does, in any case and before any mark", () => {
  const words = LEXICON.slice(1).filter((word) => /^[^\s\u2019]+$/.test(word))
  expect(words.length).toBeGreaterThan(87_000)
  for (const [index, word] of sampleCases(words, 6000).entries()) {
    const capital = `${word.charAt(0).toUpperCase()}${word.slice(1)}`
    const run = [
      word,
      capital,
      word.toUpperCase(),
      `${word}.`,
      `${word},`,
      `${capital}!`,
      `${word.toUpperCase()}?`,
    ][index % 7] as string
    const expected = readWhole(run)
    if (expected !== null)
      expect(
        tokeniseWithWink(run).map(({ text, normal, kind }) => ({ text, normal, kind })),
      ).toEqual(expected)
  }
})

it('splits a run as a fresh wink-nlp does, except possessives and emoji', () => {
  forAny(runs, (run) => {
    const expected = readWhole(run)
    fc.pre(expected !== null)
    expect(tokeniseWithWink(run).map(({ text, normal, kind }) => ({ text, normal, kind }))).toEqual(
      expected,
    )
  })
})

// wink learns words: "5k" was one token from then on, two before.
it('splits a run alike after any other', () => {
  const before = ['5k', '10x', ':d', '2019'].map(tokeniseWithWink)
  for (const run of ['so5k', "don't5k", '(10x)', ':D', 'x2019', '₂2019']) tokeniseWithWink(run)
  expect(['5k', '10x', ':d', '2019'].map(tokeniseWithWink)).toEqual(before)
})
