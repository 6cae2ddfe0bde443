import { formatCount, formatNumber, formatPart, formatPercent, MIN_PERCENT_COUNT } from '../../base/text/format-count.js'
import { MIN_KNOWN_AUTHOR_COUNT } from '../../count/breakdown/finding.js'
import { percentWords } from '../format/format-value.js'
import { printableName } from '../format/names.js'
import { phrases, posts, verb, type WordTable } from './words.js'

/** Longest part of a capture note that is printed, in characters. */
const MAX_NOTE_WIDTH = 300

const unlabelledWords = ({ unsureCount, unscoredCount }: { readonly unsureCount: number; readonly unscoredCount: number }): string =>
  phrases([unsureCount, `${formatNumber(unsureCount)} unsure`], [unscoredCount, `${formatNumber(unscoredCount)} not scored`])

/** Rules on the posts: their capture, scoring, counting and authors. */
export const POST_WORDS = {
  'no-posts': { says: () => 'No posts were counted, so there are no shares.' },
  'not-audited': {
    says: () => 'Machine-labelled; not checked by people. The intervals leave out the errors of the model.',
  },
  'learnt-labels': {
    says: ({ count }) =>
      `Machine-labelled by a model that learnt ${formatCount(count, 'hand label')} of these posts. The counts include those labels, and no share is corrected by them. The intervals leave out the errors of the model.`,
  },
  'two-way': {
    says: () => 'Every post had to take a side (two-way): a post without one counts for the nearer side.',
    inSentence: () => ', each made to take a side',
  },
  'deep-replies': {
    says: ({ deepCount, postCount }) =>
      `${formatNumber(deepCount)} of ${posts(postCount)} answer replies: at depth 5 of real threads most posts take no side, and stance-en's macro-F1 is .412.`,
  },
  'labels-withheld': {
    says: ({ thresholds }) =>
      `Labels with a low probability were withheld: below ${thresholds.map(([label, threshold]) => `${threshold}${label === '' ? '' : ` for ${label}`}`).join(', ')}.`,
  },
  'no-label': { says: ({ postCount }) => `None of the ${posts(postCount)} got a label, so there are no shares.` },
  unlabelled: {
    says: ({ postCount, unsureCount, unscoredCount }) =>
      `${formatNumber(unsureCount + unscoredCount)} of ${posts(postCount)} got no label (${unlabelledWords({ unsureCount, unscoredCount })}): shares are of the other ${formatNumber(postCount - unsureCount - unscoredCount)}.`,
  },
  'few-authors': {
    says: ({ count }) =>
      count === 0
        ? `No author is known; at least ${MIN_KNOWN_AUTHOR_COUNT} are needed to speak of a wider crowd.`
        : `Only ${formatNumber(count)} ${verb(count, 'author is', 'authors are')} known, fewer than ${MIN_KNOWN_AUTHOR_COUNT}: too few to speak of a wider crowd.`,
  },
  'unknown-authors': {
    says: ({ count }) =>
      `${posts(count)} without a known author ${verb(count, 'is', 'are')} counted as separate people: where one person wrote several, the intervals are too narrow.`,
  },
  'one-author': { says: () => 'All labels come from one author: there is no bootstrap interval.' },
  'no-width': {
    says: () => 'An interval without width is not certainty: none or all of the posts took the label, and other posts could differ.',
  },
  'opening-posts': { says: ({ count }) => `The count includes ${formatCount(count, 'opening post')}: write "posts", not "replies".` },
  'several-deals': { says: ({ count }) => `${formatNumber(count)} deals are counted together: read the shares deal by deal.` },
  'tied-by-heading': {
    says: ({ count, postCount }) =>
      `${formatNumber(count)} of ${posts(postCount)} ${verb(count, 'was', 'were')} tied to the deal by default: the heading of the thread names it, the ${verb(count, 'post does', 'posts do')} not.`,
  },
  'total-unknown': {
    says: ({ count, threadCount }) =>
      `The source does not say how many replies exist${count === threadCount ? '' : ` in ${formatPart(count, threadCount)} threads`}: how many are missing is unknown.`,
    isFact: true,
  },
  'replies-missing': {
    says: ({ count }) =>
      `${formatCount(count, 'reply', 'replies')} ${verb(count, 'is', 'are')} missing or deleted: the shares are of the others.`,
    inSentence: ({ count }) => `, ${formatCount(count, 'reply', 'replies')} not captured`,
  },
  'capture-limit': { says: ({ limit }) => `The capture is limited: ${limit}.` },
  'capture-note': { says: ({ note }) => printableName(`About the capture: ${note}.`, MAX_NOTE_WIDTH), isFact: true },
  'further-notes': { says: ({ count }) => `The posts hold ${formatCount(count, 'further note')} on the capture (meta.capture).` },
  'cut-posts': { says: ({ count }) => `Only the beginning of ${posts(count)} was captured.` },
  'other-languages': {
    says: ({ count, scoredCount, isByOthers }) => {
      const them = verb(count, 'it', 'them')
      const silent = `: the model does not read ${them} and gave no label`
      const labelled = `: a model that reads only English labelled ${scoredCount === count ? them : `${formatNumber(scoredCount)} of them`}`
      return `${posts(count)} ${verb(count, 'is', 'are')} not in English${isByOthers ? '' : scoredCount === 0 ? silent : labelled}.`
    },
  },
  'repeated-words': {
    says: ({ count, originalCount }) =>
      `${posts(count)} ${verb(count, 'repeats', 'repeat')} the words of ${originalCount === 1 ? 'another' : `${formatNumber(originalCount)} others`}: every repetition counts.`,
    isFact: true,
  },
  'model-silent': {
    says: ({ postCount, isAll, ...counts }) =>
      isAll
        ? `The model gave none of the ${posts(postCount)} a label: the audited shares stand on the labels of the audit alone.`
        : `The model gave ${formatPart(counts.unsureCount + counts.unscoredCount, postCount)} posts no label (${unlabelledWords(counts)}): its counts leave them out, but the audited shares include them.`,
  },
  'tied-by-column': {
    says: ({ count, fileCount }) =>
      `A column of the table ties these ${posts(count)} to the move, and not the other ${formatNumber(fileCount - count)} of the ${formatNumber(fileCount)} in the file.`,
    inSentence: ({ count, fileCount }) =>
      `, ${formatPart(count, fileCount)} posts of the file being tied to the move by a column of the table`,
    isFact: true,
  },
  'parents-missing': {
    says: ({ count }) =>
      `At least ${posts(count)} that others answer ${verb(count, 'is', 'are')} missing: only captured posts are counted.`,
  },
  'large-account': {
    says: ({ postCount, ofCount, spellingCount, isReplies, changes }, name) => {
      const all = isReplies ? formatCount(ofCount, 'reply', 'replies') : posts(ofCount)
      const one = spellingCount === 1 ? 'One account' : `One account, its name in ${spellingCount} spellings,`
      if (postCount === ofCount) return `${one} wrote all ${all}.`
      const part = ofCount >= MIN_PERCENT_COUNT ? ` (${percentWords(postCount / ofCount)})` : ''
      const wrote = `${one} wrote ${formatNumber(postCount)} of the ${all}${part}`
      if (changes === null) return `${wrote}; too few of the others are labelled for a share.`
      const otherCount = ofCount - postCount
      const shareOf = (share: number): string =>
        otherCount >= MIN_PERCENT_COUNT ? formatPercent(share) : formatNumber(Math.round(share * otherCount))
      return `${wrote}; without it: ${changes.map(({ label, share }) => `${name(label)} ${shareOf(share)}`).join(', ')}.`
    },
    inSentence: ({ postCount, ofCount }) =>
      `, one account having written ${ofCount >= MIN_PERCENT_COUNT ? percentWords(postCount / ofCount) : formatNumber(postCount)}`,
    isFact: true,
  },
  'few-accounts': {
    says: ({ label, labelCount, accountCount }) =>
      `The ${formatNumber(labelCount)} ${printableName(label)} labels of known accounts come from ${accountCount === 1 ? 'one account' : `${formatNumber(accountCount)} accounts`}.`,
  },
} satisfies Partial<WordTable>
