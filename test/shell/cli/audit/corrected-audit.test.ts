import { describe, expect, it } from 'vitest'
import type { Breakdown } from '../../../../src/count/breakdown/breakdown.js'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { manyPosts, NEITHER, onDeal, PIVOT, RETREAT } from '../../../count/scored-posts.js'
import {
  expectRefusal,
  inTurn,
  labelTable,
  newFolder,
  type Ran,
  runCli,
  runWell,
  toJsonl,
} from '../cli-harness.js'

const LABELS = [RETREAT, PIVOT, NEITHER]
const otherThan = (label: string): string => LABELS[(LABELS.indexOf(label) + 1) % 3] as string
const POSTS = manyPosts(60, 5).map((post) => ({
  ...onDeal(post, 'deal-a'),
  author: post.author ?? 'someone',
}))

const ownOf = (_: unknown, index: number): string => POSTS[index]?.label ?? NEITHER

/**
 * A complete sample of all posts, labelled by one coder, or by two who differ on every twentieth
 * post.
 */
async function labelled({
  coders,
  labelOf = ownOf,
}: {
  readonly coders: 1 | 2
  readonly labelOf?: typeof inTurn
}) {
  const folder = newFolder()
  const scored = folder.write('project/scored.jsonl', toJsonl(POSTS))
  const path = folder.path('project/scored.audit.jsonl')
  const rows = POSTS.flatMap(({ id }, index) => {
    const own = labelOf(null, index)
    return [
      `${id},ana,${own}`,
      ...(coders === 2 ? [`${id},ben,${index % 20 === 0 ? otherThan(own) : own}`] : []),
    ]
  })
  const csv = folder.write('labels.csv', labelTable(rows))
  const accept = ['--accept', 'a test of corrections']
  const draw = ['audit', scored, '--size', 'all', ...accept, '--coder-kind', 'person']
  await runWell([...draw, '--import', csv])
  const correct = (id: string, coder: string, label: string): Promise<Ran> => {
    const csv = folder.write(
      'correction.csv',
      labelTable([`${id},${coder},${label},misread @author-7`], 'postId,coder,label,reason'),
    )
    return runWell(['audit', scored, '--import', csv])
  }
  const counted = async (): Promise<NonNullable<Breakdown['audit']>> => {
    const { stdout } = await runWell(['aggregate', scored, '--format', 'json', '--quiet'])
    return (JSON.parse(stdout) as Breakdown).audit as NonNullable<Breakdown['audit']>
  }
  const cite = async (): Promise<string> => {
    const ran = await runCli(['cite', scored])
    return `${ran.stdout}${ran.stderr}`
  }
  return { folder, scored, path, correct, counted, cite }
}

const DISPUTED = POSTS[20] as (typeof POSTS)[0]

describe('a label corrected by a table with its reason', () => {
  it('counts agreement by the second coder’s corrected label', async () => {
    const { path, correct, counted, cite } = await labelled({ coders: 2 })
    expect(await counted()).toMatchObject({
      agreement: { doubleCodedCount: 60, unanimousCount: 57 },
      overall: { coders: [{ labelledCount: 60 }, { labelledCount: 60 }] },
    })
    await correct(DISPUTED.id, 'ben', DISPUTED.label ?? NEITHER)
    const given = (await readAudit(path)).events.findLast(({ kind }) => kind === 'label')
    expect(given).toMatchObject({
      coder: 'ben',
      label: DISPUTED.label,
      isAdjudication: false,
      reason: 'misread @author-7',
    })
    expect(await counted()).toMatchObject({
      agreement: { doubleCodedCount: 60, unanimousCount: 58 },
    })
    expect(await cite()).toContain('2 disputed')
    const one = POSTS[0] as (typeof POSTS)[0]
    const last = POSTS[40] as (typeof POSTS)[0]
    await correct(one.id, 'ben', one.label ?? NEITHER)
    // The label of one post is no label while its coders differ.
    expect(await cite()).toContain('has no label: 1 disputed.')
    await correct(last.id, 'ben', last.label ?? NEITHER)
    expect(await cite()).toContain('3 labels were corrected after the first reading.')
  })

  it('is added behind the first, which stays, and the last one counts; without a reason it is refused', async () => {
    const { folder, scored, path, correct } = await labelled({ coders: 1, labelOf: inTurn })
    const before = await readAudit(path)
    const [{ postId, label }] = before.labels as unknown as [{ postId: string; label: string }]
    const bare = folder.write('bare-change.csv', labelTable([`${postId},ana,${otherThan(label)}`]))
    const refused = await runCli(['audit', scored, '--import', bare])
    expectRefusal(
      refused,
      65,
      /Say why it changed in the column reason, or keep the label\. Nothing was imported\./,
    )
    expect((await correct(postId, 'ana', otherThan(label))).stderr).toContain('1 label corrected')
    const after = await readAudit(path)
    expect(after.events.slice(0, -1)).toEqual(before.events)
    expect(after.labels.find((one) => one.postId === postId)?.label).toBe(otherThan(label))
    expect(after.correctedCount).toBe(1)
    // A label set back is as it was.
    await correct(postId, 'ana', label)
    expect((await readAudit(path)).correctedCount).toBe(0)
  })
})

it('before the first label says deal, capture, what cite will do and how many labels it needs', async () => {
  const folder = newFolder()
  const { stderr } = await runWell([
    'audit',
    folder.write('new.jsonl', toJsonl(POSTS)),
    '--export',
    folder.path('sheet.csv'),
  ])
  expect(stderr).toMatch(/^Move: .*: \d+ of 60 posts/m)
  expect(stderr).toMatch(/^\d+ replies are here. The copy does not show how many replies exist\.$/m)
  expect(stderr).toMatch(
    /^Label all 60 posts\.\nThen cite prints a sentence, if the labels pass its checks\.$/m,
  )
})
