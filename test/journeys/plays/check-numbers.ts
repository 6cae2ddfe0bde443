import { groupBy } from '../../../src/base/statistics/group-by.js'
import { type Claim, renderClaimTable } from '../../../src/say/cite/cite.js'
import type { SavedChart } from '../../../src/say/page/render-report-charts.js'
import { type Expected, rangeOf } from './expect-verdict.js'
import type { Fact, Scene } from './make-scene.js'
import { marksIn, numbersIn, parseCsv } from './read-outputs.js'

/** Takes what is not so. */
export type Check = (isSo: boolean, fault: string) => void

export const total = (counts: readonly number[]): number =>
  counts.reduce((sum, count) => sum + count, 0)

const isNear = (one: number, other: number): boolean => Math.abs(one - other) < 1e-9

interface ClaimCheck {
  readonly scene: Scene
  readonly facts: readonly Fact[]
  readonly expected: Expected
  readonly check: Check
}

/** The numbers of a claim, by sums of the facts; those of its sentence, by the claim. */
export function checkNumbers(claim: Claim, { scene, facts, expected, check }: ClaimCheck): void {
  const { population, audit, shares, sentence, capture } = claim
  const { unitCount, pickedCount, labelledCount, labelCounts } = expected
  const { labels } = scene.scheme
  const accountCount = new Set(facts.flatMap(({ account }) => account ?? [])).size
  check(population.count === unitCount, `${population.count} counted`)
  check(population.authorCount === accountCount, `${population.authorCount} accounts`)
  check(audit.drawnCount === pickedCount, `${audit.drawnCount} picked`)
  check(audit.labelledCount === labelledCount, `${audit.labelledCount} labelled`)
  const seen = facts.filter(({ state }) => state !== 'unpicked' && state !== 'open').length
  const left = seen === unitCount ? unitCount - labelledCount : 0
  for (const [at, label] of labels.entries()) {
    const hits = labelCounts[at] ?? 0
    const share = shares.find((one) => one.label === label)
    const range = rangeOf(hits, { all: unitCount, seen, hits: labelCounts })
    check(audit.labelCounts[label] === hits, `${audit.labelCounts[label]} of ${label}`)
    check(isNear(share?.share ?? -1, hits / (labelledCount + left)), `share of ${label}`)
    check(isNear(share?.low ?? -1, range.low), `low end of ${label}: ${share?.low}, ${range.low}`)
    check(isNear(share?.high ?? -1, range.high), `high end of ${label}: ${share?.high}`)
  }
  const printed = shares.map((share) => share.printed)
  check(total(printed.map(({ count }) => count)) === unitCount - left, 'posts do not add up')
  for (const {
    share,
    printed: { wholePercent },
  } of shares)
    check(Math.abs(wholePercent - 100 * share) <= 0.5 + 1e-9, `${share} as ${wholePercent}%`)
  for (const { count, lowCount, highCount, wholePercent, lowPercent, highPercent } of printed) {
    check(lowCount <= count && count <= highCount, `${lowCount} to ${highCount} without ${count}`)
    const isWithin = lowPercent <= wholePercent && wholePercent <= highPercent
    check(isWithin, `${lowPercent} to ${highPercent}% without ${wholePercent}`)
  }
  const { missingCount, capturedCount, deletedCount } = capture
  const leftCount = (missingCount ?? 0) - deletedCount
  const known = [
    ...Object.values(population),
    audit.labelledCount,
    left,
    unitCount + leftCount,
    capturedCount + leftCount,
    deletedCount,
    // What one account wrote.
    ...[...groupBy(facts, ({ account }) => account).values()].map(({ length }) => length),
    ...(expected.without === null ? [] : [expected.without.size, ...expected.without.left]),
    ...printed.flatMap((one) => Object.values(one).filter((value) => typeof value === 'number')),
  ]
  for (const number of numbersIn(sentence))
    check(known.includes(number), `${number} is not in the claim: ${sentence}`)
  checkMissing(claim, { scene, facts, expected, check })
}

/** What missing replies could change, by Manski's bounds. */
function checkMissing(
  { footnote, capture, shares }: Claim,
  { scene: { play, scheme }, facts, check }: ClaimCheck,
): void {
  const { missingCount } = capture
  if (play.reported === undefined) {
    check(missingCount === null, 'replies are known')
    return
  }
  const captured = play.replyCount - (play.rootCount ?? 0)
  const missing = play.reported - captured
  check(missingCount === missing, `${missingCount} of ${missing} replies missing`)
  const [low, high] = numbersIn(/ would be ([^.]*)\./.exec(footnote)?.[1] ?? '')
  const first = shares.find(({ label }) => label === scheme.sides[0])
  const isAll = missing > facts.length
  check(isAll === /everything could change/.test(footnote), 'what the missing could change')
  if (missing === 0 || isAll || first === undefined) return
  const whole = facts.length + missing
  const unit = facts.length > 100 ? 100 : whole
  const least = Math.floor((first.low * facts.length * unit) / whole + 1e-9)
  const most = Math.ceil(((first.high * facts.length + missing) * unit) / whole - 1e-9)
  check(low === least && high === most, `bounds ${low} to ${high}, not ${least} to ${most}`)
}

/** The tables and pictures of a deal, by its claim. */
export function checkTables(
  claim: Claim,
  {
    dealId,
    charts,
    csv,
    check,
  }: {
    readonly dealId: string
    readonly charts: readonly SavedChart[]
    readonly csv: readonly Readonly<Record<string, string>>[]
    readonly check: Check
  },
): void {
  const { shares, population, audit } = claim
  const rows = csv.filter((row) => row['scope'] === 'deal' && row['dealId'] === dealId)
  const all = parseCsv(renderClaimTable(claim)).filter(({ party }) => party === 'all')
  for (const [at, { label, share, printed }] of shares.entries()) {
    const row = rows.find((one) => one['label'] === label)
    check(isNear(Number(row?.['auditedShare']), share), `${label} in the table`)
    check(Number(row?.['postCount']) === population.count, 'posts in the table')
    check(Number(row?.['labelledCount']) === audit.labelledCount, 'labels in the table')
    check(row?.['refusal'] === '', 'a refusal in the table')
    check(Number(all[at]?.['value']) === printed.wholePercent, `${label} for Datawrapper`)
  }
  for (const { svg, csv: data } of charts) {
    const drawn = parseCsv(data)
    const isPercent = drawn[0]?.['unit'] === '%'
    for (const { label, printed } of shares) {
      const row = drawn.find((one) => one['label'] === label)
      const value = isPercent ? printed.wholePercent : printed.count
      check(Number(row?.['value']) === value, `${label} in the picture`)
      const low = isPercent ? printed.lowPercent : printed.lowCount
      check(row?.['low'] === '' || Number(row?.['low']) === low, `range of ${label} drawn`)
    }
    const isMarked = !isPercent && drawn.every((row) => row['low'] === '')
    check(!isMarked || marksIn(svg) === audit.labelledCount, `${marksIn(svg)} marks`)
  }
}
