import { expect, it } from 'vitest'
import { extractTextFeatures } from '../../../../src/judge/features/extract-features.js'
import { PostFeatures } from '../../../../src/judge/features/token.js'
import { PostEncoder } from '../../../../src/judge/stance/encoder/encoder-classifier.js'
import { idOf, SMALL_HEADER, SMALL_TOKENIZER } from './small-encoder.js'

const TARGET = { dealId: 'deal', mover: 'Acme', move: 'leases' }

function encode(
  text: string,
  { parent = null as string | null, target = TARGET as typeof TARGET | null } = {},
) {
  return new PostEncoder(SMALL_HEADER, SMALL_TOKENIZER).encode({
    features: extractTextFeatures(text, parent),
    target,
  })
}
const idsOf = (pieces: string) => pieces.split(' ').map(idOf)

it.each([
  {
    name: 'a post, its mover and move',
    text: 'They give up.',
    pieces: '[CLS] they give up .',
  },
  {
    name: 'a word in pieces',
    text: 'smarter',
    pieces: '[CLS] smart ##er',
  },
  {
    name: 'an unknown word',
    text: 'qzx up',
    pieces: '[CLS] [UNK] up',
  },
  { name: 'nothing', text: '', pieces: '[CLS]' },
  {
    name: 'white space',
    text: ' \n\u00a0',
    pieces: '[CLS]',
  },
  {
    name: '100,000 blanks, not as a long post',
    text: ' '.repeat(100_000),
    pieces: '[CLS]',
  },
  {
    name: 'a link',
    text: 'up https://t.co/Ab1\n up',
    pieces: '[CLS] up http up',
  },
])('reads $name', ({ text, pieces }) => {
  const { ids, segments, isTruncated } = encode(text)
  const own = idsOf(`${pieces} [SEP]`)
  const context = idsOf('acme : leases [SEP]')
  expect(ids).toEqual([...own, ...context])
  expect(segments).toEqual([...own.map(() => 0), ...context.map(() => 1)])
  expect(isTruncated).toBe(false)
})

it.each<[string, Parameters<typeof encode>[1], string]>([
  ['a post alone', { target: null }, '[CLS] up [SEP]'],
  [
    'the post answered, cut',
    { parent: 'They give up' },
    '[CLS] up [SEP] acme : leases [SEP] they give [SEP]',
  ],
  [
    'the post answered without a move',
    { target: null, parent: 'They' },
    '[CLS] up [SEP] they [SEP]',
  ],
  [
    'a long move, cut',
    { target: { ...TARGET, move: 'leases up up up' } },
    '[CLS] up [SEP] acme : leases up [SEP]',
  ],
])('reads %s', (_name, given, pieces) => {
  expect(encode('up', given).ids).toEqual(idsOf(pieces))
})

it('truncates a post to maxPostTokens and reports it only above the limit', () => {
  const fits = encode('up '.repeat(6))
  const cut = encode('up '.repeat(7))
  expect(cut.ids).toEqual(fits.ids)
  expect([fits.isTruncated, cut.isTruncated]).toEqual([false, true])
})

it('cuts 100,000 characters before tokenising, so that many such posts take no longer than a test', () => {
  for (const text of ['up '.repeat(33_334), 'x'.repeat(100_000), '🚀'.repeat(50_000)]) {
    const encoder = new PostEncoder(SMALL_HEADER, SMALL_TOKENIZER)
    const features = new PostFeatures({ ...extractTextFeatures('up', null), text })
    for (let count = 0; count < 20; count++)
      expect(encoder.encode({ features, target: null }).isTruncated).toBe(true)
    expect(encoder.encode({ features, target: null }).ids.length).toBeLessThanOrEqual(
      SMALL_HEADER.input.maxPostTokens + 2,
    )
  }
})

it.each([
  { name: 'an empty object', tokenizer: {} },
  { name: 'a list', tokenizer: [] },
  {
    name: 'a vocabulary without marks',
    tokenizer: {
      ...SMALL_TOKENIZER,
      added_tokens: [],
      model: { ...SMALL_TOKENIZER.model, vocab: { up: 0, '[UNK]': 1 } },
    },
  },
  {
    name: 'another kind of tokenizer',
    tokenizer: { ...SMALL_TOKENIZER, model: { type: 'Blorf' } },
  },
])('refuses $name as tokenizer.json', ({ tokenizer }) => {
  const message = expect.stringContaining('expected a tokenizer with [CLS] and [SEP]')
  expect(() => new PostEncoder(SMALL_HEADER, tokenizer)).toThrow(
    expect.objectContaining({ code: 'MODEL_INVALID', message }),
  )
})
