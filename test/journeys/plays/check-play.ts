import { countEach } from '../../../src/base/statistics/group-by.js'
import { sha256OfText } from '../../../src/base/text/sha256-text.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { Breakdown, GroupBreakdown } from '../../../src/count/breakdown/breakdown.js'
import { type Claim, cite } from '../../../src/say/cite/cite.js'
import { PLAIN_STYLE } from '../../../src/say/format/style.js'
import { renderReportCharts } from '../../../src/say/page/render-report-charts.js'
import { renderReportPage } from '../../../src/say/page/render-report-page.js'
import { renderBreakdownCsv } from '../../../src/say/table/render-breakdown-csv.js'
import { renderBreakdownTable } from '../../../src/say/table/render-breakdown-table.js'
import { type Check, checkNumbers, checkTables, total } from './check-numbers.js'
import { type Expected, expectVerdict } from './expect-verdict.js'
import { DEALS, type Fact, type Scene } from './make-scene.js'
import { parseCsv, textOf, titleOf, verdictsIn, verdictWords } from './read-outputs.js'

/** What the outputs of a scene say that its facts do not. Empty where all is true. */
export function faultsOf(scene: Scene): string[] {
  const { posts, scheme, audit, facts } = scene
  const faults: string[] = []
  const breakdown = aggregate(posts, {
    scheme,
    deals: DEALS,
    audit: { audit, sha256: null, by: 'party' },
  })
  const report = { breakdown, posts, audit, scheme, figures: null, facts: null }
  const outputs = {
    breakdown,
    page: textOf(renderReportPage(report, sha256OfText)),
    charts: renderReportCharts(report),
    csv: parseCsv(renderBreakdownCsv(breakdown)),
    table: renderBreakdownTable(breakdown, { scheme, ...LOOK }).replace(/\s+/g, ' '),
  }
  for (const deal of breakdown.deals) {
    const { dealId } = deal
    const check: Check = (isSo, fault) => {
      if (!isSo) faults.push(`${dealId}: ${fault}`)
    }
    const own = facts.filter((fact) => fact.dealId === dealId)
    checkGroup({ facts: own, group: deal, check })
    checkDeal({ scene, facts: own, dealId, outputs, check })
  }
  return faults
}

const LOOK = { width: 100, style: PLAIN_STYLE }

type Outputs = {
  readonly breakdown: Breakdown
  readonly page: string
  readonly charts: ReturnType<typeof renderReportCharts>
  readonly csv: readonly Readonly<Record<string, string>>[]
  readonly table: string
}

interface GroupCheck {
  readonly facts: readonly Fact[]
  readonly group: GroupBreakdown
  readonly check: Check
}

/** Counts, findings and groups of a column, by sums of the facts. */
function checkGroup({ facts, group, check }: GroupCheck): void {
  const accounts = facts.flatMap(({ account }) => account ?? [])
  check(group.postCount === facts.length, `${group.postCount} posts of ${facts.length}`)
  check(group.authorCount === new Set(accounts).size, `${group.authorCount} accounts`)
  const labelled = facts.filter(({ state }) => state === 'labelled')
  for (const finding of group.findings) {
    if (finding.id === 'large-account') {
      const sizes = [...countEach(accounts).values()]
      check(sizes.includes(finding.postCount), `an account of ${finding.postCount} posts`)
      check(finding.ofCount === facts.length, `an account of ${finding.ofCount} posts in all`)
      const others = total(Object.values(finding.otherLabelCounts))
      check(others <= labelled.length, `${others} labels by others`)
    }
    if (finding.id === 'repeated-words') {
      const repeated = facts.length - new Set(facts.map(({ text }) => text)).size
      check(finding.count === repeated, `${finding.count} posts repeated`)
    }
    if (finding.id === 'labels-missing')
      check(
        finding.unclearCount === facts.filter(({ state }) => state === 'missing').length,
        `${finding.unclearCount} unreadable`,
      )
  }
  const groups = group.by?.groups ?? []
  if (groups.length === 0) return
  check(total(groups.map(({ postCount }) => postCount)) === facts.length, 'parts of a column')
  for (const { value, postCount, labelledCount, intervals } of groups) {
    const part = facts.filter(({ party }) => party === value)
    const read = part.filter(({ state }) => state === 'labelled')
    check(postCount === part.length && labelledCount === read.length, `part ${value}`)
    check(intervals.length > 0 === read.length >= 20, `share of part ${value}`)
    for (const { label, share } of intervals) {
      const hits = read.filter(({ truth }) => truth === label).length
      check(Math.abs(share - hits / read.length) < 1e-9, `${label} of part ${value}`)
    }
  }
}

interface DealCheck extends Omit<GroupCheck, 'group'> {
  readonly scene: Scene
  readonly dealId: string
  readonly outputs: Outputs
}

/** What the sentence says of a lead beside those who took no side. */
function leadBeside(expected: Expected, { scheme }: DealCheck['scene']): readonly string[] {
  const isNeutral = expected.most !== null && !scheme.sides.includes(expected.most)
  const lead = isNeutral ? (verdictWords({ ...expected, most: null }) ?? '') : ''
  return lead.startsWith('too ') ? [lead] : []
}

/** The sentence or its refusal, and every other output of the deal. */
function checkDeal({ scene, facts, dealId, outputs, check }: DealCheck): void {
  const { breakdown, page, table } = outputs
  const expected = expectVerdict(facts, scene.scheme)
  const code = refusalOf(expected, facts, scene)
  const claim = citeOr(breakdown, dealId)
  const got = typeof claim === 'string' ? claim : null
  check(got === code, `${got ?? 'a sentence'} for ${code ?? 'a sentence'}`)
  const titles = outputs.charts.filter(({ name }) => name.startsWith(`${dealId}-shares`))
  if (typeof claim === 'string') {
    for (const { svg } of titles) check(verdictsIn(titleOf(svg)).length === 0, 'a verdict drawn')
    return
  }
  checkNumbers(claim, { scene, facts, expected, check })
  const words = verdictWords(expected)
  const isWhole =
    expected.labelCounts.includes(facts.length) && expected.pickedCount === facts.length
  const isNone = isWhole || /^None of/.test(claim.sentence)
  const said = isNone || words === null ? [] : [words]
  const inSentence = said.length === 0 ? said : [...said, ...leadBeside(expected, scene)]
  check(same(verdictsIn(claim.sentence), inSentence), `sentence: ${claim.sentence} / ${words}`)
  for (const { svg } of titles) {
    const drawn = verdictsIn(titleOf(svg))
    check(same(drawn, said), `picture: ${titleOf(svg)} / ${words}`)
  }
  check(page.includes(claim.sentence), 'the page has another sentence')
  check(same(verdictsIn(claim.footnote), []), `footnote: ${claim.footnote}`)
  check(same(verdictsIn((claim.by?.lines ?? []).join(' ')), []), 'a lead in a part')
  if (dealId === breakdown.deals[0]?.dealId)
    check(table.includes(claim.sentence), 'the table has another sentence')
  checkTables(claim, { dealId, charts: titles, csv: outputs.csv, check })
  if (expected.most !== null || !['unclear', 'few'].includes(expected.lead ?? 'few'))
    checkTruth(expected, { facts, scene, check })
}

/** A verdict is true of all posts, read or not. */
function checkTruth(
  { lead, most }: Expected,
  { facts, scene, check }: Pick<DealCheck, 'facts' | 'scene' | 'check'>,
): void {
  const countOf = (label: string | null | undefined) =>
    facts.filter(({ truth }) => truth === label).length
  const other = scene.scheme.sides.find((side) => side !== lead)
  check(most === null || 2 * countOf(most) > facts.length, `"most" is false: ${most}`)
  const isLed = lead !== null && lead !== 'unclear' && lead !== 'few'
  check(!isLed || countOf(lead) > countOf(other), `"more" is false: ${lead}`)
}

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.join('; ') === other.join('; ')

function citeOr(breakdown: Breakdown, dealId: string): Claim | string {
  try {
    return cite(breakdown, { dealId })
  } catch (error) {
    return String((error as { readonly code?: string }).code)
  }
}

/** The refusal by the rules of the product: too few, incomplete, or none. */
function refusalOf(
  { unitCount, pickedCount, labelledCount }: Expected,
  facts: readonly Fact[],
  { play }: Scene,
) {
  const captured = play.replyCount - (play.rootCount ?? 0)
  if (play.reported !== undefined && 10 * captured < play.reported) return 'CITE_FEW_CAPTURED'
  if (unitCount < 8 || labelledCount < 2) return 'CITE_NOT_AUDITED'
  const isLeft = facts.some(({ state }) => state === 'open' || state === 'undecided')
  if (isLeft || 3 * (pickedCount - labelledCount) > pickedCount) return 'CITE_INCOMPLETE'
  if (pickedCount < Math.min(30, unitCount)) return 'CITE_TOO_FEW_LABELS'
  return play.isUnnamed ? 'CITE_MOVER_UNNAMED' : null
}
