import { basename } from 'node:path'
import { STANCE_SCHEME } from '../../../base/scheme/stance-scheme.js'
import { formatCount } from '../../../base/text/format-count.js'
import { scoredPathBeside } from '../../../count/audit/audit.js'
import { evaluateAudit, evaluateScored } from '../../../count/evaluate/measure/evaluate-posts.js'
import { renderAuditEvaluation, renderEvaluation } from '../../../count/evaluate/render/render-evaluation.js'
import { logLook } from '../../node/audit/audit-log.js'
import { readAudit } from '../../node/audit/read-audit.js'
import { readAuditPosts } from '../../node/scored/read-audit-posts.js'
import { checkPaths } from '../input/read-inputs.js'
import { type CommandContext, defineCommand, type OptionTable, type OptionValues, underTopic, usageError } from '../kit/command.js'
import { withOutput } from '../kit/write-output.js'
import { readSchemeOption, SCHEME_OPTION } from '../options/counting-options.js'
import { GOLD_OPTIONS, measureGold, planMeasurement, writeFigureFiles } from './evaluate-gold.js'

/** Options of evaluate for scored posts that carry their true label. */
export const SCORED_OPTIONS = underTopic('Your own labels', {
  scored: { type: 'list', value: 'FILE', help: 'measure these scored posts by the label that each one holds (repeatable)' },
  audit: { type: 'text', value: 'FILE', help: 'measure what was scored by the labels of this audit; --scored where it is not beside it' },
  'label-field': { type: 'text', value: 'NAME', default: 'label', help: 'field that holds the true label' },
  ...SCHEME_OPTION,
} as const satisfies OptionTable)

type ScoredOptions = OptionValues<typeof SCORED_OPTIONS> & { readonly format: string }

/** Measures scored posts against their true labels, or those of their audit, and renders the figures. */
export async function renderScored(options: ScoredOptions, context: CommandContext): Promise<string> {
  const { scored, audit, scheme: schemePath, format, 'label-field': labelField } = options
  if (audit !== undefined) return await renderAudited(audit, options, context)
  checkPaths(scored)
  const scheme = await readSchemeOption(schemePath)
  const { posts } = await readAuditPosts(scored, { stdin: context.io.stdin, scheme })
  const on = scored.map((path) => (path === '-' ? 'stdin' : basename(path))).join(', ')
  const result = evaluateScored(posts, { scheme, labelField, on })
  if (format === 'json') return `${JSON.stringify(result)}\n`
  const { majority, sidesF1, unlabelledCount } = result
  return [
    renderEvaluation(result.evaluation, scheme),
    `mean F1 of the sides (${scheme.sides.join(', ')}) over all posts, F_avg of SemEval-2016: ${(sidesF1 * 100).toFixed(2)}`,
    `always the most frequent label: macro-F1 ${majority.macroF1.value.toFixed(3)}, accuracy ${majority.accuracy.toFixed(3)}`,
    ...(unlabelledCount > 0 ? [`${formatCount(unlabelledCount, 'post')} without a true label left out`] : []),
    '',
  ].join('\n')
}

/** Measures scored posts against the labels of their audit. */
async function renderAudited(path: string, { scored, scheme: schemePath, format }: ScoredOptions, { io }: CommandContext): Promise<string> {
  const paths = scored.length > 0 ? scored : [scoredPathBeside(path)]
  if (paths.includes(path))
    throw usageError(`expected --scored with the posts that ${path} was drawn from, got none beside it. See --help.`)
  checkPaths(paths)
  const read = await readAudit(path)
  const scheme = schemePath === undefined ? (read.design.scheme ?? STANCE_SCHEME) : await readSchemeOption(schemePath)
  const { posts } = await readAuditPosts(paths, { stdin: io.stdin, scheme })
  // The table tells what the labels are.
  const audit = await logLook(path, read, { command: 'evaluate --audit', now: () => new Date().toISOString() })
  const evaluation = evaluateAudit(posts, audit, scheme)
  return format === 'json' ? `${JSON.stringify(evaluation)}\n` : renderAuditEvaluation(evaluation, basename(path), scheme)
}

export const evaluate = defineCommand({
  name: 'evaluate',
  summary:
    'Measures models on posts labelled by hand: macro-F1 over the labels, F1 of each, macro-F1 of the lean on posts that take a side, calibration error.',
  inputs: null,
  options: { ...GOLD_OPTIONS, ...SCORED_OPTIONS },
  examples: [
    'npm run evaluate -- --gold gold.jsonl --model stack-en',
    'npm run evaluate -- --scored scored.jsonl',
    'npm run evaluate -- --audit scored.audit.jsonl',
  ],
  notes:
    'Figures come from the weights that ship, with accuracy at a coverage of 100 to 50% (surest posts first). The controls are the ' +
    'words alone (linear-en), the sign of the sentiment, and the majority label. Figures on the written corpus, and controls that rename companies ' +
    'or hide the deal, need a clone of the repository: npm run evaluate there.',
  run: async (options, _paths, context) => {
    const { io } = context
    const print = (text: string): Promise<void> => withOutput(null, io, (output) => output.write(text))
    if (options.scored.length > 0 || options.audit !== undefined) return await print(await renderScored(options, context))
    const { gold } = options
    if (gold === undefined) {
      throw usageError(
        'expected --gold FILE with labelled posts, --scored FILE with scored posts that brought their labels, or --audit FILE, got none. See --help.',
      )
    }
    const plan = await planMeasurement(options, context)
    const { evaluation } = await measureGold(gold, plan, options, context)
    await writeFigureFiles(plan.asked, [evaluation], options, context)
    await print(
      options.format === 'json' ? `${JSON.stringify({ evaluations: [evaluation] })}\n` : renderEvaluation(evaluation, plan.scheme),
    )
  },
})
