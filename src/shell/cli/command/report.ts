import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { formatCount } from '../../../base/text/format-count.js'
import { countUnits } from '../../../count/audit/population.js'
import { resultCard } from '../../../say/card/result-card.js'
import type { Picture } from '../../../say/charts/chart-context.js'
import { renderShareCard } from '../../../say/charts/share-card.js'
import { parseModelFigures } from '../../../say/facts/model-figures.js'
import type { ReportInput } from '../../../say/facts/report.js'
import { renderReportPage } from '../../../say/page/render-report-page.js'
import { CHART_KINDS, type ChartKind, type PictureFile, renderPictureIndex, renderReportCharts } from '../../../say/render-report-charts.js'
import { isThere, readInput } from '../../node/file/read-source.js'
import { readKeptFigures } from '../../node/model/measure-models.js'
import { renderPng } from '../../node/render-png.js'
import { mainDealOption, sizeWords } from '../audit/audit-plan.js'
import { countScored, placeOf, readFacts, type TakenAudit, takeAudit } from '../input/read-audited.js'
import { checkPaths } from '../input/read-inputs.js'
import {
  type CommandContext,
  defineCommand,
  givenWords,
  type OptionTable,
  type OptionValues,
  suggestNext,
  underTopic,
  usageError,
} from '../kit/command.js'
import { chooseFormat } from '../kit/format.js'
import { makeFolder, withOutput } from '../kit/write-output.js'
import { COUNTING_OPTIONS, NAMES_OPTIONS, sameCount } from '../options/counting-options.js'

/** The charts, and the finding as a card for social networks. */
const PICTURE_KINDS: readonly string[] = [...CHART_KINDS, 'card']

const OPTIONS = {
  out: { type: 'text', value: 'FILE', help: 'write the page there, as .html' },
  audit: { type: 'text', value: 'FILE', help: 'labels of audit; default: those beside SCORED' },
  svg: { type: 'text', value: 'DIR', help: 'write every picture there as SVG' },
  png: { type: 'text', value: 'DIR', help: 'as PNG, each with a description in words' },
  title: { type: 'text', value: 'TEXT', help: 'above the finding, and title of the first picture' },
  date: { type: 'text', value: 'DATE', help: 'printed on page and pictures; else none' },
  facts: { type: 'text', value: 'FILE', help: 'what only you know (sponsor, dates, coders) for the disclosure, as JSON' },
  figures: { type: 'text', value: 'FILE', help: 'figures of the model (evaluate --figures) instead of those kept with it' },
  ...NAMES_OPTIONS,
  ...COUNTING_OPTIONS,
  ...underTopic('Pictures', {
    only: { type: 'text', value: 'KIND,…', help: `of ${PICTURE_KINDS.join(', ')}`, default: PICTURE_KINDS.join(',') },
    theme: { type: 'choice', choices: ['light', 'dark', 'auto'], default: 'light', help: 'auto: as the system of the reader' },
    credit: { type: 'text', value: 'TEXT', help: 'where the posts come from, for the source line' },
    byline: { type: 'text', value: 'TEXT', help: 'who made the pictures, at the end of the source line' },
  }),
} as const satisfies OptionTable

type Options = OptionValues<typeof OPTIONS>

export const report = defineCommand({
  name: 'report',
  summary:
    'Writes one page about a scored thread: the finding, shares with their intervals, change over time, arguments, who wrote most, and every post. Writes the charts as pictures too.',
  inputs: { word: 'SCORED…', help: 'output of classify --format jsonl, or -' },
  options: OPTIONS,
  examples: [
    'npm run report -- scored.jsonl --out report.html',
    'npm run report -- scored.jsonl --audit scored.audit.jsonl --out report.html',
    'npm run report -- scored.jsonl --png pictures --date 2026-03-14',
  ],
  notes: `The page holds every post in full. It needs no server.
With --svg or --png alone, only the pictures are written.`,
  run: async (options, paths, context) => {
    const { io, log } = context
    checkPaths([...paths, options.audit, options.facts, options.figures], [options.out])
    const isPage = options.out !== undefined || (options.svg === undefined && options.png === undefined)
    chooseFormat({ out: options.out, choices: ['html'], standard: 'html', advice: ' for the page' })
    if (isPage && options.out === undefined && io.stdout.isTTY === true) {
      throw usageError('expected --out report.html, got none: a terminal shows no page. aggregate prints the finding here.')
    }
    const taken = await takeAudit(options, paths, context)
    const input = await readReportInput(options, taken, paths, context)
    if (isPage) {
      const sha256Base64 = (text: string): string => createHash('sha256').update(text).digest('base64')
      await withOutput(options.out ?? null, io, (output) => output.write(renderReportPage(input, sha256Base64)))
      if (options.out !== undefined) log.info(`report of ${formatCount(input.posts.length, 'post')} written to ${options.out}`)
    }
    await writePictures(input, options, context)
    const counts = countUnits(input.posts)
    if (taken.audit === null) suggestNext(context, 'audit', ...paths, '--size', sizeWords(counts), ...givenWords(options, NAMES_OPTIONS))
    else suggestNext(context, 'cite', ...paths, ...placeOf(taken.audit.path, paths), ...sameCount(options), ...mainDealOption(counts))
  },
})

async function readReportInput(
  options: Options,
  taken: TakenAudit,
  paths: readonly string[],
  context: CommandContext,
): Promise<ReportInput> {
  const { posts, audited, show } = await countScored(paths, { ...options, ...taken }, 'report', context)
  const breakdown = await show()
  const { model } = breakdown
  const kept = model === null || options.figures !== undefined ? null : await readKeptFigures(model, options.scheme ?? null)
  const { figures: path } = options
  return {
    breakdown,
    posts,
    audit: audited?.audit ?? null,
    scheme: taken.scheme,
    title: options.title ?? null,
    date: options.date ?? null,
    figures: path === undefined ? kept : parseModelFigures(await readInput(path, { stdin: context.io.stdin }), path),
    facts: options.facts === undefined ? null : await readFacts(options.facts, context),
  }
}

async function writePictures(
  input: ReportInput,
  { svg, png, only, theme, credit, byline, title }: Options,
  { io, log }: CommandContext,
): Promise<void> {
  if (svg === undefined && png === undefined) return
  const kinds = only.split(',').map((kind) => kind.trim())
  const unknown = kinds.find((kind) => !PICTURE_KINDS.includes(kind))
  if (unknown !== undefined)
    throw usageError(`expected --only with kinds of ${PICTURE_KINDS.join(', ')}, got "${unknown}". See --help-all.`)
  const look = { only: kinds as ChartKind[], theme, credit, byline, title }
  // Asked for by name, a card that is not ready is refused.
  const isLeftOut = only === OPTIONS.only.default && resultCard({ ...input, span: null }).light !== 'ready'
  if (isLeftOut) log.info('no share card: its numbers are not ready to cite')
  const card = kinds.includes('card') && !isLeftOut ? [renderShareCard(input, look)] : []
  const charts = [...renderReportCharts(input, look), ...card]
  // For phones.
  const narrow = svg === undefined ? [] : renderReportCharts(input, { ...look, width: 360 })
  const write = (folder: string, name: string, data: string | Uint8Array) =>
    withOutput(join(folder, name), io, (output) => output.write(data))
  if (svg !== undefined) {
    await makeFolder(svg)
    for (const chart of charts) await write(svg, `${chart.name}.svg`, chart.svg)
    for (const chart of narrow) await write(svg, `${chart.name}-narrow.svg`, chart.svg)
  }
  if (png !== undefined) {
    await makeFolder(png)
    for (const chart of charts) {
      await write(png, `${chart.name}.png`, await renderPng(chart.svg))
      await write(png, `${chart.name}.txt`, `${chart.alt}\n`)
    }
  }
  for (const folder of new Map([svg, png].flatMap((one) => (one === undefined ? [] : [[resolve(one), one]]))).values()) {
    const shown = await Promise.all(charts.map(async (chart) => ({ ...chart, files: await findFiles(folder, chart) })))
    await write(folder, 'index.html', renderPictureIndex(shown))
    log.info(`${formatCount(charts.length, 'picture')} written to ${folder}; index.html shows them with their embed code`)
  }
}

/** The files of a folder that show this very picture, those of an earlier run included. */
async function findFiles(folder: string, { name, svg, alt }: Picture): Promise<PictureFile[]> {
  const holds = async (file: string, text: string): Promise<boolean> =>
    isThere(join(folder, file)) && (await readInput(join(folder, file))) === text
  const isDrawn = await holds(`${name}.svg`, svg)
  return [
    ...(isDrawn ? ['svg' as const] : []),
    ...(isDrawn && isThere(join(folder, `${name}-narrow.svg`)) ? ['narrow' as const] : []),
    ...((await holds(`${name}.txt`, `${alt}\n`)) && isThere(join(folder, `${name}.png`)) ? ['png' as const] : []),
  ]
}
