import { createHash } from 'node:crypto'
import { basename, join, relative, resolve } from 'node:path'
import { formatCount } from '../../../base/text/format-count.js'
import { countUnits } from '../../../count/audit/population.js'
import type { Picture } from '../../../say/charts/chart-context.js'
import { renderShareCard } from '../../../say/charts/share-card.js'
import { FACT_NAMES } from '../../../say/facts/disclosure-facts.js'
import { parseModelFigures } from '../../../say/facts/model-figures.js'
import type { ReportInput } from '../../../say/facts/report.js'
import { sourceOf } from '../../../say/facts/thread-source.js'
import { type FiledPicture, renderPictureIndex, renderReportCharts } from '../../../say/page/render-report-charts.js'
import { renderReportPage } from '../../../say/page/render-report-page.js'
import { resultCard } from '../../../say/table/result-card.js'
import { isThere, readInput } from '../../node/file/read-source.js'
import { disclosedFiguresOf, readKeptFigures } from '../../node/model/measure-models.js'
import { renderPng } from '../../node/render-png.js'
import { mainDealOption, sizeWords } from '../audit/audit-plan.js'
import { COUNTING_OPTIONS, countScored, placeOf, readFacts, SCHEME_OPTION, sameCount, takeAudit } from '../input/read-audited.js'
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
import { chooseFormat, makeFolder, probeOutput, withOutput, writeText } from '../kit/write-output.js'
import { checkDeposit, writeDeposit } from './write-deposit.js'

const OPTIONS = {
  out: { type: 'text', value: 'FILE', help: 'write the page there, as .html' },
  audit: { type: 'text', value: 'FILE', help: 'the audit file; default: the one beside SCORED' },
  svg: { type: 'text', value: 'DIR', help: 'write every picture there as SVG' },
  png: { type: 'text', value: 'DIR', help: 'as PNG, each with a description in words' },
  deposit: { type: 'text', value: 'FILE', help: 'write a ZIP there: posts, records, method, hashes' },
  title: { type: 'text', value: 'TEXT', help: 'above the finding, on the page, the card and the first picture' },
  date: { type: 'text', value: 'DATE', help: 'date to print on page and pictures (default: none)' },
  facts: { type: 'text', value: 'FILE', help: 'facts that only you know (sponsor, dates, coders), as JSON, for the disclosure' },
  figures: { type: 'text', value: 'FILE', help: 'figures of the model (evaluate --figures) instead of those kept with it' },
  ...SCHEME_OPTION,
  ...COUNTING_OPTIONS,
  ...underTopic('Pictures', {
    credit: { type: 'text', value: 'TEXT', help: 'source of the posts; default: platform, opening author, days and link' },
    'read-by': { type: 'text', value: 'TEXT', help: 'readers of the posts, in the source line; default: nobody' },
    byline: { type: 'text', value: 'TEXT', help: 'maker of the pictures, below the source line' },
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
    'npm run report -- scored.jsonl --deposit study.zip',
    'npm run report -- scored.jsonl --png pictures --date 2026-03-14',
  ],
  notes: `The page holds every post in full. It needs no server.
With --svg, --png or --deposit alone, no page is written.
Names in --facts: ${FACT_NAMES.join(', ')}.`,
  run: async (options, inputs, context) => {
    const { io } = context
    const { audit, facts, figures, scheme } = options
    const { deposit, out, svg, png } = options
    checkPaths(inputs, { read: [audit, facts, figures, scheme], outputs: [out, deposit] })
    const isPage = out !== undefined || (svg ?? png ?? deposit) === undefined
    chooseFormat({ out, choices: ['html'], standard: 'html', advice: ' for the page' })
    chooseFormat({ out: deposit, choices: ['zip'], standard: 'zip', advice: ' for the deposit' })
    checkDeposit(deposit, out, inputs, context)
    if (deposit !== undefined) await probeOutput(deposit, io)
    if (isPage && options.out === undefined && io.stdout.isTTY === true) {
      throw usageError('expected --out report.html, got none: a terminal shows no page. aggregate prints the finding here.')
    }
    const { paths, ...taken } = await takeAudit(options, inputs, context)
    const { posts, audited, show } = await countScored(paths, { ...options, ...taken }, 'report', context)
    const breakdown = await show()
    const { model } = breakdown
    const kept = model === null || figures !== undefined ? null : await readKeptFigures(model, scheme ?? null)
    const input: ReportInput = {
      breakdown,
      posts,
      audit: audited?.audit ?? null,
      scheme: taken.scheme,
      title: options.title ?? null,
      date: options.date ?? null,
      figures: figures === undefined ? kept : parseModelFigures(await readInput(figures, { stdin: io.stdin }), figures),
      facts: facts === undefined ? null : await readFacts(facts, context),
    }
    if (isPage) {
      const sha256Base64 = (text: string): string => createHash('sha256').update(text).digest('base64')
      const page = renderReportPage(input, sha256Base64, { ...lookOf(options), report: options.out && basename(options.out) })
      await writeText(options.out, page, `report of ${formatCount(input.posts.length, 'post')}`, context)
    }
    await writePictures(input, options, context)
    const told = input.figures ?? (await disclosedFiguresOf(input.breakdown))
    if (deposit !== undefined)
      await writeDeposit(deposit, { ...input, figures: told }, { scored: paths, audit: (audited && taken.audit?.path) ?? null }, context)
    const counts = countUnits(input.posts)
    if (taken.audit === null || audited === null)
      suggestNext(context, 'audit', ...paths, '--size', sizeWords(counts), ...givenWords(options, SCHEME_OPTION))
    else suggestNext(context, 'cite', ...paths, ...placeOf(taken.audit.path, paths), ...sameCount(options), ...mainDealOption(counts))
  },
})

const lookOf = ({ credit, 'read-by': readers, byline }: Options) => ({ credit, readers, byline })

async function writePictures(input: ReportInput, options: Options, { io, log }: CommandContext): Promise<void> {
  const { svg, png, out } = options
  if (svg === undefined && png === undefined) return
  const look = { ...lookOf(options), title: options.title }
  const isReady = resultCard({ ...input, dates: null }).light === 'ready'
  if (!isReady) log.info('no share card: its numbers are not ready to cite')
  if (options.credit === undefined && sourceOf(input.posts).platform === null)
    log.info('the source line names no platform, since the posts name none: --credit "40 posts in @name\'s thread on X" does')
  const card = isReady ? [renderShareCard(input, look)] : []
  const charts = [...renderReportCharts(input, look), ...card]
  // Pictures for phones.
  const narrow = renderReportCharts(input, { ...look, width: 360 })
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
    const shown = await Promise.all(charts.map((chart) => findFiles(folder, chart, narrow)))
    await write(folder, 'index.html', renderPictureIndex(shown, out && relative(folder, out)))
    log.info(`${formatCount(charts.length, 'picture')} written to ${folder}; index.html shows them with their embed code`)
  }
}

/** The files of a folder that show this same picture, including those of an earlier run. */
async function findFiles(folder: string, picture: Picture, narrowOnes: readonly Picture[]): Promise<FiledPicture> {
  const { name, svg, alt } = picture
  const holds = async (file: string, text: string): Promise<boolean> =>
    isThere(join(folder, file)) && (await readInput(join(folder, file))) === text
  const isDrawn = await holds(`${name}.svg`, svg)
  const isNarrowToo = isDrawn && isThere(join(folder, `${name}-narrow.svg`))
  const narrow = (isNarrowToo && narrowOnes.find((one) => one.name === name)?.size) || null
  const isPainted = (await holds(`${name}.txt`, `${alt}\n`)) && isThere(join(folder, `${name}.png`))
  const files = { svg: isDrawn, narrow: narrow !== null, png: isPainted }
  return { ...picture, narrow, files: (['svg', 'narrow', 'png'] as const).filter((file) => files[file]) }
}
