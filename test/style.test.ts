import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseAst } from 'vitest/node'

/**
 * Rules of the code that the linter has none for. Nested ternaries and complexity: `biome.json`.
 */
const MAX_WIDTH = 100
const MAX_TERM_COUNT = 4

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

/** A node and all below it, each with its parent, in the order of the text. */
function withParents(root: Node): readonly (readonly [Node, Node | null])[] {
  const all: [Node, Node | null][] = []
  const visit = (node: Node, parent: Node | null): void => {
    all.push([node, parent])
    for (const value of Object.values(node))
      if (Array.isArray(value)) for (const each of value) visitNode(each, node)
      else visitNode(value, node)
  }
  const visitNode = (value: unknown, parent: Node): void => {
    if (isNode(value)) visit(value, parent)
  }
  visit(root, null)
  return all
}

const childOf = (node: Node, field: string): Node | null => {
  const child = node[field]
  return isNode(child) ? child : null
}

/** Terms of a condition, `??` included: `a && (b || c)` has three. */
function countTerms(node: Node | null): number {
  if (node?.type === 'ParenthesizedExpression') return countTerms(childOf(node, 'expression'))
  if (node?.type !== 'LogicalExpression') return 1
  return countTerms(childOf(node, 'left')) + countTerms(childOf(node, 'right'))
}

/** A node without the brackets and the types around it. */
function bareNode(node: Node | null): Node | null {
  const isAround = ['ParenthesizedExpression', 'TSAsExpression'].includes(node?.type ?? '')
  return node !== null && isAround ? bareNode(childOf(node, 'expression')) : node
}

const isSpreadLiteral = (node: Node): boolean =>
  node.type === 'SpreadElement' &&
  ['ObjectExpression', 'ArrayExpression'].includes(bareNode(childOf(node, 'argument'))?.type ?? '')

const isPackedDeclaration = (node: Node): boolean =>
  node.type === 'VariableDeclarator' &&
  childOf(node, 'id')?.type === 'ArrayPattern' &&
  bareNode(childOf(node, 'init'))?.type === 'ArrayExpression'

const isLongCondition = (node: Node, parent: Node | null): boolean =>
  node.type === 'LogicalExpression' &&
  parent?.type !== 'LogicalExpression' &&
  countTerms(node) > MAX_TERM_COUNT

/** Words that say how a value came, not what it is. */
const BARE_WORDS: readonly unknown[] = ['found', 'given', 'own', 'said', 'told']

/** Fields of a node that hold the names it declares. */
const NAME_FIELDS: Readonly<Record<string, string>> = {
  VariableDeclarator: 'id',
  FunctionDeclaration: 'id',
  ArrayPattern: 'elements',
  RestElement: 'argument',
  AssignmentPattern: 'left',
}

const isBareWord = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some(isBareWord)
    : isNode(value) && value.type === 'Identifier' && BARE_WORDS.includes(value['name'])

/** Properties keep their names: `{ given: labels }` declares `labels`. */
const declaresBareWord = (node: Node, parent: Node | null): boolean =>
  isBareWord(node['params']) ||
  isBareWord(node[NAME_FIELDS[node.type] ?? '']) ||
  (parent?.type === 'ObjectPattern' && isBareWord(node['value']))

const RULES: Readonly<Record<string, (node: Node, parent: Node | null) => boolean>> = {
  'spread of a literal': isSpreadLiteral,
  'constants in one destructuring': isPackedDeclaration,
  [`condition of more than ${MAX_TERM_COUNT} terms`]: isLongCondition,
}
/** Rules of the code that ships and of its scripts. */
const NAMING_RULES = { ...RULES, 'bare word as a name': declaresBareWord }
const rulesFor = (path: string) => (path.startsWith('test/') ? RULES : NAMING_RULES)

/** A tag amid a sentence, which hides it. */
const TAG_AMID = /^\s*\* [^@].*\s@(?:param|returns|throws|see|example)\b/

const COMMENT = /^\s*(?:\/?\*|\/\/)/
/** An address cannot be broken, and neither can what the linter is told about the next line. */
const UNBREAKABLE = /https?:\/\/|biome-ignore/

const isLiteral = ({ type }: Node): boolean => type === 'Literal' || type === 'TemplateLiteral'

/** Each fault of a file as `rule, line`. */
function faultsOf(text: string, rules = RULES): string[] {
  const nodes = withParents(parseAst(text, { lang: 'ts' }) as unknown as Node)
  const checks = Object.entries(rules)
  const faults: string[] = []
  for (const [node, parent] of nodes)
    for (const [rule, isFault] of checks)
      if (isFault(node, parent))
        faults.push(`${rule}, line ${text.slice(0, node.start).split('\n').length}`)
  let from = 0
  for (const [index, line] of text.split('\n').entries()) {
    const to = from + line.length
    // The formatter breaks no text and no pattern.
    const holdsLine = ([node]: (typeof nodes)[number]): boolean =>
      isLiteral(node) && node.start <= to && node.end >= from
    if (TAG_AMID.test(line)) faults.push(`tag amid a comment, line ${index + 1}`)
    if (line.length > MAX_WIDTH && !UNBREAKABLE.test(line) && !nodes.some(holdsLine))
      faults.push(`wide ${COMMENT.test(line) ? 'comment' : 'code'}, line ${index + 1}`)
    from = to + 1
  }
  return faults
}

const files = ['src', 'scripts', 'test'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !/node_modules|\/fixtures\//.test(path)),
)

describe('code that can be read', () => {
  it(`has lines of ${MAX_WIDTH} characters, a line for each constant, and no long conditions`, () => {
    expect(files.length).toBeGreaterThan(700)
    const faults = files.flatMap((path) =>
      faultsOf(readFileSync(path, 'utf8'), rulesFor(path)).map((fault) => `${path}: ${fault}`),
    )
    expect(faults).toEqual([])
  })

  it.each([
    ['const post = { ...{ id, text } }', ['spread of a literal, line 1']],
    ['const words = [...[first, last]]', ['spread of a literal, line 1']],
    ['const names = [...(["first"] as const)]', ['spread of a literal, line 1']],
    ['const post = { ...(id && { id }) }', []],
    ['const [a, b] = [first(), last()]', ['constants in one destructuring, line 1']],
    ['const [a, b] = [0.1, 0.2] as const', ['constants in one destructuring, line 1']],
    ['const [a, b] = bounds()', []],
    ['if (a && b && (c || d)) run()', []],
    ['if (a && b && (c || d || e)) run()', ['condition of more than 4 terms, line 1']],
    ['/**\n * Cuts. @param a\n */', ['tag amid a comment, line 2']],
    [`// ${'a '.repeat(60)}`, ['wide comment, line 1']],
    [`const text = '${'a '.repeat(60)}'`, []],
    [`const text = \`\n// ${'a '.repeat(60)}\``, []],
    [`run(${'a, '.repeat(60)})`, ['wide code, line 1']],
  ])('%j has the faults %j', (text, faults) => {
    expect(faultsOf(text)).toEqual(faults)
  })

  it.each([
    'const found = 1',
    'const [own = 0] = counts',
    'const { id: given } = post',
    'const { ...told } = post',
    'function found() {}',
    'type Run = (said: string) => void',
  ])('%j has a bare word as a name', (text) => {
    expect(faultsOf(text, NAMING_RULES)).toEqual(['bare word as a name, line 1'])
  })

  it.each([
    'const { given: labels } = post',
    'const post = { given, own: 1 }',
    'interface Post { readonly given?: string }',
  ])('%j has none', (text) => {
    expect(faultsOf(text, NAMING_RULES)).toEqual([])
  })
})
