import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { emptyLedger } from '../../../src/base/thread/capture-ledger.js'
import { cite } from '../../../src/say/cite/cite.js'
import { parseModelFigures } from '../../../src/say/facts/model-figures.js'
import type { ReportInput } from '../../../src/say/facts/report.js'
import { renderReportCharts } from '../../../src/say/page/render-report-charts.js'
import { renderReportPage } from '../../../src/say/page/render-report-page.js'
import { auditOf } from '../../count/audit/audit-example.js'
import { PIVOT, RETREAT, scoredPost } from '../../count/scored-posts.js'
import { auditExample } from '../audited-example.js'
import { auditedReportOf, hostilePosts, reportOf, threadOf } from '../report-example.js'

const sha256Base64 = (text: string): string => createHash('sha256').update(text).digest('base64')
const render = (input: ReportInput): string => renderReportPage(input, sha256Base64)
/** Approximates the visible text: the page without data, script, style and tags. */
const textOf = (page: string): string =>
  page
    .replace(/<(script|style|template)\b[^>]*>.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')

const page = render(reportOf(threadOf(60)))

it('asks by title', () => {
  const report = reportOf(threadOf(9))
  const [deal] = report.breakdown.deals
  const deals = deal ? [{ ...deal, title: "Oriel's sale" }] : []
  const breakdown = { ...report.breakdown, deals }
  expect(render({ ...report, breakdown })).toContain('see Oriel&#39;s sale')
})

it('allows only its style and script, by hash', () => {
  const policy =
    /http-equiv="Content-Security-Policy" content="([^"]*)"/
      .exec(page)?.[1]
      ?.replaceAll('&#39;', "'") ?? ''
  const styles = [...page.matchAll(/<style>(.*?)<\/style>/gs)].map((match) => match[1] ?? '')
  const scripts = [...page.matchAll(/<script>(.*?)<\/script>/gs)].map((match) => match[1] ?? '')
  expect([styles.length, scripts.length]).toEqual([1, 1])
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `script-src 'sha256-${sha256Base64(scripts[0] ?? '')}'`,
    `style-src 'sha256-${sha256Base64(styles[0] ?? '')}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ])
  expect(page).not.toMatch(/ style="| on\w+="|@import|url\(/)
})

it('loads no resource: its only URLs are fragments, the empty icon, and links for readers', () => {
  const addresses = [...page.matchAll(/\b(?:src|href|action|data)="([^"]*)"/g)].map(
    (match) => match[1] ?? '',
  )
  expect(addresses.filter((address) => !address.startsWith('#') && address !== 'data:,')).toEqual(
    [],
  )
})

it('links only to posts of the page', () => {
  const keys = [...page.matchAll(/<article id="post-([^"]*)"/g)].map(([, key = '']) => key)
  const linked = [...page.matchAll(/href="#post-([^"]*)"/g)].map((match) =>
    decodeURIComponent(match[1] ?? ''),
  )
  expect(linked.length).toBeGreaterThan(3)
  for (const key of linked) expect(keys).toContain(key)
  for (const [, id = ''] of page.matchAll(/href="#((?!post-)[^"]*)"/g))
    expect(page, id).toContain(`id="${id}"`)
})

it('says what is missing: audit, capture, times, figures of the model, a sentence to print; omits what it has no facts for', () => {
  const text = textOf(render(reportOf([scoredPost(RETREAT), scoredPost(PIVOT)])))
  for (const sentence of [
    'Not for print: too few posts for any share',
    'Missing: when the posts were written.',
    'Does the post see Oriel&#39;s move as a retreat, as a shrewd pivot, or as neither?',
    'Too few posts for percentages: of 2 replies, the model labels 1 retreat and 1 shrewd pivot; nobody has checked them',
    'No accuracy figures are kept with it',
    'not of the public, of investors or of any other group',
  ]) {
    expect(text).toContain(sentence)
  }
  expect(text).not.toMatch(
    /is not picked|No account stands out|No post of twelve words|plainest arguments/,
  )
})

it('prints the citation and the disclosure of an audited breakdown', () => {
  const text = textOf(render(auditExample().input))
  expect(text).toContain('Krippendorff')
  expect(text).toContain('Disclosure: 11 items')
  expect(text).toMatch(/\d+ of the \d+ labelled by hand \(/)
  expect(text, 'for readers').not.toMatch(/SHA-256|\b[0-9a-f]{64}\b|macro-F1/)
})

it('prints the capture ledger', () => {
  const capture = {
    ...emptyLedger('reddit'),
    reportedCount: 10,
    capturedCount: 1,
    notOpenedCount: 4,
    notes: ['a note <b>'],
  }
  const posts = [scoredPost(RETREAT, { meta: { role: 'root', capture } }), scoredPost(PIVOT)]
  const own = render(reportOf(posts))
  expect(textOf(own)).toContain('Capture (reddit): 1 of 10 replies captured with their text')
  expect(textOf(own)).toContain('4 of them behind links that were not opened')
  expect(own).toContain('Note: a note &lt;b&gt;.')
})

it('opens with the sentence, who read and what is missing, and holds the pictures as the command writes them', () => {
  const posts = threadOf(60)
  const audit = auditOf(posts, 60, ({ label }, index) =>
    index % 5 === 0 ? PIVOT : (label ?? RETREAT),
  )
  const input = auditedReportOf(posts, audit)
  const own = render(input)
  const { sentence, footnote } = cite(input.breakdown, { dealId: 'deal-a' })
  const header = textOf(own.slice(own.indexOf('<header>'), own.indexOf('</header>'))).replaceAll(
    '&#39;',
    "'",
  )
  const at = [sentence, ...footnote.split('\n')].map((line) => header.indexOf(line))
  expect(Math.min(...at)).toBeGreaterThanOrEqual(0)
  expect(at.toSorted((one, other) => one - other)).toEqual(at)
  const kept = [
    ...own.matchAll(/<template data-name="([^"]*)" data-pixels="\d+">(.*?)<\/template>/gs),
  ]
  const unescaped = (text = ''): string =>
    text
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&')
  const pictures = renderReportCharts(input).map(({ name, svg }) => [name, svg])
  expect(kept.map(([, name, svg]) => [name, unescaped(svg)])).toEqual(
    expect.arrayContaining(pictures.slice(0, 2)),
  )
})

it('quotes each argument once, from posts that a person labelled alone', () => {
  const posts = Array.from({ length: 3 }, (_, index) =>
    scoredPost(RETREAT, {
      id: `p-31fe967b9${index}`,
      author: `a${index}`,
      text: `Argument ${index}: ${'they are giving up what they built over all these years, '.repeat(index + 1)}`,
    }),
  )
  expect(render(reportOf(posts))).not.toContain('class="quote"')
  const audit = auditOf(posts, 3, () => RETREAT)
  const by = (coderKind: 'person' | 'model'): string =>
    render(
      auditedReportOf(posts, {
        ...audit,
        labels: audit.labels.map((label) => ({ ...label, coderKind })),
      }),
    )
  expect(by('model')).not.toContain('class="quote"')
  const own = by('person')
  const quoted = [...own.matchAll(/<blockquote[^>]*>(.*?)</g)].map(([, text]) => text)
  expect(quoted.length).toBeGreaterThan(0)
  expect(new Set(quoted).size).toBe(quoted.length)
  expect(own.indexOf('<blockquote')).toBeLessThan(own.indexOf('id="method"'))
})

it('says how often the model is right where figures are kept, without F1', () => {
  const macroF1 = { value: 0.62, low: 0.53, high: 0.68 }
  const set = {
    on: 'some posts',
    weights: 'held-out',
    postCount: 45,
    macroF1,
    calibrationError: 0.061,
    accuracy: 0.75,
  }
  const figures = parseModelFigures(
    JSON.stringify({ schema: 'dealstance/figures@1', model: 'test-model', sets: [set] }),
    'figures.json',
  )
  const own = render(reportOf(threadOf(10), { figures }))
  expect(own.slice(own.indexOf('id="method"'))).not.toMatch(/F1/)
  expect(textOf(own)).toContain('On 45 real posts the model was right in 75 of 100.')
})

it('says beside a count that nobody checked how often the model is right, and not beside a checked one', () => {
  const figures = parseModelFigures(
    readFileSync('models/stance-en/figures.json', 'utf8'),
    'figures.json',
  )
  const [{ postCount = 0, accuracy, worth } = {}] = figures.sets
  const words = `On ${postCount} real posts the model was right in ${Math.round((accuracy ?? 0) * 100)} of 100; “neither” for every post is right in ${Math.round((worth?.always.accuracy ?? 0) * 100)} of 100. The model named the wrong leading side on ${worth?.leads?.wrongCount} of ${worth?.leads?.clusterCount} moves.`
  const headerOf = (page: string): string =>
    textOf(page.slice(page.indexOf('<header>'), page.indexOf('</header>')))
  expect(headerOf(render(reportOf(threadOf(10), { figures })))).toContain(words)
  expect(headerOf(render(reportOf(threadOf(10))))).not.toContain('real posts')
})

it('keeps hostile posts as text: none becomes a tag or an attribute, or ends a script', () => {
  const own = render(reportOf(hostilePosts()))
  expect(own.match(/<\/script>/g)).toHaveLength(1)
  expect(own).not.toMatch(/<(img|iframe|svg onload|link rel=stylesheet|a href="(?!#|https:))/i)
  expect(own.match(/<script/g)).toHaveLength(1)
})

it('gives each of the twelve largest deals a folded section, and those of fewer than 30 posts a line without shares', () => {
  const posts = Array.from({ length: 450 }, (_, index) =>
    scoredPost(index % 2 === 0 ? RETREAT : PIVOT, { author: `a${index}` }, [
      `deal-${index < 420 ? index % 14 : 14}`,
    ]),
  )
  const own = render(reportOf(posts.slice(0, 449)))
  expect(own.match(/<details id="deal-(?!all)[^>]*class="fold"/g)).toHaveLength(12)
  expect(own).toContain('<li><b>deal-14</b>: 29 replies, by the model ')
  expect(own).not.toContain('id="deal-deal-14"')
})

it('renders without posts, and without labelled posts', () => {
  expect(textOf(render(reportOf([])))).toContain('No posts were counted')
  expect(textOf(render(reportOf([scoredPost('unscored')])))).toContain('No post got a label')
})
