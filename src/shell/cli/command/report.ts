import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { formatCount } from '../../../base/text/format-count.js'
import { FACT_NAMES } from '../../../say/facts/parse-facts-file.js'
import type { ReportInput } from '../../../say/facts/report.js'
import { renderReportCharts } from '../../../say/page/render-report-charts.js'
import { renderReportPage } from '../../../say/page/render-report-page.js'
import { keptFiguresOf } from '../../node/model/kept-figures.js'
import { renderPng } from '../../node/render-png.js'
import {
  adviseSource,
  COUNT_OPTIONS,
  countScored,
  GROUPS_ALONE,
  mainDealOption,
  readFacts,
  sameCount,
} from '../input/read-audited.js'
import { checkPaths } from '../input/read-paths.js'
import {
  type CommandContext,
  namedFiles,
  type OptionTable,
  type OptionValues,
  suggestNext,
  usageError,
} from '../kit/command.js'
import { commandOf } from '../kit/run-command.js'
import { chooseFormat, makeFolder, withOutput, writeText } from '../kit/write-output.js'

const OPTIONS = {
  out: { type: 'file', decides: 'output', help: 'write the page there, as .html' },
  svg: { type: 'text', value: 'DIR', help: 'write every picture there as SVG' },
  png: { type: 'text', value: 'DIR', help: 'as PNG, each with a description in words' },
  ...COUNT_OPTIONS,
  credit: {
    type: 'text',
    value: 'TEXT',
    help: 'source of the posts; default: platform, opening author, days and link',
  },
} as const satisfies OptionTable

type Options = OptionValues<typeof OPTIONS>

export const report = commandOf(
  {
    name: 'report',
    summary:
      'Writes one page about a scored thread: the finding, shares with their intervals, arguments, and every post. Writes the charts as pictures too.',
    inputs: { word: 'SCORED…', help: 'output of classify --format jsonl, or -' },
    options: OPTIONS,
    exclusions: [
      GROUPS_ALONE,
      ...['svg', 'png'].map((beside) => ({
        beside,
        idle: ['by'],
        unless: ['out'],
        why: 'A picture shows no groups.',
      })),
    ],
    examples: [
      'scored.jsonl --out report.html',
      'scored.jsonl --svg pictures',
      'scored.jsonl --png pictures --credit "a forum"',
    ],
    notes: `The page holds up to 20,000 posts in full, among them all that were labelled. It needs no server.
With --svg or --png alone, no page is written.
Facts only you know go into scored.facts.json beside scored.jsonl, as texts under these names: ${FACT_NAMES.join(', ')}.`,
  },
  async (options, inputs, context) => {
    const { out, svg, png } = options
    checkPaths(inputs, namedFiles(options, OPTIONS))
    const isPage = out !== undefined || (svg ?? png) === undefined
    chooseFormat({ out, choices: ['html'], standard: 'html', advice: ' for the page' })
    if (isPage && out === undefined && context.io.stdout.isTTY === true) {
      throw usageError(
        'expected --out report.html, got none: a terminal shows no page. aggregate prints the finding here.',
      )
    }
    const { paths, posts, audit, auditPath, scheme, breakdown } = await countScored(
      options,
      inputs,
      context,
    )
    const figures = await keptFiguresOf(breakdown, options.scheme)
    const facts = await readFacts(paths, breakdown, context)
    const input: ReportInput = { breakdown, posts, audit, scheme, figures, facts }
    if (isPage) {
      const sha256Base64 = (text: string): string =>
        createHash('sha256').update(text).digest('base64')
      const page = renderReportPage(input, sha256Base64, { credit: options.credit })
      await writeText(out, page, `report of ${formatCount(posts.length, 'post')}`, context)
    }
    await writePictures(input, options, context)
    adviseSource({ paths, posts }, options.credit ?? facts.url, context)
    const counted = sameCount(paths, auditPath, options)
    if (auditPath === null) suggestNext(context, 'audit', ...counted)
    else suggestNext(context, 'cite', ...counted, ...mainDealOption(posts))
  },
)

async function writePictures(
  input: ReportInput,
  options: Options,
  { io, log }: CommandContext,
): Promise<void> {
  const { svg, png } = options
  const folders = new Set([svg, png].flatMap((folder) => folder ?? []))
  if (folders.size === 0) return
  const charts = renderReportCharts(input, { credit: options.credit })
  const write = (folder: string, name: string, data: string | Uint8Array) =>
    withOutput(join(folder, name), io, (output) => output.write(data))
  for (const folder of folders) await makeFolder(folder)
  for (const chart of charts) {
    if (svg !== undefined) await write(svg, `${chart.name}.svg`, chart.svg)
    if (png === undefined) continue
    const picture = await renderPng(chart.svg, chart.pixels / chart.size[0])
    await write(png, `${chart.name}.png`, picture)
    await write(png, `${chart.name}.txt`, `${chart.alt}\n`)
  }
  for (const folder of folders)
    log.info(`${formatCount(charts.length, 'picture')} written to ${folder}`)
}
