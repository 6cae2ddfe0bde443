import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { NODE_KINDS } from '../../../base/thread/post.js'
import { probabilityColumns } from '../../../say/format/csv-row.js'

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

const COUNTS: Described = [
  ['postCount', 'BIGINT', 'all their posts'],
  ['contributionCount', 'BIGINT', 'those where node is null'],
  ['firstAt', 'TIMESTAMP', 'UTC'],
  ['lastAt', 'TIMESTAMP', 'UTC'],
  ['files', 'VARCHAR[]', 'inputs that hold them'],
]

/** Lists the columns of all views of `query`, in order, for posts scored under a scheme. */
export function listViewColumns(scheme: StanceScheme = STANCE_SCHEME): ViewColumn[] {
  return describeViews(probabilityColumns(scheme.labels))
}

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
      ['meta', 'JSON', "what else the source says: meta->>'language'"],
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
    authors: [
      ['author', 'VARCHAR', 'one row per known author'],
      ['label', 'VARCHAR', 'of most of their labelled contributions; of a tie the neutral label, null for own labels without --scheme'],
      ['labelledCount', 'BIGINT', 'contributions with a label'],
      ...COUNTS,
      ['threadCount', 'BIGINT', ''],
      ['sentiment', 'DOUBLE', 'mean of their contributions'],
    ],
    threads: [
      ['threadId', 'VARCHAR', 'one row per thread'],
      ...COUNTS,
      ['authorCount', 'BIGINT', 'known ones'],
      ['unknownAuthorCount', 'BIGINT', 'posts without a known author'],
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
 * @param neutral the label for ties between an author's labels; null when the scheme has none
 */
export function viewStatements(columns: readonly LabelColumn[], neutral: string | null): string[] {
  const names = columns.map(([, column]) => column)
  const listed = (view: string): string =>
    describeViews(names)
      .filter((one) => one.view === view)
      .map(({ column }) => sqlName(column))
      .join(', ')
  const ofStance = columns.map(([label, column]) => `stance.probabilities[${sqlText(label)}] AS ${sqlName(column)}`)
  const counts = `count(*) AS postCount, count(*) FILTER (node IS NULL) AS contributionCount, min(createdAt) AS firstAt,
           max(createdAt) AS lastAt, list_sort(list(DISTINCT file)) AS files`
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
    `CREATE VIEW authors AS WITH counted AS (
         SELECT author, label, count(*) AS labelCount FROM ${SCORED}
         WHERE author IS NOT NULL AND label IS NOT NULL AND node IS NULL GROUP BY ALL),
       highest AS (SELECT author, max(labelCount) AS labelCount FROM counted GROUP BY author),
       chosen AS (
         SELECT author, CASE WHEN count(*) = 1 THEN min(label) ELSE ${neutral === null ? 'NULL' : sqlText(neutral)} END AS label
         FROM counted JOIN highest USING (author, labelCount) GROUP BY author),
       totals AS (
         SELECT author, count(label) FILTER (node IS NULL) AS labelledCount, ${counts}, count(DISTINCT threadId) AS threadCount,
           avg(sentiment) FILTER (node IS NULL) AS sentiment
         FROM ${SCORED} WHERE author IS NOT NULL GROUP BY author)
       SELECT ${listed('authors')} FROM totals LEFT JOIN chosen USING (author) ORDER BY author`,
    `CREATE VIEW threads AS SELECT ${listed('threads')} FROM (
       SELECT threadId, ${counts}, count(DISTINCT author) AS authorCount, count(*) - count(author) AS unknownAuthorCount
       FROM ${SCORED} GROUP BY threadId) ORDER BY threadId`,
  ]
}
