import { serialisedScheme } from '../../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { StanceInput } from '../stance-classifier.js'

/** The messages of a question to a model. */
export interface RenderedQuestion {
  readonly system: string
  readonly user: string
  /** Appended to the user message when the first answer was invalid. */
  readonly repair: string
}

/** A prompt with its scheme filled in. */
export interface PromptRenderer {
  render(input: StanceInput): RenderedQuestion
  /** Tells a post that is too long to be shown in full. */
  isTruncated(input: StanceInput): boolean
}

/** The longest post that is shown in full, in UTF-16 code units: about 5,000 tokens. */
const MAX_POST_LENGTH = 20_000
const MAX_CONTEXT_LENGTH = 4_000

/**
 * Creates a renderer for a scheme. Definitions come from the scheme, or from the prompt's own
 * section.
 *
 * @param edit applied to every text before it is shown, such as pseudonymisation
 */
export function createPromptRenderer(
  { sections }: PromptTemplate,
  scheme: StanceScheme,
  edit: (text: string) => string = (text) => text,
): PromptRenderer {
  const section = (name: string): string =>
    sections.get(`${name}: ${scheme.id}`) ?? sections.get(name) ?? ''
  // The prompt words the default labels itself.
  const { definitions, examples, rules } = serialisedScheme(scheme)
  const wordsOf = (label: string): string => {
    const example = examples ? ` Examples: ${examples[label] ?? ''}` : ''
    const definition = definitions ? `: ${definitions[label] ?? ''}${example}` : ''
    return `- ${JSON.stringify(label)}${definition}`
  }
  const worded = definitions ? undefined : sections.get(`definitions: ${scheme.id}`)
  const labels = scheme.labels.map((label) => JSON.stringify(label)).join(', ')
  const answer = fillPrompt(section('answer'), { labels })
  const system = fillPrompt(section('system'), {
    answer,
    labels,
    question: scheme.question ?? section('question'),
    definitions: worded ?? scheme.labels.map(wordsOf).join('\n'),
    rules: rules
      ? rules.map((rule, index) => `${index + 1}. ${rule}`).join('\n')
      : section('rules'),
  })
  const repair = fillPrompt(section('repair'), { answer })
  const textOf = (
    name: string,
    { text }: StanceInput['features'],
    maxLength = MAX_CONTEXT_LENGTH,
  ): string => fillPrompt(section(name), { text: escapePost(truncateText(edit(text), maxLength)) })
  const render = ({ features, target }: StanceInput): RenderedQuestion => {
    const { parent, root } = features
    const { mover, move } = target ?? { mover: '', move: '' }
    const user = fillPrompt(section('user'), {
      deal: fillPrompt(section(target ? 'deal' : 'no deal'), {
        mover: escapePost(mover),
        move: escapePost(move),
      }),
      root: root === null || root === parent ? '' : textOf('root', root),
      parent: parent === null ? '' : textOf('parent', parent),
      post: textOf('post', features, MAX_POST_LENGTH),
    })
    return { system, user, repair }
  }
  return Object.freeze({
    render,
    isTruncated: ({ features }: StanceInput) => features.text.length > MAX_POST_LENGTH,
  })
}

/**
 * Control characters, and Unicode tag characters: an invisible copy of ASCII that models can read.
 */
const INVISIBLE = /(?![\n\t])\p{Cc}|[\u{e0000}-\u{e007f}]/gu
/**
 * Turn delimiters of the chat templates of Mistral and Llama 2: `[INST]`, `[/INST]`,
 * `[TOOL_CALLS]`.
 */
const TURN_MARK = /\[(?=\/?[A-Z_ ]{2,40}\])/g

/**
 * Escapes a text for a prompt: it cannot open or close a section of the prompt, or a turn of the
 * chat. `&`, `<`, `>` and the bracket of a turn delimiter become entities, line ends `\n`, a lone
 * surrogate U+FFFD. Control and tag characters are removed.
 */
export function escapePost(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(INVISIBLE, '')
    .replace(/\p{Cs}/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(TURN_MARK, '&#91;')
}

export const truncateText = (text: string, maxLength: number): string =>
  text.length <= maxLength ? text : text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '')

/** A parsed prompt file: its name and its sections by heading. */
interface PromptTemplate {
  readonly id: string
  readonly version: string
  readonly sections: ReadonlyMap<string, string>
}

/**
 * Parses `models/llm/prompt.md` of the package: a head with `id` and `version` between lines of
 * `---`, then sections under `# name`.
 */
export function parsePrompt(text: string): PromptTemplate {
  const head = /^---\nid: (.+)\nversion: (.+)\n---\n([\s\S]*)/.exec(text.replaceAll('\r\n', '\n'))
  const [, id = '', version = '', body = ''] = head ?? []
  const parts = body.split(/^# (.+)\n/m).slice(1)
  const sections = parts.flatMap((name, index) =>
    index % 2 === 0 ? [[name, (parts[index + 1] ?? '').trim()] as const] : [],
  )
  return Object.freeze({ id, version, sections: new Map(sections) })
}

/** A placeholder alone on its line, or within one. */
const FILLED = /^\{\{([^{}]*)\}\}\n|\{\{([^{}]*)\}\}/gm

/**
 * Replaces placeholders by values, not those within values. A line of a placeholder without a value
 * is removed.
 */
export const fillPrompt = (body: string, values: Readonly<Record<string, string>>): string =>
  body.replace(FILLED, (_, alone?: string, within = '') => {
    if (alone === undefined) return values[within] ?? ''
    return values[alone] ? `${values[alone]}\n` : ''
  })
