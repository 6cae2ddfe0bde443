import { formatNumber, formatPercent } from '../../base/text/format-count.js'
import { isolate } from '../../base/text/right-to-left.js'
import { MIN_QUOTED_COUNT } from '../../count/audit/draw/plan-audit.js'
import type { GroupBreakdown } from '../../count/breakdown/breakdown.js'
import type { NeutralCount } from '../../count/thread/depth.js'
import { formatDepth } from '../facts/share-words.js'
import { DEPTH_NAMES } from '../facts/wording.js'
import { type HtmlValue, html, table } from './html.js'

interface Shown {
  readonly name: string
  readonly slug: string
  readonly group: Pick<GroupBreakdown, 'depths'>
}

/** How many posts of each depth take no side; nothing where all stand on one. @param checked such as "by hand" */
export function depthTable({ name, slug, group: { depths } }: Shown, neutral: string | null, checked: string): HtmlValue {
  if (neutral === null || depths.length < 2) return null
  const label = isolate(neutral)
  const isChecked = depths.some(({ byHand }) => byHand !== undefined)
  const isDrawn = depths.some(({ estimate }) => estimate !== undefined)
  const rows = depths.map(({ depth, postCount, byHand, estimate, ...model }): [HtmlValue, ...HtmlValue[]] => [
    DEPTH_NAMES[depth],
    formatNumber(postCount),
    countText(model),
    ...(byHand === undefined ? [] : [estimate ? formatDepth(estimate, postCount) : countText(byHand)]),
  ])
  return html`<h3 id="${slug}-depths">${label} by depth</h3>
${table(`${label} by depth: ${name}`, ['in the thread', 'posts', `${label} (model)`, ...(isChecked ? [`${label} (${checked})`] : [])], rows)}
<p class="soft">Of the posts with a label${isDrawn ? `; ${checked}: estimates of all posts with their intervals, or, below ${MIN_QUOTED_COUNT} labels and where the deal cannot be cited, what was labelled of the sample` : isChecked ? '; of the sample those labelled, not an estimate of all' : null}.</p>`
}

/** "40% of 120", "3 of 12" */
const countText = ({ neutralShare, neutralCount, labelledCount }: NeutralCount): string =>
  labelledCount === 0
    ? '–'
    : `${neutralShare === null ? formatNumber(neutralCount) : formatPercent(neutralShare)} of ${formatNumber(labelledCount)}`
