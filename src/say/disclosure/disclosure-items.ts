import { STANCE_SCHEME } from '../../base/scheme/stance-scheme.js'
import { formatCount, formatNumber, LEVEL, roundOutwards } from '../../base/text/format-count.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import { breakdownCaptureOf, captureCountOf } from '../../count/breakdown/breakdown-capture.js'
import { LEAD_RULE } from '../../count/share/lead.js'
import { givenNameOf } from '../../judge/stance/stance-prediction.js'
import { byLines } from '../cite/by-words.js'
import { describeCapture, describeDispositions, describeLearning } from '../facts/describe.js'
import { type DisclosureFacts, FACTS, type FactName } from '../facts/disclosure-facts.js'
import { closestSet, describeWorth, type ModelFigures } from '../facts/model-figures.js'
import { shareWords } from '../facts/share-words.js'
import {
  type CiteSubject,
  countPosts,
  placeWords,
  printableMove,
  promptWords,
  withStop,
  wordingFor,
} from '../facts/wording.js'
import { formatDates, formatDays } from '../format/format-value.js'
import { givenName, joined, printableName } from '../format/names.js'
import { alphaWords, findingWords, shortfallWords } from '../rules/finding-words.js'
import { type CheckerLine, describeRuns, forChecker } from './describe-runs.js'

/**
 * Missing part of an item: a question, and its name in a facts file; null if no facts file can give
 * it.
 */
export interface Missing {
  readonly what: string
  readonly fact: FactName | null
}

/**
 * A sentence of an item for readers, or for those who check files and weights; or what the item
 * lacks.
 */
export type Line = string | CheckerLine | Missing

export interface Input {
  readonly breakdown: Breakdown
  readonly subject: CiteSubject
  readonly audit: GroupAudit | null
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
    ({ subject, audit }) => [
      `Content analysis of posts: ${countPosts(subject, subject.postCount)} captured ${placeWords(subject)} were given to a model to label${audit === null ? '' : `, and ${audit.isCensus ? 'all' : 'a random sample'} of them to coders`}. Nobody was asked anything.`,
    ],
  ],
  [
    'Who sponsored the research and who conducted it',
    ({ facts }) => ask(facts, 'sponsor', 'conductor', 'contact'),
  ],
  ['Measurement tools', describeTools],
  [
    'Population under study',
    ({ subject }) => {
      const { deal, group, postCount, isPart } = subject
      const { rootCount, authorCount, unknownAuthorCount } = group
      const name = deal?.title === undefined ? 'this move' : `“${printableName(deal.title)}”`
      const move = deal?.move == null ? '' : ` on ${name}: ${printableMove(deal.move)}`
      const opening = rootCount === 0 ? 'no opening post' : formatCount(rootCount, 'opening post')
      return [
        withStop(
          `The ${countPosts(subject, postCount)} captured ${placeWords(subject)}${isPart ? ' and tied to the move' : ''}${move}`,
        ),
        joined([
          `Among them: ${opening}; ${formatCount(authorCount, 'known author')}, ${formatCount(unknownAuthorCount, 'post')} without one.`,
          promptWords(group),
        ]),
        'The numbers speak of these posts alone, not of anyone who did not write there.',
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
        ...(platform === null ? [] : [`Platform: ${platform}`]),
        ...ask(known, 'url', 'captureMethod', 'retrieval'),
      ]
    },
  ],
  [
    'Dates of data collection',
    ({ facts, subject, breakdown: { runs = [], audit: record } }) => {
      const written = formatDates(subject.group)
      const { labelled = null } = record?.origin ?? {}
      const captured = new Set(
        runs.flatMap(
          ({ record: run }) =>
            run?.command.filter((_, index, words) => words[index - 1] === '--captured') ?? [],
        ),
      )
      const known = {
        ...(written !== '' && { postDates: written }),
        ...(captured.size > 0 && { captured: [...captured].join(', ') }),
        ...(labelled && { labellingDates: formatDays(labelled) }),
      }
      return ask({ ...known, ...facts }, 'postDates', 'captured', 'labellingDates')
    },
  ],
  ['Sample sizes and precision of the results', describePrecision],
  [
    'How the data were weighted',
    ({ breakdown, subject, audit }) => [
      ...(breakdown.audit === null || audit === null
        ? []
        : [describeLearning(breakdown.audit)].filter(Boolean)),
      subject.deal === null && breakdown.deals.length > 1 && audit?.isCensus === false
        ? 'Every post counts once; a post of the sample stands for as many posts as its move has per labelled one.'
        : 'Every post counts once.',
    ],
  ],
  ['How the data were processed and procedures to ensure data quality', describeQuality],
  [
    'Limitations of the design and data collection',
    ({ subject, facts }) => [
      'Who replies in a thread chooses to: the posts are no random sample of any wider group, and no margin of sampling error for such a group is given.',
      'Which replies a platform shows, hides or deletes is not known outside it. A post can be ironic; model and people can misread it.',
      ...subject.group.findings
        .filter(({ level }) => level !== 'method')
        .map((finding) => oneLine(findingWords(finding))),
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

function describeTools({ breakdown, subject, audit, facts, figures }: Input): Line[] {
  const { model, scheme } = breakdown
  const { labels: codes, question, definitions, rules = [] } = scheme ?? STANCE_SCHEME
  const { unsureCount, unscoredCount } = subject.group
  const labels = codes.map((label) => `“${printableName(label)}”`)
  const defined = Object.entries(definitions ?? {}).map(
    ([label, text]) =>
      `“${printableName(label)}”: ${oneLine(text).replace(/(?<![.;\s])[.;\s]+$/, '')}`,
  )
  const isOurs = model === null || givenNameOf(model) === null
  const named =
    model === null
      ? 'a model'
      : `the model ${givenName(model)}${isOurs ? ' of dealstance' : ', from outside of dealstance,'}`
  const all = countPosts(subject, subject.postCount)
  const labelled =
    unsureCount + unscoredCount === 0
      ? `all ${all}.`
      : `${formatNumber(subject.postCount - unsureCount - unscoredCount)} of the ${all}; ${formatNumber(unsureCount)} it left unsure, ${formatNumber(unscoredCount)} it could not label.`
  return [
    `A coding scheme with the labels ${labels.join(', ')}; a post gets one${scheme === undefined || subject.deal !== null ? ', judged for the move that it is tied to' : ''}.`,
    ...(question === undefined ? [] : [`The question: ${oneLine(question)}`]),
    ...(definitions === undefined
      ? ask(facts, 'codingScheme')
      : [`Definitions: ${defined.join('; ')}.`, ...tell(facts, 'codingScheme')]),
    ...(rules.length === 0
      ? []
      : [
          `Rules for coders: ${rules.map((rule, index) => `(${index + 1}) ${oneLine(rule)}`).join(' ')}`,
        ]),
    `Automated: ${named} ${isOurs ? 'reads the text of a post and its place in the thread' : 'labelled the posts'}. It labelled ${labelled}`,
    ...(audit === null
      ? []
      : ['Coders read the posts of the sample and give one of the same labels.']),
    ...describeTraining(model, facts, figures),
  ]
}

/**
 * The model's training data, and its accuracy on unseen moves, with the source of the labels there.
 */
function describeTraining(
  model: string | null,
  facts: DisclosureFacts,
  figures: ModelFigures | null,
): Line[] {
  const training = facts.trainingData ?? figures?.training
  const unknown = model === null ? [] : ask({}, 'trainingData')
  const trained: Line[] =
    training === undefined ? unknown : [withStop(`The model was trained on ${oneLine(training)}`)]
  const [set, worth] =
    figures === null ? [null, null] : [closestSet(figures), describeWorth(figures)]
  if (figures === null || set === null || worth === null) return trained
  const { value, low, high } = set.macroF1
  const interval =
    low === null || high === null ? '' : ` (95% interval ${low.toFixed(3)} to ${high.toFixed(3)})`
  const by = set.labels === undefined ? '' : `, with the reference labels of ${oneLine(set.labels)}`
  const before = figures.model === model ? '' : 'Before it learnt labels: '
  return [
    ...trained,
    forChecker(
      `${before}${worth} These are ${printableName(set.on)}${by}; macro-F1 ${value.toFixed(3)}${interval}.`,
    ),
  ]
}

function describeSample(input: Input): Line[] {
  const { breakdown, subject } = input
  const { missingCount, capturedCount } = captureCountOf(breakdown, subject.deal?.dealId ?? null)
  const full = breakdownCaptureOf(breakdown)
  return [
    ...(missingCount === null
      ? []
      : [
          `Captured: ${formatNumber(capturedCount)} of the ${formatNumber(capturedCount + missingCount)} replies known to exist.`,
        ]),
    ...(full === null ? [] : [oneLine(describeCapture(full))]),
    drawLine(input),
    ...(missingCount === null
      ? [lacking('how many replies exist in the thread, and so what share was captured')]
      : []),
  ]
}

function drawLine({ breakdown: { audit: record }, subject, audit }: Input): Line {
  if (audit === null || record === null) return NO_AUDIT
  return audit.isCensus
    ? `All ${countPosts(subject, audit.populationCount)} were labelled in the audit: there is no sample.`
    : `A simple random sample without replacement: ${formatNumber(audit.drawnCount)} posts picked, every post of the move with the same chance (${record.size} asked for over all moves, seed ${record.seed}).`
}

function describePrecision({ breakdown, subject, audit }: Input): Line[] {
  const size = `N = ${countPosts(subject, subject.postCount)}`
  if (audit === null) return [`${size}.`, NO_AUDIT]
  const { verdict, intervals, by } = subject.group
  const { assisted, lead } = audit
  const sizes = [
    `${size}; n = ${formatNumber(audit.labelledCount)} of them labelled in the audit.`,
    `Of ${formatCount(breakdown.overall.postCount, 'post')} in the file, ${formatNumber(audit.populationCount)} were to pick from. ${describeDispositions(audit)}`,
  ]
  if (!verdict.isReady)
    return [...sizes, lacking(`shares that may be quoted: ${shortfallWords(verdict.missing[0])}`)]
  const words = shareWords(subject.postCount)
  const { low, high } = lead === null ? { low: 0, high: 0 } : roundOutwards(lead)
  const parts = words.parts(intervals.map(({ share }) => share))
  const shares = intervals.map(
    (one, index) =>
      `${printableName(one.label)} ${parts[index]}${one.low < one.high ? ` (${words.range(one)})` : ''}`,
  )
  const method =
    assisted === undefined
      ? 'A share is k of n labels, its interval the mid-P hypergeometric one; no model is in it.'
      : `Labels and the model's predictions together give the shares (PPI++, R² ${assisted.explained.toFixed(2)}): ${formatNumber(audit.labelledCount)} labels say as much as ${Math.floor(assisted.worth)}.`
  return [
    ...sizes,
    `Shares${audit.isCensus ? '' : `, each with its ${LEVEL} interval`}: ${shares.join(', ')}.`,
    audit.isCensus
      ? 'Every post was labelled: no sampling error remains for these posts.'
      : `${method} Each interval holds by itself, for sampling error alone.`,
    `Of two sides: ${LEAD_RULE}.`,
    ...(lead === null
      ? []
      : [
          `Difference between ${printableName(lead.ahead)} and ${printableName(lead.behind)}: ${formatCount(Math.round(lead.difference * 100), 'point')}${lead.low === lead.high ? '' : ` (${LEVEL} interval ${low} to ${high})`}.`,
        ]),
    ...(by === undefined
      ? []
      : byLines(by, {
          capture: captureCountOf(breakdown, subject.deal?.dealId ?? null),
          wording: wordingFor(Object.keys(audit.labelCounts), breakdown.scheme ?? null),
        })),
    'There is no margin of sampling error for any wider group of people.',
  ]
}

/** "ana labelled 43 posts, ben 10; cy settled 2 on which they differed." */
function describeCoders({ coders, settledBy }: GroupAudit): string {
  const [first, ...others] = coders
  if (first === undefined) return 'Nobody has labelled a post.'
  const labelled = [
    `${first.coder} labelled ${formatCount(first.labelledCount, 'post')}`,
    ...others.map(({ coder, labelledCount }) => `${coder} ${formatNumber(labelledCount)}`),
  ]
  const settled = settledBy.map(
    ({ coder, count }) => `${coder} settled ${formatNumber(count)} on which coders differed`,
  )
  return `${[labelled.join(', '), ...settled].join('; ')}.`
}

function describeQuality({ breakdown, subject, audit, facts }: Input): Line[] {
  const { runs = [], evidence = [], audit: record } = breakdown
  const unknown = runs.reduce(
    (total, { record: run, postCount }) => total + (run === null ? postCount : 0),
    0,
  )
  const processed: Line[] = [
    ...tell(facts, 'processing'),
    ...describeRuns(runs),
    ...(evidence.length === 0
      ? []
      : [
          forChecker(
            `Files by SHA-256: ${evidence.map(({ name, sha256 }) => `${printableName(name ?? 'standard input')} ${sha256}`).join(', ')}.`,
          ),
        ]),
    ...(unknown === 0
      ? []
      : [
          lacking(
            `version and weights behind the labels of ${formatCount(unknown, 'post')}: keep FILE.run.json of classify beside its FILE`,
          ),
        ]),
  ]
  if (audit === null || record === null) return [...processed, NO_AUDIT]
  const { agreement, confusion, errorCount, labelCounts, labelledCount } = audit
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
    ...subject.group.findings
      .filter(({ level }) => level === 'method')
      .map((finding) => findingWords(finding)),
    agreement.doubleCodedCount === 0
      ? lacking('posts labelled by two coders, without which nothing checks the labels')
      : `Krippendorff's alpha of each label, before any difference was settled: ${alphas.join('; ')}.`,
    `The model gave ${formatNumber(errorCount)} of the ${formatNumber(labelledCount)} hand-labelled posts another label. Its labels, by the label given by hand: ${rows.join('; ')}.`,
    ...processed,
  ]
}
