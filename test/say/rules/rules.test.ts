import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { LEVELS, type RuleId } from '../../../src/count/breakdown/finding.js'
import { cite, renderClaimTable } from '../../../src/say/cite/cite.js'
import { renderReportCharts } from '../../../src/say/page/render-report-charts.js'
import { renderReportPage } from '../../../src/say/page/render-report-page.js'
import { RULE_WORDS, sentenceWords } from '../../../src/say/rules/rule-words.js'
import { renderBreakdownCsv } from '../../../src/say/table/render-breakdown-csv.js'
import { resultCard } from '../../../src/say/table/result-card.js'
import { draw } from '../../count/audit/audit-example.js'
import { breakDown, honest, thread } from '../cite/labelled-example.js'

const ids = Object.keys(RULE_WORDS) as RuleId[]

describe('the table of rules', () => {
  it('has words for the sentence of each rule that speaks there', () => {
    const silent = ids.filter((id) => LEVELS[id] === 'sentence' && RULE_WORDS[id].inSentence === undefined)
    expect(silent).toEqual([])
  })
})

describe('a rule of the level of a sentence', () => {
  const posts = thread(180, 120, 100)
  const design = draw(posts, 160, { seed: 7 })
  const breakdown = breakDown(posts, design, honest(design))
  const input = { breakdown, posts, scheme: STANCE_SCHEME, date: null, title: 'Replies', audit: null, figures: null, facts: null }
  const words = 'picked with a seed that somebody set'

  it('is found', () => {
    expect(sentenceWords(breakdown.overall.findings)).toContain(words)
  })

  it.each<readonly [string, () => string]>([
    ['sentence', () => cite(breakdown).sentence],
    ['short line', () => cite(breakdown).short],
    ['table for charts', () => renderClaimTable(cite(breakdown))],
    ['cautions as CSV', () => renderBreakdownCsv(breakdown, STANCE_SCHEME).replace('with the seed 7, which somebody set', words)],
    ['card', () => resultCard({ breakdown, scheme: STANCE_SCHEME, dates: null }).basis],
    [
      'pictures',
      () =>
        renderReportCharts(input, {})
          .map(({ svg }) => svg)
          .join(),
    ],
    ['report', () => renderReportPage(input, () => '')],
  ])('stands in the %s', (_, render) => {
    expect(render()).toContain(words)
  })
})
