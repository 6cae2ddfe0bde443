import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { mean } from '../../../src/base/statistics/estimate/mean.js'
import { aggregate } from '../../../src/count/aggregate.js'
import { sortPopulation } from '../../../src/count/audit/population.js'
import { listSurveyRows, type SurveyRow } from '../../../src/count/audited/list-survey-rows.js'
import { renderSurveyCsv, renderSurveyScript } from '../../../src/say/rows/render-survey.js'
import { draw, labelUnits } from '../../count/audit/audit-example.js'
import { manyPosts, NEITHER, PIVOT, RETREAT } from '../../count/scored-posts.js'

const POSTS = manyPosts(90, 7).map((post, index) => ({ ...post, id: `s${index}` }))
const PREDICTED = new Map(POSTS.map(({ id, label }) => [id, label]))
/** Three of four labels are the classifier's. */
const labelsOf = (design: ReturnType<typeof draw>) =>
  labelUnits(design, ({ postId }, index) =>
    index % 4 === 0 ? ([RETREAT, PIVOT, NEITHER][index % 3] ?? '') : (PREDICTED.get(postId) ?? ''),
  )
const design = draw(POSTS, 40)
const audit = { design, labels: labelsOf(design) }
const ROWS = listSurveyRows(sortPopulation(POSTS), { audit, scheme, isCounted: () => true })

/** What the script below, run by R 4.2.2 with survey 4.1-1, prints for the rows: share and standard error of each label. */
const BY_R: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  'deal-a': [
    [0.520097146326654, 0.0506386763793589],
    [0.295810564663024, 0.0401141087203908],
    [0.184092289010322, 0.0431104585206508],
  ],
  'deal-b': [
    [0.511405835543767, 0.0641361538873524],
    [0.298143236074271, 0.0722732577864251],
    [0.190450928381963, 0.0620666983648156],
  ],
  overall: [
    [0.517296612852168, 0.0400633411891903],
    [0.29656220322887, 0.0357986753023535],
    [0.186141183918962, 0.0354081756326175],
  ],
}

/** Stratified, without replacement (Cochran 1977, section 5.3); a stratum with one label adds no variance, as in R's "certainty". */
function estimate(rows: readonly SurveyRow[], label: number): [number, number] {
  const strata = new Map<number, number[]>()
  for (const { stratum, residuals } of rows)
    if (residuals) strata.set(stratum, [...(strata.get(stratum) ?? []), residuals[label] as number])
  let [share, variance] = [mean(rows.map(({ predictions }) => predictions[label] as number)) as number, 0]
  for (const [stratum, residuals] of strata) {
    const count = rows.filter((row) => row.stratum === stratum).length
    const centre = mean(residuals) as number
    const squares = residuals.reduce((sum, residual) => sum + (residual - centre) ** 2, 0)
    share += (count / rows.length) * centre
    if (residuals.length > 1)
      variance += ((count / rows.length) ** 2 * (1 - residuals.length / count) * squares) / residuals.length / (residuals.length - 1)
  }
  return [share, Math.sqrt(variance)]
}

describe('the rows for a survey package', () => {
  it.each(['deal-a', 'deal-b', 'overall'])("give R's estimate and standard error: %s", (name) => {
    const rows = ROWS.filter(({ scope, dealId }) => (scope === 'overall' ? 'overall' : dealId) === name)
    for (const [label, [share, standardError]] of (BY_R[name] ?? []).entries()) {
      const [ownShare, ownError] = estimate(rows, label)
      expect(ownShare).toBeCloseTo(share, 9)
      expect(ownError).toBeCloseTo(standardError, 9)
    }
    expect(BY_R[name]).toHaveLength(3)
  })

  it('give the quoted share, and a standard error that twelve labels have not drawn towards that of labels alone yet', () => {
    const { deals } = aggregate(POSTS, { scheme, options: { resampleCount: 100 }, audit: { audit, sha256: null } })
    for (const deal of deals) {
      const rows = ROWS.filter(({ scope, dealId }) => scope === 'deal' && dealId === deal.dealId)
      for (const [label, interval] of deal.intervals.slice(0, 3).entries()) {
        const [share, standardError] = estimate(rows, label)
        expect(interval).toMatchObject({ isHeadline: true, label: scheme.labels[label] })
        expect(interval.share).toBeCloseTo(share, 12)
        expect(interval.standardError).toBeGreaterThan(standardError)
      }
    }
  })

  it('weigh each labelled judgement by its stratum, and number a post without an author as one of its own', () => {
    for (const { weight, stratum, stratumCount, scope, dealId, label } of ROWS) {
      const beside = ROWS.filter((row) => row.scope === scope && (scope === 'overall' || row.dealId === dealId) && row.stratum === stratum)
      expect(beside).toHaveLength(stratumCount)
      expect(weight).toBe(label === null ? null : stratumCount / beside.filter((row) => row.label !== null).length)
    }
    const known = new Set(POSTS.flatMap(({ author }) => author ?? [])).size
    const unknown = POSTS.filter(({ author }) => author === null).length
    expect(new Set(ROWS.filter(({ scope }) => scope === 'overall').map(({ author }) => author)).size).toBe(known + unknown)
  })

  it('stand in a CSV with a column for each label, empty where nobody labelled', () => {
    const [head = '', ...lines] = renderSurveyCsv(ROWS, scheme).split('\r\n')
    expect(head).toBe(
      'scope,dealId,threadId,postId,author,thread,stratum,stratumCount,weight,label,prediction_retreat,prediction_shrewd_pivot,prediction_neither,residual_retreat,residual_shrewd_pivot,residual_neither',
    )
    expect(lines.filter((line) => line.endsWith(',,,'))).toHaveLength(ROWS.filter(({ label }) => label === null).length)
    const breakdown = aggregate(POSTS, { scheme, audit: { audit, sha256: null } })
    const script = renderSurveyScript('a "b".csv', breakdown)
    expect(script).toContain('labelOf <- setNames(c("retreat", "shrewd pivot", "neither"), labels)')
    expect(script).toContain('read.csv("a \\"b\\".csv", ')
    const quoted = breakdown.overall.intervals.find(({ isHeadline, label }) => isHeadline && label === RETREAT)
    const numbers = [quoted?.share, quoted?.low, quoted?.high].map((one) => one?.toFixed(4)).join(', ')
    expect(script).toMatch(new RegExp(`^# "overall"(, retreat: ${numbers}|: cite quotes no share of it: .*)$`, 'm'))
  })

  it('leave out a deal with one label', () => {
    const one = audit.labels.filter(({ dealId }) => dealId === 'deal-b').slice(1)
    const labels = audit.labels.filter((label) => !one.includes(label))
    const rows = listSurveyRows(sortPopulation(POSTS), { audit: { design, labels }, scheme, isCounted: () => true })
    expect(rows.some(({ scope, dealId }) => scope === 'deal' && dealId === 'deal-b')).toBe(false)
  })
})
