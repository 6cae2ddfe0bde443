import { beforeAll, expect, it } from 'vitest'
import { contentHash } from '../../../../src/base/thread/content-id.js'
import type { ScoredPost } from '../../../../src/judge/stance/stance-prediction.js'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { toJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { newFolder, runCli } from '../cli-harness.js'
import { honestOf, ok, POSTS, TRUTH } from './crowd-example.js'

const folder = newFolder()

// The later capture has 60 new posts; two of the 160 are deleted, one has another text.
const [FIRST, LATER] = [folder.path('first.jsonl'), folder.path('later.jsonl')]
const EDITED = 'c1'
const gone = new Set(['c5', 'c9'])
const later = POSTS.slice(0, 220).flatMap((post): ScoredPost[] =>
  gone.has(post.id) ? [] : [post.id === EDITED ? { ...post, text: 'Other words.' } : post],
)
const labelsOf = (posts: readonly ScoredPost[]): string => folder.write(`labels-${posts.length}.csv`, honestOf(posts))

beforeAll(async () => {
  folder.write('first.jsonl', toJsonl(POSTS.slice(0, 160)))
  folder.write('later.jsonl', toJsonl(later))
  await ok('audit', FIRST, '--size', '80', '--import', labelsOf(POSTS.slice(0, 160)), '--coder-kind', 'person')
})

it('says how many labels a later capture takes beside those of the earlier one: 9, not 65', async () => {
  const { code, stderr } = await runCli(['audit', LATER])
  expect(code).toBe(64)
  expect(stderr).toContain('--size 65 is enough for ±10 points')
  const hint = /first\.jsonl is an audited capture .* --earlier \S+ --size (8\d) keeps its sample, and \d more labels are enough/
  const drawn = await runCli(['audit', LATER, '--size', '65', '--out', folder.path('new.jsonl'), '--export', folder.path('new.csv')])
  for (const words of [stderr, drawn.stderr]) expect(words).toMatch(hint)
})

it('keeps the sample of the earlier capture, names what is gone, and prints one estimate once what is new is labelled too', async () => {
  const drawn = await runCli(['audit', LATER, '--earlier', FIRST, '--size', '95', '--export', folder.path('sheet.csv')])
  expect(drawn.stderr).toMatch(/warning: 3 posts of the earlier capture are gone or have another text, and count as missing: post "c1"/)
  const { design, labels } = await readAudit(folder.path('later.audit.jsonl'))
  const first = await readAudit(folder.path('first.audit.jsonl'))
  const kept = first.design.units.map(({ postId }) => postId).filter((id) => id !== EDITED && !gone.has(id))
  expect(design.units.map(({ postId }) => postId).slice(0, kept.length)).toEqual(kept)
  expect(labels).toHaveLength(kept.length)
  expect(design.strata.map(({ populationCount, sampleCount }) => [populationCount, sampleCount])).toEqual([
    [157, kept.length],
    [61, 95 - kept.length],
  ])
  expect((await runCli(['cite', LATER])).stderr).toContain(`CITE_NOT_AUDITED: Not ready to cite: ${kept.length} of the 95 posts picked`)
  await ok('audit', LATER, '--import', labelsOf(later))
  const { stdout } = await ok('cite', LATER)
  expect(stdout).toMatch(/of the 218 (posts|replies)/)
  expect(stdout).toContain(`people labelled a random ${kept.length} of 157 and ${95 - kept.length} of the 61 captured since`)
  expect(stdout).toContain(
    'Caution: 2 posts of an earlier capture are gone, and no number here holds them. Caution: 1 post of an earlier capture has a different text now.',
  )
  const [, low, high] = /a retreat \((\d+)(?:% to |–)(\d+)%\)/.exec(stdout) ?? []
  expect([Number(low) < 60, Number(high) > 60]).toEqual([true, true])
  // What is new first, then posts of the earlier capture.
  await ok('audit', LATER, '--size', '170', '--import', labelsOf(later))
  const { design: grown } = await readAudit(folder.path('later.audit.jsonl'))
  expect(grown.units.slice(0, design.units.length).map(({ postId }) => postId)).toEqual(design.units.map(({ postId }) => postId))
  expect(grown.strata.map(({ sampleCount }) => sampleCount)).toEqual([109, 61])
  expect((await ok('cite', LATER)).stdout).toContain('people labelled a random 109 of 157 and 61 of the 61 captured since')
})

it('refuses a later capture of other threads', async () => {
  const other = folder.write('other.jsonl', toJsonl(POSTS.slice(300)))
  const refused = await runCli(['audit', other, '--earlier', FIRST, '--size', '90'])
  expectRefusal(refused, 65, /AUDIT_MISMATCH: expected a later capture of the same threads, .* of the earlier one\. /)
  const turned = POSTS.slice(0, 180).map((post, index, all) => ({ ...post, id: all[179 - index]?.id }))
  const moved = await runCli(['audit', folder.write('turned.jsonl', toJsonl(turned)), '--earlier', FIRST, '--size', '90'])
  expectRefusal(moved, 65, /; the words of 1\d\d are here under other ids, as rows without ids are numbered/)
})

it('counts a post of a paste that was edited as edited, not as gone', async () => {
  const idOf = (text: string): string => `p-${contentHash([text])}`
  const posts = POSTS.slice(0, 30).map((post) => ({ ...post, id: idOf(post.text), parentId: 'p-0000000000' }))
  const edited = posts.map((post, at) => (at === 3 ? { ...post, text: `${post.text} Edit: typo.`, id: idOf('edited') } : post))
  const sheet = (name: string, all: readonly ScoredPost[]): string =>
    folder.write(name, ['postId,coder,label', ...all.map(({ id }, at) => `${id},ana,${TRUTH.get(`c${at}`)}`), ''].join('\n'))
  const [before, now] = [folder.write('paste.jsonl', toJsonl(posts)), folder.write('edited.jsonl', toJsonl(edited))]
  await ok('audit', before, '--size', 'all', '--import', sheet('paste.csv', posts), '--coder-kind', 'person')
  await ok('audit', now, '--earlier', before, '--size', 'all', '--import', sheet('edited.csv', edited), '--coder-kind', 'person')
  const { stdout } = await ok('cite', now)
  expect(stdout).toContain('1 post of an earlier capture has a different text now.')
  expect(stdout).not.toContain('is gone')
})
