import { describe, expect, it } from 'vitest'
import type { Breakdown } from '../../../../src/count/breakdown/breakdown.js'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { manyPosts, NEITHER, onDeal, PIVOT, RETREAT } from '../../../count/scored-posts.js'
import { inTurn, labelTable } from '../../../support/hand-labels.js'
import { toJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { newFolder, type Ran, runCli, runWell } from '../cli-harness.js'

const LABELS = [RETREAT, PIVOT, NEITHER]
const otherThan = (label: string): string => LABELS[(LABELS.indexOf(label) + 1) % 3] as string
const POSTS = manyPosts(60, 5).map((post) => ({ ...onDeal(post, 'deal-a'), author: post.author ?? 'someone' }))

const ownOf = (_: unknown, index: number): string => POSTS[index]?.label ?? NEITHER

/** A complete sample of all posts, labelled by one coder, or by two who differ on every twentieth post. */
async function labelled({ coders, labelOf = ownOf }: { readonly coders: 1 | 2; readonly labelOf?: typeof inTurn }) {
  const folder = newFolder()
  const scored = folder.write('project/scored.jsonl', toJsonl(POSTS))
  const path = folder.path('project/scored.audit.jsonl')
  const rows = POSTS.flatMap(({ id }, index) => {
    const own = labelOf(null, index)
    return [`${id},ana,${own}`, ...(coders === 2 ? [`${id},ben,${index % 20 === 0 ? otherThan(own) : own}`] : [])]
  })
  const csv = folder.write('labels.csv', labelTable(rows))
  await runWell(['audit', scored, '--size', 'all', '--coder-kind', 'person', '--import', csv])
  const relabel = (id: string, label: string, ...more: readonly string[]): Promise<unknown> =>
    runWell(['audit', scored, '--relabel', id, '--label', label, '--reason', 'misread @author-7', ...more])
  const counted = async (): Promise<NonNullable<Breakdown['audit']>> => {
    const { stdout } = await runWell(['aggregate', scored, '--format', 'json', '--quiet'])
    return (JSON.parse(stdout) as Breakdown).audit as NonNullable<Breakdown['audit']>
  }
  const cite = async (): Promise<string> => {
    const ran = await runCli(['cite', scored, '--accept-agreement', 'a test of corrections'])
    return `${ran.stdout}${ran.stderr}`
  }
  return { folder, scored, path, relabel, counted, cite }
}

const DISPUTED = POSTS[20] as (typeof POSTS)[0]

describe('a corrected audit', () => {
  it('counts agreement by the second coder’s corrected label', async () => {
    const { path, relabel, counted, cite } = await labelled({ coders: 2 })
    expect(await counted()).toMatchObject({ agreement: { doubleCodedCount: 60, unanimousCount: 57 } })
    await relabel(DISPUTED.id, DISPUTED.label ?? NEITHER, '--coder', 'ben')
    const given = (await readAudit(path)).events.findLast(({ kind }) => kind === 'label')
    expect(given).toMatchObject({ coder: 'ben', label: DISPUTED.label, isAdjudication: false })
    expect(await counted()).toMatchObject({ agreement: { doubleCodedCount: 60, unanimousCount: 58 } })
    expect(await cite()).toContain('1 label was corrected after the first reading, when the result could be seen.')
  })

  it('counts by the corrected label of the adjudicator, and leaves the agreement of the coders alone', async () => {
    const { folder, scored, relabel, counted, cite } = await labelled({ coders: 2 })
    const sheet = (await runWell(['audit', scored, '--adjudicate', '--coder', 'eva', '--export', '-', '--quiet'])).stdout
    expect(sheet).toContain(DISPUTED.id)
    const disputed = POSTS.filter((_, index) => index % 20 === 0)
    const rows = disputed.map(({ id, label }) => `${id},eva,${label},true`)
    const csv = folder.write('settled.csv', labelTable(rows, 'postId,coder,label,adjudication'))
    await runWell(['audit', scored, '--coder-kind', 'person', '--import', csv])
    const before = await counted()
    await relabel(DISPUTED.id, otherThan(DISPUTED.label ?? NEITHER), '--adjudicate', '--coder', 'eva')
    const after = await counted()
    expect(after.agreement).toEqual(before.agreement)
    expect(after.overall).not.toEqual(before.overall)
    expect(await cite()).toContain('1 label was corrected after the first reading')
  })
})

/** A complete sample with labels unlike the model's, the first of them, and how to correct one. */
async function audited() {
  const made = await labelled({ coders: 1, labelOf: inTurn })
  const [{ postId, label }] = (await readAudit(made.path)).labels as unknown as [{ postId: string; label: string }]
  const relabel = (...argv: readonly string[]): Promise<Ran> => runCli(['audit', made.scored, '--relabel', ...argv])
  return { ...made, postId, label, other: otherThan(label), relabel }
}

describe('audit --relabel', () => {
  it('adds a second, dated judgement with its reason behind the first, and the last one counts', async () => {
    const { path, postId, label, other, relabel } = await audited()
    const before = await readAudit(path)
    const ran = await relabel(postId, '--label', other, '--reason', 'misread irony')
    expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining(`post ${postId}: ${other} in place of ${label}, by coder ana`)])
    const after = await readAudit(path)
    expect(after.events.slice(0, -1)).toEqual(before.events)
    expect(after.events.at(-1)).toMatchObject({ postId, coder: 'ana', coderKind: 'person', label: other, reason: 'misread irony' })
    expect(Date.parse(String((after.events.at(-1) as { at: string }).at))).toBeGreaterThan(0)
    expect(after.labels.find((one) => one.postId === postId)?.label).toBe(other)
    // The sample was complete: its result could be seen.
    expect([after.corrections, after.changedCount, after.lookCount]).toEqual([{ count: 1, seenCount: 1 }, 0, 0])
  })

  it('is counted by cite', async () => {
    const { cite, postId, other, relabel } = await audited()
    await relabel(postId, '--label', other, '--reason', 'misread irony')
    expect(await cite()).toContain('1 label was corrected after the first reading, when the result could be seen.')
  })

  it('refuses in one line what is no correction', async () => {
    const { folder, path, scored, postId, label, other, relabel } = await audited()
    const before = folder.read(path)
    expectRefusal(await relabel('nobody', '--label', other, '--reason', 'x'), 65, /expected the id of a post in the sample, got "nobody"\./)
    expectRefusal(
      await relabel(postId, '--label', label, '--reason', 'same'),
      65,
      /expected another label .* which stands\. Nothing was changed\./,
    )
    expectRefusal(await relabel(postId, '--label', other, '--reason', '…'), 65, /expected a reason in words/)
    expectRefusal(
      await relabel(postId, '--label', other),
      64,
      /expected --label and --reason together, got --label alone\. Add --reason "why"/,
    )
    expectRefusal(await relabel(postId, '--label', 'nonsense', '--reason', 'why'), 64, /expected --label with one of /)
    expectRefusal(await runCli(['audit', scored, '--label', other]), 64, /expected --label and --deal beside --relabel ID/)
    expect(folder.read(path)).toBe(before)
  })

  it('refuses a post of the sample without a label', async () => {
    const folder = newFolder()
    const scored = folder.write('open.jsonl', toJsonl(POSTS))
    await runWell(['audit', scored, '--size', 'all', '--import', folder.write('none.csv', labelTable([]))])
    const ran = await runCli(['audit', scored, '--relabel', String(POSTS[0]?.id), '--label', RETREAT, '--reason', 'why'])
    expectRefusal(ran, 65, /expected a post with a label, got "\S+", which has none\. Label it first\./)
  })
})

describe('a changed row of --import', () => {
  it('is a correction with a reason in its column or of the option, and names both where it has none', async () => {
    const { folder, scored, path, postId, other } = await audited()
    const bare = folder.write('bare-change.csv', labelTable([`${postId},ana,${other}`]))
    const before = folder.read(path)
    const refused = await runCli(['audit', scored, '--import', bare])
    expectRefusal(refused, 65, /Say why it changed in the column reason or with --reason "why", or keep the label\. Nothing was imported\./)
    expect(folder.read(path)).toBe(before)
    const reasoned = folder.write('change.csv', labelTable([`${postId},ana,${other},second look`], 'postId,coder,label,reason'))
    expect((await runWell(['audit', scored, '--import', reasoned])).stderr).toContain('1 label corrected')
    expect((await readAudit(path)).events.at(-1)).toMatchObject({ label: other, reason: 'second look' })
    const again = folder.write('again.csv', labelTable([`${postId},ana,${otherThan(other)}`]))
    await runWell(['audit', scored, '--import', again, '--reason', 'third look'])
    expect((await readAudit(path)).corrections).toEqual({ count: 1, seenCount: 1 })
  })
})

describe('before the first label', () => {
  it('says deal, capture, what cite will do and how many labels it needs, also with --plan', async () => {
    const scored = newFolder().write('new.jsonl', toJsonl(POSTS))
    const { stderr } = await runWell(['audit', scored, '--plan', '±10'])
    expect(stderr).toMatch(/^Deal: .*: \d+ of 60 posts/m)
    expect(stderr).toMatch(/^Captured: \d+ replies; the source does not say how many exist\.$/m)
    expect(stderr).toMatch(/^cite will print a sentence once these posts are labelled/m)
    expect(stderr).toMatch(/^Labels needed: \d+ of the \d+ posts\.$/m)
  })
})
