import { extname } from 'node:path'
import type { Breakdown } from '../../aggregate/breakdown/breakdown.js'
import { PipelineError } from '../../errors.js'
import { recountBreakdown } from '../../node/scored/recount-breakdown.js'
import { cite as citeBreakdown } from '../../report/cite/cite.js'
import { checkPlausible, checkRecounted } from '../../report/cite/cite-follows.js'
import { renderClaimJson, renderClaimMarkdown, renderClaimText } from '../../report/cite/render-claim.js'
import { buildDisclosure } from '../../report/disclosure/disclosure.js'
import { renderDisclosure, renderDisclosureJson } from '../../report/disclosure/render-disclosure.js'
import { parseHalfWidth } from '../audit/audit-options.js'
import { readBreakdown, readFacts } from '../input/read-breakdown.js'
import { checkPaths } from '../input/read-inputs.js'
import { type CommandContext, defineCommand, usageError } from '../kit/command.js'
import { EXIT } from '../kit/exit-code.js'
import { withOutput } from '../kit/write-output.js'

const RENDER = { text: renderClaimText, json: renderClaimJson, markdown: renderClaimMarkdown } as const
type Format = keyof typeof RENDER
const FORMAT_BY_ENDING: Readonly<Record<string, Format>> = { '.json': 'json', '.md': 'markdown' }

/** Renders an audited breakdown as one sentence. */
export const cite = defineCommand({
  name: 'cite',
  summary:
    'One sentence that is safe to print, its footnote, and the claim behind it as JSON; or why there is none, and what to do. Only shares that a hand-labelled sample stands behind are quoted.',
  inputs: { word: 'BREAKDOWN', help: 'output of aggregate --audit … --format json: a file, or - for stdin' },
  options: {
    deal: { type: 'text', value: 'ID', help: 'the deal to quote, where there are several' },
    label: { type: 'text', value: 'LABEL', help: 'quote this label alone' },
    format: { type: 'choice', choices: ['text', 'json', 'markdown'], help: 'text unless --out ends in .json or .md' },
    'accept-agreement': { type: 'text', value: 'WHY', help: 'quote labels that agree with the model throughout; the reason is printed' },
    'max-width': { type: 'text', value: '±POINTS', default: '±10', help: 'refuse shares that are known less well' },
    out: { type: 'text', value: 'FILE', help: 'write there' },
    disclosure: { type: 'text', value: 'FILE', help: 'write the AAPOR items there, as .md or .json' },
    facts: { type: 'text', value: 'FILE', help: 'with --disclosure: what only you know (sponsor, dates, coders), as JSON' },
  },
  examples: [
    'npm run cite -- breakdown.json',
    'npm run cite -- breakdown.json --deal xai-anthropic --max-width ±5',
    'npm run cite -- breakdown.json --disclosure disclosure.md --facts facts.json',
  ],
  notes:
    'Refuses with exit code 65 when nothing was labelled by hand (CITE_NOT_AUDITED), when more than 5% of the sample has no label (CITE_INCOMPLETE), when fewer than 20 posts of the deal have one and not all (CITE_TOO_FEW_LABELS), when coders differ too much (CITE_CODERS_DISAGREE), when labels repeat the model even where it is least sure (CITE_LABELS_COPIED), when the model speaks otherwise of the drawn posts than a random draw allows (CITE_UNBALANCED), when numbers do not follow from the counts or from the files beside the breakdown (CITE_EDITED), when the interval is wider than asked for (CITE_TOO_WIDE), and when less than half of the replies were captured (CITE_CAPTURE_PARTIAL). The disclosure is written all the same.',
  run: async (options, paths, context) => {
    const { io, log } = context
    const [path, ...more] = paths
    if (path === undefined) throw new PipelineError('USAGE_INPUT_ABSENT', 'expected one BREAKDOWN, got 0. See --help.')
    if (more.length > 0) throw usageError(`expected one BREAKDOWN, got ${paths.length}. See --help.`)
    const halfWidth = parseHalfWidth(options['max-width'], 'max-width')
    const { facts: factsPath, disclosure: disclosurePath, deal: dealId, label } = options
    if (factsPath !== undefined && disclosurePath === undefined) {
      throw usageError('expected --facts together with --disclosure FILE, got it alone. See --help.')
    }
    if (disclosurePath === '-') {
      throw usageError('expected --disclosure with the name of a file, got "-". stdout carries the sentence.')
    }
    checkPaths([path, ...(factsPath === undefined ? [] : [factsPath])], [options.out, disclosurePath])
    const format = options.format ?? FORMAT_BY_ENDING[extname(options.out ?? '').toLowerCase()] ?? 'text'
    const { breakdown: printed, sha256 } = await readBreakdown(path, context)
    const recounted = await recountBreakdown(printed, path)
    if (recounted !== null) checkRecounted(printed, recounted)
    else {
      checkPlausible(printed)
      if (printed.audit !== null) log.info('the files behind the breakdown are not beside it: its numbers were not counted anew')
    }
    const breakdown = recounted ?? printed
    if (disclosurePath !== undefined) {
      const facts = factsPath === undefined ? {} : await readFacts(factsPath, context)
      await writeDisclosure(disclosurePath, breakdown, { facts, ...(dealId !== undefined && { dealId }) }, context)
    }
    const claim = citeBreakdown(breakdown, {
      halfWidth,
      breakdownSha256: sha256,
      isRecounted: recounted !== null,
      ...(dealId !== undefined && { dealId }),
      ...(label !== undefined && { label }),
      ...(options['accept-agreement'] !== undefined && { acceptAgreement: options['accept-agreement'] }),
    })
    await withOutput(options.out ?? null, io, (output) => output.write(RENDER[format as Format](claim)))
    if (options.out !== undefined) log.info(`citation written to ${options.out}`)
    return EXIT.DONE
  },
})

async function writeDisclosure(
  path: string,
  breakdown: Breakdown,
  options: Parameters<typeof buildDisclosure>[1],
  context: CommandContext,
): Promise<void> {
  const disclosure = buildDisclosure(breakdown, options)
  const render = extname(path).toLowerCase() === '.json' ? renderDisclosureJson : renderDisclosure
  await withOutput(path, context.io, (output) => output.write(render(disclosure)))
  const missing = disclosure.items.filter(({ status }) => status !== 'filled').map(({ number }) => number)
  const items = missing.length === 1 ? 'item' : 'items'
  const state = missing.length === 0 ? 'all items filled' : `something is missing in ${items} ${missing.join(', ')}`
  context.log.info(`disclosure written to ${path}: ${state}`)
}
