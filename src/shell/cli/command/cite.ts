import { PipelineError } from '../../../base/errors.js'
import { formatCount } from '../../../base/text/format-count.js'
import { factsPathBeside } from '../../../count/audit/audit.js'
import {
  cite as citeBreakdown,
  renderClaimMarkdown,
  renderClaimTable,
  renderClaimText,
} from '../../../say/cite/cite.js'
import { renderCorrection } from '../../../say/cite/correction.js'
import {
  buildDisclosure,
  type Disclosure,
  renderDisclosure,
} from '../../../say/disclosure/render-disclosure.js'
import { renderJson } from '../../../say/format/format-value.js'
import { disclosedFiguresOf } from '../../node/model/kept-figures.js'
import { COUNT_OPTIONS, countScored, readFacts, sameCount } from '../input/read-audited.js'
import { checkPaths } from '../input/read-paths.js'
import {
  type CommandContext,
  type CommandForm,
  type CommandFunction,
  namedFiles,
  type OptionsOf,
  suggestNext,
  usageError,
} from '../kit/command.js'
import { runCommand } from '../kit/run-command.js'
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
  examples: [
    'scored.jsonl',
    'scored.jsonl --deal xai-anthropic',
    'scored.jsonl --corrects printed/scored.audit.jsonl',
    'scored.jsonl --disclosure disclosure.md',
  ],
  notes: `cite refuses with exit code 65, and says what to do:
- Nobody labelled a sample, it has fewer than 30 posts, or some are not labelled yet.
- Coders differ, or agree too little.
- An import equals the model's labels on all of 20 or more posts that nobody read twice, only by
  chance, or is all alike.`,
} as const satisfies CommandForm

export const cite: CommandFunction = (argv, io) => runCommand(CITE, argv, io, printCitation)

async function printCitation(
  options: OptionsOf<typeof CITE>,
  inputs: readonly string[],
  context: CommandContext,
) {
  if (inputs.length === 0)
    throw new PipelineError('USAGE_INPUT_ABSENT', 'expected SCORED, got 0 files. See --help.')
  const { disclosure: disclosurePath, deal: dealId, corrects } = options
  if (disclosurePath === '-') {
    throw usageError(
      'expected --disclosure with the name of a file, got "-". stdout carries the sentence.',
    )
  }
  if (corrects !== undefined && (options.format ?? options.by) !== undefined)
    throw usageError('expected --corrects alone, got it beside --format or --by. See --help.')
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
    const state = missingWords(disclosure, factsPathBeside(paths[0] ?? ''))
    context.log.info(`disclosure written to ${disclosurePath}: ${state}`)
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
  if (auditPath !== null)
    suggestNext(context, 'report', ...sameCount(paths, auditPath, options), '--out', 'report.html')
}

/** "2 facts that only you know are missing: sponsor, contact (put them in s.facts.json)" */
function missingWords({ items }: Disclosure, factsPath: string): string {
  const missing = items.flatMap(({ number, missing }) =>
    missing.map(({ fact }) => ({ fact, number: String(number) })),
  )
  const facts = new Set(missing.flatMap(({ fact }) => fact ?? []))
  const numbers = new Set(missing.flatMap(({ fact, number }) => (fact === null ? number : [])))
  const [are, them] = facts.size === 1 ? ['is', 'it'] : ['are', 'them']
  const asked = `${formatCount(facts.size, 'fact')} that only you know ${are} missing: ${[...facts].join(', ')} (put ${them} in ${factsPath})`
  const lacks = numbers.size === 1 ? 'item' : 'items'
  const others = `${lacks} ${[...numbers].join(', ')} ${numbers.size === 1 ? 'lacks' : 'lack'} what the disclosure names`
  const parts = [...(facts.size === 0 ? [] : [asked]), ...(numbers.size === 0 ? [] : [others])]
  return parts.length === 0 ? 'all items filled' : parts.join('; ')
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
