import { describe, expect, it } from 'vitest'
import { PipelineError } from '../../src/base/errors.js'
import { createPipeline } from '../../src/entry/index.js'
import { scorePosts, scoreText } from '../../src/entry/scoring.js'

const MISTAKES = {
  null: null,
  text: 'absent',
  number: 7,
  nothing: undefined,
  map: new Map(),
  list: ['a'],
}

async function faultOf(call: () => unknown): Promise<unknown> {
  try {
    await call()
    return null
  } catch (error) {
    return error
  }
}

describe('a checked function', () => {
  it.each(Object.entries(MISTAKES))(
    'names the wrong argument: %s in place of its first',
    async (kind, odd) => {
      const calls = { createPipeline, scoreText, scorePosts } as unknown as Record<
        string,
        (given: unknown) => unknown
      >
      for (const [name, call] of Object.entries(calls)) {
        if (`${name} ${kind}` === 'scoreText text' || `${name} ${kind}` === 'scorePosts list')
          continue
        const fault = await faultOf(() => call(odd))
        expect(fault, name).toBeInstanceOf(PipelineError)
        const { code, message } = fault as PipelineError
        expect(code, message).toBe('USAGE_ARGUMENT_INVALID')
        expect(message).toMatch(
          new RegExp(`^${name}: expected \\S+ to be .+, such as .+; got .+\\.$`),
        )
      }
    },
  )

  it.each<[() => unknown, string]>([
    [() => scorePosts(['a'], new Map([['mover', 'Sonos']]) as never), 'options'],
    [() => scorePosts(['a'], { deals: new Map() } as never), 'options.deals'],
    [
      () => scorePosts(['a'], { deals: [new Map([['mover', 'Sonos']])] } as never),
      'options.deals[0]',
    ],
    [
      () => scorePosts(['a'], { minProbability: new Map([['retreat', 0.6]]) } as never),
      'options.minProbability',
    ],
    [() => createPipeline({ model: { score: () => [] } } as never), 'options.model.id'],
    [() => scoreText('a', { mover: '', move: '' }), 'options.mover'],
  ])('says where: %#', async (call, argument) => {
    expect(await faultOf(call)).toMatchObject({
      code: 'USAGE_ARGUMENT_INVALID',
      context: { argument },
    })
  })
})
