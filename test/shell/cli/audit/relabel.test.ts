import { describe, expect, it } from 'vitest'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { manyPosts, NEITHER, PIVOT, RETREAT } from '../../../count/scored-posts.js'
import { toJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { newFolder, type Ran, runCli, runWell } from '../cli-harness.js'

const folder = newFolder()
const POSTS = manyPosts(60, 5).map((post) => ({ ...post, deals: post.deals.slice(0, 1), stances: post.stances.slice(0, 1) }))
const [LABELS, OTHER] = [
  [RETREAT, PIVOT, NEITHER],
  new Map([
    [RETREAT, PIVOT],
    [PIVOT, NEITHER],
    [NEITHER, RETREAT],
  ]),
]
const csv = (name: string, header: string, rows: readonly string[]): string => folder.write(name, `${[header, ...rows].join('\n')}\n`)
let last = 0

/** Scored posts with a complete audit beside them. */
async function audited() {
  const scored = folder.write(`s${(last += 1)}.jsonl`, toJsonl(POSTS))
  const path = folder.path(`s${last}.audit.jsonl`)
  const rows = POSTS.map(({ id }, index) => `${id},ana,${LABELS[index % 3]}`)
  await runWell(['audit', scored, '--size', 'all', '--coder-kind', 'person', '--import', csv('all.csv', 'postId,coder,label', rows)])
  const [{ postId, label }] = (await readAudit(path)).labels as unknown as [{ postId: string; label: string }]
  const relabel = (...argv: readonly string[]): Promise<Ran> => runCli(['audit', scored, '--relabel', ...argv])
  return { scored, path, postId, label, other: OTHER.get(label) as string, relabel }
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

  it('is counted by cite and drafted by diff, which names the label, its reason and the shares', async () => {
    const { scored, postId, label, other, relabel } = await audited()
    await relabel(postId, '--label', other, '--reason', 'misread irony')
    const deal = String(POSTS[0]?.deals[0])
    const cited = await runCli(['cite', scored, '--deal', deal, '--accept-agreement', 'a test of corrections'])
    expect(`${cited.stdout}${cited.stderr}`).toContain('1 label was corrected after the first reading, when the result could be seen.')
    const { stdout } = await runWell(['diff', scored])
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      `1 label by hand changed: post ${postId}, “${other}” in place of “${label}” (misread irony).`,
    )
  })

  it('refuses in one line what is no correction', async () => {
    const { path, scored, postId, label, other, relabel } = await audited()
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
    const scored = folder.write('open.jsonl', toJsonl(POSTS))
    await runWell(['audit', scored, '--size', 'all', '--import', csv('none.csv', 'postId,coder,label', [])])
    const ran = await runCli(['audit', scored, '--relabel', String(POSTS[0]?.id), '--label', RETREAT, '--reason', 'why'])
    expectRefusal(ran, 65, /expected a post with a label, got "\S+", which has none\. Label it first\./)
  })
})

describe('a changed row of --import', () => {
  it('is a correction with a reason in its column or of the option, and names both where it has none', async () => {
    const { scored, path, postId, other } = await audited()
    const bare = csv('bare-change.csv', 'postId,coder,label', [`${postId},ana,${other}`])
    const before = folder.read(path)
    const refused = await runCli(['audit', scored, '--import', bare])
    expectRefusal(refused, 65, /Say why it changed in the column reason or with --reason "why", or keep the label\. Nothing was imported\./)
    expect(folder.read(path)).toBe(before)
    const reasoned = csv('change.csv', 'postId,coder,label,reason', [`${postId},ana,${other},second look`])
    expect((await runWell(['audit', scored, '--import', reasoned])).stderr).toContain('1 label corrected')
    expect((await readAudit(path)).events.at(-1)).toMatchObject({ label: other, reason: 'second look' })
    const again = csv('again.csv', 'postId,coder,label', [`${postId},ana,${OTHER.get(other)}`])
    await runWell(['audit', scored, '--import', again, '--reason', 'third look'])
    expect((await readAudit(path)).corrections).toEqual({ count: 1, seenCount: 1 })
  })
})

describe('before the first label', () => {
  it('says deal, capture, what cite will do and how many labels it needs, also with --plan', async () => {
    const scored = folder.write('new.jsonl', toJsonl(POSTS))
    const { stderr } = await runWell(['audit', scored, '--plan', '±10'])
    expect(stderr).toMatch(/^Deal: .*: \d+ of 60 posts/m)
    expect(stderr).toMatch(/^Captured: \d+ replies; the page does not say how many exist\.$/m)
    expect(stderr).toMatch(/^cite will print a sentence once these posts are labelled/m)
    expect(stderr).toMatch(/^Labels needed: \d+ of the \d+ posts\.$/m)
  })
})
