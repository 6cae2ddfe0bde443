import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatPercent } from '../../base/text/format-count.js'
import { describeAnswer, isParentGuessed } from '../../base/thread/known-parent.js'
import type { ChainLink, LinkBasis, ScoredPost } from '../../judge/stance/stance-prediction.js'
import { toPlainLine, wrapLine } from '../format/display-width.js'
import type { TableOptions } from './render-post-table.js'

/** How a post was linked to a deal, in words. */
export const LINK_BASIS_PHRASES: Readonly<Record<LinkBasis, string>> = {
  given: 'you named the deal',
  text: 'its own words name the deal',
  parent: 'the post it answers is about it',
  root: 'the first post of its branch is about it',
  default: 'its thread is about it',
}

/** How a post relates to the post it answers, in words. */
export const RELATION_PHRASES: Readonly<Record<ChainLink['relation'], string>> = {
  agrees: 'agrees with',
  disagrees: 'disagrees with',
  other: 'neither agrees nor disagrees with',
}

/** Longer lines are hard to read, even on a wide terminal. */
const MAX_WIDTH = 100

/**
 * Explains a post's label in sentences: probabilities, deals, the posts it answers, the words for and against the label.
 *
 * @param post       scored with evidence
 * @param ownReading the same post scored without the posts it answers
 * @returns lines of at most `width` columns
 */
export function renderExplanation(post: ScoredPost, ownReading: ScoredPost, options: TableOptions): string {
  const { scheme, width, style } = options
  const lines: string[] = []
  const say = (text: string, indent = 0): void => {
    lines.push(...wrapLine(text, Math.min(MAX_WIDTH, width), indent))
  }
  lines.push(style.strong(toPlainLine(`Post ${post.id} of thread ${post.threadId}, ${describeAnswer(post)}`)))
  say(`“${toPlainLine(post.text)}”`, 2)
  lines.push('')
  if (post.status === 'unscored') {
    say(`No label: ${post.reason}.`)
    return `${lines.join('\n')}\n`
  }
  say(
    post.label === null
      ? `No label, unsure: ${post.reason}. Leans to ${post.lean}.`
      : `Label: ${post.label}${post.reason === null ? '' : ` (${post.reason})`}.${post.lean === post.label ? '' : ` Leans to ${post.lean}.`}`,
  )
  say(`Probabilities: ${listProbabilities(post, scheme)}.`)
  if (post.stances.length === 0) say('It is tied to no deal and was judged on what its thread is about.')
  for (const { dealId, by, label, lean } of post.stances)
    say(`Deal ${options.dealNames?.get(dealId) ?? dealId}: ${label ?? `unsure, leans to ${lean}`}; ${LINK_BASIS_PHRASES[by]}.`)
  lines.push('')
  const isChanged = isAnswerChanged(post, ownReading)
  for (const sentence of describeChain(post, ownReading, isChanged, scheme)) say(sentence)
  for (const sentence of describeWords(post, isChanged && (post.chain?.length ?? 0) > 0)) say(sentence)
  if (post.flags.length > 0) say(`Flags: ${post.flags.join(', ')}.`)
  say(`Model: ${post.model}.`)
  return `${lines.join('\n')}\n`
}

/** A lean that flips under the same label is no change of the answer. */
const isAnswerChanged = ({ label, lean }: ScoredPost, own: ScoredPost): boolean =>
  own.label !== label || (label === null && own.lean !== lean)

function describeChain(post: ScoredPost, ownReading: ScoredPost, isChanged: boolean, scheme: StanceScheme): string[] {
  const { chain } = post
  if (chain === null) return ['Context was off: the post was read by its own words alone.']
  const own = listProbabilities(ownReading, scheme)
  if (chain.length === 0 && !isChanged && own === listProbabilities(post, scheme)) {
    const why = isParentGuessed(post) ? 'No side is inherited through a guess' : 'No side came to it through the posts it answers'
    return [`${why}: its own words decided.`]
  }
  const steps = chain.map(
    ({ postId, relation, side }, index) => `${index === 0 ? 'It' : 'that one'} ${RELATION_PHRASES[relation]} ${postId}, labelled ${side}`,
  )
  const influence = steps.length > 0 ? `${steps.join('; ')}.` : 'What it answers moved the probabilities, but handed on no side.'
  const change = chain[0] === undefined ? ' What it answers changed the answer.' : ` Its side was inherited from ${chain[0].postId}.`
  return [influence, `By its own words alone: ${own}.${isChanged ? change : ''}`]
}

/** @param isInherited the post answered gave the side: its own words did not decide */
function describeWords({ evidence, label, lean }: ScoredPost, isInherited: boolean): string[] {
  if (evidence === null) return []
  if (evidence.length === 0) return ['No single words decided.']
  const shown = label ?? lean
  const list = (isFor: boolean): string =>
    evidence
      .filter(({ toward }) => (toward === shown) === isFor)
      .map(({ text, weight, toward }) => `“${toPlainLine(text)}” (${weight.toFixed(2)}${isFor ? '' : ` for ${toward}`})`)
      .join(', ')
  const [pro, contra] = [list(true), list(false)]
  const words = isInherited ? 'Its own words did not decide; for' : 'Words for'
  return [...(pro === '' ? [] : [`${words} ${shown}: ${pro}.`]), ...(contra === '' ? [] : [`Words against it: ${contra}.`])]
}

function listProbabilities({ probabilities }: ScoredPost, { labels }: StanceScheme): string {
  return probabilities === null
    ? 'this model gives none'
    : labels.map((label) => `${label} ${formatPercent(probabilities[label] ?? 0)}`).join(', ')
}
