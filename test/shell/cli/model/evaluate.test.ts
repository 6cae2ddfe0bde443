import { expect, it } from 'vitest'
import { GOLD } from '../../../count/evaluate/gold-example.js'
import { manyPosts } from '../../../count/scored-posts.js'
import {
  expectRefusal,
  labelsOf,
  newFolder,
  onEachDeal,
  runCli,
  runWell,
  toJsonl,
} from '../cli-harness.js'

it('measures a model on labelled posts beside its controls', async () => {
  const { stdout } = await runWell(['evaluate', '-', '--model', 'sentiment'], {
    stdin: GOLD,
  })
  for (const model of ['majority', 'linear-en', 'sentiment'])
    expect(stdout).toMatch(new RegExp(`^${model} `, 'm'))
  expect(stdout).not.toContain('labels that move')
  expect(stdout).toMatch(/\n\nsentiment, label by label\nlabelled +predicted retreat/)
})

it('measures scored posts by the labels of the audit beside them', async () => {
  const folder = newFolder()
  const posts = manyPosts(40, 3).map((post, index) => ({
    ...post,
    id: `v${index}`,
    author: `w${index % 9}`,
  }))
  const scored = folder.write('scored.jsonl', toJsonl(posts))
  const own = ({ label }: (typeof posts)[number]) => label
  const labels = folder.write('labels.csv', onEachDeal(labelsOf(posts.slice(0, 30), own)))
  await runWell(['audit', scored, '--size', '20', '--import', labels])
  const audit = folder.path('scored.audit.jsonl')
  const { stdout } = await runWell(['evaluate', '--audit', audit])
  expect(stdout).toMatch(/^scored\.audit\.jsonl \(\d+ posts, \d+ take a side; /)
  expect(stdout).toMatch(/^test-model +\d\.\d{3} \[\d\.\d{3}, \d\.\d{3}\] /m)
  const json = await runCli(['evaluate', '--audit', audit, scored, '--format', 'json'])
  expect(JSON.parse(json.stdout)).toMatchObject({
    evaluation: { models: [{ model: 'test-model', confusion: expect.any(Array) }] },
  })
})

it('names every wrong label of scored posts with its line', async () => {
  const wrong: Readonly<Record<number, string>> = { 2: 'labor', 7: 'Doubt' }
  const posts = manyPosts(12, 3).map((post, index) => ({
    ...post,
    meta: { ...post.meta, truth: wrong[index] ?? post.label },
  }))
  const scored = newFolder().write('scored.jsonl', toJsonl(posts))
  expectRefusal(
    await runCli(['evaluate', scored, '--columns', 'label=truth']),
    65,
    /got "labor" \(line 3 of \S+\), "Doubt" \(line 8 of \S+\)\. Correct or empty them/,
  )
})

it('measures scored posts by the labels that they carry, and says which have none', async () => {
  const posts = manyPosts(12, 3).map((post, index) => ({
    ...post,
    meta: { ...post.meta, ...(index > 0 && { truth: post.label }) },
  }))
  const scored = newFolder().write('scored.jsonl', toJsonl(posts))
  const { stdout, stderr } = await runWell(['evaluate', scored])
  expect(stderr).toContain('"truth" holds the labels; another: --columns label=NAME')
  expect(stderr).toContain('test-model: not a model of the package')
  expect(stderr).toContain('1 post without a true label left out')
  expect(stdout).toMatch(/^scored\.jsonl \(11 posts/)
})
