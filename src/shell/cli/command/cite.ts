import { PipelineError } from '../../../base/errors.js'
import { cite as citeBreakdown, renderClaimMarkdown, renderClaimTable, renderClaimText } from '../../../say/cite/cite.js'
import { renderCorrection } from '../../../say/cite/correction.js'
import { buildDisclosure, renderDisclosure } from '../../../say/disclosure/disclosure.js'
import { renderJson } from '../../../say/format/format-value.js'
import { disclosedFiguresOf } from '../../node/model/kept-figures.js'
import { countScored, ESTIMATE_OPTIONS, placeOf, readFacts, SCHEME_OPTION, sameCount, takeAudit } from '../input/read-audited.js'
import { checkPaths } from '../input/read-paths.js'
import { type CliIo, type CommandContext, type CommandForm, type OptionsOf, suggestNext, usageError } from '../kit/command.js'
import { runCommand } from '../kit/run-command.js'
import { chooseFormat, isAudit, withOutput, writeText } from '../kit/write-output.js'

const RENDER = { text: renderClaimText, json: renderJson, markdown: renderClaimMarkdown, datawrapper: renderClaimTable } as const
const FORMATS: readonly (keyof typeof RENDER)[] = ['text', 'json', 'markdown', 'datawrapper']

const CITE = {
  name: 'cite',
  summary:
    'Prints one sentence that is safe to print, with its footnote, or says why there is none. It quotes only shares with a labelled random sample behind them.',
  inputs: { word: 'SCORED…', help: 'output of classify, with its audit beside it; or -' },
  options: {
    deal: { type: 'text', value: 'ID', help: 'the deal to quote, where there are several' },
    short: { type: 'flag', help: 'one line: at most 30 words and their cautions, without the footnote' },
    format: {
      type: 'choice',
      choices: FORMATS,
      help: 'text unless --out ends in .json or .md; datawrapper: CSV label,value,low,high in percent',
    },
    ...ESTIMATE_OPTIONS,
    corrects: { type: 'text', value: 'OLD', help: 'the former audit, or scored file with its audit: prints one sentence of correction' },
    out: { type: 'text', value: 'FILE', help: 'write there' },
    disclosure: {
      type: 'text',
      value: 'FILE',
      help: 'write the AAPOR disclosure there, as .md or .json, also on a refusal; report --help tells how to fill it',
    },
    audit: { type: 'text', value: 'FILE', help: 'the audit file; default: the one beside SCORED' },
    ...SCHEME_OPTION,
  },
  examples: [
    'npm run cite -- scored.jsonl',
    'npm run cite -- scored.jsonl --deal xai-anthropic --short',
    'npm run cite -- scored.jsonl --corrects printed/scored.audit.jsonl',
    'npm run cite -- scored.jsonl --disclosure disclosure.md',
  ],
  notes: `cite refuses with exit code 65, and says what to do:
- Nobody labelled a sample, it has fewer than 30 posts, or some are not labelled yet.
- Coders differ, or agree too little.
- The labels equal the model's on over 90 %, only by chance, or are all alike.`,
} as const satisfies CommandForm

/** Renders audited posts as one sentence. */
export function cite(argv: readonly string[], io: CliIo): Promise<number> {
  return runCommand(CITE, argv, io, printCitation)
}

async function printCitation(options: OptionsOf<typeof CITE>, inputs: readonly string[], context: CommandContext) {
  if (inputs.length === 0) throw new PipelineError('USAGE_INPUT_ABSENT', 'expected SCORED, got 0 files. See --help.')
  const { disclosure: disclosurePath, deal: dealId } = options
  if (disclosurePath === '-') {
    throw usageError('expected --disclosure with the name of a file, got "-". stdout carries the sentence.')
  }
  const { corrects } = options
  const alone = options.short ? '--short' : corrects === undefined ? null : '--corrects'
  if (alone !== null && (options.format ?? options.by ?? (options.short ? corrects : undefined)) !== undefined)
    throw usageError(`expected ${alone} alone, got it beside --format, --by or --corrects. See --help.`)
  checkPaths(inputs, { read: [options.audit, options.scheme, options.corrects], outputs: [options.out, disclosurePath] })
  const format = chooseFormat({ given: options.format, out: options.out, choices: FORMATS, standard: 'text' })
  if (disclosurePath !== undefined) disclosureFormOf(disclosurePath)
  const { paths, ...taken } = await takeAudit(options, inputs, context)
  const counted = await countScored(paths, { ...options, ...taken }, context)
  const { breakdown, audited } = counted
  const files = { scored: paths, audit: (audited && taken.audit?.path) ?? null }
  const deal = dealId === undefined ? {} : { dealId }
  if (disclosurePath !== undefined) {
    const disclosure = buildDisclosure(breakdown, {
      facts: await readFacts(paths, context),
      figures: await disclosedFiguresOf(breakdown),
      ...deal,
    })
    const render = disclosureFormOf(disclosurePath) === 'json' ? renderJson : renderDisclosure
    await withOutput(disclosurePath, context.io, (output) => output.write(render(disclosure)))
    const missing = disclosure.items.filter(({ status }) => status !== 'filled').map(({ number }) => number)
    const items = missing.length === 1 ? 'item' : 'items'
    const state = missing.length === 0 ? 'all items filled' : `something is missing in ${items} ${missing.join(', ')}`
    context.log.info(`disclosure written to ${disclosurePath}: ${state}`)
  }
  const claim = citeBreakdown(breakdown, { ...deal, files })
  const line = options.short ? claim.short : corrects === undefined ? null : await correct(corrects, paths, counted, options, context)
  await writeText(options.out, line === null ? RENDER[format](claim) : `${line}\n`, 'citation', context)
  if (files.audit !== null)
    suggestNext(context, 'report', ...files.scored, ...placeOf(files.audit, files.scored), ...sameCount(options), '--out', 'report.html')
}

/** The correction of what a former audit of these posts, or a former scored file with its audit, said. */
async function correct(
  old: string,
  paths: readonly string[],
  now: Awaited<ReturnType<typeof countScored>>,
  options: OptionsOf<typeof CITE>,
  context: CommandContext,
): Promise<string> {
  const given = isAudit(old) ? { inputs: paths, audit: old } : { inputs: [old], audit: undefined }
  const { paths: before, ...taken } = await takeAudit({ audit: given.audit, scheme: options.scheme }, given.inputs, context)
  const former = await countScored(before, { ...options, ...taken }, context)
  return renderCorrection(former, now, options.deal)
}

const disclosureFormOf = (path: string): 'markdown' | 'json' =>
  chooseFormat({ out: path, choices: ['markdown', 'json'], standard: 'markdown', advice: ' for the disclosure' })
