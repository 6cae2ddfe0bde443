import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { cite, renderClaimTable } from '../../../src/say/cite/cite.js'
import { sentenceWords } from '../../../src/say/facts/finding-words.js'
import { renderReportPage } from '../../../src/say/page/render-report-page.js'
import { renderBreakdownCsv } from '../../../src/say/table/render-breakdown-csv.js'
import { resultCard } from '../../../src/say/table/result-card.js'
import { draw } from '../../count/audit/audit-example.js'
import { breakDown, honest, thread } from '../cite/labelled-example.js'

describe('a finding of a sentence', () => {
  const posts = thread(180, 120, 100)
  const design = draw(posts, 160, { seed: 7 })
  const breakdown = breakDown(posts, design, honest(design))
  const input = { breakdown, posts, scheme: STANCE_SCHEME, audit: null, figures: null, facts: null }
  const words = 'Somebody chose the seed of the random sample: 7.'

  it('is found', () => {
    expect(sentenceWords(breakdown.overall.findings)).toContain(words)
  })

  it.each<readonly [string, () => string]>([
    ['footnote', () => cite(breakdown).footnote],
    ['table for charts', () => renderClaimTable(cite(breakdown))],
    ['CSV', () => renderBreakdownCsv(breakdown)],
    ['card', () => resultCard(breakdown).cautions.join(' ')],
    ['report', () => renderReportPage(input, () => '')],
  ])('stands in the %s', (_, render) => {
    expect(render()).toContain(words)
  })
})
