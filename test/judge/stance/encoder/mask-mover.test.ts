import { describe, expect, it } from 'vitest'
import { maskMover } from '../../../../src/judge/stance/encoder/encoder-classifier.js'
import { ask } from '../small-posts.js'

const hide = (text: string, mover: string, move = ''): { text: string; mover: string | undefined; move: string | undefined } => {
  const { features, target } = maskMover({ ...ask(text), target: { dealId: 'd', mover, move } }, 'Acme')
  return { text: features.text, mover: target?.mover, move: target?.move }
}

describe('maskMover', () => {
  it('replaces the mover in the post, the target and the move, in any spelling', () => {
    expect(hide("xAI lost. @xai and XAI's chips, #SpaceX too", 'xAI/SpaceX', 'xAI rents chips.')).toEqual({
      text: "Acme lost. @Acme and Acme's chips, #Acme too",
      mover: 'Acme',
      move: 'Acme rents chips.',
    })
    expect(hide('xAI (SpaceX) is done', 'xAI (SpaceX)').text).toBe('Acme is done')
  })

  it('keeps longer words, other companies and everyday words in lower case', () => {
    expect(hide('Intelligence at Google', 'Intel').text).toBe('Intelligence at Google')
    expect(hide('the target price of Target, TARGET and target', 'Target').text).toBe('the target price of Acme, Acme and target')
  })

  it('treats names literally, even those with regular-expression characters', () => {
    expect(hide('AT&T sold it, C.A.T. (x) did not', 'AT&T').text).toBe('Acme sold it, C.A.T. (x) did not')
    expect(hide('we like A+ and A-b', 'A+').text).toBe('we like Acme and A-b')
    expect(hide('Harley-Davidson and A/S', 'Harley-Davidson').text).toBe('Acme and A/S')
    expect(hide('[.*] said so', '[.*]').text).toBe('[.*] said so')
    for (const mark of '-/\\^$.*+?()[]{}|') expect(() => hide('x', `a${mark}b`)).not.toThrow()
  })

  it('returns a post without a target unchanged', () => {
    const input = { ...ask('xAI lost'), target: null }
    expect(maskMover(input, 'Acme')).toBe(input)
  })
})
