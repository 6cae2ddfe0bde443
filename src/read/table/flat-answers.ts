import { findFields } from '../record/field-names.js'

type Row = Readonly<Record<string, unknown>>

/** "replies/0/text": a field of the first answer to the row's post. */
const ANSWER_FIELD = /^((?:latest)?(?:comments|replies|answers)\/\d{1,4})\/(.{1,200})$/i

/** Text and handle in the names of exports that write lists into columns. */
const PLAIN_NAMES: Readonly<Record<string, string>> = { 'owner/username': 'ownerUsername' }

/**
 * A row as its post and the answers that stand in its columns.
 *
 *     id, text, replies/0/id, replies/0/text
 *     7,  Sold, 8,            Kept             ->  7 "Sold", 8 "Kept" that answers 7
 */
function splitAnswers(row: Row): Row[] {
  const answers = new Map<string, Record<string, unknown>>()
  const post: Record<string, unknown> = {}
  for (const [name, cell] of Object.entries(row)) {
    const [, place, field] = ANSWER_FIELD.exec(name) ?? []
    if (place === undefined || field === undefined) post[name] = cell
    else answers.set(place, { ...answers.get(place), [PLAIN_NAMES[field] ?? field]: cell })
  }
  const id = findFields(Object.keys(post)).get('id')
  const worded = [...answers.values()].filter((answer) =>
    findFields(Object.keys(answer)).has('text'),
  )
  return [post, ...worded.map((answer) => ({ parent_id: post[id ?? ''], ...answer }))]
}

/** Splits the rows of a table where its columns hold answers. */
export const answerSplitter = (names: readonly string[]): ((row: Row) => Row[]) =>
  names.some((name) => ANSWER_FIELD.test(name)) ? splitAnswers : (row) => [row]
