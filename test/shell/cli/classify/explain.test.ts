import { describe, expect, it } from 'vitest'
import { toJsonl } from '../../../jsonl.js'
import { expectRefusal } from '../../../refusal.js'
import { newFolder, type Ran, runCli, SAMPLE } from '../cli-harness.js'

const folder = newFolder()
const explain = (id: string, ...argv: string[]): Promise<Ran> => runCli(['classify', '--model', 'linear-en', '--explain', id, ...argv])

describe('classify --explain', () => {
  it('tells of a reply what it answers, on which deal and why, and what its own words would have given', async () => {
    const { code, stdout } = await explain('p5', SAMPLE)
    expect(code).toBe(0)
    const text = stdout.replace(/\n +|\n/g, ' ')
    expect(text).toMatch(/^Post p5 of thread t-[0-9a-f]{10}, answers p2 or p1 “@tallowbridge been saying it/)
    expect(text).toMatch(/Label: retreat\. Probabilities: retreat \d+%/)
    expect(text).toContain('Deal xAI leases Colossus 1 to Anthropic: retreat; the first post of its branch is about it.')
    expect(text).toMatch(/It agrees with p2, labelled retreat\. By its own words alone: retreat/)
    expect(text).toMatch(/Words for retreat: “.*Model: linear-en\. $/)
  })

  it('judges a post on two deals for each, and a post alone by its words', async () => {
    const { stdout } = await explain('p1', SAMPLE)
    expect(stdout).toContain('answers no post of its thread')
    expect(stdout.match(/^Deal .*: /gm)).toEqual(['Deal xAI leases Colossus 1 to Anthropic: ', 'Deal xAI rents GPU capacity to Google: '])
    expect(stdout).toContain('its own words decided')
    expect((await explain('p5', SAMPLE, '--context', 'off')).stdout).toContain('Context was off')
  })

  it('tells of every thread that holds the id', async () => {
    const path = folder.write(
      'two.jsonl',
      toJsonl([
        { id: '1', threadId: 'a', parentId: null, text: 'they gave up' },
        { id: '1', threadId: 'b', parentId: null, text: '…' },
      ]),
    )
    const { stdout } = await explain('1', path)
    expect(stdout.match(/^Post 1 of thread \w/gm)).toEqual(['Post 1 of thread a', 'Post 1 of thread b'])
    expect(stdout).toContain('No label: no words to judge.')
  })

  it.each([
    { argv: ['--breakdown', 'b.json'], got: 'got --breakdown b.json as well' },
    { argv: ['--format', 'jsonl'], got: 'got --format jsonl as well' },
  ])('refuses $argv, which it would not write (once left out in silence)', async ({ argv, got }) => {
    expectRefusal(await explain('p5', SAMPLE, ...argv), 64, `USAGE_OPTION_INVALID: expected --explain alone, ${got}`)
  })

  it('names the nearest id for one that no thread holds', async () => {
    expectRefusal(await explain('p99', SAMPLE), 64, 'got "p99". Did you mean p9?')
  })
})
