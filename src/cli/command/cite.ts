import { existsSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { aggregate } from '../../aggregate/aggregate.js'
import type { Breakdown } from '../../aggregate/breakdown/breakdown.js'
import { auditPathBeside } from '../../audit/audit-path.js'
import { PipelineError } from '../../errors.js'
import { readAudit } from '../../node/audit/read-audit.js'
import { SHIPPED_DEALS } from '../../node/file/package-root.js'
import { openSource } from '../../node/file/read-source.js'
import { readDeals } from '../../node/read-deals.js'
import { readAuditPosts } from '../../node/scored/read-audit-posts.js'
import { recountBreakdown } from '../../node/scored/recount-breakdown.js'
import { cite as citeBreakdown } from '../../report/cite/cite.js'
import type { CiteFiles } from '../../report/cite/cite-complete.js'
import { checkPlausible, checkRecounted } from '../../report/cite/cite-follows.js'
import { renderClaimJson, renderClaimMarkdown, renderClaimText } from '../../report/cite/render-claim.js'
import { buildDisclosure } from '../../report/disclosure/disclosure.js'
import { renderDisclosure, renderDisclosureJson } from '../../report/disclosure/render-disclosure.js'
import { STANCE_SCHEME } from '../../scheme/stance-scheme.js'
import { parseHalfWidth } from '../audit/audit-options.js'
import { evidenceOf, readAudited } from '../input/read-audited.js'
import { readBreakdown, readFacts } from '../input/read-breakdown.js'
import { checkPaths, nameOf } from '../input/read-inputs.js'
import { holdsScoredLines } from '../input/read-scored-lines.js'
import { type CommandContext, defineCommand, type OptionTable, type OptionValues, underTopic, usageError } from '../kit/command.js'
import { EXIT } from '../kit/exit-code.js'
import { suggestNext } from '../kit/next-command.js'
import { withOutput } from '../kit/write-output.js'
import { COUNTING_OPTIONS, countingOf } from '../options/counting-options.js'
import { readSchemeOption, SCHEME_OPTION } from '../options/scheme-option.js'

const RENDER = { text: renderClaimText, json: renderClaimJson, markdown: renderClaimMarkdown } as const
type Format = keyof typeof RENDER
const FORMAT_BY_ENDING: Readonly<Record<string, Format>> = { '.json': 'json', '.md': 'markdown' }

const OPTIONS = {
  audit: { type: 'text', value: 'FILE', help: 'labels of audit; default: those beside SCORED' },
  deal: { type: 'text', value: 'ID', help: 'the deal to quote, where there are several' },
  label: { type: 'text', value: 'LABEL', help: 'quote this label alone' },
  format: { type: 'choice', choices: ['text', 'json', 'markdown'], help: 'text unless --out ends in .json or .md' },
  'accept-agreement': { type: 'text', value: 'WHY', help: 'quote labels that agree with the model throughout; the reason is printed' },
  'max-width': { type: 'text', value: '±POINTS', default: '±10', help: 'refuse shares that are known less well' },
  out: { type: 'text', value: 'FILE', help: 'write there' },
  disclosure: { type: 'text', value: 'FILE', help: 'write the AAPOR items there, as .md or .json' },
  facts: { type: 'text', value: 'FILE', help: 'with --disclosure: what only you know (sponsor, dates, coders), as JSON' },
  ...underTopic('How SCORED is counted', {
    ...COUNTING_OPTIONS,
    deals: { type: 'text', value: 'FILE', help: 'catalogue of deals instead of the one that ships' },
    ...SCHEME_OPTION,
  }),
} as const satisfies OptionTable

/** Renders audited posts as one sentence. */
export const cite = defineCommand({
  name: 'cite',
  summary:
    'One sentence that is safe to print, its footnote, and the claim behind it as JSON; or why there is none, and what to do. Only shares that a hand-labelled sample stands behind are quoted.',
  inputs: { word: 'SCORED…', help: 'output of classify, counted here with its audit; or one BREAKDOWN of aggregate --audit; or -' },
  options: OPTIONS,
  examples: [
    'npm run cite -- scored.jsonl',
    'npm run cite -- scored.jsonl --deal xai-anthropic --max-width ±5',
    'npm run cite -- breakdown.json --disclosure disclosure.md --facts facts.json',
  ],
  notes:
    'Refuses with exit code 65 when nothing was labelled by hand (CITE_NOT_AUDITED), when more than 5% of the sample has no label (CITE_INCOMPLETE), when fewer than 20 posts of the deal have one and not all (CITE_TOO_FEW_LABELS), when coders differ too much (CITE_CODERS_DISAGREE), when labels repeat the model even where it is least sure (CITE_LABELS_COPIED), when the model speaks otherwise of the drawn posts than a random draw allows (CITE_UNBALANCED), when numbers do not follow from the counts or from the files beside the breakdown (CITE_EDITED), when the interval is wider than asked for (CITE_TOO_WIDE), and when less than half of the replies were captured (CITE_CAPTURE_PARTIAL). The disclosure is written all the same.',
  run: async (options, paths, context) => {
    const { io, log } = context
    if (paths.length === 0) throw new PipelineError('USAGE_INPUT_ABSENT', 'expected SCORED or one BREAKDOWN, got 0. See --help.')
    const halfWidth = parseHalfWidth(options['max-width'], 'max-width')
    const { facts: factsPath, disclosure: disclosurePath, deal: dealId, label } = options
    if (factsPath !== undefined && disclosurePath === undefined) {
      throw usageError('expected --facts together with --disclosure FILE, got it alone. See --help.')
    }
    if (disclosurePath === '-') {
      throw usageError('expected --disclosure with the name of a file, got "-". stdout carries the sentence.')
    }
    checkPaths([...paths, ...[factsPath, options.audit].filter((path) => path !== undefined)], [options.out, disclosurePath])
    const format = options.format ?? FORMAT_BY_ENDING[extname(options.out ?? '').toLowerCase()] ?? 'text'
    const { breakdown, sha256, isRecounted, files } = await takeInput(paths, options, context)
    if (disclosurePath !== undefined) {
      const facts = factsPath === undefined ? {} : await readFacts(factsPath, context)
      await writeDisclosure(disclosurePath, breakdown, { facts, ...(dealId !== undefined && { dealId }) }, context)
    }
    const claim = citeBreakdown(breakdown, {
      halfWidth,
      breakdownSha256: sha256,
      isRecounted,
      files,
      ...(dealId !== undefined && { dealId }),
      ...(label !== undefined && { label }),
      ...(options['accept-agreement'] !== undefined && { acceptAgreement: options['accept-agreement'] }),
    })
    await withOutput(options.out ?? null, io, (output) => output.write(RENDER[format as Format](claim)))
    if (options.out !== undefined) log.info(`citation written to ${options.out}`)
    if (files.audit !== null) suggestNext(context, 'report', ...files.scored, '--audit', files.audit, '--out', 'report.html')
    return EXIT.DONE
  },
})

/** What is cited, and where it comes from. */
interface CiteInput {
  readonly breakdown: Breakdown
  /** Of the breakdown's file; null where the posts were counted here. */
  readonly sha256: string | null
  readonly isRecounted: boolean
  readonly files: CiteFiles
}

type Options = OptionValues<typeof OPTIONS>

/** Reads a breakdown, or scored posts that are then counted; says what was taken. */
async function takeInput(paths: readonly string[], options: Options, context: CommandContext): Promise<CiteInput> {
  const [path = ''] = paths
  const source = await openSource(path, { stdin: context.io.stdin })
  const isScored = holdsScoredLines(source)
  const bytes = path === '-' ? await buffer(source.chunks()) : null
  await source.close()
  const again = bytes === null ? context : { ...context, io: { ...context.io, stdin: Readable.from([bytes]) } }
  if (isScored) return await countScored(paths, options, again)
  if (paths.length > 1)
    throw usageError(`expected SCORED or one BREAKDOWN, got ${paths.length} files, the first of them no scored posts. See --help.`)
  if (options.audit !== undefined) {
    throw usageError(
      `expected --audit with SCORED, got it with ${nameOf(path)}, which is a breakdown and holds its audit. Leave it out, or give the scored file.`,
    )
  }
  const { breakdown, sha256 } = await readBreakdown(path, again)
  const named = (role: string): string[] =>
    (breakdown.evidence ?? []).flatMap((file) =>
      file.role === role && file.name !== null && path !== '-' ? [join(dirname(path), file.name)] : [],
    )
  const files = { scored: named('scored'), audit: named('audit')[0] ?? null }
  const recounted = await recountBreakdown(breakdown, path)
  if (recounted !== null) checkRecounted(breakdown, recounted)
  else {
    checkPlausible(breakdown)
    if (breakdown.audit !== null) context.log.info('the files behind the breakdown are not beside it: its numbers were not counted anew')
  }
  return { breakdown: recounted ?? breakdown, sha256, isRecounted: recounted !== null, files }
}

/** Counts scored posts with the audit that was named, or stands beside them. */
async function countScored(paths: readonly string[], options: Options, context: CommandContext): Promise<CiteInput> {
  const [first = ''] = paths
  const beside = first === '-' ? null : auditPathBeside(first)
  const audit = options.audit ?? (beside !== null && existsSync(beside) ? beside : null)
  const scored = paths.map(nameOf).join(', ')
  context.log.info(
    audit === null
      ? `${scored}: counted here; no audit stands beside it`
      : `${scored}: counted here with ${options.audit === undefined ? 'the audit beside it' : 'its audit'}, ${audit}`,
  )
  const scheme =
    options.scheme === undefined && audit !== null
      ? ((await readAudit(audit)).design.scheme ?? STANCE_SCHEME)
      : await readSchemeOption(options.scheme)
  const deals = await readDeals(options.deals ?? SHIPPED_DEALS, { stdin: context.io.stdin })
  const input = { scheme, deals: new Map(deals.map((deal) => [deal.id, deal])), options: countingOf(options) }
  const files = { scored: paths, audit }
  if (audit === null) {
    const { posts, files: read } = await readAuditPosts(paths, { stdin: context.io.stdin, scheme })
    return { breakdown: { ...aggregate(posts, input), evidence: read.map(evidenceOf) }, sha256: null, isRecounted: true, files }
  }
  const { posts, evidence, ...read } = await readAudited(paths, audit, scheme, 'cite', context)
  return { breakdown: { ...aggregate(posts, { ...input, audit: read }), evidence }, sha256: null, isRecounted: true, files }
}

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
