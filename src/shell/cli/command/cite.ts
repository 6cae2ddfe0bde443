import { PipelineError } from '../../../base/errors.js'
import { formatCount, formatPart, nameSome } from '../../../base/text/format-count.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import {
  cite as citeBreakdown,
  renderClaimMarkdown,
  renderClaimTable,
  renderClaimText,
} from '../../../say/cite/cite.js'
import { renderCorrection } from '../../../say/cite/correction.js'
import { buildDisclosure, renderDisclosure } from '../../../say/disclosure/render-disclosure.js'
import { renderJson } from '../../../say/format/format-value.js'
import { disclosedFiguresOf } from '../../node/model/kept-figures.js'
import { DealTies } from '../../node/score/deal-ties.js'
import {
  adviseSource,
  COUNT_OPTIONS,
  countScored,
  GROUPS_ALONE,
  readFacts,
  sameCount,
} from '../input/read-audited.js'
import { checkPaths } from '../input/read-paths.js'
import {
  type CommandContext,
  type CommandForm,
  namedFiles,
  type OptionsOf,
  suggestNext,
  usageError,
} from '../kit/command.js'
import { commandOf } from '../kit/run-command.js'
import { chooseFormat, isAudit, withOutput, writeText } from '../kit/write-output.js'

const RENDER = {
  text: renderClaimText,
  json: renderJson,
  markdown: renderClaimMarkdown,
  datawrapper: renderClaimTable,
} as const
const FORMATS: readonly (keyof typeof RENDER)[] = ['text', 'json', 'markdown', 'datawrapper']

const CITE = {
  name: 'cite',
  summary:
    'Prints one sentence that is safe to print, with its footnote, or says why there is none. It quotes only shares with a labelled random sample behind them.',
  inputs: { word: 'SCORED…', help: 'output of classify, with its audit beside it; or -' },
  options: {
    deal: { type: 'text', value: 'ID', help: 'the deal to quote, where there are several' },
    format: {
      type: 'choice',
      choices: FORMATS,
      help: 'text unless --out ends in .json or .md; datawrapper: CSV label,value,low,high in percent',
    },
    corrects: {
      type: 'file',
      value: 'OLD',
      help: 'the former audit, or scored file with its audit: prints one sentence of correction',
    },
    out: { type: 'file', decides: 'output', help: 'output file' },
    disclosure: {
      type: 'file',
      decides: 'output',
      help: 'write the AAPOR disclosure there, as .md or .json, also on a refusal; report --help tells how to fill it',
    },
    ...COUNT_OPTIONS,
  },
  exclusions: [
    {
      beside: 'corrects',
      idle: ['format', 'by'],
      why: 'A correction is one sentence in plain text.',
    },
    GROUPS_ALONE,
  ],
  examples: [
    'scored.jsonl',
    'scored.jsonl --deal xai-anthropic',
    'scored.jsonl --corrects printed/scored.audit.jsonl',
    'scored.jsonl --disclosure disclosure.md',
  ],
  notes: `cite refuses with exit code 65, and says what to do:
- Nobody labelled posts, a sample of them has fewer than 30, or some are not labelled yet.
- Coders differ, or agree too little.
- An import equals the model's labels on all of 20 or more posts that nobody read twice, only by
  chance, or is all alike.`,
} as const satisfies CommandForm

export const cite = commandOf(CITE, async (options, inputs, context) => {
  const { disclosure: disclosurePath, deal: dealId, corrects } = options
  if (disclosurePath === '-') {
    throw usageError(
      'expected --disclosure with the name of a file, got "-". stdout carries the sentence.',
    )
  }
  checkPaths(inputs, namedFiles(options, CITE.options))
  const format = chooseFormat({
    wantedFormat: options.format,
    out: options.out,
    choices: FORMATS,
    standard: 'text',
  })
  if (disclosurePath !== undefined) disclosureFormOf(disclosurePath)
  const counted = await countScored(options, inputs, context)
  const { breakdown, paths, auditPath } = counted
  refuseUnknownDeals(counted.posts)
  const deal = dealId === undefined ? {} : { dealId }
  const facts = await readFacts(paths, breakdown, context)
  if (disclosurePath !== undefined) {
    const disclosure = buildDisclosure(breakdown, {
      facts,
      figures: await disclosedFiguresOf(breakdown),
      ...deal,
    })
    const render = disclosureFormOf(disclosurePath) === 'json' ? renderJson : renderDisclosure
    await withOutput(disclosurePath, context.io, (output) => output.write(render(disclosure)))
    const openCount = disclosure.items.filter(({ missing }) => missing.length > 0).length
    context.log.info(
      `disclosure written to ${disclosurePath}; ${formatPart(openCount, disclosure.items.length)} items lack what you may know: it says what, and where to put it`,
    )
  }
  const claim = citeBreakdown(breakdown, {
    ...deal,
    facts,
    files: { scored: paths, audit: auditPath },
  })
  const line = corrects === undefined ? null : await correct(corrects, counted, options, context)
  await writeText(
    options.out,
    line === null ? RENDER[format](claim) : `${line}\n`,
    'citation',
    context,
  )
  adviseSource(counted, facts.url, context)
  if (auditPath !== null)
    suggestNext(context, 'report', ...sameCount(paths, auditPath, options), '--out', 'report.html')
})

/** Refuses one sentence on rows that name several deals which no record describes. */
function refuseUnknownDeals(posts: readonly ScoredPost[]): void {
  const ties = new DealTies()
  ties.add(posts)
  const counts = Object.entries(ties.counts().byUnknownName)
  if (counts.length < 2) return
  const deals = nameSome(counts.map(([name, count]) => `${name} (${formatCount(count, 'post')})`))
  const message = `the rows name ${counts.length} deals that no record describes: ${deals}. Describe each in FILE and score again: classify --deals FILE --columns deal=COLUMN.`
  throw new PipelineError('CITE_DEAL_BY_DEAL', message)
}

/**
 * The correction of an earlier sentence, which came from a former audit of these posts or from a
 * former scored file.
 */
async function correct(
  old: string,
  now: Awaited<ReturnType<typeof countScored>>,
  options: OptionsOf<typeof CITE>,
  context: CommandContext,
): Promise<string> {
  const [inputs, audit] = isAudit(old) ? [now.paths, old] : [[old], undefined]
  return renderCorrection(
    await countScored({ ...options, audit }, inputs, context),
    now,
    options.deal,
  )
}

const disclosureFormOf = (path: string): 'markdown' | 'json' =>
  chooseFormat({
    out: path,
    choices: ['markdown', 'json'],
    standard: 'markdown',
    advice: ' for the disclosure',
  })
