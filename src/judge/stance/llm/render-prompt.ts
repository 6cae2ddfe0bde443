import { serialisedScheme } from '../../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { StanceInput } from '../stance-classifier.js'
import { fillPrompt, type PromptTemplate, sectionFor } from './prompt-template.js'

/** The messages of a question to a model. */
export interface RenderedQuestion {
  readonly system: string
  readonly user: string
  /** Appended to the user message when the first answer was invalid. */
  readonly repair: string
}

/** A prompt with its scheme filled in. */
export interface PromptRenderer {
  /** Renders the question about a post. */
  render(input: StanceInput): RenderedQuestion
  /** Whether the post is too long to be shown in full. */
  isTruncated(input: StanceInput): boolean
}

/** The longest post that is shown in full, in UTF-16 code units: about 5,000 tokens. */
const MAX_POST_LENGTH = 20_000
/** The same limit for context posts, which only help to understand the post. */
const MAX_CONTEXT_LENGTH = 4_000

/**
 * Creates a renderer for a scheme. Definitions come from the scheme, or else from the prompt's section for it; without either, the labels
 * stand alone.
 *
 * @param edit applied to every text before it is shown, such as pseudonymisation
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
  // The prompt words the default labels itself.
  const own = serialisedScheme(scheme)
  const labels = scheme.labels.map((label) => JSON.stringify(label)).join(', ')
  const answer = fillPrompt(section('answer'), { labels })
  const system = fillPrompt(section('system'), {
    answer,
    labels,
    question: scheme.question ?? section('question'),
    definitions: definitionsOf(own, template),
    rules: own.rules ? own.rules.map((rule, index) => `${index + 1}. ${rule}`).join('\n') : section('rules'),
  })
  const repair = fillPrompt(section('repair'), { answer })
  const renderText = (name: string, text: string, maxLength: number): string =>
    fillPrompt(section(name), { text: escapePost(truncateText(edit(text), maxLength)) })
  const renderUser = ({ features, target }: StanceInput): string => {
    const { parent, root } = features
    return fillPrompt(section('user'), {
      deal:
        target === null
          ? section('no deal')
          : fillPrompt(section('deal'), { mover: escapePost(target.mover), move: escapePost(target.move) }),
      root: root === null || root === parent ? '' : renderText('root', root.text, MAX_CONTEXT_LENGTH),
      parent: parent === null ? '' : renderText('parent', parent.text, MAX_CONTEXT_LENGTH),
      post: renderText('post', features.text, MAX_POST_LENGTH),
    })
  }
  return Object.freeze({
    render: (input: StanceInput) => ({ system, repair, user: renderUser(input) }),
    isTruncated: ({ features }: StanceInput) => features.text.length > MAX_POST_LENGTH,
  })
}

function definitionsOf(scheme: StanceScheme, template: PromptTemplate): string {
  const { definitions, examples } = scheme
  const example = (label: string): string => (examples ? ` Examples: ${examples[label] ?? ''}` : '')
  if (definitions)
    return scheme.labels.map((label) => `- ${JSON.stringify(label)}: ${definitions[label] ?? ''}${example(label)}`).join('\n')
  return template.sections.get(`definitions: ${scheme.id}`) ?? scheme.labels.map((label) => `- ${JSON.stringify(label)}`).join('\n')
}

/** Unicode tag characters: an invisible copy of ASCII that models can read. */
const INVISIBLE = /[\u{e0000}-\u{e007f}]/gu
/** Turn delimiters of the chat templates of Mistral and Llama 2: `[INST]`, `[/INST]`, `[TOOL_CALLS]`. */
const TURN_MARK = /\[(?=\/?[A-Z_ ]{2,40}\])/g

/** Texts that do not match need no escaping; most do not. */
const MAY_CHANGE = /[&<>[\r\u{e0000}-\u{e007f}]|\p{Cc}|\p{Cs}/u

/**
 * Escapes a text for a prompt, so that it cannot open or close a section of the prompt or a turn of the chat.
 *
 * `&`, `<`, `>` and the bracket of a turn delimiter become entities. Line ends become `\n`. Control characters and invisible tag characters
 * are removed. A lone surrogate becomes U+FFFD.
 */
export const escapePost = (text: string): string => (MAY_CHANGE.test(text) ? escapeAll(text) : text)

function escapeAll(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\p{Cc}/gu, (character) => (character === '\n' || character === '\t' ? character : ''))
    .replace(INVISIBLE, '')
    .replace(/\p{Cs}/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(TURN_MARK, '&#91;')
}

/** Truncates a text without splitting a surrogate pair. */
export function truncateText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  const code = text.charCodeAt(maxLength - 1)
  return text.slice(0, code >= 0xd800 && code < 0xdc00 ? maxLength - 1 : maxLength)
}
