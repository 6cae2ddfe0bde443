import { expect, it } from 'vitest'
import { expectRefusal, fromJsonl, newFolder, runCli, runWell, toJsonl } from '../cli-harness.js'

const folder = newFolder()
const SCHEME = folder.write(
  'scheme.json',
  JSON.stringify({
    id: 'tone',
    labels: ['worried', 'pleased'],
    sides: ['worried', 'pleased'],
    neutral: null,
  }),
)
const TONES = [
  ['They are giving up, this frightens me.', 'worried'],
  ['Smart business, I like what they do.', 'pleased'],
  ['A desperate sale before the cash runs out.', 'worried'],
  ['Great timing, everybody wins here.', 'pleased'],
] as const
const rows = Array.from({ length: 40 }, (_, index) => {
  const [text, label] = TONES[index % 4] as (typeof TONES)[number]
  return {
    id: `p${index}`,
    threadId: `t${index % 8}`,
    text: `${text} Day ${index}.`,
    deal: `d${index % 8}`,
    label,
  }
})
const POSTS = folder.write('labelled.jsonl', toJsonl(rows))
const OUT = folder.path('tone-en')

it('trains a head under labels of one’s own, measured on other deals, which classify takes', async () => {
  const ran = await runWell([
    'train',
    '--scheme',
    SCHEME,
    '--posts',
    POSTS,
    '--on',
    'stance-en',
    '--out',
    OUT,
  ])
  expect(ran.stdout).toMatch(/^tone-en: macro-F1 1\.000/)
  const card = folder.read('tone-en/card.md')
  expect(card).toContain(
    'Head (multinomial logistic regression) on the pooled vectors of stance-en of the labels worried, pleased',
  )
  expect(card).toMatch(/dealstance train --posts \S+ --out \S+ --scheme \S+ --on stance-en/)
  const scored = await runWell(['classify', POSTS, '--model', OUT])
  const posts: { id: string; label: string }[] = fromJsonl(scored.stdout)
  expect(new Map(posts.map(({ id, label }) => [id, label]))).toEqual(
    new Map(rows.map(({ id, label }) => [id, label])),
  )
  expect(posts[0]).toMatchObject({ model: 'tone-en', scheme: expect.stringMatching(/^tone@/) })
})

it('refuses a head whose encoder is another one now', async () => {
  const other = folder
    .read('tone-en/model.json')
    .replace(/"baseSha256":"[0-9a-f]{8}/, '"baseSha256":"00000000')
  folder.write('tone-en/model.json', other)
  const ran = await runCli(['classify', POSTS, '--model', OUT])
  expectRefusal(
    ran,
    65,
    /MODEL_INVALID: model "tone-en": expected the stance-en that it was trained on \(00000000/,
  )
})
