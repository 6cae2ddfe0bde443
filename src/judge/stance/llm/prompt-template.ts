import { PipelineError } from '../../../base/errors.js'

/** A parsed prompt file: its name and its sections by heading. */
export interface PromptTemplate {
  readonly id: string
  readonly version: string
  readonly sections: ReadonlyMap<string, string>
}

/** The sections of a prompt, with the placeholders each must contain (`needs`) or may contain (`may`). Other placeholders are errors. */
const SECTION_RULES: Readonly<
  Record<string, { readonly needs: readonly string[]; readonly may?: readonly string[]; readonly isOptional?: true }>
> = {
  system: { needs: ['definitions', 'answer'], may: ['question', 'rules', 'labels'] },
  answer: { needs: ['labels'] },
  user: { needs: ['deal', 'parent', 'post'], may: ['root'] },
  deal: { needs: ['mover', 'move'] },
  'no deal': { needs: [] },
  root: { needs: ['text'], isOptional: true },
  parent: { needs: ['text'] },
  post: { needs: ['text'] },
  repair: { needs: ['answer'] },
  question: { needs: [] },
  rules: { needs: [], isOptional: true },
}
/** Sections that may also be defined for one scheme, as `rules: SCHEME`. */
const SCHEME_SECTIONS = ['question', 'definitions', 'rules']
/** A post's text must be on its own line between an opening and a closing mark, which no escaped text can contain. */
const DELIMITED = /^<([a-z]+)>\n\{\{text\}\}\n<\/\1>$/m

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g

/**
 * Parses a prompt file: a head with `id` and `version` between lines of `---`, then sections under `# name`.
 *
 * @param where path of the file, for error messages
 * @throws {PipelineError} `PROMPT_INVALID` for a section that is missing, unknown or repeated, a placeholder that is missing or unknown,
 *   and a post's text that is not between marks
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
    const known = Object.hasOwn(SECTION_RULES, kind) ? SECTION_RULES[kind] : undefined
    if (scheme === undefined ? known === undefined : !SCHEME_SECTIONS.includes(kind)) fail(`expected a known section, got "# ${name}".`)
    const held = [...body.matchAll(PLACEHOLDER)].map(([, placeholder = '']) => placeholder)
    const needed = scheme === undefined ? (known?.needs ?? []) : []
    const unknownPlaceholder = held.find(
      (placeholder) => ![...needed, ...(scheme === undefined ? (known?.may ?? []) : [])].includes(placeholder),
    )
    if (unknownPlaceholder !== undefined) fail(`expected known placeholders in "# ${name}", got {{${unknownPlaceholder}}}.`)
    const missingPlaceholder = needed.find((placeholder) => held.filter((each) => each === placeholder).length !== 1)
    if (missingPlaceholder !== undefined)
      fail(
        `expected {{${missingPlaceholder}}} once in "# ${name}", got it ${held.filter((each) => each === missingPlaceholder).length} times.`,
      )
    if (needed.includes('text') && !DELIMITED.test(body)) {
      fail(`expected {{text}} in "# ${name}" on its own line between marks, such as <post> and </post>, got it elsewhere.`)
    }
  }
  const missing = Object.entries(SECTION_RULES).find(([name, { isOptional }]) => isOptional !== true && !sections.has(name))
  if (missing) fail(`expected a section "# ${missing[0]}", got none.`)
  return Object.freeze({ id, version, sections })
}

/**
 * Replaces placeholders by values in one pass, so that placeholders within values are left alone. A line that consists of a placeholder is
 * removed when its value is empty.
 */
export function fillPrompt(body: string, values: Readonly<Record<string, string>>): string {
  let text = ''
  for (const { before, name, lineEnd } of splitBody(body)) {
    const value = values[name] ?? ''
    text += value === '' && lineEnd !== '' ? before : before + value + lineEnd
  }
  return text
}

/** Part of a body: the text before a placeholder, the placeholder's name, and its line end if it is alone on its line. */
interface Piece {
  readonly before: string
  /** Empty for the rest of the body. */
  readonly name: string
  readonly lineEnd: string
}

const known = new Map<string, readonly Piece[]>()

/** Cached: there are few bodies, and each is filled for every post. */
function splitBody(body: string): readonly Piece[] {
  let pieces = known.get(body)
  if (pieces === undefined) {
    let from = 0
    pieces = [...body.matchAll(/\{\{([^{}]*)\}\}/g)].map((match): Piece => {
      const [{ length }, name = ''] = match
      const isLine = (match.index === 0 || body[match.index - 1] === '\n') && body[match.index + length] === '\n'
      const piece = { before: body.slice(from, match.index), name, lineEnd: isLine ? '\n' : '' }
      from = match.index + length + piece.lineEnd.length
      return piece
    })
    pieces = [...pieces, { before: body.slice(from), name: '', lineEnd: '' }]
    known.set(body, pieces)
  }
  return pieces
}

/** The section for a scheme, or else the general one; null when there is neither. */
export const sectionFor = ({ sections }: PromptTemplate, name: string, schemeId: string): string | null =>
  sections.get(`${name}: ${schemeId}`) ?? sections.get(name) ?? null
