import { expect, it } from 'vitest'
import { describeRuns } from '../../../src/say/disclosure/describe-runs.js'
import { buildDisclosure } from '../../../src/say/disclosure/render-disclosure.js'
import { recordOf } from '../../base/thread/run-example.js'
import { breakdownOf } from '../cite/cite-example.js'

it('says once what made the labels of several inputs, with whole hashes', () => {
  const records = [
    recordOf(),
    recordOf({ inputs: [{ name: 'other.txt', sha256: 'e'.repeat(64) }] }),
  ]
  const runs = records.map((record) => ({ run: record.run, postCount: 2, record }))
  expect(describeRuns([...runs, { run: null, postCount: 3, record: null }])).toEqual([
    `Labelled by software: 4 posts by dealstance 1.2.3, on Node 20.20.2, in run ${records.map(({ run }) => run).join(', ')}. Its command: classify thread.txt`,
    {
      for: 'checker',
      text: `By SHA-256: weights of linear-en ${'a'.repeat(64)}, options ${'b'.repeat(64)}; inputs thread.txt ${'c'.repeat(64)}, other.txt ${'e'.repeat(64)}.`,
    },
  ])
})
it('leaves open what has no record', () => {
  const record = recordOf()
  const runs = [
    { run: record.run, postCount: 2, record },
    { run: null, postCount: 3, record: null },
  ]
  const { items } = buildDisclosure({ ...breakdownOf(), runs })
  expect(items[9]?.missing.map(({ what }) => what)).toContainEqual(
    expect.stringMatching(/^version and weights behind the labels of 3 posts: keep /),
  )
})
