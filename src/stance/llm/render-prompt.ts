import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { StanceInput } from '../stance-classifier.js'
import { cutText, escapePost } from './escape-post.js'
import { fillPrompt, type PromptTemplate, sectionFor } from './prompt-template.js'

/** A question as it goes to a model: two messages and nothing else. */
export interface RenderedQuestion {
  readonly system: string
  readonly user: string
  /** Stands behind the user's message where the first answer was not in the form asked for. */
  readonly repair: string
}

/** A prompt with its scheme filled in, ready to be asked of posts. */
export interface PromptRenderer {
  /**
   * The question on these posts.
   *
   * @param inputs one, or several for a question on a batch of posts
   */
  render(inputs: readonly StanceInput[]): RenderedQuestion
  /** Whether the words of the post are too many to be shown whole. */
  isCut(input: StanceInput): boolean
}

/** Longest post that is shown whole, in UTF-16 units: some 5,000 tokens. */
const MAX_POST_LENGTH = 20_000
/** The same for the posts that it answers, which only help to understand it. */
const MAX_CONTEXT_LENGTH = 4_000

/**
 * Makes the renderer of a prompt for a scheme: definitions are those of the scheme, else those that the prompt brings for it, else the
 * labels alone.
 *
 * @param edit what becomes of every text before it is shown, such as pseudonyms in the place of names
 */
export function createPromptRenderer(
  template: PromptTemplate,
  scheme: StanceScheme,
  edit: (text: string) => string = (text) => text,
): PromptRenderer {
  const sections = new Map<string, string>()
  const section = (name: string): string => {
    let body = sections.get(name)
    if (body === undefined) sections.set(name, (body = sectionFor(template, name, scheme.id) ?? ''))
    return body
  }
  const labels = scheme.labels.map((label) => JSON.stringify(label)).join(', ')
  const systemFor = (name: 'answer' | 'answers'): { system: string; repair: string } => {
    const answer = fillPrompt(section(name), { labels })
    const values = {
      answer,
      labels,
      question: scheme.question ?? section('question'),
      definitions: definitionsOf(scheme, template),
      rules: section('rules'),
    }
    return { system: fillPrompt(section('system'), values), repair: fillPrompt(section('repair'), { answer }) }
  }
  const single = systemFor('answer')
  const several = systemFor('answers')
  const shown = (name: string, text: string, maxLength: number): string =>
    fillPrompt(section(name), { text: escapePost(cutText(edit(text), maxLength)) })
  const renderOne = ({ features, target }: StanceInput): string => {
    const { parent, root } = features
    return fillPrompt(section('user'), {
      deal:
        target === null
          ? section('no deal')
          : fillPrompt(section('deal'), { mover: escapePost(target.mover), move: escapePost(target.move) }),
      root: root === null || root === parent ? '' : shown('root', root.text, MAX_CONTEXT_LENGTH),
      parent: parent === null ? '' : shown('parent', parent.text, MAX_CONTEXT_LENGTH),
      post: shown('post', features.text, MAX_POST_LENGTH),
    })
  }
  return Object.freeze({
    render: (inputs: readonly StanceInput[]) => {
      const [first] = inputs
      if (first !== undefined && inputs.length === 1) return { ...single, user: renderOne(first) }
      const items = inputs.map((input, index) => fillPrompt(section('item'), { number: String(index + 1), user: renderOne(input) }))
      return { ...several, user: items.join('\n\n') }
    },
    isCut: ({ features }: StanceInput) => features.text.length > MAX_POST_LENGTH,
  })
}

function definitionsOf(scheme: StanceScheme, template: PromptTemplate): string {
  const { definitions } = scheme
  if (definitions) return scheme.labels.map((label) => `- ${JSON.stringify(label)}: ${definitions[label] ?? ''}`).join('\n')
  return template.sections.get(`definitions: ${scheme.id}`) ?? scheme.labels.map((label) => `- ${JSON.stringify(label)}`).join('\n')
}
