import { probabilityColumns } from '../report/csv-row.js'
import { STANCE_SCHEME, type StanceScheme } from '../scheme/stance-scheme.js'

/** A column of a view: its name, DuckDB's type, and what it holds. */
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

const POST: Described = [
  ['threadId', 'VARCHAR', 'ids are unique within a thread'],
  ['author', 'VARCHAR', 'null when unknown'],
  ['createdAt', 'TIMESTAMP', 'UTC; null when unknown'],
  ['text', 'VARCHAR', ''],
  ['role', 'VARCHAR', 'root or reply'],
]

const COUNTS: Described = [
  ['postCount', 'BIGINT', ''],
  ['firstAt', 'TIMESTAMP', 'UTC'],
  ['lastAt', 'TIMESTAMP', 'UTC'],
]

/** The columns of every view of `query`, in order, for posts scored under a scheme. */
export function listViewColumns(scheme: StanceScheme = STANCE_SCHEME): ViewColumn[] {
  return describeViews(probabilityColumns(scheme.labels))
}

/** The columns of every view, in order, for scored posts with these probability columns. */
export function describeViews(columns: readonly string[]): ViewColumn[] {
  const views: Readonly<Record<string, Described>> = {
    posts: [
      ['id', 'VARCHAR', ''],
      ...POST,
      ['parentId', 'VARCHAR', 'null for a root'],
      ...JUDGEMENT(columns),
      ['deals', 'VARCHAR[]', 'ids of the deals it is about'],
      ['sentiment', 'DOUBLE', 'how it feels, in [-1, 1]'],
      ['reason', 'VARCHAR', 'why there is no label'],
      ['flags', 'VARCHAR[]', ''],
      ['meta', 'JSON', "what else the source says: meta->>'language'"],
      ['chain', 'JSON', 'how the label came through the posts answered'],
      ['model', 'VARCHAR', ''],
      ['scheme', 'VARCHAR', 'of labels of your own; null for those that ship'],
      ['file', 'VARCHAR', 'name of the input'],
    ],
    stances: [
      ['dealId', 'VARCHAR', 'one row per post and deal'],
      ['postId', 'VARCHAR', ''],
      ...POST,
      ['position', 'BIGINT', '1 for the stance that the post shows'],
      ['linkedBy', 'VARCHAR', 'given, text, parent, root or default'],
      ...JUDGEMENT(columns),
      ['sentiment', 'DOUBLE', 'of the post'],
      ['model', 'VARCHAR', ''],
      ['file', 'VARCHAR', ''],
    ],
    evidence: [
      ['postId', 'VARCHAR', 'one row per stretch that decided a label'],
      ['threadId', 'VARCHAR', ''],
      ['label', 'VARCHAR', 'of the post'],
      ['text', 'VARCHAR', 'the stretch'],
      ['toward', 'VARCHAR', 'the label that it speaks for'],
      ['weight', 'DOUBLE', ''],
      ['startOffset', 'BIGINT', 'UTF-16, half-open'],
      ['endOffset', 'BIGINT', ''],
    ],
    authors: [
      ['author', 'VARCHAR', 'one row per known author'],
      ['label', 'VARCHAR', 'of most of their labelled posts; a tie is the neutral label'],
      ['labelledCount', 'BIGINT', 'posts with a label'],
      ...COUNTS,
      ['threadCount', 'BIGINT', ''],
      ['sentiment', 'DOUBLE', 'mean of their posts'],
    ],
    threads: [
      ['threadId', 'VARCHAR', 'one row per thread'],
      ...COUNTS,
      ['authorCount', 'BIGINT', 'known ones'],
      ['unknownAuthorCount', 'BIGINT', 'posts without a known author'],
    ],
    deals: [
      ['dealId', 'VARCHAR', 'one row per deal of the catalogue'],
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

/** Names of the views, in order. */
export const VIEW_NAMES: readonly string[] = [...new Set(describeViews([]).map(({ view }) => view))]

/** A text in SQL. */
export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A name in SQL. */
export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`

/**
 * The statements that make the views above out of `scored`, which has the columns of `posts` and, nested, `stances` and `evidence`.
 *
 * @param columns names of the probability columns, by the label that they belong to
 * @param neutral the label that a tie of an author's labels counts as; null where the scheme has none
 */
export function viewStatements(columns: readonly (readonly [label: string, column: string])[], neutral: string | null): string[] {
  const names = columns.map(([, column]) => column)
  const listed = (view: string): string =>
    describeViews(names)
      .filter((one) => one.view === view)
      .map(({ column }) => sqlName(column))
      .join(', ')
  const ofStance = columns.map(([label, column]) => `stance.probabilities[${sqlText(label)}] AS ${sqlName(column)}`)
  return [
    `CREATE VIEW posts AS SELECT ${listed('posts')} FROM scored`,
    `CREATE VIEW stances AS SELECT ${listed('stances')} FROM (
       SELECT id AS postId, threadId, author, createdAt, text, role, sentiment, model, file, position, stance.dealId AS dealId,
         stance."by" AS linkedBy, ${['stance.label AS label', 'stance.lean AS lean', ...ofStance].join(', ')}, stance.status AS status
       FROM (SELECT *, unnest(stances) AS stance, generate_subscripts(stances, 1) AS position FROM scored))`,
    `CREATE VIEW evidence AS SELECT ${listed('evidence')} FROM (
       SELECT id AS postId, threadId, label, stretch.text AS text, stretch.toward AS toward, stretch.weight AS weight,
         stretch.start AS startOffset, stretch."end" AS endOffset
       FROM (SELECT id, threadId, label, unnest(evidence) AS stretch FROM scored))`,
    `CREATE VIEW authors AS WITH counted AS (
         SELECT author, label, count(*) AS labelCount FROM scored WHERE author IS NOT NULL AND label IS NOT NULL GROUP BY ALL),
       highest AS (SELECT author, max(labelCount) AS labelCount FROM counted GROUP BY author),
       chosen AS (
         SELECT author, CASE WHEN count(*) = 1 THEN min(label) ELSE ${neutral === null ? 'NULL' : sqlText(neutral)} END AS label
         FROM counted JOIN highest USING (author, labelCount) GROUP BY author),
       totals AS (
         SELECT author, count(label) AS labelledCount, count(*) AS postCount, min(createdAt) AS firstAt, max(createdAt) AS lastAt,
           count(DISTINCT threadId) AS threadCount, avg(sentiment) AS sentiment
         FROM scored WHERE author IS NOT NULL GROUP BY author)
       SELECT ${listed('authors')} FROM totals LEFT JOIN chosen USING (author) ORDER BY author`,
    `CREATE VIEW threads AS SELECT ${listed('threads')} FROM (
       SELECT threadId, count(*) AS postCount, min(createdAt) AS firstAt, max(createdAt) AS lastAt,
         count(DISTINCT author) AS authorCount, count(*) - count(author) AS unknownAuthorCount
       FROM scored GROUP BY threadId) ORDER BY threadId`,
  ]
}
