import type { Finding, RuleId } from '../../count/breakdown/finding.js'
import { printableName } from '../format/names.js'
import { LABEL_WORDS } from './cautions-on-labels.js'
import { POST_WORDS } from './cautions-on-posts.js'
import type { RuleWords, WordTable } from './words.js'

export const RULE_WORDS: WordTable = { ...POST_WORDS, ...LABEL_WORDS }

// The table has words for the numbers of each id. TypeScript cannot infer that through a union.
const wordsOf = ({ id }: Finding): RuleWords<never> => RULE_WORDS[id] as RuleWords<never>

/** A finding as a sentence. @param name a label as outputs print it */
export const ruleWords = (finding: Finding, name: (label: string) => string = printableName): string =>
  wordsOf(finding).says(finding as never, name)

export const cautionWords = (findings: readonly Finding[]): string[] =>
  findings.filter((finding) => finding.level !== 'method').map((finding) => ruleWords(finding))

/** Words after the number of labels, wherever a share is printed: ", drawn with a seed that somebody set, after 2 looks at results". */
export const sentenceWords = (findings: readonly Finding[]): string =>
  findings.map((finding) => (finding.level === 'sentence' ? wordsOf(finding).inSentence?.(finding as never) : undefined) ?? '').join('')

/** Of a sentence with a footnote, the footnote says these. */
const IN_FOOTNOTE: readonly RuleId[] = ['tied-by-column']
/** What changes how a share is read: it stands in the shortest line too. */
const VITAL: readonly RuleId[] = ['two-way', 'equal-to-model', 'chosen-seed']

/** The same behind a sentence that has a footnote. @param isVital only what no line may leave out */
export const quotedWords = (findings: readonly Finding[], isVital = false): string =>
  sentenceWords(findings.filter(({ id }) => (isVital ? VITAL.includes(id) : !IN_FOOTNOTE.includes(id))))

const isFootnote = ({ level }: Finding): boolean => level === 'sentence' || level === 'footnote' || level === 'method'

/** The findings of the footnote in sentences, with "Caution: " before cautions. @param name a label as outputs print it */
export const footnoteWords = (findings: readonly Finding[], name?: (label: string) => string): string[] =>
  findings.filter(isFootnote).map((finding) => {
    const sentence = ruleWords(finding, name)
    if (finding.level === 'method' || wordsOf(finding).isFact === true) return sentence
    return `Caution: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`
  })

/** Rules on the model's own intervals, left out where no interval is printed. */
const ON_INTERVALS: readonly RuleId[] = ['few-authors', 'unknown-authors', 'one-author', 'no-width']

export const withoutIntervals = (findings: readonly Finding[]): Finding[] => findings.filter(({ id }) => !ON_INTERVALS.includes(id))

/** Cautions that a footnote does not contain. */
export const otherWords = (findings: readonly Finding[]): string[] =>
  findings.filter(({ level }) => level === 'table').map((finding) => ruleWords(finding))
