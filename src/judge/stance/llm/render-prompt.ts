import { PipelineError } from '../../../base/errors.js'
import { serialisedScheme } from '../../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { StanceInput, StanceTarget } from '../stance-classifier.js'
import { listBatch } from './render-batch.js'

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
  /** Tells a post that is too long to be shown in full. */
  isTruncated(input: StanceInput): boolean
  /**
   * Renders one question about several posts of a thread, which the question shows once, as a tree.
   *
   * @param inputs on one move, each post once
   * @throws {PipelineError} `PROMPT_INVALID` for a prompt without the sections for it
   */
  renderBatch(inputs: readonly StanceInput[]): RenderedBatch
}

/** A question about several posts. */
export interface RenderedBatch extends Pick<RenderedQuestion, 'system' | 'user'> {
  /** The number of each post, by which the answer names it; in the order of the inputs. */
  readonly ids: readonly string[]
}

/** The longest post that is shown in full, in UTF-16 code units: about 5,000 tokens. */
const MAX_POST_LENGTH = 20_000
const MAX_CONTEXT_LENGTH = 4_000

/**
 * Creates a renderer for a scheme. Definitions come from the scheme, or from the prompt's own section.
 *
 * @param edit applied to every text before it is shown, such as pseudonymisation
 */
export function createPromptRenderer(
  template: PromptTemplate,
  scheme: StanceScheme,
  edit: (text: string) => string = (text) => text,
): PromptRenderer {
  const { sections } = template
  const section = (name: string): string => sections.get(`${name}: ${scheme.id}`) ?? sections.get(name) ?? ''
  // The prompt words the default labels itself.
  const own = serialisedScheme(scheme)
  const labels = scheme.labels.map((label) => JSON.stringify(label)).join(', ')
  const answer = fillPrompt(section('answer'), { labels })
  const systemWith = (form: string): string =>
    fillPrompt(section('system'), {
      answer: form,
      labels,
      question: scheme.question ?? section('question'),
      definitions: definitionsOf(own, template),
      rules: own.rules ? own.rules.map((rule, index) => `${index + 1}. ${rule}`).join('\n') : section('rules'),
    })
  const system = systemWith(answer)
  const repair = fillPrompt(section('repair'), { answer })
  const renderText = (name: string, text: string, maxLength: number, place: Readonly<Record<string, string>> = {}): string =>
    fillPrompt(section(name), { ...place, text: escapePost(truncateText(edit(text), maxLength)) })
  const renderDeal = (target: StanceTarget | null): string =>
    target === null ? section('no deal') : fillPrompt(section('deal'), { mover: escapePost(target.mover), move: escapePost(target.move) })
  const renderUser = ({ features, target }: StanceInput): string => {
    const { parent, root } = features
    return fillPrompt(section('user'), {
      deal: renderDeal(target),
      root: root === null || root === parent ? '' : renderText('root', root.text, MAX_CONTEXT_LENGTH),
      parent: parent === null ? '' : renderText('parent', parent.text, MAX_CONTEXT_LENGTH),
      post: renderText('post', features.text, MAX_POST_LENGTH),
    })
  }
  const renderBatch = (inputs: readonly StanceInput[]): RenderedBatch => {
    const missing = BATCH_SECTIONS.find((name) => !sections.has(name))
    if (missing !== undefined) {
      const message = `expected a prompt with a section "# ${missing}" for --llm-batch, got none in ${template.id} ${template.version}. models/llm/prompt.md of the package shows the form.`
      throw new PipelineError('PROMPT_INVALID', message)
    }
    const nodes = listBatch(inputs)
    const posts = nodes.map(({ id, features, parentId, isCoded }) => {
      const maxLength = isCoded ? MAX_POST_LENGTH : MAX_CONTEXT_LENGTH
      return parentId === null
        ? renderText('batch post', features.text, maxLength, { id })
        : renderText('batch reply', features.text, maxLength, { id, parent: parentId })
    })
    const idOf = new Map(nodes.map(({ id, features }) => [features, id]))
    const deal = renderDeal(inputs[0]?.target ?? null)
    return {
      system: systemWith(fillPrompt(section('batch answer'), { labels })),
      user: fillPrompt(section('batch'), { deal, posts: posts.join('\n'), ids: `1 to ${inputs.length}` }),
      ids: inputs.map(({ features }) => idOf.get(features) as string),
    }
  }
  return Object.freeze({
    render: (input: StanceInput) => ({ system, repair, user: renderUser(input) }),
    isTruncated: ({ features }: StanceInput) => features.text.length > MAX_POST_LENGTH,
    renderBatch,
  })
}

function definitionsOf(scheme: StanceScheme, template: PromptTemplate): string {
  const { definitions, examples } = scheme
  const example = (label: string): string => (examples ? ` Examples: ${examples[label] ?? ''}` : '')
  if (definitions)
    return scheme.labels.map((label) => `- ${JSON.stringify(label)}: ${definitions[label] ?? ''}${example(label)}`).join('\n')
  return template.sections.get(`definitions: ${scheme.id}`) ?? scheme.labels.map((label) => `- ${JSON.stringify(label)}`).join('\n')
}

/** Control characters, and Unicode tag characters: an invisible copy of ASCII that models can read. */
const INVISIBLE = /(?![\n\t])\p{Cc}|[\u{e0000}-\u{e007f}]/gu
/** Turn delimiters of the chat templates of Mistral and Llama 2: `[INST]`, `[/INST]`, `[TOOL_CALLS]`. */
const TURN_MARK = /\[(?=\/?[A-Z_ ]{2,40}\])/g

/**
 * Escapes a text for a prompt: it cannot open or close a section of the prompt, or a turn of the chat. `&`, `<`, `>` and the bracket of a
 * turn delimiter become entities, line ends `\n`, a lone surrogate U+FFFD. Control and tag characters are removed.
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
export interface PromptTemplate {
  readonly id: string
  readonly version: string
  readonly sections: ReadonlyMap<string, string>
}

/** The placeholders that a section must contain (`needs`) or may contain (`may`). Other placeholders are errors. */
interface SectionRule {
  readonly needs: readonly string[]
  readonly may?: readonly string[]
  readonly isOptional?: true
}
const SECTION_RULES: ReadonlyMap<string, SectionRule> = new Map<string, SectionRule>([
  ['system', { needs: ['definitions', 'answer'], may: ['question', 'rules', 'labels'] }],
  ['answer', { needs: ['labels'] }],
  ['user', { needs: ['deal', 'parent', 'post'], may: ['root'] }],
  ['deal', { needs: ['mover', 'move'] }],
  ['no deal', { needs: [] }],
  ['root', { needs: ['text'], isOptional: true }],
  ['parent', { needs: ['text'] }],
  ['post', { needs: ['text'] }],
  ['repair', { needs: ['answer'] }],
  ['batch', { needs: ['deal', 'posts', 'ids'], isOptional: true }],
  ['batch answer', { needs: ['labels'], isOptional: true }],
  ['batch post', { needs: ['id', 'text'], isOptional: true }],
  ['batch reply', { needs: ['id', 'parent', 'text'], isOptional: true }],
  ['question', { needs: [] }],
  ['rules', { needs: [], isOptional: true }],
])
const BATCH_SECTIONS = ['batch', 'batch answer', 'batch post', 'batch reply']
const SCHEME_SECTIONS = ['question', 'definitions', 'rules']
/** A post's text must be on its own line between two marks, which no escaped text can contain. */
const DELIMITED = /^<([a-z]+)>\n\{\{text\}\}\n<\/\1>$/m

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g

/**
 * Parses a prompt file: a head with `id` and `version` between lines of `---`, then sections under `# name`.
 *
 * @param where path of the file, for error messages
 * @throws {PipelineError} `PROMPT_INVALID` for a section or placeholder that is missing, unknown or repeated, and a post's text outside marks
 */
export function parsePrompt(text: string, where: string): PromptTemplate {
  const fail = (message: string): never => {
    throw new PipelineError('PROMPT_INVALID', `${where}: ${message} models/llm/prompt.md of the package shows the form.`, {
      context: { where },
    })
  }
  const source = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  const head = /^---\n([\s\S]*?)\n---\n/.exec(source)
  if (!head) return fail('expected a head with id and version between two lines of ---, got none.')
  const fields = new Map([...(head[1] ?? '').matchAll(/^(\w+):(.+)$/gm)].map(([, name = '', value = '']) => [name, value.trim()]))
  const [id = '', version = ''] = [fields.get('id'), fields.get('version')]
  if (!/^[\w.-]{1,40}$/.test(id) || !/^[\w.-]{1,20}$/.test(version)) {
    fail(`expected id and version of letters, digits, dots and hyphens, got "${id}" and "${version}".`)
  }
  const sections = new Map<string, string>()
  const [before = '', ...parts] = source.slice(head[0].length).split(/^# (.+)\n/m)
  if (before.trim() !== '') fail(`expected sections under "# name", got "${before.trim().slice(0, 40)}" before the first.`)
  for (let index = 0; index < parts.length; index += 2) {
    const name = (parts[index] ?? '').trim()
    if (sections.has(name)) fail(`expected every section once, got "# ${name}" twice.`)
    sections.set(name, (parts[index + 1] ?? '').trim())
  }
  for (const [name, body] of sections) {
    const [kind = '', scheme] = name.split(': ', 2)
    const ofScheme = SCHEME_SECTIONS.includes(kind) ? { needs: [] } : undefined
    const rule: SectionRule | undefined = scheme === undefined ? SECTION_RULES.get(kind) : ofScheme
    if (rule === undefined) return fail(`expected a known section, got "# ${name}".`)
    const { needs, may = [] } = rule
    const held = [...body.matchAll(PLACEHOLDER)].map(([, placeholder = '']) => placeholder)
    const unknown = held.find((each) => !needs.includes(each) && !may.includes(each))
    if (unknown !== undefined) fail(`expected known placeholders in "# ${name}", got {{${unknown}}}.`)
    for (const needed of needs) {
      const { length } = held.filter((each) => each === needed)
      if (length !== 1) fail(`expected {{${needed}}} once in "# ${name}", got it ${length} times.`)
    }
    if (needs.includes('text') && !DELIMITED.test(body)) {
      fail(`expected {{text}} in "# ${name}" on its own line between marks, such as <post> and </post>, got it elsewhere.`)
    }
  }
  const missing = [...SECTION_RULES].find(([name, { isOptional }]) => isOptional !== true && !sections.has(name))
  if (missing) fail(`expected a section "# ${missing[0]}", got none.`)
  return Object.freeze({ id, version, sections })
}

/** A placeholder alone on its line, or within one. */
const FILLED = /^\{\{([^{}]*)\}\}\n|\{\{([^{}]*)\}\}/gm

/** Replaces placeholders by values, not those within values. A line of a placeholder without a value is removed. */
export const fillPrompt = (body: string, values: Readonly<Record<string, string>>): string =>
  body.replace(FILLED, (_, alone?: string, within = '') => {
    if (alone === undefined) return values[within] ?? ''
    return values[alone] ? `${values[alone]}\n` : ''
  })
