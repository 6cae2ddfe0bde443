import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { Audit } from '../../../src/count/audit/audit.js'
import type { Breakdown, EvidenceFile } from '../../../src/count/breakdown/breakdown.js'
import { type CiteOptions, cite, renderClaimJson } from '../../../src/say/cite/cite.js'
import { renderJson } from '../../../src/say/rows/render-jsonl.js'
import { compareDocuments } from '../../../src/say/verify/compare-documents.js'
import {
  parseReport,
  type ReportEvidence,
  renderVerification,
  type Verification,
  verifyReport,
} from '../../../src/say/verify/verify-report.js'
import { auditOf, draw, HASH } from '../../count/audit/audit-example.js'
import { manyPosts, NEITHER, onDeal, PIVOT, RETREAT } from '../../count/scored-posts.js'
import { errorOf, failure } from '../../support/caught.js'
import { IS_LONG, runCount, sampleCases } from '../../support/run-count.js'

const RUNS = runCount(5000)
/** Every number in `npm run test:long`. */
const NUMBER_STEP = IS_LONG ? 1 : 19

const POSTS = manyPosts(40, 3).map((post, index) => ({
  ...post,
  createdAt: index % 2 === 0 ? '2026-03-14T00:00:00Z' : '2026-03-15T00:00:00Z',
}))
const DESIGN = draw(POSTS, 24)
const AUDIT: Audit = {
  design: DESIGN,
  labels: DESIGN.units.flatMap(({ threadId, postId, dealId }, index) =>
    ['ana', 'ben'].map((coder) => {
      const label = [RETREAT, PIVOT, NEITHER][(coder === 'ana' ? index : index + Number(index % 5 === 0)) % 3] ?? null
      return { threadId, postId, dealId, coder, label, isAdjudication: false }
    }),
  ),
}
const FILES: EvidenceFile[] = [
  { role: 'scored', name: 'scored.jsonl', sha256: HASH },
  { role: 'audit', name: 'audit.jsonl', sha256: 'b'.repeat(64) },
]
const EVIDENCE: ReportEvidence = { files: FILES, posts: POSTS, audit: { audit: AUDIT, sha256: 'b'.repeat(64) } }
const UNAUDITED: ReportEvidence = { files: FILES.slice(0, 1), posts: POSTS, audit: null }

function print({ files, posts, audit }: ReportEvidence, options = {}): string {
  const breakdown = aggregate(posts, {
    scheme,
    deals: new Map([['deal-a', { mover: 'Aral', move: 'sells 3 mines' }]]),
    options: { resampleCount: 20, ...options },
    ...(audit && { audit }),
  })
  return renderJson({ ...breakdown, evidence: files } satisfies Breakdown)
}

const RECOMPUTED = JSON.parse(print(EVIDENCE))

const verify = (text: string, evidence = EVIDENCE): Verification => verifyReport(parseReport(text, 'report.json'), evidence)

/** Whether verifying fails, by an error or by differences. */
function isFound(text: string, evidence?: ReportEvidence): boolean {
  let isVerified = false
  const error = errorOf(() => ({ isVerified } = verify(text, evidence)))
  return error !== null || !isVerified
}

/**
 * Whether verifying misses a change. Recomputing is slow, so reports with unchanged options are compared with a breakdown recomputed once;
 * every 25th is recomputed all the same.
 */
function isMissed(text: string, index: number): boolean {
  const { options } = JSON.parse(text) as Breakdown
  const isUntouched = JSON.stringify(options) === JSON.stringify(RECOMPUTED.options)
  return isUntouched && index % 25 > 0 ? compareDocuments(text, RECOMPUTED).differences.length === 0 : !isFound(text)
}

const NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g

/** Changes the last digit of the n-th number by one: the smallest possible misprint. */
function tamper(text: string, tokenAt: number, step: 1 | -1): string {
  const token = [...text.matchAll(NUMBER)].filter(([token]) => !token.startsWith('"'))[tokenAt]
  if (!token) throw new Error('no such number')
  const [mantissa = '', exponent = ''] = token[0].split(/(?=e)/)
  const last = Number(mantissa.at(-1))
  const other = last + step < 0 || last + step > 9 ? last - step : last + step
  return `${text.slice(0, token.index)}${mantissa.slice(0, -1)}${other}${exponent}${text.slice(token.index + token[0].length)}`
}

const countNumbers = (text: string): number => [...text.matchAll(NUMBER)].filter(([token]) => !token.startsWith('"')).length

describe('verifyReport', () => {
  it.each([
    ['audited', EVIDENCE],
    ['not audited', UNAUDITED],
  ])('verifies an unchanged breakdown: %s', (_, evidence) => {
    const text = print(evidence)
    const { isVerified, differences, numberCount } = verify(text, evidence)
    expect([isVerified, differences, numberCount]).toEqual([true, [], countNumbers(text)])
  })

  it('ignores the order of keys and white space', () => {
    const { schema, ...rest } = JSON.parse(print(EVIDENCE)) as Breakdown
    expect(verify(JSON.stringify({ ...rest, schema })).isVerified).toBe(true)
  })

  it.each(sampleCases([1, -1] as const, 1))(
    `finds every ${NUMBER_STEP}th number of an audited breakdown whose last digit is off by %i`,
    (step) => {
      const text = print(EVIDENCE)
      const numberCount = countNumbers(text)
      expect(numberCount).toBeGreaterThan(250)
      for (let index = 0; index < numberCount; index += NUMBER_STEP)
        expect(isMissed(tamper(text, index, step), index), `number ${index}`).toBe(false)
    },
  )

  it('finds every changed text that follows from the evidence, which names of deals and files do not', () => {
    const text = print(EVIDENCE)
    const strings = [...text.matchAll(/: ("(?:[^"\\]|\\.)*")|^\s+("(?:[^"\\]|\\.)*"),?$/gm)]
    const free = ['mover', 'move', 'name']
    let freeCount = 0
    for (const [index, match] of strings.entries()) {
      const key = /"(\w+)"$/.exec(text.slice(0, match.index))?.[1] ?? ''
      const at = match.index + match[0].indexOf('"') + 1
      if (free.includes(key)) freeCount += 1
      else if (index % NUMBER_STEP === 0) expect(isMissed(`${text.slice(0, at)}x${text.slice(at)}`, index), match[0]).toBe(false)
    }
    expect([strings.length > 50, freeCount]).toEqual([true, 4])
  })

  it('reports the path, the printed and the recomputed value', () => {
    const breakdown = JSON.parse(print(UNAUDITED)) as { overall: { postCount: number }; deals: unknown[] }
    breakdown.overall.postCount = 41
    const verification = verify(JSON.stringify(breakdown), UNAUDITED)
    expect(verification.differences).toEqual([{ path: 'overall.postCount', printed: '41', recomputed: '40' }])
    expect(renderVerification(verification)).toBe(
      'overall.postCount: printed 41, recomputed 40\nreport.json: breakdown: 1 value not as scored.jsonl (aaaaaaaaaaaa…) gives it.\n' +
        'report.json: labels of 40 posts: not known: no record that fits is kept.\n',
    )
  })

  it('finds missing and added values', () => {
    const breakdown = JSON.parse(print(UNAUDITED))
    const { model: _, ...without } = breakdown
    expect(verify(JSON.stringify(without), UNAUDITED).differences).toEqual([{ path: 'model', printed: null, recomputed: '"test-model"' }])
    const more = { ...breakdown, overall: { ...breakdown.overall, 'real share': 0.9 } }
    expect(verify(JSON.stringify(more), UNAUDITED).differences).toEqual([
      { path: 'overall["real share"]', printed: '0.9', recomputed: null },
    ])
    expect(verify(print({ ...UNAUDITED, posts: POSTS.slice(1) }), UNAUDITED).isVerified).toBe(false)
  })

  it('finds a number under a repeated key, and digits that parsing drops', () => {
    const text = print(UNAUDITED)
    expect(isFound(text.replace('"postCount": ', '"postCount": 999, "postCount": '), UNAUDITED)).toBe(true)
    const share = /0\.\d{16,}/.exec(text)?.[0] ?? ''
    expect(Number(`${share}1`)).toBe(Number(share))
    expect(isFound(text.replace(share, `${share}1`), UNAUDITED)).toBe(true)
  })

  it('accepts differences up to the tolerance', () => {
    const breakdown = JSON.parse(print(UNAUDITED)) as { overall: { sentiment: { mean: number } } }
    breakdown.overall.sentiment.mean += 1e-13
    const report = parseReport(JSON.stringify(breakdown), 'report.json')
    expect(verifyReport(report, UNAUDITED).isVerified).toBe(false)
    expect(verifyReport(report, UNAUDITED, 1e-12).isVerified).toBe(true)
    expect(verifyReport(report, UNAUDITED, 1e-14).isVerified).toBe(false)
  })

  it('lets no report control the terminal', () => {
    const breakdown = { ...JSON.parse(print(UNAUDITED)), '\u001b[2J\u202e': '\u001b[31m' }
    expect(renderVerification(verify(JSON.stringify(breakdown), UNAUDITED))).not.toMatch(/\p{Cf}|(?!\n)\p{Cc}/u)
  })

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['another schema', '{"schema":"x"}'],
    ['a schema that is none', '{"schema":{"toString":1}}'],
    ['no evidence', '{"schema":"dealstance/breakdown@1"}'],
    ['evidence of no kind', '{"schema":"dealstance/breakdown@1","evidence":[null]}'],
    ['a path out of its folder', `{"schema":"dealstance/breakdown@1","evidence":[{"role":"scored","name":"../x","sha256":"${HASH}"}]}`],
    ['an audit alone', `{"schema":"dealstance/breakdown@1","evidence":[{"role":"audit","name":"x","sha256":"${HASH}"}]}`],
    ['deep nesting', `{"schema":"dealstance/breakdown@1","x":${'['.repeat(5000)}${']'.repeat(5000)}}`],
    ['a bootstrap without end', print(UNAUDITED).replace('"resampleCount": 20', '"resampleCount": 2000000000')],
    ['an option that is none', print(UNAUDITED).replace('"count": "posts"', '"count": "votes"')],
  ])('refuses %s with REPORT_INVALID', (_, text) => {
    expect(() => verify(text, UNAUDITED)).toThrow(failure('REPORT_INVALID'))
  })

  it('names the command that writes anew a version that it does not know', () => {
    expect(() => verify('{"schema":"dealstance/breakdown@9"}')).toThrow(/^[^\n]*dealstance\/breakdown@1[^\n]*aggregate[^\n]*$/)
  })

  it(`fails without a crash when any part of a report is replaced by other JSON (${RUNS} reports, seed 1)`, () => {
    const [full, resampled] = [JSON.parse(print(UNAUDITED, { resampleCount: 2 })), '"resampleCount":2']
    const keys = ['schema', 'model', 'options', 'deals', 'overall', 'unlinkedPostCount', 'audit', 'evidence']
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        const text = JSON.stringify({ ...full, [key]: value })
        fc.pre(text !== JSON.stringify(full) && text.includes(resampled))
        expect(isFound(text, UNAUDITED)).toBe(true)
      }),
      { numRuns: RUNS, seed: 1 },
    )
  })
})

describe('verifyReport of a claim', () => {
  const posts = manyPosts(40, 3).map((post) => onDeal(post, 'deal-a'))
  const audit = auditOf(posts, 30, (_, index) => [RETREAT, PIVOT, RETREAT][index % 3] ?? null)
  const evidence: ReportEvidence = { files: FILES, posts, audit: { audit, sha256: 'b'.repeat(64) } }
  const claimOf = (options: CiteOptions): string =>
    renderClaimJson(cite(JSON.parse(print(evidence)) as Breakdown, { halfWidth: 0.4, ...options }))

  it.each([{}, { label: PIVOT }, { halfWidth: 0.3 }])('verifies an unchanged claim: %j', (options) => {
    expect(verify(claimOf(options), evidence).differences).toEqual([])
  })

  it('finds every number with the last digit off by 1, except in the options', () => {
    const text = claimOf({})
    const numbers = sampleCases([...Array(countNumbers(text)).keys()], 30)
    const missed = numbers.map((index) => tamper(text, index, 1)).filter((changed) => !isFound(changed, evidence))
    const pathsOf = (changed: string) => compareDocuments(changed, JSON.parse(text)).differences.map(({ path }) => path)
    const changedPaths = missed.map((changed) => pathsOf(changed).join())
    const free = ['halfWidth', 'options.resampleCount', 'options.seed']
    expect(changedPaths).toEqual(IS_LONG ? free : free.filter((path) => changedPaths.includes(path)))
  })

  it('finds a changed sentence, footnote, caution or lead', () => {
    const text = claimOf({})
    for (const changed of [
      text.replace('"sentence": "', '"sentence": "Most say: '),
      text.replace('"footnote": "', '"footnote": "All were asked. '),
      text.replace('"short": "', '"short": "Most say: '),
      text.replace(/"word": "[^"]*"/, '"word": "wins"'),
      text.replace(/"cautions": \[[^\]]*\]/, '"cautions": []'),
    ]) {
      expect(changed).not.toBe(text)
      expect(isFound(changed, evidence)).toBe(true)
    }
  })

  it('reports evidence that supports no claim', () => {
    expect(() => verify(claimOf({}).replace('"halfWidth": 0.4', '"halfWidth": 0.001'), evidence)).toThrow(failure('CITE_TOO_WIDE'))
    expect(() => verify(claimOf({}), { ...evidence, audit: null })).toThrow(failure('CITE_NOT_AUDITED'))
    expect(() => verify(claimOf({}).replace('"deal-a"', '"deal-x"'), evidence)).toThrow(failure('REPORT_INVALID'))
  })
})

describe('compareDocuments', () => {
  it(`finds no difference from itself and every other value (${RUNS} pairs, seed 2)`, () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const [text, otherText] = [JSON.stringify(one), JSON.stringify(other)]
        const reread = JSON.parse(text)
        expect(compareDocuments(text, reread).differences).toEqual([])
        const isSame = sorted(reread) === sorted(JSON.parse(otherText))
        expect(compareDocuments(text, JSON.parse(otherText)).differences.length === 0).toBe(isSame)
      }),
      { numRuns: RUNS, seed: 2 },
    )
  })
})

/** JSON with sorted keys. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, entry) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? ['object', ...Object.entries(entry).sort(([one], [other]) => (one < other ? -1 : 1))]
      : entry,
  )
