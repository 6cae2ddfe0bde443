import type { StanceScheme } from '../base/scheme/stance-scheme.js'
import { formatLevel, formatPercent } from '../base/text/format-count.js'
import { isolate } from '../base/text/right-to-left.js'
import { CLUSTER_BOOTSTRAP, type ShareInterval } from '../count/breakdown/breakdown.js'
import { LIGHT_SYMBOLS, resultCard } from './card/result-card.js'
import { describeSample } from './charts/chart-context.js'
import { listNonConclusions, type ReportInput } from './facts/report.js'
import { listGroups, type ReportGroup } from './facts/report-group.js'
import { labelledCountOf, type ShareWords, shareWords } from './facts/share-words.js'
import { strongestPosts } from './facts/strongest-posts.js'
import { toPlainLine, truncateLine } from './format/display-width.js'
import { escapeMarkdown } from './format/escape-markdown.js'
import { drawBar, formatSentiment, widenSpan } from './format/format-value.js'
import { describeAudit } from './table/render-share-bars.js'

const BAR_WIDTH = 20
/** Posts quoted for each side, and terminal columns of each quote. */
const QUOTED_COUNT = 2
const QUOTE_WIDTH = 280

/** Renders a report for a README or an issue: tables with text bars, quotes, cautions. Text of posts is escaped as Markdown and HTML. */
export function renderReportMarkdown(input: ReportInput): string {
  const { breakdown, posts, scheme, date, title } = input
  const card = resultCard({ breakdown, scheme, span: widenSpan(null, posts) })
  const common = breakdown.overall.cautions.filter((caution) => breakdown.deals.every(({ cautions }) => cautions.includes(caution)))
  const blocks = [
    `# ${plain(card.headline)}`,
    `**${plain(`${LIGHT_SYMBOLS[card.light]} ${card.status}`)}**`,
    `${plain([...((title ?? card.subject) ? [title ?? card.subject] : []), card.basis, ...(date === null ? [] : [date])].join('. '))}.`,
    ...(card.others.length === 0 ? [] : [list(card.others.map(({ name, line }) => `Also: ${name}: ${line}`))]),
    ...listGroups(breakdown, posts).flatMap((group) => groupBlocks(group, scheme, common)),
    '## Method and accuracy',
    ...(breakdown.audit === null ? [] : [plain(describeAudit(breakdown.audit))]),
    list(common),
    '## What not to conclude',
    list(listNonConclusions(input)),
    ...(breakdown.evidence === undefined || breakdown.evidence.length === 0
      ? []
      : ['## Files', list(breakdown.evidence.map(({ role, name, sha256 }) => `${role}: ${name ?? 'standard input'}, SHA-256 ${sha256}`))]),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function groupBlocks(reported: ReportGroup, scheme: StanceScheme, common: readonly string[]): string[] {
  const { name, move, group, audit, bands } = reported
  return [
    `## ${plain(name)}`,
    move === null ? '' : plain(move),
    `${plain(describeSample(reported))}.`,
    group.shares === null ? 'No post got a label: there are no shares.' : sharesTable(reported, scheme),
    audit === null ? '' : `**${plain(`${bands.shares ?? bands.counts}.`)}**`,
    list(group.cautions.filter((caution) => !common.includes(caution))),
    ...scheme.sides.flatMap((side) => quotes(reported, side)),
  ]
}

function sharesTable({ group, audit }: ReportGroup, scheme: StanceScheme): string {
  const labelledCount = labelledCountOf(group)
  const [counted, audited] = [shareWords(labelledCount), shareWords(group.postCount)]
  const rangeOf = (words: ShareWords, isWanted: (interval: ShareInterval) => boolean): string => {
    const found = group.intervals.find(isWanted)
    return found === undefined || found.low >= found.high ? '' : words.range(found)
  }
  const columnTitles = [
    'label',
    '',
    counted.isPercent ? 'model' : 'posts, by the model',
    ...(counted.isPercent ? ['95% interval'] : []),
    ...(audit === null ? [] : ['audited', '95% interval of the audit']),
    audit === null ? 'mean tone' : 'mean tone, labels of the model',
  ]
  const rows = scheme.labels.map((label) => {
    const bootstrapped = group.intervals.find((interval) => interval.label === label && interval.method === CLUSTER_BOOTSTRAP)
    const sentiment = group.sentiment.byLabel[label]
    return [
      plain(label),
      drawBar(group.shares?.[label] ?? 0, counted.isPercent ? bootstrapped : undefined, counted.isPercent ? BAR_WIDTH : labelledCount),
      counted.share(group.shares?.[label] ?? 0),
      ...(counted.isPercent ? [bootstrapped && bootstrapped.low < bootstrapped.high ? counted.range(bootstrapped) : ''] : []),
      ...(audit === null
        ? []
        : [
            `**${audited.share(audit.shares?.[label] ?? 0)}**`,
            rangeOf(audited, (interval) => interval.label === label && interval.isHeadline === true && interval.estimand === 'captured'),
          ]),
      sentiment ? formatSentiment(sentiment.mean) : '',
    ]
  })
  const level = group.intervals[0]?.confidenceLevel ?? 0.95
  const header = columnTitles.map((title) => title.replace('95', formatLevel(level).slice(0, -1)))
  return [header, header.map((_, index) => (index < 2 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function quotes({ judged }: ReportGroup, side: string): string[] {
  return strongestPosts(judged, side, QUOTED_COUNT).map(({ post, judgement }) => {
    const probability = judgement.probabilities?.[side]
    const sure = probability === undefined ? '' : ` (model confidence ${formatPercent(Math.min(0.999, probability))})`
    const by = post.author === null ? 'author unknown' : post.author
    return `> ${plain(truncateLine(toPlainLine(post.text), QUOTE_WIDTH))}\n>\n> ${plain(`post ${post.id}, ${by}: ${isolate(side)}${sure}`)}`
  })
}

const plain = (text: string): string => escapeMarkdown(toPlainLine(text))
const list = (sentences: readonly string[]): string => sentences.map((sentence) => `- ${plain(sentence)}`).join('\n')
