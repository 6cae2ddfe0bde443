import { STANCE_SCHEME } from '../../base/scheme/stance-scheme.js'
import { formatCount } from '../../base/text/format-count.js'
import { countPosts, printableMove, printableName, threadWords, withStop } from '../cite/wording.js'
import { daysOf } from '../facts/describe-dates.js'
import type { DisclosureFacts, FactName } from './disclosure-facts.js'
import type { DisclosureInput, FilledItem } from './disclosure-item.js'
import { describePrecision, describeQuality, describeSample, describeWeights } from './disclosure-sample.js'

interface ItemSpec {
  readonly title: string
  readonly fill: (input: DisclosureInput) => FilledItem
}

/** The items in their order, each with how it is filled. */
export const DISCLOSURE_ITEMS: readonly ItemSpec[] = [
  {
    title: 'Data collection strategy',
    fill: ({ subject, audit }) => ({
      statements: [
        `Content analysis of posts: ${countPosts(subject, subject.postCount)} captured in ${threadWords(subject)} were given to a program to label${audit === null ? '' : `, and ${audit.isCensus ? 'all' : 'a random sample'} of them to people`}. Nobody was asked anything.`,
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
            `The ${countPosts(subject, subject.postCount)} captured in ${threadWords(subject)}${subject.isPart ? ' and tied to the deal' : ''}${move}`,
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
    fill: ({ facts }) =>
      fromFacts(facts, [
        ['source', 'Source', 'the platform and the address of the thread'],
        ['captureMethod', 'Captured by', 'how the posts were captured'],
      ]),
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
        'Which replies a platform shows, hides or deletes is not known to the program; a post can be irony, and both program and people can misread it.',
        ...subject.group.cautions.map((caution) => oneLine(caution)),
        ...(facts.limitations === undefined ? [] : [oneLine(facts.limitations)]),
      ],
    }),
  },
]

function describeTools({ breakdown, subject, audit, facts }: DisclosureInput): FilledItem {
  const { model, scheme } = breakdown
  const { question, definitions, rules = [] } = scheme ?? STANCE_SCHEME
  const labels = Object.keys(subject.group.sentiment.byLabel).map((label) => `“${printableName(label)}”`)
  const defined = Object.entries(definitions ?? {}).map(
    ([label, text]) => `“${printableName(label)}”: ${oneLine(text).replace(/(?<![.;\s])[.;\s]+$/, '')}`,
  )
  const program = model === null ? 'a program' : `the model ${printableName(model)} of dealstance`
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
      `Automated: ${program} reads the text of a post and its place in the thread. ${labelledWords(subject)}`,
      ...(audit === null ? [] : ['Coders read the posts of the sample and give one of the same labels.']),
      ...(facts.codingScheme === undefined ? [] : [`Instructions for coders: ${oneLine(facts.codingScheme)}`]),
    ],
    missing:
      facts.codingScheme === undefined && definitions === undefined
        ? [{ what: 'the instructions that coders followed', fact: 'codingScheme' }]
        : [],
  }
}

/** How many posts the program labelled; the others stand in the estimate by their hand labels, and for the mean where they have none. */
function labelledWords(subject: DisclosureInput['subject']): string {
  const { unsureCount, unscoredCount } = subject.group
  const all = countPosts(subject, subject.postCount)
  if (unsureCount + unscoredCount === 0) return `It labelled all ${all}.`
  return `It labelled ${subject.postCount - unsureCount - unscoredCount} of the ${all}; ${unsureCount} it left unsure, ${unscoredCount} unscored.`
}

/** The days of the posts, where nobody tells them otherwise. */
function withDates(facts: DisclosureFacts, audit: DisclosureInput['audit']): DisclosureFacts {
  const days = audit === null ? null : daysOf(audit)
  return days === null ? facts : { postDates: days, ...facts }
}

function fromFacts(facts: DisclosureFacts, wanted: readonly (readonly [FactName, string, string])[]): FilledItem {
  return {
    statements: wanted.flatMap(([name, title]) => (facts[name] === undefined ? [] : [`${title}: ${oneLine(facts[name])}`])),
    missing: wanted.flatMap(([fact, , what]) => (facts[fact] === undefined ? [{ what, fact }] : [])),
  }
}

const oneLine = (text: string): string => printableName(text, 4000)
