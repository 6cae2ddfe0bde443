import { readFileSync } from 'node:fs'
import { Tokenizer } from '@huggingface/tokenizers'
import { expect, it } from 'vitest'
import { ALIAS, buildEncoderInput, listQuestions } from '../../scripts/benchmark/rivals/encoder-inputs.js'
import * as core from '../../src/entry/index.js'
import * as node from '../../src/entry/node.js'
import * as scoring from '../../src/entry/scoring.js'
import { maskMover, PostEncoder } from '../../src/judge/stance/encoder/encoder-classifier.js'
import { post } from '../base/thread/post-example.js'

const dealstance = { ...scoring, ...core }
const BUILT = { dealstance, node }
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

it('builds no pair for a post without a deal', async () => {
  const threads = dealstance.buildThreads([post('1', null, 'Nothing but the weather, and it is fine today.')])
  expect(await listQuestions(BUILT, threads)).toEqual([{ text: 'Nothing but the weather, and it is fine today.', beside: null }])
  const paste = dealstance.parsePaste(readFileSync('corpus/samples/xai-compute.txt', 'utf8'))
  const asked = await listQuestions(BUILT, dealstance.buildThreads(paste.posts))
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.some(({ beside }) => beside === ALIAS)).toBe(true)
})
