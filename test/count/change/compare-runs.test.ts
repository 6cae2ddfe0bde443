import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { type Random, seededRandom, shuffled } from '../../../src/base/statistics/random/seeded-random.js'
import { contentHash } from '../../../src/base/thread/content-id.js'
import type { Audit } from '../../../src/count/audit/audit.js'
import {
  CHANGE_CAUSES,
  type ChangeCause,
  type ChangeReport,
  compareRuns,
  type GroupChange,
  isWithinInterval,
  type Run,
} from '../../../src/count/change/compare-runs.js'
import type { DealStance, ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { draw, labelUnits } from '../audit/audit-example.js'
import { judge, judgedAs, manyPosts, NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'

const compare = (from: Run, to: Run, count: 'posts' | 'replies' = 'posts'): ChangeReport =>
  compareRuns(from, to, { scheme, options: { count } })
const run = (posts: readonly ScoredPost[], audit: Audit | null = null): Run => ({ posts, audit })

const NO_CAUSE = Object.fromEntries(CHANGE_CAUSES.map((cause) => [cause, 0]))

/** A true label that depends only on the post. */
const truthOf = (id: string): string => [RETREAT, PIVOT, NEITHER, RETREAT][Number(id.replace(/\D/g, '')) % 4] ?? NEITHER

function auditOf(posts: readonly ScoredPost[], size: number, truth = truthOf): Audit {
  const design = draw(posts, size)
  return { design, labels: labelUnits(design, ({ postId }) => truth(postId)) }
}

const groupOf = (report: ChangeReport, dealId: string | null = null): GroupChange => {
  const found = report.groups.find((group) => group.dealId === dealId)
  if (!found) throw new Error(`no group ${dealId}`)
  return found
}

/** Distinct texts and stable ids, so that posts can be matched. */
const distinct = (posts: readonly ScoredPost[]): ScoredPost[] =>
  posts.map((post) => ({ ...post, id: `x${post.id}`, text: `text ${post.id}` }))

const relabel = (post: ScoredPost, label: string): ScoredPost => ({ ...judgedAs(post, judge(label)), reason: null })

function relink(post: ScoredPost, dealIds: readonly string[]): ScoredPost {
  const { label, lean, probabilities, status } = post
  return {
    ...post,
    deals: dealIds,
    stances: dealIds.map((dealId): DealStance => ({ dealId, by: 'text', label, lean, probabilities, status })),
  }
}

/** A later state of a run, with deleted, new, edited, relinked and rejudged posts. */
function disturb(posts: readonly ScoredPost[], random: Random): ScoredPost[] {
  const rates = Array.from({ length: 5 }, () => (random() < 0.4 ? 0 : random() * 0.4))
  const [gone = 0, fresh = 0, edited = 0, linked = 0, judged = 0] = rates
  const labels = [RETREAT, PIVOT, NEITHER, 'unsure', 'unscored']
  const kept = posts.flatMap((post): ScoredPost[] => {
    if (random() < gone) return []
    let later = post
    if (random() < edited) later = { ...later, text: `${later.text} (edited)` }
    if (random() < linked) later = relink(later, [['deal-b'], ['deal-b', 'deal-a'], ['deal-c'], []][Math.floor(random() * 4)] ?? [])
    if (random() < judged) later = relabel(later, labels[Math.floor(random() * labels.length)] ?? NEITHER)
    return [later]
  })
  return [...kept, ...distinct(manyPosts(Math.round(fresh * posts.length), Math.floor(random() * 1e6)))]
}

/** Two runs, each with or without an audit. */
function twoRuns(seed: number): { from: Run; to: Run } {
  const random = seededRandom(seed)
  const posts = distinct(manyPosts(6 + Math.floor(random() * 30), seed)).map((post, index, all) =>
    index > 0 && random() < 0.5
      ? { ...post, parentId: all[0]?.id ?? null }
      : index === 0
        ? { ...post, meta: { role: 'root' as const } }
        : post,
  )
  const later = disturb(posts, random)
  const audit = (of: readonly ScoredPost[]): Audit | null =>
    of.length === 0 || random() < 0.4 ? null : auditOf(of, 2 + Math.floor(random() * 20))
  return { from: run(posts, audit(posts)), to: run(later, audit(later)) }
}

describe('compareRuns', () => {
  it('gives the shares before and after, and counts two new posts and a deleted one', () => {
    const posts = distinct([RETREAT, RETREAT, PIVOT, PIVOT].map((label) => scoredPost(label)))
    const fresh = distinct([scoredPost(RETREAT), scoredPost(RETREAT)])
    const report = compare(run(posts), run([...posts.slice(0, 3), ...fresh]))
    expect(groupOf(report, 'deal-a').counted[0]).toEqual({ label: RETREAT, from: 0.5, to: 0.8 })
    expect(report.groups[0]?.causeCounts).toEqual({ ...NO_CAUSE, new: 2, deleted: 1 })
    expect(report.groups[0]?.headline).toEqual([])
  })

  it('counts the posts of the only cause, and no others', () => {
    const posts = distinct(manyPosts(30, 4))
    const cases: Record<Exclude<ChangeCause, 'audited'>, ScoredPost[]> = {
      new: [...posts, ...distinct(manyPosts(7, 5))],
      deleted: posts.slice(7),
      edited: posts.map((post, index) => (index < 7 ? { ...relabel(post, NEITHER), text: `${post.text}!` } : post)),
      linked: posts.map((post, index) => (index < 7 ? relink(post, ['deal-b']) : post)),
      judged: posts.map((post, index) => (index < 9 ? relabel(post, post.label === NEITHER ? PIVOT : NEITHER) : post)),
    }
    const counts = {
      new: 7,
      deleted: 7,
      edited: 7,
      linked: posts.slice(0, 7).filter(({ deals }) => deals.join() !== 'deal-b').length,
      judged: 9,
    }
    for (const [cause, later] of Object.entries(cases)) {
      const { causeCounts } = compare(run(posts), run(later)).groups.at(-1) ?? {}
      expect(causeCounts, cause).toEqual({ ...NO_CAUSE, [cause]: counts[cause as keyof typeof counts] })
    }
  })

  it('counts the audit labels that differ', () => {
    const posts = distinct(manyPosts(60, 6))
    const [few, many] = [auditOf(posts, 20), auditOf(posts, 40)]
    const unitCount = (audit: Audit): number => audit.design.units.length
    const byLabels = compare(run(posts, few), run(posts, many)).groups.at(-1)
    expect(byLabels?.causeCounts).toMatchObject({ judged: 0, new: 0 })
    expect(byLabels?.causeCounts.audited).toBeGreaterThanOrEqual(unitCount(many) - unitCount(few))
    const counted = compare(run(posts), run(posts, many))
    expect(counted.groups.at(-1)?.causeCounts.audited).toBe(unitCount(many))
    expect(counted.groups.at(-1)).toMatchObject({ headline: [], from: { missing: { code: 'CITE_NOT_AUDITED' } } })
    expect(compare(run(posts, many), run(posts, many)).groups.at(-1)?.causeCounts.audited).toBe(0)
    // Labels that went with their posts, and those of posts drawn and not labelled yet, are no changed ones.
    const open = { ...many, labels: [] }
    expect(compare(run(posts), run(posts, open)).groups.at(-1)?.causeCounts.audited).toBe(0)
    const left = posts.slice(20)
    const [goneCount, staysCount] = [posts, left].map(
      (of) => many.design.units.filter(({ postId }) => of.some(({ id }) => id === postId)).length,
    ) as [number, number]
    expect(compare(run(posts, many), run(left)).groups.at(-1)?.causeCounts).toMatchObject({ deleted: 20, audited: staysCount })
    expect(goneCount).toBeGreaterThan(staysCount)
  })

  it('compares the later share with the earlier interval, of audited shares where both runs have an audit', () => {
    const posts = distinct(manyPosts(60, 6))
    const report = compare(run(posts, auditOf(posts, 54)), run(posts, auditOf(posts, 58)))
    const { counted, headline } = groupOf(report)
    const [change, ...more] = headline
    expect(counted.map(({ label }) => label)).toEqual(headline.map(({ label }) => label))
    expect([change?.label, more.length]).toEqual([RETREAT, 2])
    if (!change) throw new Error('no audited share')
    expect(change.from).toMatchObject({ estimand: 'captured', method: 'ppi++' })
    expect(isWithinInterval(change)).toBe(change.to.share >= change.from.low && change.to.share <= change.from.high)
    // Labels that are all the same are quoted with a reason alone.
    const neither = auditOf(posts, 54, (id) => (id.endsWith('7') ? truthOf(id) : NEITHER))
    const turned = compare(run(posts, auditOf(posts, 54)), run(posts, neither))
    expect(groupOf(turned).headline.map(isWithinInterval)).toContain(false)
  })

  it('compares no audited shares unless cite would print those of both runs', () => {
    const posts = distinct(manyPosts(60, 6))
    const [wide, narrow] = [auditOf(posts, 24), auditOf(posts, 58)].map((audit) => run(posts, audit)) as [Run, Run]
    const states = (from: Run, to: Run) => {
      const group = groupOf(compare(from, to))
      return [group.from.missing?.code ?? null, group.to.missing?.code ?? null, group.headline.length]
    }
    expect(states(narrow, narrow)).toEqual([null, null, 3])
    expect(states(narrow, wide)).toEqual([null, 'CITE_TOO_WIDE', 0])
    expect(states(run(posts), narrow)).toEqual(['CITE_NOT_AUDITED', null, 0])
    expect(states(run(posts), run(posts))).toEqual(['CITE_NOT_AUDITED', 'CITE_NOT_AUDITED', 0])
  })

  it('calls an update only what added posts, and a correction only what was false', () => {
    const posts = distinct(manyPosts(60, 6))
    const fresh = posts.slice(0, 50)
    const kindOf = (from: Run, to: Run) => compare(from, to).groups.at(-1)?.kind
    const grown = (later: readonly ScoredPost[], truth = truthOf) =>
      kindOf(run(fresh, auditOf(fresh, 45)), run(later, auditOf(later, 55, truth)))
    expect(grown(posts)).toBe('update')
    expect(grown(posts.slice(1))).toBe('recapture')
    expect(grown(posts.map((post, index) => (index === 3 ? { ...post, text: 'other words' } : post)))).toBe('recapture')
    expect(grown(posts.map((post) => relabel(post, PIVOT)))).toBe('estimate')
    expect(grown(posts, () => NEITHER)).toBe('correction')
    expect(grown(posts.map((post, index) => (index === 3 ? relink(post, []) : post)))).toBe('correction')
    expect(kindOf(run(posts, auditOf(posts, 45)), run(posts, auditOf(posts, 55)))).toBe('estimate')
  })

  it('matches the posts of a paste after an insertion has shifted their positional ids', () => {
    const posts = manyPosts(10, 8).map((post, index) => ({ ...post, id: `p${index + 1}`, text: `text ${index}` }))
    const fresh = { ...scoredPost(PIVOT), text: 'new on top' }
    const later = [fresh, ...posts].map((post, index) => ({ ...post, id: `p${index + 1}` }))
    const { causeCounts } = compare(run(posts), run(later)).groups.at(-1) ?? {}
    expect(causeCounts).toEqual({ ...NO_CAUSE, new: 1 })
    const pivots = (of: readonly ScoredPost[]): Run => {
      const audit = auditOf(of, of.length, () => PIVOT)
      return run(of, audit)
    }
    const audited = compare(pivots(posts), pivots(later))
    expect(audited.groups.at(-1)?.causeCounts).toMatchObject({ new: 1, audited: 1 })
  })

  // Ids of a paste are made of author and words.
  const said = (author: string | null, text: string, parentId: string | null = 'p-0000000000'): ScoredPost =>
    scoredPost(RETREAT, { id: `p-${contentHash([author, text])}`, author, text, parentId })
  const OTHERS = [said('ana', 'Sold too early.'), said('bo', 'No more chips.')]
  it.each([
    ['one gone and one new', [said('cy', 'Good.')], [said('cy', 'Good. Edit: typo.')], { new: 0, deleted: 0, edited: 1 }],
    ['two new', [said('cy', 'Good.')], [said('cy', 'Good.!'), said('cy', 'Fine.')], { new: 2, deleted: 1, edited: 0 }],
    ['another author', [said('cy', 'Good.')], [said('di', 'Good. Edit: typo.')], { new: 1, deleted: 1, edited: 0 }],
    ['no author', [said(null, 'Good.')], [said(null, 'Good. Edit: typo.')], { new: 1, deleted: 1, edited: 0 }],
    ['another parent', [said('cy', 'Good.')], [said('cy', 'Good.!', 'p-0000000001')], { new: 1, deleted: 1, edited: 0 }],
  ])('takes a post of a paste for an edited one by its author and parent: %s', (_, before, now, expected) => {
    const { causeCounts } = compare(run([...OTHERS, ...before]), run([...OTHERS, ...now])).groups.at(-1) ?? {}
    expect(causeCounts).toMatchObject(expected)
  })

  it('treats an empty node as a deleted post, and ignores adverts', () => {
    const posts = distinct(manyPosts(12, 9))
    const advert = { ...scoredPost('unscored'), meta: { role: 'reply' as const, node: 'advert' as const } }
    const later = posts.map((post, index) =>
      index > 2 ? post : { ...relabel(post, 'unscored'), text: '', meta: { role: 'reply' as const, node: 'deleted' as const } },
    )
    const emptied = compare(run(posts), run([...later, advert])).groups.at(-1)
    const removed = compare(run(posts), run(posts.slice(3))).groups.at(-1)
    expect(emptied?.causeCounts).toEqual({ ...NO_CAUSE, deleted: 3 })
    expect(emptied?.counted).toEqual(removed?.counted)
  })

  it('gives no share of a group that a run lacks', () => {
    const posts = distinct([scoredPost(RETREAT), scoredPost(PIVOT)])
    const later = posts.map((post) => relink(post, ['deal-z']))
    const report = compare(run(posts), run(later))
    expect(report.groups.map(({ dealId }) => dealId)).toEqual(['deal-z', 'deal-a', null])
    for (const dealId of ['deal-a', 'deal-z']) {
      const { counted, from, to } = groupOf(report, dealId)
      expect(counted[0]?.[dealId === 'deal-a' ? 'to' : 'from']).toBeNull()
      expect([from.postCount, to.postCount]).toEqual(dealId === 'deal-a' ? [2, 0] : [0, 2])
    }
    expect(groupOf(compare(run([]), run([]))).counted[0]).toEqual({ label: RETREAT, from: null, to: null })
  })

  it.each([1, 2, 3])('does not depend on the order of posts (seed %i)', (seed) => {
    const { from, to } = twoRuns(seed)
    const random = seededRandom(seed)
    const other = compare({ ...from, posts: shuffled(from.posts, random) }, { ...to, posts: shuffled(to.posts, random) })
    const sharesOf = (report: ChangeReport) =>
      report.groups.map(({ counted, headline }) => [counted, headline.map((change) => [change.from.share, change.to.share])])
    expect(sharesOf(other)).toEqual(sharesOf(compare(from, to)))
  })
})
