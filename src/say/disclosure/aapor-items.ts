import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import { sum } from '../../base/statistics/estimate/mean.js'
import { formatCount, formatNumber, LEVEL } from '../../base/text/format-count.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { BreakdownAudit, GroupAudit, Lead } from '../../count/breakdown/breakdown-audit.js'
import { LEAD_RULE } from '../../count/share/lead.js'
import { givenNameOf } from '../../judge/stance/stance-prediction.js'
import { byLines } from '../cite/shares-by-group.js'
import {
  describeCapture,
  describeDispositions,
  describeLearning,
} from '../facts/describe-capture.js'
import { alphaWords, cautionWords, findingWords, shortfallWords } from '../facts/finding-words.js'
import { closestSet, describeWorth, type ModelFigures } from '../facts/model-figures.js'
import { type DisclosureFacts, FACTS, type FactName } from '../facts/parse-facts-file.js'
import { readShares, shareWords } from '../facts/share-words.js'
import { countOf, placeWords, promptWords, type Subject } from '../facts/subject.js'
import { printableMove, withStop } from '../facts/wording.js'
import { formatDates, formatDays } from '../format/format-value.js'
import { givenName, joined, printableName } from '../format/names.js'
import { type CheckerLine, describeRuns, forChecker } from './describe-runs.js'

/** A question that an item leaves open, and its name in a facts file, if one can answer. */
export interface Missing {
  readonly what: string
  readonly fact: FactName | null
}

/** A sentence of an item, or what it lacks. An empty one is left out. */
export type Line = string | CheckerLine | Missing

export interface Input extends Subject {
  readonly breakdown: Breakdown
  readonly facts: DisclosureFacts
  readonly figures: ModelFigures | null
}

/** The template: the eleven items with their lines. */
export const ITEMS: readonly (readonly [
  title: string,
  linesOf: (input: Input) => readonly Line[],
])[] = [
  [
    'Data collection strategy',
    (input) => {
      const { group, audit } = input
      const read =
        audit === null
          ? ''
          : `, and ${audit.isCensus ? 'all' : 'a random sample'} of them to coders`
      return [
        `Content analysis of posts: ${countOf(group)} captured ${placeWords(input)} were given to a model to label${read}. Nobody was asked anything.`,
      ]
    },
  ],
  [
    'Who sponsored the research and who conducted it',
    ({ facts }) => ask(facts, 'sponsor', 'conductor', 'contact'),
  ],
  ['Measurement tools', describeTools],
  [
    'Population under study',
    (input) => {
      const { deal, group, otherCount } = input
      const { rootCount, authorCount, unknownAuthorCount } = group
      const name = deal?.title === undefined ? 'this move' : `“${printableName(deal.title)}”`
      const move = deal?.move == null ? '' : ` on ${name}: ${printableMove(deal.move)}`
      const opening = rootCount === 0 ? 'no opening post' : formatCount(rootCount, 'opening post')
      return [
        withStop(
          `The ${countOf(group)} captured ${placeWords(input)}${otherCount > 0 ? ' and tied to the move' : ''}${move}`,
        ),
        joined([
          `Among them: ${opening}; ${formatCount(authorCount, 'known author')}, ${formatCount(unknownAuthorCount, 'post')} by unknown ones.`,
          promptWords(group, input.audit?.place),
        ]),
      ]
    },
  ],
  ['Method used to generate and recruit the sample', describeSample],
  [
    'Methods and modes of data collection',
    ({ facts, audit }) => {
      const { platform = null, url = null } = audit?.place ?? {}
      const known = { ...(url !== null && { url }), ...facts }
      return [
        platform === null ? '' : `Platform: ${platform}`,
        ...ask(known, 'url', 'captureMethod', 'retrieval'),
      ]
    },
  ],
  [
    'Dates of data collection',
    ({ facts, group, breakdown }) => {
      const written = formatDates(group)
      const { labelled } = breakdown.audit?.origin ?? {}
      const known = {
        ...(written !== '' && { postDates: written }),
        ...(labelled && { labellingDates: formatDays(labelled) }),
      }
      return ask({ ...known, ...facts }, 'postDates', 'captured', 'labellingDates')
    },
  ],
  ['Sample sizes and precision of the results', describePrecision],
  [
    'How the data were weighted',
    ({ breakdown, deal, audit }) => [
      audit === null ? '' : describeLearning(breakdown.audit),
      deal === null && breakdown.deals.length > 1 && audit?.isCensus === false
        ? 'Every post counts once; a post of the sample stands for as many posts as its move has per labelled one.'
        : 'Every post counts once.',
    ],
  ],
  ['How the data were processed and procedures to ensure data quality', describeQuality],
  [
    'Limitations of the design and data collection',
    ({ group, facts }) => [
      'Who replies in a thread chooses to: the posts are no random sample of any wider group, and no margin of sampling error for such a group is given.',
      'Which replies a platform shows, hides or deletes is not known outside it. A post can be ironic; model and people can misread it.',
      ...cautionWords(group.findings).map(oneLine),
      ...tell(facts, 'limitations', 'ethics', 'availability'),
    ],
  ],
]

const oneLine = (text: string): string => printableName(text, 4000)

/** The facts that are known, each behind its title. */
const tell = (facts: DisclosureFacts, ...names: readonly FactName[]): string[] =>
  names.flatMap((name) =>
    facts[name] === undefined ? [] : [`${FACTS[name][0]}: ${oneLine(facts[name])}`],
  )

/** The same, and a question for each that is not known. */
const ask = (facts: DisclosureFacts, ...names: readonly FactName[]): Line[] => [
  ...tell(facts, ...names),
  ...names.flatMap((fact) => (facts[fact] === undefined ? [{ what: FACTS[fact][1], fact }] : [])),
]

const lacking = (what: string): Missing => ({ what, fact: null })
const NO_AUDIT = lacking(
  'a random sample labelled by hand: run dealstance audit, then aggregate --audit',
)

function describeTools({ breakdown, group, deal, audit, scheme, facts, figures }: Input): Line[] {
  const { model } = breakdown
  const { question, definitions, rules = [] } = scheme
  const { postCount, unsureCount, unscoredCount } = group
  const labels = scheme.labels.map((label) => `“${printableName(label)}”`)
  const isTied = deal !== null || isDefaultScheme(scheme)
  const defined = Object.entries(definitions ?? {}).map(
    ([label, text]) =>
      `“${printableName(label)}”: ${oneLine(text).replace(/(?<![.;\s])[.;\s]+$/, '')}`,
  )
  const numbered = rules.map((rule, index) => `(${index + 1}) ${oneLine(rule)}`)
  const isOurs = model === null || givenNameOf(model) === null
  const whose = isOurs ? ' of dealstance' : ', from outside of dealstance,'
  const named = model === null ? 'a model' : `the model ${givenName(model)}${whose}`
  const leftCount = unsureCount + unscoredCount
  const labelled =
    leftCount === 0
      ? `all ${countOf(group)}.`
      : `${formatNumber(postCount - leftCount)} of the ${countOf(group)}; ${formatNumber(unsureCount)} it left unsure, ${formatNumber(unscoredCount)} it could not label.`
  return [
    `A coding scheme with the labels ${labels.join(', ')}; a post gets one${isTied ? ', judged for the move that it is tied to' : ''}.`,
    question === undefined ? '' : `The question: ${oneLine(question)}`,
    definitions === undefined ? '' : `Definitions: ${defined.join('; ')}.`,
    ...(definitions === undefined ? ask : tell)(facts, 'codingScheme'),
    rules.length === 0 ? '' : `Rules for coders: ${numbered.join(' ')}`,
    `Automated: ${named} ${isOurs ? 'reads the text of a post and its place in the thread' : 'labelled the posts'}. It labelled ${labelled}`,
    audit === null ? '' : 'Coders read the posts of the sample and give one of the same labels.',
    ...describeTraining(model, facts, figures),
  ]
}

/** The training data of the model, and its accuracy on unseen moves. */
function describeTraining(
  model: string | null,
  facts: DisclosureFacts,
  figures: ModelFigures | null,
): Line[] {
  const training = facts.trainingData ?? figures?.training
  const unknown = model === null ? [] : ask({}, 'trainingData')
  return [
    ...(training === undefined
      ? unknown
      : [withStop(`The model was trained on ${oneLine(training)}`)]),
    figures === null ? '' : describeAccuracy(model, figures),
  ]
}

function describeAccuracy(model: string | null, figures: ModelFigures): Line {
  const set = closestSet(figures)
  const worth = describeWorth(figures)
  if (set === null || worth === null) return ''
  const { value, low, high } = set.macroF1
  const interval =
    low === null || high === null ? '' : ` (95% interval ${low.toFixed(3)} to ${high.toFixed(3)})`
  const by = set.labels === undefined ? '' : `, with the reference labels of ${oneLine(set.labels)}`
  const before = figures.model === model ? '' : 'Before it learnt labels: '
  return forChecker(
    `${before}${worth} These are ${printableName(set.on)}${by}; macro-F1 ${value.toFixed(3)}${interval}.`,
  )
}

function describeSample({ breakdown, group, audit, capture }: Input): Line[] {
  const { missingCount, capturedCount } = capture
  const full = breakdown.capture
  const { audit: record } = breakdown
  return [
    full === null ? '' : oneLine(describeCapture(full)),
    audit === null || record === null ? NO_AUDIT : describeDraw(audit, record, group),
    missingCount === null
      ? lacking('how many replies exist in the thread, and so what share was captured')
      : `Captured: ${formatNumber(capturedCount)} of the ${formatNumber(capturedCount + missingCount)} replies known to exist.`,
  ]
}

const describeDraw = (
  { isCensus, populationCount, drawnCount }: GroupAudit,
  { size, seed }: BreakdownAudit,
  group: Input['group'],
): string =>
  isCensus
    ? `All ${countOf(group, populationCount)} were given to coders: there is no sample.`
    : `A simple random sample without replacement: ${formatNumber(drawnCount)} posts picked, every post of the move with the same chance (${size} asked for over all moves, seed ${seed}).`

function describePrecision(input: Input): Line[] {
  const { breakdown, group, audit } = input
  const size = `N = ${countOf(group)}`
  if (audit === null) return [`${size}.`, NO_AUDIT]
  const { verdict, by } = group
  const { assisted, lead, isCensus, labelledCount, populationCount } = audit
  const sizes = [
    `${size}; n = ${formatNumber(labelledCount)} of them labelled in the audit.`,
    `Of ${formatCount(breakdown.overall.postCount, 'post')} in the file, ${formatNumber(populationCount)} were to pick from. ${describeDispositions(audit)}`,
  ]
  if (!verdict.isReady)
    return [...sizes, lacking(`shares that may be quoted: ${shortfallWords(verdict.missing[0])}`)]
  const shares = readShares(input).rows.map(
    ({ label, text, range }) =>
      `${printableName(label)} ${text}${range === null ? '' : ` (${range})`}`,
  )
  const method =
    assisted === undefined
      ? 'A share is k of n labels, its interval the mid-P hypergeometric one; no model is in it.'
      : `Labels and the model's predictions together give the shares (PPI++, R² ${assisted.explained.toFixed(2)}): ${formatNumber(labelledCount)} labels say as much as ${Math.floor(assisted.worth)}.`
  return [
    ...sizes,
    `Shares${isCensus ? '' : `, each with its ${LEVEL} interval`}: ${shares.join(', ')}.`,
    isCensus ? '' : `${method} Each interval holds by itself, for sampling error alone.`,
    `Of two sides: ${LEAD_RULE}.`,
    lead === null ? '' : describeDifference(lead, populationCount),
    ...(by === undefined ? [] : byLines(by, input)),
  ]
}

/** "Difference between retreat and shrewd pivot: 3 of 40 posts." */
function describeDifference(lead: Lead, postCount: number): string {
  const { parts, range } = shareWords(postCount)
  const interval = lead.low === lead.high ? '' : ` (${LEVEL} interval ${range(lead)})`
  return `Difference between ${printableName(lead.ahead)} and ${printableName(lead.behind)}: ${parts([lead.difference])[0]} of ${formatCount(postCount, 'post')}${interval}.`
}

/** "Coder “ana” labelled 43 posts, coder “ben” 10; coder “cy” settled 2 on which they differed." */
function describeCoders({ coders, settledBy }: GroupAudit): string {
  const [first, ...others] = coders
  if (first === undefined) return 'Nobody has labelled a post.'
  const labelled = [
    `Coder “${first.coder}” labelled ${formatCount(first.labelledCount, 'post')}`,
    ...others.map(({ coder, labelledCount }) => `coder “${coder}” ${formatNumber(labelledCount)}`),
  ]
  const settled = settledBy.map(
    ({ coder, count }) => `coder “${coder}” settled ${formatNumber(count)} on which they differed`,
  )
  return `${[labelled.join(', '), ...settled].join('; ')}.`
}

function describeQuality({ breakdown, group, audit, facts }: Input): Line[] {
  const { runs = [], evidence = [] } = breakdown
  const unknown = sum(runs.map(({ record, postCount }) => (record === null ? postCount : 0)))
  const files = evidence.map(
    ({ name, sha256 }) => `${printableName(name ?? 'standard input')} ${sha256}`,
  )
  return [
    ...(audit === null ? [] : describeLabels(audit, group, facts)),
    ...tell(facts, 'processing'),
    ...describeRuns(runs),
    files.length === 0 ? '' : forChecker(`Files by SHA-256: ${files.join(', ')}.`),
    unknown === 0
      ? ''
      : lacking(
          `version and weights behind the labels of ${formatCount(unknown, 'post')}: keep FILE.run.json of classify beside its FILE`,
        ),
    audit === null ? NO_AUDIT : '',
  ]
}

function describeLabels(
  audit: GroupAudit,
  { findings }: Input['group'],
  facts: DisclosureFacts,
): Line[] {
  const { agreement, confusion, labelCounts } = audit
  const columns = [...Object.keys(labelCounts).map((label) => printableName(label)), 'no label']
  const rows = confusion.map((row, index) => {
    const cells = row.flatMap((count, column) =>
      count === 0 ? [] : [`${formatNumber(count)} ${columns[column]}`],
    )
    return `${columns[index]}: ${cells.join(', ') || 'none'}`
  })
  const alphas = agreement.byLabel.map((one) => `${printableName(one.label)} ${alphaWords(one)}`)
  return [
    ...ask(facts, 'coders'),
    ...tell(facts, 'adjudicator'),
    describeCoders(audit),
    ...findings.filter(({ level }) => level === 'method').map((finding) => findingWords(finding)),
    agreement.doubleCodedCount === 0
      ? lacking('labels of a second coder: how often two would agree is not known')
      : `Krippendorff's alpha of each label, before any difference was settled: ${alphas.join('; ')}.`,
    `The model's labels, by the label given by hand: ${rows.join('; ')}.`,
  ]
}
