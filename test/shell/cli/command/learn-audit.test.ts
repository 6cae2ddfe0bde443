import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../../src/base/scheme/stance-scheme.js'
import { learnScored } from '../../../../src/count/audit/learn-scored.js'
import type { Breakdown } from '../../../../src/count/breakdown/breakdown.js'
import type { ScoredPost } from '../../../../src/judge/stance/stance-prediction.js'
import type { Claim } from '../../../../src/say/cite/cite.js'
import { readAudit } from '../../../../src/shell/node/audit/read-audit.js'
import { fromJsonl, toJsonl } from '../../../jsonl.js'
import { folder, HONEST, ok, POSTS, SCORED } from '../audit/crowd-example.js'
import { bulkPosts } from '../classify/bulk-posts.js'
import { runCli } from '../cli-harness.js'

const BESIDE = SCORED.replace(/\.jsonl$/, '.audit.jsonl')
const LEARNT = folder.path('learnt.jsonl')
const breakdownOf = (text: string): Breakdown => JSON.parse(text) as Breakdown
const headline = ({ overall }: Breakdown) => overall.intervals.filter(({ isHeadline }) => isHeadline)
const LESSON =
  /The program first learnt 40 labels of these posts, cross-fitted: each labelled post is held against an answer from a version that had not seen its label/

beforeAll(async () => {
  await ok('audit', SCORED, '--size', '40', '--import', HONEST)
  const audit = await readAudit(BESIDE)
  writeFileSync(LEARNT, toJsonl(learnScored(POSTS, audit, { scheme, auditSha256: audit.sha256 })))
}, 60_000)

describe('--learn', () => {
  it('aggregate takes the audit beside the posts, learns it, and says so; a file that learnt is estimated as it was drawn', async () => {
    const { stdout } = await ok('aggregate', SCORED, '--learn', '--format', 'json')
    const breakdown = breakdownOf(stdout)
    expect(breakdown.audit?.learnt).toMatchObject({ baseModel: 'first-model', labelCount: 40, isRandom: true, isLearntHere: true })
    expect(breakdown.model).toMatch(/^first-model\+learnt\.[0-9a-f]{8}$/)
    expect(breakdown.audit?.overall?.predictions).toMatch(/^(un)?learnt$/)
    const plain = breakdownOf((await ok('aggregate', SCORED, '--audit', BESIDE, '--format', 'json')).stdout)
    expect(plain.audit).not.toHaveProperty('learnt')
    const again = breakdownOf((await ok('aggregate', LEARNT, '--audit', BESIDE, '--format', 'json')).stdout)
    expect(again.audit?.learnt).toEqual({ ...breakdown.audit?.learnt, isLearntHere: false })
    expect(again.audit?.origin.changedSinceDraw).toEqual(['predictions'])
    expect(headline(again)).toEqual(headline(plain))
  })

  it('cite says what was learnt, and verify counts claim and breakdown anew', async () => {
    const [claimPath, breakdownPath] = [folder.path('claim.json'), folder.path('learnt-breakdown.json')]
    await ok('cite', SCORED, '--learn', '--out', claimPath, '--disclosure', folder.path('disclosure.md'), '--max-width', '±30')
    const claim = JSON.parse(readFileSync(claimPath, 'utf8')) as Claim
    expect(claim.footnote).toMatch(LESSON)
    expect(readFileSync(folder.path('disclosure.md'), 'utf8')).toMatch(LESSON)
    expect(claim.audit.learnt).toMatchObject({ isLearntHere: true, labelCount: 40 })
    await ok('aggregate', SCORED, '--learn', '--out', breakdownPath)
    expect((await runCli(['verify', claimPath, breakdownPath])).code).toBe(0)
    expect((await ok('aggregate', SCORED, '--learn', '--format', 'table')).stdout.replace(/\s+/g, ' ')).toMatch(LESSON)
    const edited = { ...claim, audit: { ...claim.audit, learnt: { ...claim.audit.learnt, isLearntHere: false } } }
    writeFileSync(claimPath, JSON.stringify(edited))
    expect((await runCli(['verify', claimPath])).code).toBe(65)
  })

  it.each(['html', 'markdown'])('report says what was learnt (%s)', async (format) => {
    const { stdout } = await ok('report', LEARNT, '--audit', BESIDE, '--format', format)
    expect(stdout.replaceAll('\\', '')).toContain('The program learnt 40 labels of these posts after the draw')
  })

  it('is what classify --learn gives with a model that knows no more than its scores', async () => {
    const posts = folder.write('thread.jsonl', toJsonl(bulkPosts({ threads: 2, replies: 20 })))
    const run = (...argv: readonly string[]) => ok('classify', posts, '--model', 'linear-en', '--deal', 'xai-anthropic', ...argv)
    const [base, labels] = [folder.path('base.jsonl'), folder.path('base.audit.jsonl')]
    await run('--out', base)
    const rowsOf = (text: string): ScoredPost[] => fromJsonl(text)
    const byHand = rowsOf(readFileSync(base, 'utf8')).map(({ id, threadId }, index) => `${id},${threadId},ana,${scheme.labels[index % 3]}`)
    await ok('audit', base, '--size', '12', '--import', folder.write('hand.csv', ['postId,threadId,coder,label', ...byHand].join('\n')))
    const audit = await readAudit(labels)
    const expected = rowsOf((await run('--learn', labels)).stdout)
    const found = learnScored(rowsOf(readFileSync(base, 'utf8')), audit, { scheme, auditSha256: audit.sha256 })
    expect(found.map(({ label, labelledBy, model, meta }) => ({ label, labelledBy, model, meta }))).toEqual(
      expected.map(({ label, labelledBy, model, meta }) => ({ label, labelledBy, model, meta })),
    )
    for (const [index, { probabilities }] of found.entries()) {
      for (const label of scheme.labels)
        expect(probabilities?.[label]).toBeCloseTo(expected[index]?.probabilities?.[label] ?? Number.NaN, 3)
    }
  })

  it('a file that learnt is not taught twice', async () => {
    const [once, twice] = [
      await ok('cite', LEARNT, '--audit', BESIDE, '--max-width', '±30'),
      await ok('cite', LEARNT, '--audit', BESIDE, '--learn', '--max-width', '±30'),
    ]
    expect(twice.stdout).toBe(once.stdout)
    expect(twice.stderr).toContain('learnt labels before it scored these posts: they are estimated as they are')
    expect(once.stderr).not.toContain('to teach them')
  })

  it('says in one line that the audit has grown since, and how to teach the rest', async () => {
    const grown = folder.path('grown.audit.jsonl')
    copyFileSync(BESIDE, grown)
    await ok('audit', SCORED, '--size', '50', '--import', HONEST, '--out', grown)
    const { stderr } = await ok('cite', LEARNT, '--audit', grown, '--max-width', '±30')
    expect(stderr).toMatch(
      /10 labels are not among those that the model of these posts learnt.*classify again: npm run classify -- INPUT --learn \S*grown\.audit\.jsonl --out \S*learnt\.jsonl\n/,
    )
  })

  it('refuses an audit of other posts, none, one without labels, and a breakdown', async () => {
    const other = folder.write('other.jsonl', toJsonl(POSTS.map((post) => ({ ...post, threadId: 'elsewhere' }))))
    const empty = folder.path('empty.audit.jsonl')
    await ok('audit', SCORED, '--size', '20', '--out', empty, '--import', folder.write('none.csv', 'postId,coder,label\n'))
    for (const [argv, code, words] of [
      [['cite', other, '--audit', BESIDE, '--learn'], 65, 'AUDIT_MISMATCH'],
      [
        ['aggregate', other, '--learn'],
        65,
        /LEARN_LABELS_MISSING: expected an audit to learn, got none beside .*npm run audit -- \S*other\.jsonl --size 30/,
      ],
      [['cite', SCORED, '--audit', empty, '--learn'], 65, 'LEARN_LABELS_MISSING'],
      [['cite', folder.path('learnt-breakdown.json'), '--learn'], 64, 'expected --learn with SCORED'],
    ] as const) {
      const ran = await runCli([...argv])
      expect([ran.code, ran.stdout], argv.join(' ')).toEqual([code, ''])
      expect(ran.stderr).toMatch(words)
    }
  })
})
