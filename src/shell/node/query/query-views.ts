import { NODE_KINDS } from '../../../base/thread/post.js'

/** A column of a view: its name, DuckDB type and meaning. */
export interface ViewColumn {
  readonly view: string
  readonly column: string
  readonly type: string
  readonly meaning: string
}

type Described = readonly (readonly [column: string, type: string, meaning: string])[]

const JUDGEMENT = (columns: readonly string[]): Described => [
  ['label', 'VARCHAR', 'null unless status is scored'],
  ['lean', 'VARCHAR', 'the better supported side; null when unscored'],
  ...columns.map((column) => [column, 'DOUBLE', 'calibrated probability; null when there is none'] as const),
  ['status', 'VARCHAR', 'scored, unsure or unscored'],
]

const NODE: Described[number] = [
  'node',
  'VARCHAR',
  `${NODE_KINDS.join(', ')}; null for a contribution: aggregate counts those alone, so say: where node is null`,
]
const FILE: Described[number] = ['file', 'VARCHAR', 'the input, as it was given; stdin for -']
const POST_ID: Described[number] = ['postId', 'VARCHAR', 'id in the record']

const POST: Described = [
  ['threadId', 'VARCHAR', 'ids are unique within a thread'],
  ['author', 'VARCHAR', 'null when unknown'],
  ['createdAt', 'TIMESTAMP', 'UTC; null when unknown'],
  ['text', 'VARCHAR', ''],
  ['role', 'VARCHAR', 'root or reply; of meta in the record'],
  NODE,
]

/** Lists the columns of all views, in order, for scored posts with these probability columns. */
export function describeViews(columns: readonly string[]): ViewColumn[] {
  const views: Readonly<Record<string, Described>> = {
    posts: [
      ['id', 'VARCHAR', ''],
      ...POST,
      ['parentId', 'VARCHAR', 'null for a root'],
      ...JUDGEMENT(columns),
      ['deals', 'VARCHAR[]', 'ids of the deals it is about'],
      ['sentiment', 'DOUBLE', 'how it feels, in [-1, 1]'],
      ['reason', 'VARCHAR', 'why there is no label or no side'],
      ['flags', 'VARCHAR[]', ''],
      ['meta', 'JSON', "what else the source says, and your own columns: meta->>'topic'"],
      ['chain', 'JSON', 'how the label came through the posts answered'],
      ['model', 'VARCHAR', ''],
      ['scheme', 'VARCHAR', 'of labels of your own; null for those that ship'],
      FILE,
    ],
    stances: [
      ['dealId', 'VARCHAR', 'one row per post and deal'],
      POST_ID,
      ...POST,
      ['position', 'BIGINT', '1 for the stance that the post shows'],
      ['linkedBy', 'VARCHAR', 'given, text, parent, root or default; by in the record'],
      ...JUDGEMENT(columns),
      ['sentiment', 'DOUBLE', 'of the post'],
      ['model', 'VARCHAR', ''],
      FILE,
    ],
    evidence: [
      POST_ID,
      ['threadId', 'VARCHAR', 'one row per stretch that decided a label'],
      ['label', 'VARCHAR', 'of the post'],
      ['text', 'VARCHAR', 'the stretch'],
      ['toward', 'VARCHAR', 'the label that it speaks for'],
      ['weight', 'DOUBLE', ''],
      ['startOffset', 'BIGINT', 'UTF-16, half-open; start in the record'],
      ['endOffset', 'BIGINT', 'end in the record'],
      NODE,
      FILE,
    ],
    deals: [
      ['dealId', 'VARCHAR', 'one row per deal of the posts and of the catalogue; id there'],
      ['mover', 'VARCHAR', 'the company whose move is judged'],
      ['move', 'VARCHAR', ''],
      ['date', 'VARCHAR', 'YYYY, YYYY-MM or YYYY-MM-DD'],
      ['counterparties', 'VARCHAR[]', ''],
      ['parties', 'VARCHAR[]', ''],
      ['aliases', 'VARCHAR[]', ''],
    ],
  }
  return Object.entries(views).flatMap(([view, described]) => described.map(([column, type, meaning]) => ({ view, column, type, meaning })))
}

export const VIEW_NAMES: readonly string[] = [...new Set(describeViews([]).map(({ view }) => view))]

/** All posts, behind the views. It has a schema of its own, so that it is not listed with them. */
export const SCORED = 'inputs.scored'

export type LabelColumn = readonly [label: string, column: string]

export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** Quotes an SQL identifier. */
export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`

/**
 * The statements that create the views from {@link SCORED}, which has the columns of `posts` and nested `stances` and `evidence`.
 *
 * @param columns probability columns by label
 */
export function viewStatements(columns: readonly LabelColumn[]): string[] {
  const names = columns.map(([, column]) => column)
  const listed = (view: string): string =>
    describeViews(names)
      .filter((one) => one.view === view)
      .map(({ column }) => sqlName(column))
      .join(', ')
  const ofStance = columns.map(([label, column]) => `stance.probabilities[${sqlText(label)}] AS ${sqlName(column)}`)
  return [
    `CREATE VIEW posts AS SELECT ${listed('posts')} FROM ${SCORED}`,
    `CREATE VIEW stances AS SELECT ${listed('stances')} FROM (
       SELECT id AS postId, threadId, author, createdAt, text, role, node, sentiment, model, file, position, stance.dealId AS dealId,
         stance."by" AS linkedBy, ${['stance.label AS label', 'stance.lean AS lean', ...ofStance].join(', ')}, stance.status AS status
       FROM (SELECT *, unnest(stances) AS stance, generate_subscripts(stances, 1) AS position FROM ${SCORED}))`,
    `CREATE VIEW evidence AS SELECT ${listed('evidence')} FROM (
       SELECT id AS postId, threadId, label, node, file, stretch.text AS text, stretch.toward AS toward, stretch.weight AS weight,
         stretch.start AS startOffset, stretch."end" AS endOffset
       FROM (SELECT id, threadId, label, node, file, unnest(evidence) AS stretch FROM ${SCORED}))`,
  ]
}
