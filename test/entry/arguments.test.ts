import { rmSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { PipelineError } from '../../src/base/errors.js'
import { type Argument, CALLS, closeExamples, ENTRIES, FOLDER, ODD, REFUSED } from './example-calls.js'

afterAll(async () => {
  await closeExamples()
  rmSync(FOLDER, { recursive: true })
})

type Callable = (...values: readonly unknown[]) => unknown
const functions = new Map<string, Callable>()
for (const entry of Object.values(ENTRIES)) {
  // The root entry comes first: what it shares with others, it alone checks.
  for (const [name, value] of Object.entries(entry))
    if (typeof value === 'function' && name !== 'PipelineError' && !functions.has(name)) functions.set(name, value as Callable)
}

/** The functions that check what they are given: those of the root entry, and those that score in one call. */
const CHECKED = new Set([...Object.keys(ENTRIES.core), 'scoreText', 'scorePosts', 'loadEncoder'])

/** Waits for what a call gives, up to the first value of a stream, and lets go of it. @returns what it threw, or null */
async function faultOf(call: () => unknown): Promise<unknown> {
  try {
    const result = (await call()) as { next?: () => unknown; close?: () => unknown } | null | undefined
    if (typeof result?.next === 'function') await result.next()
    if (typeof result?.close === 'function') await result.close()
    return null
  } catch (error) {
    return error
  }
}

const oddCalls = (name: string): [title: string, values: unknown[], isTaken: boolean][] =>
  (CALLS[name] ?? []).flatMap(([, ...takes]: Argument, position, all) =>
    Object.entries(ODD).map(([kind, odd]): [string, unknown[], boolean] => {
      const values = all.map(([value]) => value)
      values[position] = odd
      return [`${kind} as argument ${position + 1}`, values, takes.includes(kind as keyof typeof ODD)]
    }),
  )

describe('an exported function', () => {
  it('has an example call', () => {
    expect([...functions.keys()].sort()).toEqual(Object.keys(CALLS).sort())
  })

  it.each([...functions])('%s does as documented', async (name, called) => {
    const valid = await faultOf(() => called(...(CALLS[name] ?? []).map(([value]) => value)))
    expect((valid as PipelineError | null)?.code ?? valid).toBe(REFUSED[name] ?? null)
  })

  it.each([...functions].filter(([name]) => CHECKED.has(name)))('%s names the wrong argument', async (name, called) => {
    for (const [title, values, isTaken] of oddCalls(name)) {
      const fault = await faultOf(() => called(...values))
      if (fault === null) {
        expect(isTaken, `${name} took ${title}`).toBe(true)
        continue
      }
      expect(fault, `${title}: ${(fault as Error).stack}`).toBeInstanceOf(PipelineError)
      const { code, message } = fault as PipelineError
      if (isTaken) expect(code, title).not.toBe('USAGE_ARGUMENT_INVALID')
      if (code === 'USAGE_ARGUMENT_INVALID') expect(message).toMatch(new RegExp(`^${name}: expected \\S+ to be .+, such as .+; got .+\\.$`))
    }
  })

  const scheme = ENTRIES.core.STANCE_SCHEME
  const scored = CALLS['renderJsonl']?.[0]?.[0] as object
  const core = ENTRIES.core as unknown as Record<'parsePosts' | 'aggregate' | 'createPipeline', Callable>
  it.each([
    [
      () => scoring.scoreText('a', { mover: '', move: '' }),
      'scoreText: expected options.mover to be the name of a company, such as "Sonos"; got "".',
    ],
    [() => core.parsePosts(7), 'parsePosts: expected text to be a text, such as "thread"; got 7.'],
    [() => core.parsePosts('[]', []), 'parsePosts: expected options to be an object of options, such as {}; got an array of 0.'],
    [() => core.aggregate([{ id: 'a' }], { scheme }), 'aggregate: expected posts[0].threadId to be a text, such as "thread"; got nothing.'],
    [
      () => core.createPipeline({ model: { score: () => [] } }),
      'createPipeline: expected options.model.id to be a text, such as "thread"; got nothing.',
    ],
  ])('says where it was wrong, what was expected and what came: %#', async (call, message) => {
    expect(await faultOf(call)).toMatchObject({ code: 'USAGE_ARGUMENT_INVALID', message })
  })

  const scoring = ENTRIES.scoring as unknown as Record<'scorePosts' | 'scoreText', Callable>
  it.each([
    [() => scoring.scorePosts(new Map()), 'posts'],
    [() => scoring.scorePosts(['a'], new Map([['mover', 'Sonos']])), 'options'],
    [() => scoring.scorePosts(['a'], { deals: new Map() }), 'options.deals'],
    [() => scoring.scorePosts(['a'], { deals: [new Map([['mover', 'Sonos']])] }), 'options.deals[0]'],
    [() => scoring.scorePosts(['a'], { minProbability: new Map([['retreat', 0.6]]) }), 'options.minProbability'],
    [() => core.parsePosts('body\nhello', { columns: new Map([['text', 'body']]) }), 'options.columns'],
    [() => core.aggregate([{ ...scored, probabilities: new Map([['retreat', 1]]) }], { scheme }), 'posts[0].probabilities'],
  ])('names a Map in place of an object or a list: %#', async (call, argument) => {
    const fault = (await faultOf(call)) as PipelineError
    expect(fault).toMatchObject({ code: 'USAGE_ARGUMENT_INVALID', context: { argument } })
    expect(fault.message).toMatch(/such as .+; got a Map of [01]\.$/)
  })

  it.each([
    ['classify', [7], 'threads'],
    ['stream', ['abc'], 'threads'],
    ['stream', [[7]], 'threads[0]'],
    ['run', [['one', 'two']], 'text'],
  ])('of a pipeline does so too: %s, %#', async (name, values, argument) => {
    const pipeline = core.createPipeline(...(CALLS['createPipeline'] ?? []).map(([value]) => value)) as never
    const fault = await faultOf(() => (pipeline[name] as Callable)(...values))
    expect(fault).toMatchObject({ code: 'USAGE_ARGUMENT_INVALID', context: { function: `pipeline.${name}`, argument } })
  })
})
