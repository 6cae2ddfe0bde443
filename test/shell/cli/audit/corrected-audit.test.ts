import { describe, expect, it } from 'vitest'
import type { Breakdown } from '../../../../src/count/breakdown/breakdown.js'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { manyPosts, NEITHER, PIVOT, RETREAT } from '../../../count/scored-posts.js'
import { toJsonl } from '../../../support/jsonl.js'
import { newFolder, runCli, runWell } from '../cli-harness.js'

const LABELS = [RETREAT, PIVOT, NEITHER]
const otherThan = (label: string): string => LABELS[(LABELS.indexOf(label) + 1) % 3] as string
const POSTS = manyPosts(60, 5).map((post) => ({
  ...post,
  author: post.author ?? 'someone',
  deals: ['deal-a'],
  stances: post.stances.map((stance) => ({ ...stance, dealId: 'deal-a' })),
}))

/** A complete sample of all posts, labelled by one coder, or by two who differ on every twentieth post. */
async function labelled({ coders }: { readonly coders: 1 | 2 }) {
  const folder = newFolder()
  const scored = folder.write('project/scored.jsonl', toJsonl(POSTS))
  const path = folder.path('project/scored.audit.jsonl')
  const rows = POSTS.flatMap(({ id, label }, index) => {
    const own = label ?? NEITHER
    return [`${id},ana,${own}`, ...(coders === 2 ? [`${id},ben,${index % 20 === 0 ? otherThan(own) : own}`] : [])]
  })
  const csv = folder.write('labels.csv', `${['postId,coder,label', ...rows].join('\n')}\n`)
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

const [FIRST, DISPUTED] = [POSTS[1], POSTS[20]] as [(typeof POSTS)[0], (typeof POSTS)[0]]
const correction = otherThan(FIRST.label ?? NEITHER)

describe('a corrected audit', () => {
  it('is verified with its claim: a breakdown of before the correction is not taken', async () => {
    const { folder, scored, relabel } = await labelled({ coders: 1 })
    const at = (name: string): string => folder.path(`project/${name}`)
    await runWell(['aggregate', scored, '--out', at('before.json')])
    await relabel(FIRST.id, correction)
    expect(await runCli(['verify', at('before.json')])).toMatchObject({ code: 65, stderr: expect.stringContaining('scored.audit.jsonl') })
    await runWell(['aggregate', scored, '--out', at('after.json')])
    await runWell(['cite', scored, '--accept-agreement', 'a test of corrections', '--out', at('claim.json')])
    expect(folder.read('project/claim.json')).toContain('1 label was corrected after the first reading, when the result could be seen.')
    expect((await runWell(['verify', at('after.json'), at('claim.json')])).stdout.match(/numbers agree/g)).toHaveLength(2)
    const forged = folder.write(
      'project/forged.json',
      folder.read('project/after.json').replace(/"corrections": \{\s*"count": 1/, '"corrections": {"count": 0'),
    )
    expect((await runCli(['verify', forged])).stdout).toMatch(/corrections\.count: printed 0, recomputed 1/)
  })

  it('forgets a person with the words of its reasons, and goes on counting its corrections', async () => {
    const { folder, scored, path, relabel, cite } = await labelled({ coders: 1 })
    const [stays, goes] = [POSTS.find(({ author }) => author !== 'author-7'), POSTS.find(({ author }) => author === 'author-7')]
    await relabel(String(stays?.id), otherThan(stays?.label ?? NEITHER))
    await relabel(String(goes?.id), otherThan(goes?.label ?? NEITHER))
    expect((await readAudit(path)).corrections.count).toBe(2)
    await runCli(['forget', scored, path, '--author', 'author-7', '--apply'])
    const left = await readAudit(path)
    expect([left.corrections, left.events.at(-1)]).toEqual([{ count: 1, seenCount: 1 }, expect.objectContaining({ reason: 'forgotten' })])
    expect(folder.read('project/scored.audit.jsonl')).not.toContain('author-7')
    expect(await cite()).toContain('1 label was corrected after the first reading, when the result could be seen.')
    expect((await runCli(['aggregate', scored, '--format', 'json'])).code).toBe(0)
  })

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
    const csv = folder.write('settled.csv', `${['postId,coder,label,adjudication', ...rows].join('\n')}\n`)
    await runWell(['audit', scored, '--coder-kind', 'person', '--import', csv])
    const before = await counted()
    await relabel(DISPUTED.id, otherThan(DISPUTED.label ?? NEITHER), '--adjudicate', '--coder', 'eva')
    const after = await counted()
    expect(after.agreement).toEqual(before.agreement)
    expect(after.overall).not.toEqual(before.overall)
    expect(await cite()).toContain('1 label was corrected after the first reading')
  })
})
