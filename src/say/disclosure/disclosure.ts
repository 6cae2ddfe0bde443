import { STANCE_SCHEME } from '../../base/scheme/stance-scheme.js'
import { formatCount, formatLevel, formatNumber, roundOutwards } from '../../base/text/format-count.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { Lead } from '../../count/breakdown/breakdown-audit.js'
import { breakdownCaptureOf, captureCountOf } from '../../count/breakdown/breakdown-capture.js'
import { LEAD_RULE } from '../../count/share/lead.js'
import { givenNameOf } from '../../judge/stance/stance-prediction.js'
import { formatMargin, formatPoints, formatTogether } from '../cite/numbers.js'
import { describeCapture, describeDispositions, describeFlow, describeLearning } from '../facts/describe.js'
import type { DisclosureFacts, DisclosureInput, DisclosureItem, FactName, FilledItem } from '../facts/disclosure-facts.js'
import type { ModelFigures } from '../facts/model-figures.js'
import { reliabilityWords } from '../facts/reliability.js'
import { describeRuns, unrecordedCountOf } from '../facts/run-words.js'
import { countPosts, findSubject, placeWords, printableMove, withStop } from '../facts/wording.js'
import { escapeMarkdown } from '../format/escape-markdown.js'
import { formatDates } from '../format/format-value.js'
import { givenName, printableName } from '../format/names.js'
import { findingWords, shortfallWords } from '../rules/finding-words.js'
import { describeTraining } from './describe-training.js'
import { type Reference, referencesOf, toolReference } from './references.js'

const DISCLOSURE_ITEMS: readonly { readonly title: string; readonly fill: (input: DisclosureInput) => FilledItem }[] = [
  {
    title: 'Data collection strategy',
    fill: ({ subject, audit }) => ({
      statements: [
        `Content analysis of posts: ${countPosts(subject, subject.postCount)} captured ${placeWords(subject)} were given to a model to label${audit === null ? '' : `, and ${audit.isCensus ? 'all' : 'a random sample'} of them to coders`}. Nobody was asked anything.`,
      ],
    }),
  },
  {
    title: 'Who sponsored the research and who conducted it',
    fill: ({ facts }) =>
      fromFacts(facts, [
        ['sponsor', 'Sponsor', 'who paid for it'],
        ['conductor', 'Conducted by', 'who conducted it'],
        ['contact', 'Contact', 'whom to ask'],
      ]),
  },
  { title: 'Measurement tools', fill: describeTools },
  {
    title: 'Population under study',
    fill: ({ subject }) => {
      const { deal, group } = subject
      const move = deal?.move == null ? '' : ` on this move: ${printableMove(deal.move)}`
      return {
        statements: [
          withStop(
            `The ${countPosts(subject, subject.postCount)} captured ${placeWords(subject)}${subject.isPart ? ' and tied to the deal' : ''}${move}`,
          ),
          `${group.rootCount === 0 ? 'No post that starts a thread is' : `${formatCount(group.rootCount, 'opening post')} ${group.rootCount === 1 ? 'is' : 'are'}`} among them; ${formatCount(group.authorCount, 'known author')}, ${formatCount(group.unknownAuthorCount, 'post')} without one.`,
          'The numbers speak of these posts alone, not of anyone who did not write there.',
        ],
      }
    },
  },
  { title: 'Method used to generate and recruit the sample', fill: describeSample },
  {
    title: 'Methods and modes of data collection',
    fill: ({ facts, subject }) => {
      const { platform = null } = subject.audit?.place ?? {}
      const given = fromFacts(facts, [
        ['source', 'Source', platform === null ? 'the platform and the address of the thread' : 'the address of the thread'],
        ['captureMethod', 'Captured by', 'how the posts were captured'],
        ['retrieval', 'Search and filters', 'how the threads were searched for, filtered and chosen'],
      ])
      if (platform === null || facts.source !== undefined) return given
      return { ...given, statements: [`Platform: ${platform}`, ...given.statements] }
    },
  },
  {
    title: 'Dates of data collection',
    fill: ({ facts, audit }) =>
      fromFacts(withDates(facts, audit), [
        ['postDates', 'Posts written', 'when the posts were written'],
        ['captureDates', 'Captured', 'when the posts were captured'],
        ['labellingDates', 'Labelled by hand', 'when people labelled the sample'],
      ]),
  },
  { title: 'Sample sizes and precision of the results', fill: describePrecision },
  { title: 'How the data were weighted', fill: describeWeights },
  { title: 'How the data were processed and procedures to ensure data quality', fill: describeQuality },
  {
    title: 'Limitations of the design and data collection',
    fill: ({ subject, facts }) => ({
      statements: [
        'Who replies in a thread chooses to: the posts are no random sample of any wider group, and no margin of sampling error for such a group is given.',
        'Which replies a platform shows, hides or deletes is not known outside it. A post can be ironic; model and people can misread it.',
        ...subject.group.findings.filter(({ level }) => level !== 'method').map((finding) => oneLine(findingWords(finding))),
        ...[facts.limitations, facts.ethics, facts.availability].flatMap((fact) => (fact === undefined ? [] : [oneLine(fact)])),
      ],
    }),
  },
]

function describeTools(input: DisclosureInput): FilledItem {
  const { breakdown, subject, audit, facts } = input
  const { model, scheme } = breakdown
  const { question, definitions, rules = [] } = scheme ?? STANCE_SCHEME
  const labels = Object.keys(subject.group.sentiment.byLabel).map((label) => `“${printableName(label)}”`)
  const defined = Object.entries(definitions ?? {}).map(
    ([label, text]) => `“${printableName(label)}”: ${oneLine(text).replace(/(?<![.;\s])[.;\s]+$/, '')}`,
  )
  const trained = describeTraining(input)
  const isOurs = model === null || givenNameOf(model) === null
  const named = model === null ? 'a model' : `the model ${givenName(model)}${isOurs ? ' of dealstance' : ', from outside of dealstance,'}`
  return {
    statements: [
      scheme === undefined || subject.deal !== null
        ? `A coding scheme with the labels ${labels.join(', ')}; a post gets one, judged for the deal that it is tied to.`
        : `A coding scheme with the labels ${labels.join(', ')}; a post gets one.`,
      ...(question === undefined ? [] : [`The question: ${oneLine(question)}`]),
      ...(definitions === undefined ? [] : [`Definitions: ${defined.join('; ')}.`]),
      ...(rules.length === 0
        ? []
        : [`Rules, shown to coders with the definitions: ${rules.map((rule, index) => `(${index + 1}) ${oneLine(rule)}`).join(' ')}`]),
      `Automated: ${named} ${isOurs ? 'reads the text of a post and its place in the thread' : 'labelled the posts'}. ${labelledWords(subject)}`,
      ...(audit === null ? [] : ['Coders read the posts of the sample and give one of the same labels.']),
      ...(facts.codingScheme === undefined ? [] : [`Instructions for coders: ${oneLine(facts.codingScheme)}`]),
      ...trained.statements,
    ],
    missing: [
      ...(facts.codingScheme === undefined && definitions === undefined
        ? [{ what: 'the instructions that coders followed', fact: 'codingScheme' } as const]
        : []),
      ...trained.missing,
    ],
  }
}

/** Posts that the model labelled; the others count by their hand labels, or as the mean. */
function labelledWords(subject: DisclosureInput['subject']): string {
  const { unsureCount, unscoredCount } = subject.group
  const all = countPosts(subject, subject.postCount)
  if (unsureCount + unscoredCount === 0) return `It labelled all ${all}.`
  return `It labelled ${formatNumber(subject.postCount - unsureCount - unscoredCount)} of the ${all}; ${formatNumber(unsureCount)} it left unsure, ${formatNumber(unscoredCount)} it could not label.`
}

/** Adds the days of the posts, unless the facts give them. */
function withDates(facts: DisclosureFacts, audit: DisclosureInput['audit']): DisclosureFacts {
  const days = audit === null ? '' : formatDates(audit.written, audit.populationCount)
  return days === '' ? facts : { postDates: days, ...facts }
}

function fromFacts(facts: DisclosureFacts, wanted: readonly (readonly [FactName, string, string])[]): FilledItem {
  return {
    statements: wanted.flatMap(([name, title]) => (facts[name] === undefined ? [] : [`${title}: ${oneLine(facts[name])}`])),
    missing: wanted.flatMap(([fact, , what]) => (facts[fact] === undefined ? [{ what, fact }] : [])),
  }
}

const oneLine = (text: string): string => printableName(text, 4000)

const NO_AUDIT = { what: 'a random sample labelled by hand: run npm run audit, then aggregate --audit', fact: null }

export function describeSample({ breakdown, subject, audit, capture }: DisclosureInput): FilledItem {
  const { missingCount, capturedCount } = capture
  const full = breakdownCaptureOf(breakdown)
  const known =
    missingCount === null
      ? []
      : [`Captured: ${formatNumber(capturedCount)} of the ${formatNumber(capturedCount + missingCount)} replies known to exist.`]
  const ledger = [...known, ...(full === null ? [] : [printableName(describeCapture(full), 4000)])]
  const unknown =
    missingCount === null ? [{ what: 'how many replies exist in the thread, and so what share was captured', fact: null }] : []
  const record = breakdown.audit
  if (audit === null || record === null) return { statements: ledger, missing: [...unknown, NO_AUDIT] }
  const drawn = audit.isCensus
    ? `All ${countPosts(subject, audit.populationCount)} were labelled in the audit: there is no sample.`
    : `From the captured posts ${formatNumber(audit.drawnCount)} were picked at random without replacement (every post of the deal with the same chance; ${record.size} asked for over all deals, seed ${record.seed}); every post had a known chance to be picked.`
  return { statements: [...ledger, drawn], missing: unknown }
}

function describePrecision({ breakdown, subject, audit }: DisclosureInput): FilledItem {
  const population = `${countPosts(subject, subject.postCount)} in all.`
  if (audit === null) return { statements: [population], missing: [NO_AUDIT] }
  const flow = breakdown.audit === null ? [] : [describeFlow(breakdown, breakdown.audit.origin, audit)]
  const way = [...flow, describeDispositions(audit)].join(' ')
  const labelled = `${population.slice(0, -1)}, ${formatNumber(audit.labelledCount)} of them labelled in the audit.`
  const { verdict, intervals } = subject.group
  if (!verdict.isReady) {
    return {
      statements: [labelled, way],
      missing: [{ what: `shares that may be quoted: ${shortfallWords(verdict.missing[0])}`, fact: null }],
    }
  }
  const level = formatLevel(breakdown.options.confidenceLevel)
  const margins = intervals.map((interval) => `${printableName(interval.label)} ${formatMargin(interval)}`)
  return {
    statements: [
      labelled,
      way,
      audit.isCensus
        ? 'Every post was labelled in the audit: no sampling error remains for the share among these posts.'
        : `Margins at ${level} for the shares among these posts: ${margins.join(', ')}. They cover sampling error alone; each holds at that level by itself, all together at ${formatTogether(breakdown.options.confidenceLevel, margins.length)} at least.`,
      `Of two sides: ${LEAD_RULE}.`,
      ...describeDifference(audit.lead, level),
      'There is no margin of sampling error for any wider group of people.',
    ],
  }
}

/** "Difference between retreat and shrewd pivot: 15 points (95% interval 7% to 24%)." */
function describeDifference(lead: Lead | null, level: string): string[] {
  if (lead === null) return []
  const { low, high } = roundOutwards(lead)
  const interval = lead.low === lead.high ? '' : ` (${level} interval ${low} to ${high})`
  const points = formatPoints(Math.round(lead.difference * 100))
  return [`Difference between ${printableName(lead.ahead)} and ${printableName(lead.behind)}: ${points}${interval}.`]
}

function describeWeights({ breakdown, subject, audit }: DisclosureInput): FilledItem {
  const record = breakdown.audit
  if (audit === null || record === null) return { statements: ['Every post counts once.'] }
  if (audit.isCensus) return { statements: ['Every post counts once; all are labelled in the audit.'] }
  const learning = describeLearning(record)
  const { assisted } = audit
  return {
    statements: [
      ...(learning === '' ? [] : [learning]),
      subject.deal === null && breakdown.deals.length > 1
        ? 'Every post counts once; a post of the sample stands for as many posts as its deal has per labelled one.'
        : 'Every post counts once, and so does every post of the sample.',
      assisted === undefined
        ? 'A share is the part of the labels; its interval is the mid-P hypergeometric one. No model is in it.'
        : `The model's predictions are used as far as the labels show that they help (${printableName(record.headlineMethod)}, R² ${assisted.explained.toFixed(2)}): ${formatNumber(audit.labelledCount)} labels say as much as ${Math.floor(assisted.worth)}.`,
    ],
  }
}

function describeQuality(input: DisclosureInput): FilledItem {
  const { breakdown, subject, audit, facts } = input
  const record = breakdown.audit
  const processing = facts.processing === undefined ? [] : [printableName(facts.processing, 4000)]
  const described = describeRuns(breakdown.runs ?? [])
  const unrecorded = unrecordedOf(breakdown)
  if (audit === null || record === null)
    return { statements: [...processing, ...described, ...fileWords(breakdown)], missing: [...unrecorded, NO_AUDIT] }
  const { errorCount, labelledCount, unansweredCount } = audit
  const { scoredSha256, sha256 } = record
  const coders = [
    ...(facts.coders === undefined ? [] : [`Coders: ${printableName(facts.coders, 4000)}`]),
    ...(facts.adjudicator === undefined ? [] : [`Adjudicator: ${printableName(facts.adjudicator, 4000)}`]),
  ]
  const unknown: FilledItem['missing'] =
    facts.coders === undefined ? [{ what: 'who the coders were and how they were trained', fact: 'coders' }] : []
  return {
    statements: [
      ...coders,
      `${formatCount(record.coders.length, 'coder')} labelled ${record.coders.map((coder) => coder.labelledCount).join(' and ')} posts of the audit.`,
      ...subject.group.findings.filter(({ level }) => level === 'method').map((finding) => findingWords(finding)),
      ...reliabilityWords(audit.agreement),
      `The model gave ${formatNumber(errorCount)} of the ${formatNumber(labelledCount)} hand-labelled posts another label${unansweredCount === 0 ? '' : ` and ${formatNumber(unansweredCount)} none`}.`,
      ...processing,
      ...described,
      `Files by SHA-256: scored posts ${scoredSha256 ?? 'of no file'}${sha256 === null ? '' : `, audit ${sha256}`}.`,
    ],
    missing: [
      ...unknown,
      ...unrecorded,
      ...(audit.agreement.doubleCodedCount === 0
        ? [{ what: 'posts labelled by two coders, without which nothing checks the labels', fact: null }]
        : []),
    ],
  }
}

/** The files behind the numbers, by name and hash. */
function fileWords({ evidence = [] }: Breakdown): string[] {
  const files = evidence.map(({ name, sha256 }) => `${printableName(name ?? 'standard input')} ${sha256}`)
  return files.length === 0 ? [] : [`Files by SHA-256: ${files.join(', ')}.`]
}

function unrecordedOf({ runs = [] }: Breakdown): NonNullable<FilledItem['missing']> {
  const count = unrecordedCountOf(runs)
  if (count === 0) return []
  const what = `version and weights behind the labels of ${formatCount(count, 'post')}: keep FILE.run.json of classify beside its FILE`
  return [{ what, fact: null }]
}

/** Value of a disclosure's `schema`. */
export const DISCLOSURE_SCHEMA = 'dealstance/disclosure@1'

/** Source of the items. */
const DISCLOSURE_STANDARD = 'AAPOR Code of Professional Ethics and Practices, section III.A (revised April 2021)'

/** The items that must accompany a published share, each filled or marked missing. */
export interface Disclosure {
  readonly schema: typeof DISCLOSURE_SCHEMA
  readonly standard: string
  /** Null for all posts. */
  readonly dealId: string | null
  readonly items: readonly DisclosureItem[]
  /** Works behind the methods that were used, and the tool. */
  readonly references: readonly Reference[]
}

/** The deal to disclose, and facts that only people know. */
export interface DisclosureOptions {
  /** Needed where the breakdown holds several deals. */
  readonly dealId?: string
  readonly facts?: DisclosureFacts
  /** Figures stored with the model, on its training and its errors on other posts. Default: null. */
  readonly figures?: ModelFigures | null
}

/**
 * The disclosure that goes with every number. Each item is filled from the breakdown and the facts, or marked missing. For a breakdown
 * without an audit it says so.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for a deal that is not there, or when several are there and none was named
 */
export function buildDisclosure(breakdown: Breakdown, options: DisclosureOptions = {}): Disclosure {
  const { dealId, facts = {}, figures = null } = options
  const subject = findSubject(breakdown, dealId)
  const input = {
    breakdown,
    subject,
    audit: subject.audit,
    capture: captureCountOf(breakdown, subject.deal?.dealId ?? null),
    facts,
    figures,
  }
  const items = DISCLOSURE_ITEMS.map(({ title, fill }, index): DisclosureItem => {
    const { statements, missing = [] } = fill(input)
    const status = missing.length === 0 ? 'filled' : statements.length === 0 ? 'missing' : 'partial'
    return { number: index + 1, title, status, statements, missing }
  })
  const { verdict } = subject.group
  return {
    schema: DISCLOSURE_SCHEMA,
    standard: DISCLOSURE_STANDARD,
    dealId: subject.deal?.dealId ?? null,
    items,
    references: [...referencesOf(breakdown, subject.audit, verdict.isReady && subject.audit?.lead != null), toolReference(breakdown)],
  }
}

const MARK: Readonly<Record<DisclosureItem['status'], string>> = { filled: '', partial: ' (in part)', missing: ' (missing)' }

/** A disclosure as Markdown: one section an item. What is missing stands in bold, with the name that a facts file gives it. */
export function renderDisclosure(disclosure: Disclosure): string {
  const { standard, dealId, items, references } = disclosure
  const missingCount = items.filter(({ status }) => status !== 'filled').length
  const state = missingCount === 0 ? 'All items are filled.' : `${missingCount} of ${items.length} items miss something.`
  const head = `# Disclosure${dealId === null ? '' : `: ${escapeMarkdown(printableName(dealId))}`}\n\nItems of the ${standard}. ${state}\n`
  const works = references.map((one) => `- ${escapeMarkdown(one.work)} For ${escapeMarkdown(one.for)}.\n`)
  return `${head}${items.map(renderItem).join('')}\n## To cite\n\n${works.join('')}`
}

/** Renders a disclosure as JSON. */
export function renderDisclosureJson(disclosure: Disclosure): string {
  return `${JSON.stringify(disclosure, null, 2)}\n`
}

const renderItem = (item: DisclosureItem): string => `\n## ${item.number}. ${item.title}${MARK[item.status]}\n\n${linesOf(item)}\n`

const linesOf = ({ statements, missing }: Pick<DisclosureItem, 'statements' | 'missing'>): string =>
  [
    ...statements.map((statement) => `- ${escapeMarkdown(statement)}`),
    ...missing.map(({ what, fact }) => `- **Missing:** ${escapeMarkdown(what)}${fact === null ? '' : ` (\`${fact}\`)`}`),
  ].join('\n')
