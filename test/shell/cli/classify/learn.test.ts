import { expect, it } from 'vitest'
import type { ScoredPost } from '../../../../src/judge/stance/stance-prediction.js'
import { NEITHER, PIVOT, RETREAT } from '../../../judge/stance/small-posts.js'
import {
  expectRefusal,
  labelTable,
  newFolder,
  runCli,
  runWell,
  scoredIn,
  toJsonl,
  withoutRun,
} from '../cli-harness.js'
import { bulkPosts } from './bulk-posts.js'

const MODEL = ['--model', 'linear-en']
const DEAL = ['--mover', 'Acme', '--move', 'leases its chips to Borealis']
const folder = newFolder()
const MINE = bulkPosts({ threads: 4, replies: 14 })
const POSTS = folder.write('posts.jsonl', toJsonl(MINE))
const classify = (...argv: readonly string[]) => runCli(['classify', ...MODEL, ...argv])
const rows = (text: string): ScoredPost[] => scoredIn(text)

/** Draws a sample of a scored file, labels it by a rule, and gives the audit's path. */
async function label(
  scored: string,
  name: string,
  size: number,
  labelOf: (index: number) => string,
): Promise<string> {
  const list = folder.path(`${name}.list.csv`)
  const labels = folder.path(`${name}.csv`)
  const audit = folder.path(`${name}.audit.jsonl`)
  await runWell(['audit', scored, '--size', String(size), '--out', audit, '--export', list])
  const ids = [...folder.read(`${name}.list.csv`).matchAll(/^(p\d+-\d+),a,,(t\d+),/gm)]
  const rows = ids.map(([, id, thread], index) => `${id},${thread},ana,${labelOf(index)}`)
  folder.write(`${name}.csv`, labelTable(rows, 'postId,threadId,coder,label'))
  await runWell([
    'audit',
    scored,
    '--size',
    String(size),
    '--out',
    audit,
    '--import',
    labels,
    '--coder-kind',
    'person',
  ])
  return audit
}

const scored = async (name: string, ...argv: readonly string[]) => {
  const out = folder.path(`${name}.jsonl`)
  await runWell(['classify', ...MODEL, POSTS, ...argv, '--out', out])
  return out
}
const base = await scored('base', ...DEAL)
const audit = await label(base, 'sample', 20, (index) => (index % 10 === 0 ? PIVOT : NEITHER))

it('keeps the labels that were given, moves the others, and says what was learnt', async () => {
  const ran = await classify(POSTS, ...DEAL, '--learn', audit)
  expect(ran.stderr).toContain(`learnt 20 labels of ${audit}: acme-leases-chips`)
  const before = rows(folder.read('base.jsonl'))
  const after = rows(ran.stdout)
  const byHand = after.filter(({ labelledBy }) => labelledBy === 'hand')
  expect(byHand).toHaveLength(20)
  expect(byHand.filter(({ label }) => label === PIVOT)).toHaveLength(2)
  for (const { stances, label, status } of byHand)
    expect(stances[0]).toMatchObject({ label, status, labelledBy: 'hand' })
  expect(after.map(({ unlearnt }) => unlearnt)).toEqual(
    before.map(({ probabilities }) => probabilities),
  )
  const shareOf = (posts: readonly ScoredPost[]): number =>
    posts.reduce((sum, { probabilities }) => sum + (probabilities?.[NEITHER] ?? 0), 0) /
    posts.length
  expect(shareOf(after)).toBeGreaterThan(shareOf(before) + 0.1)
  expect(new Set(after.map(({ model }) => model))).toEqual(
    new Set([expect.stringMatching(/^linear-en\+learnt\.[0-9a-f]{8}$/)]),
  )
  const roots = after.filter(({ meta }) => meta.capture?.learnt !== undefined)
  expect(roots.map(({ parentId }) => parentId)).toEqual([null, null, null, null])
  expect(roots[0]?.meta.capture?.learnt).toMatchObject({ baseModel: 'linear-en', labelCount: 20 })
  expect(
    before.every((post) => !('labelledBy' in post) && post.meta.capture?.learnt === undefined),
  ).toBe(true)
})

it('tells the labels that taught from those of posts that the model does not read', async () => {
  const texts = Array.from({ length: 20 }, (_, index) =>
    index === 3 ? '@ana' : `They gave up on chip ${index}.`,
  )
  const posts = folder.write(
    'unread.jsonl',
    toJsonl(
      texts.map((text, index) => ({
        id: `p0-${index}`,
        threadId: 't1',
        text,
        meta: { role: 'reply' },
      })),
    ),
  )
  const out = folder.path('unread.out.jsonl')
  await classify(posts, ...DEAL, '--out', out)
  const ran = await classify(
    posts,
    ...DEAL,
    '--learn',
    await label(out, 'unread', 20, (index) => (index % 2 === 0 ? PIVOT : RETREAT)),
  )
  expect(ran.stderr).toMatch(
    /learnt 19 labels of .*: \S+ 20; 1 label of posts that the model does not read taught it nothing\n/,
  )
})

it('says that posts were read', async () => {
  const { stdout } = await classify(POSTS, ...DEAL, '--learn', audit, '--format', 'table')
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    'Machine-labelled by a model that learnt 20 hand labels of these posts',
  )
  expect(stdout).not.toContain('Machine-labelled; not checked by people')
})

it('gives a labelled post the probabilities that it has when its own label is another', async () => {
  const other = await label(base, 'other', 20, (index) => {
    if (index === 3) return RETREAT
    return index % 10 === 0 ? PIVOT : NEITHER
  })
  const runs = await Promise.all(
    [audit, other].map((path) => classify(POSTS, ...DEAL, '--learn', path)),
  )
  const [first, second] = runs.map(({ stdout }) => rows(stdout)) as [ScoredPost[], ScoredPost[]]
  const changed = first.findIndex(
    (post, index) => post.label !== second[index]?.label && post.labelledBy === 'hand',
  )
  expect(second[changed]).toMatchObject({
    label: RETREAT,
    probabilities: first[changed]?.probabilities,
  })
  expect(
    first.filter(
      (post, index) =>
        JSON.stringify(post.probabilities) !== JSON.stringify(second[index]?.probabilities),
    ).length,
  ).toBeGreaterThan(20)
})

it('writes the same bytes from stdin, and over its own output', async () => {
  const padded = toJsonl(MINE.map((post) => ({ ...post, meta: { note: 'x'.repeat(30_000) } })))
  const path = folder.write('padded.jsonl', padded)
  const learn = async (...way: readonly string[]) =>
    (
      await runWell(
        ['classify', ...MODEL, ...way, ...DEAL, '--learn', audit, '--evidence', 'off'],
        { stdin: padded },
      )
    ).stdout
  const whole = await learn(path)
  expect((await learn('-')) === whole).toBe(true)
  expect(
    withoutRun(await learn(folder.write('whole.out.jsonl', whole))) === withoutRun(whole),
  ).toBe(true)
})

it('learns the same from a file that it has scored with what it learnt: it starts from the model itself', async () => {
  const learnt = await scored('learnt', ...DEAL, '--learn', audit)
  const again = await classify(learnt, ...DEAL, '--learn', audit)
  expect(withoutRun(again.stdout) === withoutRun(folder.read('learnt.jsonl'))).toBe(true)
  const without = await classify(learnt, ...DEAL)
  expect(withoutRun(without.stdout) === withoutRun(folder.read('base.jsonl'))).toBe(true)
})

it('keeps sides alone where every post takes one', async () => {
  const { stdout } = await classify(POSTS, ...DEAL, '--two-way', '--learn', audit)
  const posts = rows(stdout)
  expect(posts.filter(({ labelledBy }) => labelledBy === 'hand')).toHaveLength(2)
  expect(new Set(posts.map(({ label }) => label))).toEqual(new Set([RETREAT, PIVOT]))
})

const POST = {
  id: 'q1',
  threadId: 'q',
  parentId: null,
  author: null,
  createdAt: null,
  text: 'They give up.',
}
const write = (name: string, posts: readonly object[]): string => folder.write(name, toJsonl(posts))

const edited = MINE.map((post) => ({ ...post, text: `${post.text} Edited.` }))

it.each<[string, RegExp, () => Promise<readonly string[]> | readonly string[]]>([
  [
    'labels of another thread',
    /sample\.audit\.jsonl: expected the posts whose labels are to be learnt, got none of that thread for post "p/,
    () => [write('others.jsonl', [POST]), ...DEAL, '--learn', audit],
  ],
  [
    'labels of another text',
    /got another text for post "p/,
    () => [write('edited.jsonl', edited), ...DEAL, '--learn', audit],
  ],
  [
    'labels of another deal',
    /got none on that deal for post "p.* on acme-leases-chips/,
    () => [POSTS, '--mover', 'Corvid', '--move', 'buys Dune', '--learn', audit],
  ],
  [
    'a thread none of whose deals has a label',
    /catalogue.audit.jsonl: expected labels on a deal of every thread, got none for thread "q" \(no deal\)/,
    async () => {
      const own = await label(
        await scored('unnamed', '--deal', 'xai-anthropic'),
        'catalogue',
        12,
        () => NEITHER,
      )
      return [write('more.jsonl', [...MINE, POST]), '--learn', own]
    },
  ],
  [
    'a sample without a label',
    /empty\.audit\.jsonl: expected labels to learn, got a sample without any/,
    async () => {
      const empty = folder.path('empty.audit.jsonl')
      await runCli([
        'audit',
        base,
        '--size',
        '10',
        '--out',
        empty,
        '--export',
        folder.path('empty.csv'),
      ])
      return [POSTS, ...DEAL, '--learn', empty]
    },
  ],
])('refuses %s in one line, with 65, and writes nothing', async (_, message, argv) => {
  expectRefusal(await classify(...(await argv())), 65, message)
})

it('refuses a model without probabilities', async () => {
  const ran = await runCli(['classify', '--model', 'sentiment', POSTS, ...DEAL, '--learn', audit])
  expectRefusal(ran, 65, /expected a model with probabilities to learn 20 labels, got sentiment/)
})
