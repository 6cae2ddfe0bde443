import { readFileSync } from 'node:fs'
import { Tokenizer } from '@huggingface/tokenizers'
import { expect, it } from 'vitest'
import { ALIAS, buildEncoderInput } from '../../scripts/benchmark/rivals/encoder-inputs.js'
import * as core from '../../src/entry/index.js'
import * as scoring from '../../src/entry/scoring.js'
import { maskMover, PostEncoder } from '../../src/judge/stance/encoder/encoder-classifier.js'
import { post } from '../base/thread/post-example.js'

const dealstance = { ...scoring, ...core }
const read = (name: string) => JSON.parse(readFileSync(`models/encoder-en/${name}`, 'utf8'))

it('gives the encoder for comparison the same tokens as ours, for texts and pairs', () => {
  const encoder = new PostEncoder(read('model.json'), read('tokenizer.json'))
  const tokenizer = new Tokenizer(read('tokenizer.json'), {})
  expect(read('model.json').input.moverAlias).toBe(ALIAS)
  const [thread] = dealstance.buildThreads([post('1', null, 'xAI rents  chips now: https://a.example/b?c=1 \n and XAI says so')])
  const [features] = dealstance.extractFeatures(thread as core.Thread) as [scoring.PostFeatures]
  for (const target of [null, { dealId: 'd', mover: 'xAI/SpaceX', move: 'rents' }]) {
    const { text, beside } = buildEncoderInput({ features, target })
    const theirs = tokenizer.encode(text, { text_pair: beside, add_special_tokens: true, return_token_type_ids: true })
    const ours = encoder.encode(maskMover({ features, target }, ALIAS))
    expect(theirs.ids).toEqual(ours.ids)
    expect(theirs.token_type_ids).toEqual(ours.segments)
  }
})
