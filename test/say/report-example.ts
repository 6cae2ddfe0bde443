import { STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import { seededRandom } from '../../src/base/statistics/random/seeded-random.js'
import { aggregate } from '../../src/count/aggregate.js'
import type { Audit } from '../../src/count/audit/audit.js'
import type { ScoredPost } from '../../src/judge/stance/stance-prediction.js'
import type { ReportInput } from '../../src/say/facts/report.js'
import { labelAt, NEITHER, PIVOT, RETREAT, scoredPost } from '../count/scored-posts.js'

export const DEALS = new Map([
  ['deal-a', { mover: 'Oriel', move: 'Oriel rents out its hall.' }],
  ['deal-b', { mover: 'Tallow', move: 'Tallow sells its mill.' }],
])

/** Report input for these posts. */
export function reportOf(
  posts: readonly ScoredPost[],
  changes: Partial<ReportInput> = {},
): ReportInput {
  const breakdown = aggregate(posts, { scheme: STANCE_SCHEME, deals: DEALS })
  return { breakdown, posts, scheme: STANCE_SCHEME, figures: null, facts: null, ...changes }
}

/** The same with an audit. */
export function auditedReportOf(posts: readonly ScoredPost[], audit: Audit): ReportInput {
  const breakdown = aggregate(posts, {
    scheme: STANCE_SCHEME,
    deals: DEALS,
    audit: { audit, sha256: null },
  })
  return reportOf(posts, { breakdown, audit })
}

const WORDS: Readonly<Record<string, string>> = {
  [RETREAT]: 'They are giving up the hall.',
  [PIVOT]: 'Cash for idle racks, clever.',
  [NEITHER]: 'How many racks?',
}

/**
 * A thread of a root, replies and replies to these. Posts are an hour apart; some authors have
 * several.
 */
export function threadOf(postCount: number, seed = 1): ScoredPost[] {
  const random = seededRandom(seed)
  return Array.from({ length: postCount }, (_, index) => {
    const draw = random()
    const label = labelAt(draw, 0.45, 0.8)
    const text = `${WORDS[label]} ${'Word after word about it. '.repeat(Math.floor(random() * 6))}(${index})`
    const above = (): number => (random() < 0.6 ? 0 : Math.floor(random() * index))
    const parent = index === 0 ? null : above()
    return scoredPost(
      label,
      {
        id: `p${index}`,
        parentId: parent === null ? null : `p${parent}`,
        author: random() < 0.1 ? null : `author-${Math.floor((random() * postCount) / 3)}`,
        createdAt: new Date(Date.UTC(2026, 2, 1) + index * 3_600_000).toISOString(),
        text,
        meta: { role: index === 0 ? 'root' : 'reply' },
        sentiment: Math.round((random() * 2 - 1) * 1e4) / 1e4,
        evidence: [
          {
            start: 0,
            end: 4,
            text: text.slice(0, 4),
            toward: label,
            weight: Math.round(random() * 1e4) / 1e4,
          },
        ],
      },
      [random() < 0.8 ? 'deal-a' : 'deal-b'],
    )
  })
}

/**
 * Hostile texts: they try to run, to load a resource, to reverse the following text, or to
 * overflow.
 */
export const HOSTILE_TEXTS: readonly string[] = [
  '<script>window.hit = 1</script><img src=x onerror="window.hit = 1"><svg onload="window.hit = 1">',
  '</script><script>window.hit = 1</script>',
  '<!-- <script> ]]> </style><style>*{display:none}</style>',
  'javascript:window.hit=1 [link](javascript:window.hit=1) <a href="javascript:window.hit=1">x</a>',
  'before \u202edesrever\u202c after \u2066isolated',
  'null \u0000 bell \u0007 escape \u001b[31m \ud800 end \u2028 line',
  '"></p></section></main>\'"><iframe src="https://example.org/x"></iframe>',
  '<link rel=stylesheet href=https://example.org/x.css> <img src=https://example.org/x.png> url(https://example.org/y)',
  'x'.repeat(100_000),
  `${'\u05d0\u05d1\u05d2 '.repeat(50)}<b>`,
]

/** Posts with each hostile text as text, author, id, thread and address at once. */
export function hostilePosts(): ScoredPost[] {
  return HOSTILE_TEXTS.map((text, index) =>
    scoredPost(
      [RETREAT, PIVOT, NEITHER][index % 3] ?? RETREAT,
      {
        id: `${index} ${text.slice(0, 60)}`,
        threadId: text.slice(0, 40),
        author: text.slice(0, 50),
        createdAt: index % 2 === 0 ? text.slice(0, 30) : '2026-03-01T00:00:00Z',
        text,
        meta: {
          role: 'reply',
          url:
            index % 2 === 0
              ? 'javascript:window.hit=1'
              : 'https://example.org/"><img src=x onerror=window.hit=1>',
        },
        reason: null,
        flags: [text.slice(0, 30)],
        evidence: [
          {
            start: 0,
            end: Math.min(7, text.length),
            text: text.slice(0, 7),
            toward: RETREAT,
            weight: 0.5,
          },
        ],
      },
      ['<img src=x onerror=window.hit=1>'],
    ),
  )
}
