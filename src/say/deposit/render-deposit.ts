import { PipelineError } from '../../base/errors.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import { cite } from '../cite/cite.js'
import { buildDisclosure, renderDisclosure } from '../disclosure/disclosure.js'
import { versionsOf } from '../disclosure/references.js'
import type { ReportInput } from '../facts/report.js'
import { programWords } from '../facts/run-words.js'
import { escapeMarkdown } from '../format/escape-markdown.js'
import { printableName } from '../format/names.js'
import { MOVE_PLACE, wordsFor } from '../page/label-page.js'
import { renderJson } from '../rows/render-jsonl.js'

/** A rendered file of a deposit, with a description. */
interface DepositText {
  readonly name: string
  readonly about: string
  readonly text: string
}

/** Name of the list of hashes, in the form that sha256sum checks. */
export const SUMS_NAME = 'SHA256SUMS'

/** The texts of a deposit about posts and audit: numbers, method, labels, and the citation. The README comes first. */
export function renderDeposit(input: ReportInput, kept: readonly { readonly name: string; readonly about: string }[]): DepositText[] {
  const { breakdown, facts, figures, scheme } = input
  const dealIds = breakdown.deals.length === 0 ? [null] : breakdown.deals.map(({ dealId }) => dealId)
  const disclosures = dealIds.map((dealId) => {
    const options = { figures, ...(dealId !== null && { dealId }), ...(facts !== null && { facts }) }
    return { dealId, disclosure: buildDisclosure(breakdown, options) }
  })
  const entries = new Set(disclosures.flatMap(({ disclosure: { bibtex } }) => bibtex.trimEnd().split('\n\n')))
  const texts: DepositText[] = [
    { name: 'breakdown.json', about: 'every number, with the records of the runs that made the labels', text: renderJson(breakdown) },
    ...disclosures.map(({ dealId, disclosure }, index) => ({
      name: disclosures.length === 1 ? 'disclosure.md' : `disclosure-${index + 1}.md`,
      about: `the method, item by item${dealId === null ? '' : `: ${printableName(dealId)}`}`,
      text: renderDisclosure(disclosure),
    })),
    {
      name: 'codebook.md',
      about: 'the labels, their definitions and rules, and the fields of a scored post',
      text: renderCodebook(scheme),
    },
    { name: 'scheme.json', about: 'the same labels for programs', text: `${JSON.stringify(scheme, null, 2)}\n` },
    { name: 'references.bib', about: 'the tool and the works behind the methods', text: `${[...entries].join('\n\n')}\n` },
  ]
  return [{ name: 'README.md', about: 'this page', text: renderReadme(input, dealIds, [...kept, ...texts]) }, ...texts]
}

function renderReadme(
  { breakdown, title }: ReportInput,
  dealIds: readonly (string | null)[],
  files: readonly { readonly name: string; readonly about: string }[],
): string {
  const made = (breakdown.runs ?? []).map(({ record }) => record)
  const programs = new Set(made.map((record) => (record === null ? 'not known: no record of the run is kept' : programWords(record))))
  const versions = versionsOf(breakdown)
  return `# ${escapeMarkdown(printableName(title ?? 'Posts, their labels and what was counted'))}

## Files

${files.map(({ name, about }) => `- ${escapeMarkdown(name)}: ${escapeMarkdown(about)}\n`).join('')}- ${SUMS_NAME}: the SHA-256 of each of these files

## What may be quoted

${dealIds.map((dealId) => `- ${escapeMarkdown(quotable(breakdown, dealId))}\n`).join('')}
## To check

- The files are whole: \`sha256sum -c ${SUMS_NAME}\`
- The numbers follow from the posts and the labels: \`npm run verify -- PATH/breakdown.json\` in the folder of dealstance${versions.length === 0 ? '' : ` ${versions.join(' or ')}`}. It says too whether your weights are those that made the labels.
- The labels can be made again from the inputs, which are not here: their hashes and the command stand in the record of the run.

Labels were made by: ${escapeMarkdown([...programs].join('; '))}.

## Before it is given away

Posts stand here in full, with their authors as the scored file names them${breakdown.audit === null ? '' : ', and the audit names coders as they named themselves'}. Who may see them, and under what licence, is yours to say: pseudonyms come from \`classify --pseudonymise\`, and \`forget\` removes a person.
`
}

/** The sentence to quote, or the reason why there is none. */
function quotable(breakdown: Breakdown, dealId: string | null): string {
  try {
    return cite(breakdown, dealId === null ? {} : { dealId }).sentence
  } catch (error) {
    if (!(error instanceof PipelineError) || !error.code.startsWith('CITE_')) throw error
    return error.message
  }
}

/** Fields of a scored post that the labels do not explain. */
const FIELDS: readonly (readonly [name: string, meaning: string])[] = [
  [
    'id, threadId, parentId, author, createdAt, text, meta',
    'the post as it was read; parentId is null where the parent is not in the thread',
  ],
  ['label', 'one of the labels; null where status is not scored'],
  ['lean', 'the better supported side, given for every scored post'],
  ['probabilities', 'of the labels, calibrated, sum 1'],
  ['status', 'scored; unsure, where the label is withheld; unscored, where the model gave nothing'],
  ['deals, stances', 'the deals that the post is tied to, and its label on each; the top-level one is the first'],
  ['sentiment', 'mood in [-1, 1], independent of the label'],
  ['reason, flags', 'reason for no label or no side; notes on the post'],
  ['evidence, chain', 'the words that decided, as half-open UTF-16 offsets; the posts through which a reply took its side'],
  ['model, run, options', 'origin of the label; run names the record of the run'],
]

/** The labels with definitions, examples and rules, and the fields of a scored post. */
function renderCodebook(scheme: StanceScheme): string {
  const { id, labels, sides, neutral, definitions, examples, rules = [] } = scheme
  const of = (text: string): string => escapeMarkdown(printableName(text, 4000))
  const entries = labels.map((label) => {
    const kind = label === neutral ? 'takes no side' : sides.includes(label) ? 'a side' : 'no side'
    const lines = [definitions?.[label], examples?.[label]].flatMap((text) => (text === undefined ? [] : [`${of(text)}\n\n`]))
    return `### ${of(label)} (${kind})\n\n${lines.join('')}`
  })
  const question = wordsFor(scheme).question.replace(MOVE_PLACE, 'the move')
  return `# Codebook: ${of(id)}

${of(question)}

## Labels

${entries.join('')}${rules.length === 0 ? '' : `## Rules\n\n${rules.map((rule, index) => `${index + 1}. ${of(rule)}\n`).join('')}\n`}## Fields of a scored post

${FIELDS.map(([name, meaning]) => `- ${name}: ${meaning}\n`).join('')}`
}
