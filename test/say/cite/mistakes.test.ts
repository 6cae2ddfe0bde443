import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { seededRandom } from '../../../src/base/statistics/random/seeded-random.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { AuditDesign, AuditLabel } from '../../../src/count/audit/audit.js'
import { drawAudit } from '../../../src/count/audit/draw/draw-audit.js'
import { importLabels } from '../../../src/count/audit/label/import-sheet.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { cite } from '../../../src/say/cite/cite.js'
import { labelAt, NEITHER, PIVOT, RETREAT, scoredPost } from '../../count/scored-posts.js'
import { errorOf } from '../../support/caught.js'

const LABELS = [RETREAT, PIVOT, NEITHER]
const random = seededRandom(1)

/** 300 posts of two authors in three; the model is right on six of ten. */
const TRUTH = new Map<string, string>()
const POSTS: readonly ScoredPost[] = Array.from({ length: 300 }, (_, index) => {
  const otherwise = (): string => (random() < 0.6 ? PIVOT : NEITHER)
  const truth = random() < 0.3 ? RETREAT : otherwise()
  const said = random() < 0.6 ? truth : (LABELS[Math.floor(random() * 3)] as string)
  const id = `p${index}`
  const createdAt = new Date(Date.UTC(2026, 2, 1, 0, index)).toISOString()
  TRUTH.set(id, truth)
  return scoredPost(said, {
    id,
    author: `author-${index % 200}`,
    createdAt,
    text: `These are the words of post ${index}, enough of them.`,
  })
})
const DESIGN = draw()
const IDS = DESIGN.units.map(({ postId }) => postId)
const MODEL = new Map(POSTS.map(({ id, label }) => [id, label as string]))

function draw(options: { readonly seed?: number } = {}): AuditDesign {
  return drawAudit(POSTS, { size: 100, labels: scheme.labels, ...options })
}

function importRows(rows: readonly string[], head = 'postId,coder,label'): readonly AuditLabel[] {
  const csv = `${[head, ...rows].join('\n')}\n`
  const { events } = importLabels(csv, {
    design: DESIGN,
    posts: POSTS,
    labels: [],
    coder: 'a',
    coderKind: 'person',
    file: 'labels.csv',
  })
  return events
}
const rowsOf = (
  labelOf: (id: string, index: number) => string | undefined,
  coder = 'ana',
): string[] => IDS.map((id, index) => `${id},${coder},${labelOf(id, index) ?? ''}`)

function print(
  labels: readonly AuditLabel[],
  { posts = POSTS, design = DESIGN }: { posts?: readonly ScoredPost[]; design?: AuditDesign } = {},
) {
  const { sentence, footnote } = cite(
    aggregate(posts, { scheme, audit: { audit: { design, labels }, sha256: null } }),
  )
  return `${sentence}\n${footnote}`
}

const truly = (id: string): string => TRUTH.get(id) ?? NEITHER
const honest = importRows(rowsOf(truly))
const settled = honest.map((label) => ({ ...label, coder: 'eva', isAdjudication: true }))

describe('a mistake of a careful person', () => {
  it('none: the sentence is printed', () => {
    expect(print(honest)).toContain('retreat')
  })

  it.each<[string, () => unknown, string]>([
    [
      'a column is filled down',
      () => print(importRows(rowsOf(() => RETREAT))),
      'CITE_LABELS_ALIKE',
    ],
    [
      'labels are shifted by a row',
      () => print(importRows(rowsOf((_, at) => truly(IDS[(at + 1) % 100] ?? '')))),
      'CITE_LABELS_AT_CHANCE',
    ],
    [
      'the coder saw the labels of the model',
      () => print(importRows(rowsOf((id) => MODEL.get(id)))),
      'CITE_LABELS_COPIED',
    ],
    [
      'half of the cells are empty',
      () => print(importRows(rowsOf((id, at) => (at % 2 === 0 ? truly(id) : undefined)))),
      'CITE_INCOMPLETE',
    ],
    [
      'ten posts are labelled',
      () => print(importRows(rowsOf((id, at) => (at < 10 ? truly(id) : undefined)))),
      'CITE_INCOMPLETE',
    ],
    [
      'the last posts are not reached',
      () => print(honest.filter(({ postId }) => IDS.indexOf(postId) < 90)),
      'CITE_INCOMPLETE',
    ],
    [
      'two coders disagree',
      () => print([...honest, ...importRows(rowsOf((_, at) => LABELS[at % 3], 'bo')), ...settled]),
      'CITE_CODERS_DISAGREE',
    ],
    [
      'labels were given about another move',
      () =>
        importRows([`${IDS[0]},ana,${RETREAT},Another move entirely.`], 'postId,coder,label,text'),
      'AUDIT_POST_UNKNOWN',
    ],
    [
      'a row is of another thread',
      () => importRows([`nobody,ana,${RETREAT}`]),
      'AUDIT_POST_UNKNOWN',
    ],
    ['a label is misspelt', () => importRows([`${IDS[0]},ana,retreatt`]), 'AUDIT_LABEL_UNKNOWN'],
    [
      'one coder gives two labels',
      () => importRows([`${IDS[0]},ana,${RETREAT}`, `${IDS[0]},ana,${PIVOT}`]),
      'AUDIT_LABEL_CONFLICT',
    ],
    [
      'a coder stands in two spellings',
      () => importRows([`${IDS[0]},ana,${RETREAT}`, `${IDS[1]},Ana,${PIVOT}`]),
      'AUDIT_CODER_INVALID',
    ],
    [
      'posts were edited since',
      () => print(honest, { posts: POSTS.map((post) => ({ ...post, text: `${post.text}!` })) }),
      'AUDIT_MISMATCH',
    ],
    ['posts were left out', () => print(honest, { posts: POSTS.slice(10) }), 'AUDIT_MISMATCH'],
    [
      'one thread was captured twice',
      () =>
        aggregate([...POSTS, ...POSTS.map((post) => ({ ...post, threadId: 't2' }))], {
          scheme,
          audit: { audit: { design: DESIGN, labels: honest }, sha256: null },
        }),
      'SCORED_INVALID',
    ],
  ])('%s: refused', (_name, play, code) => {
    expect(errorOf(play)?.code).toBe(code)
  })

  it.each<[string, () => string, string]>([
    [
      'a seed is set by hand',
      () => print(honestFor(draw({ seed: 7 })), { design: draw({ seed: 7 }) }),
      'seed of the random sample: 7',
    ],
    [
      'nobody says who labels',
      () => print(honest.map(({ coderKind: _, ...label }) => label)),
      'One coder labelled 100 posts; no second reader',
    ],
    [
      'a model labels',
      () => print(honest.map((label) => ({ ...label, coderKind: 'model' as const }))),
      'A model (ana) gave 100 of 100 labels',
    ],
    [
      'five share the posts',
      () => print(honest.map((label, at) => ({ ...label, coder: `r${at % 5}` }))),
      'Five people read 20 posts each; none was read twice.',
    ],
    [
      'three share the posts, and read ten twice',
      () =>
        print([...honest.map((one, at) => ({ ...one, coder: `r${at % 2}` })), ...pickedBy('cy')]),
      'Of three people, two read 50 posts each and one read 10 posts. Of the 10 posts read at least twice, they agree on 10',
    ],
    [
      'a second coder picks posts',
      () => print([...honest, ...pickedBy('bo')]),
      'One person read 100 posts, a second 10 of them; they agree on',
    ],
    [
      'the sample is made larger',
      () => print(honest, { design: { ...DESIGN, sizesBefore: [50] } }),
      'from 50 to 100 posts',
    ],
  ])('%s: said', (_name, play, words) => {
    expect(play()).toContain(words)
  })
})

/** The honest labels of ten posts here and there, by another coder. */
const pickedBy = (coder: string): AuditLabel[] =>
  honest
    .flatMap((label, at) => ((at * 7) % 100 < 70 && at % 7 === 3 ? [{ ...label, coder }] : []))
    .slice(0, 10)

describe('a lead of one account', () => {
  it.each([
    [
      'level',
      [8, 0],
      [8, 8, 6],
      '8 saw a retreat and 8 a shrewd pivot, too close to say that either side leads',
    ],
    [
      'close',
      [5, 0],
      [8, 5, 13],
      '8 saw a retreat and 5 a shrewd pivot, too close to say that either side leads',
    ],
    [
      'too few',
      [8, 0],
      [9, 3, 6],
      '9 saw a retreat and 3 a shrewd pivot, which are too few posts to compare',
    ],
    ['turned', [13, 0], [3, 10, 10], '3 saw a retreat and 10 a shrewd pivot'],
    ['turned from the second side', [0, 13], [10, 3, 10], '10 saw a retreat and 3 a shrewd pivot'],
    [
      'turned by one post',
      [8, 0],
      [8, 9, 6],
      '8 saw a retreat and 9 a shrewd pivot, too close to say that either side leads',
    ],
  ] as const)(
    'is told by the counts of the others, as its footnote is: %s',
    (_, loud, others, words) => {
      const labelsOf = (counts: readonly number[]) =>
        counts.flatMap((count, at) => Array<string>(count).fill(LABELS[at] ?? ''))
      const truths = [...labelsOf(loud), ...labelsOf(others)]
      const count = loud[0] + loud[1]
      // A larger account that took no side does not decide, and is not named.
      const authorAt = (at: number): string => (at < truths.length - 6 ? `author-${at}` : 'large')
      const posts = truths.map((label, at) =>
        scoredPost(at % 3 === 0 ? NEITHER : label, {
          id: `p${at}`,
          author: at < count ? 'loud' : authorAt(at),
          text: `These are the words of post ${at}.`,
        }),
      )
      const design = drawAudit(posts, { size: posts.length, labels: scheme.labels })
      const labels = honestFor(design).map(
        (label): AuditLabel => ({
          ...label,
          label: truths[Number(label.postId.slice(1))] ?? null,
        }),
      )
      const said = print(labels, { posts, design })
      expect(said).toContain(`Without one account's ${count} posts, ${words}.`)
      expect(said).toContain(
        `One account wrote ${count} of the ${posts.length} posts; of the other ${posts.length - count}: ${others[0]} retreat, ${others[1]} shrewd pivot, ${others[2]} no side.`,
      )
      expect(said).not.toContain('wrote 6 of the')
    },
  )
})

const honestFor = ({ units }: AuditDesign): AuditLabel[] =>
  units.map(({ threadId, postId, dealId }) => ({
    threadId,
    postId,
    dealId,
    coder: 'ana',
    coderKind: 'person' as const,
    label: truly(postId),
    isAdjudication: false,
  }))

describe('one repeated text', () => {
  /** 80 posts by 80 accounts, all labelled; the first 40, retreat, have the same words. */
  const posts = Array.from({ length: 80 }, (_, at) =>
    scoredPost(at % 3 === 0 ? NEITHER : labelAt(at, 44, 64), {
      id: `p${at}`,
      author: `author-${at}`,
      text: at < 40 ? 'They have given up, all of them.' : `These are the words of post ${at}.`,
      flags: at > 0 && at < 40 ? ['duplicate-of:p0'] : [],
    }),
  )
  const design = drawAudit(posts, { size: 80, labels: scheme.labels })
  const labels = design.units.map(
    (unit): AuditLabel =>
      ({
        ...honestFor({ ...design, units: [unit] })[0],
        label: labelAt(Number(unit.postId.slice(1)), 44, 64),
        coder: 'ana',
      }) as AuditLabel,
  )

  it('does not decide who leads (40 times one sentence once led 20 posts)', () => {
    const said = print(labels, { posts, design })
    expect(said).toContain(
      'Without the 40 posts that repeat one text, 4 saw a retreat and 20 a shrewd pivot.',
    )
    expect(said).toContain('At least 39 posts repeat the words of an earlier one; each is counted.')
  })
})
