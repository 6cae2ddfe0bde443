import { PipelineError } from '../../base/errors.js'
import { SKIPPED } from '../../base/scheme/find-label.js'
import { nameSome } from '../../base/text/format-count.js'
import { parseJsonLossless, tryJsonLossless } from '../../base/text/parse-json-lossless.js'
import { splitLines } from '../../base/text/split-lines.js'
import { get } from '../record/json-fields.js'
import { parseJsonLine } from './parse-jsonl.js'

/** A line of a sheet of labels. */
interface CodedLine {
  /** 1-based: of the record in the file. */
  readonly lineNumber: number
  readonly cells: readonly string[]
}

/** One coder's answer to one question. An empty label: nothing was chosen. */
interface Coding {
  readonly question: string
  readonly coder: string | null
  readonly label: string
  readonly at: string | null
}

/** A form of records: how to know one, where its post stands, and what coders answered. */
interface CodedForm {
  readonly isOne: (record: unknown) => boolean
  /** Objects that may hold the post's fields. The first that has a field gives it. */
  readonly placesOf: (record: unknown) => readonly unknown[]
  readonly codingsOf: (record: unknown) => readonly Coding[]
}

/** The fields that an import of labels reads of a post. */
const POST_FIELDS = ['postId', 'threadId', 'dealId', 'text', 'mover', 'move'] as const
const COLUMNS = [...POST_FIELDS, 'coder', 'label', 'labelledAt']

/** The question that counts where records hold several. */
const QUESTION = 'label'

/** `prodigy db-out`: one line for each answer of a coder. */
const PRODIGY: CodedForm = {
  isOne: (record) => get.name(record, 'answer') !== null,
  placesOf: (record) => [record, get.object(record, 'meta')],
  codingsOf: (record) => [
    {
      question: QUESTION,
      coder: get.name(record, '_annotator_id') ?? get.name(record, '_session_id'),
      label: prodigyLabel(record),
      at: get.time(record, '_timestamp'),
    },
  ],
}

/**
 * A rejected label says which one is wrong, not which one is right: the record counts as
 * unlabelled.
 */
function prodigyLabel(record: unknown): string {
  const answer = get.name(record, 'answer')
  if (answer === 'ignore') return SKIPPED
  if (answer !== 'accept') return ''
  const chosen = Array.isArray(get.value(record, 'accept'))
    ? get.list(record, 'accept').map((id) => optionOf(record, id))
    : [get.name(record, 'label') ?? '']
  return oneOf(chosen)
}

/** The id of an option is its label; where ids are numbers, its text is. */
function optionOf(record: unknown, id: unknown): string {
  if (typeof id === 'string') return id
  const option = get.list(record, 'options').find((one) => get.value(one, 'id') === id)
  return get.name(option, 'text') ?? String(id)
}

/** JSON of Label Studio: a task with the annotations of all coders. */
const LABEL_STUDIO: CodedForm = {
  isOne: (task) =>
    get.object(task, 'data') !== null && get.value(task, 'annotations') !== undefined,
  placesOf: (task) => [get.object(task, 'data')],
  codingsOf: (task) => get.list(task, 'annotations').flatMap(annotationCodings),
}

function annotationCodings(annotation: unknown): readonly Coding[] {
  const made = {
    coder:
      get.name(annotation, 'completed_by', 'email') ??
      get.id(annotation, 'completed_by', 'id') ??
      get.id(annotation, 'completed_by'),
    at: get.time(annotation, 'updated_at') ?? get.time(annotation, 'created_at'),
  }
  if (get.value(annotation, 'was_cancelled') === true)
    return [{ ...made, question: '', label: SKIPPED }]
  const choices = get
    .list(annotation, 'result')
    .filter((result) => get.string(result, 'type') === 'choices')
  if (choices.length === 0) return [{ ...made, question: '', label: '' }]
  return choices.map((result) => ({
    ...made,
    question: get.name(result, 'from_name') ?? '',
    label: oneOf(get.list(result, 'value', 'choices').map(String)),
  }))
}

/** Records of Argilla: as its Python package writes them, or as its server keeps them. */
const ARGILLA: CodedForm = {
  isOne: (record) =>
    get.object(record, 'fields') !== null && get.value(record, 'responses') !== undefined,
  placesOf: (record) => [
    get.object(record, 'metadata'),
    get.object(record, 'fields'),
    { postId: get.value(record, 'id') },
  ],
  codingsOf: (record) => {
    const responses = get.object(record, 'responses')
    return responses === null
      ? get.list(record, 'responses').flatMap(keptResponse)
      : Object.entries(responses).flatMap(([question, answers]) =>
          Array.isArray(answers) ? answers.flatMap((one) => answerCodings(question, one)) : [],
        )
  },
}

const answerCodings = (question: string, answer: unknown): readonly Coding[] => {
  const label = get.string(answer, 'value')
  return label === null
    ? []
    : [{ question, label, coder: get.name(answer, 'user_id'), at: get.time(answer, 'updated_at') }]
}

function keptResponse(response: unknown): readonly Coding[] {
  const made = { coder: get.name(response, 'user_id'), at: get.time(response, 'updated_at') }
  const status = get.name(response, 'status')
  if (status === 'discarded') return [{ ...made, question: '', label: SKIPPED }]
  return Object.entries(get.object(response, 'values') ?? {}).flatMap(([question, answer]) => {
    const label = get.string(answer, 'value')
    return label === null ? [] : [{ ...made, question, label: status === 'draft' ? '' : label }]
  })
}

const FORMS: readonly CodedForm[] = [LABEL_STUDIO, ARGILLA, PRODIGY]

/** Joins several labels of one post into a text that no scheme holds: the import then names it. */
const oneOf = (labels: readonly string[]): string => labels.join(' + ')

/** True for a text that begins like JSON; a sheet begins with the names of its columns. */
export const isCodedJson = (text: string): boolean => /^\s*[[{]/.test(text)

/**
 * Reads the codings of Prodigy (`db-out`), Label Studio (JSON) and Argilla (records as JSON): one
 * row for each coder and label, under the columns of a sheet. The post's fields (`postId`,
 * `threadId`, `dealId`, `text`) are those that the tool was given: of the record or its `meta`, of
 * `data`, of `metadata` or `fields`. An ignored, cancelled or discarded post is a skipped one.
 *
 * @param file its name, for messages
 * @throws {PipelineError} `INGEST_JSON_BROKEN` for broken JSON, `INGEST_RECORD_INVALID` for records
 *   of another form, without the post's id or with several questions
 */
export function parseCodedRecords(text: string, file: string): readonly CodedLine[] {
  const records = recordsOf(text, file)
  const form = FORMS.find(({ isOne }) => records.every(isOne))
  if (form === undefined)
    throw invalid(
      file,
      'records of Prodigy (db-out), Label Studio (JSON) or Argilla (records as JSON)',
      'others',
      'Export again in one of these forms, or give a CSV file with the columns postId, coder, label.',
    )
  const codings = records.map((record) => form.codingsOf(record))
  const question = questionOf(codings.flat(), file)
  const lines = records.flatMap((record, index) => {
    const places = form.placesOf(record)
    const fieldOf = (...names: readonly string[]): string =>
      places.flatMap((place) => names.map((name) => get.id(place, name))).find(Boolean) ?? ''
    if (fieldOf('postId', 'id') === '')
      throw invalid(
        `${file}, record ${index + 1}`,
        'the id of its post as postId',
        'none',
        'Give the tool the sheet that audit --export writes, whose columns it keeps.',
      )
    return (codings[index] ?? [])
      .filter((one) => one.question === question || one.question === '')
      .map(({ coder, label, at }) => ({
        lineNumber: index + 1,
        cells: [
          fieldOf('postId', 'id'),
          ...POST_FIELDS.slice(1).map((name) => fieldOf(name)),
          coder ?? '',
          label,
          at ?? '',
        ],
      }))
  })
  return [{ lineNumber: 0, cells: COLUMNS }, ...lines]
}

function recordsOf(text: string, file: string): readonly unknown[] {
  const whole = tryJsonLossless(text)
  if (Array.isArray(whole)) return whole
  if (whole !== undefined) return [whole]
  return Array.from(splitLines(text), ({ start, end, lineNumber }) => {
    const line = text.slice(start, end)
    const { record, error } = parseJsonLine(line, lineNumber, parseJsonLossless)
    if (error)
      throw new PipelineError(error.code, `${file}: ${error.message} Nothing was imported.`, {
        cause: error,
      })
    return record
  })
}

/** The question that is answered, or the one named `label` of several. */
function questionOf(codings: readonly Coding[], file: string): string {
  const names = [...new Set(codings.map(({ question }) => question))].filter(Boolean)
  if (names.length < 2) return names[0] ?? QUESTION
  if (names.includes(QUESTION)) return QUESTION
  throw invalid(
    file,
    'answers to one question, or to one named label',
    `${names.length} (${nameSome(names)})`,
    'Name the one that counts label, or export it alone.',
  )
}

function invalid(place: string, expected: string, got: string, advice: string): PipelineError {
  const message = `${place}: expected ${expected}, got ${got}. ${advice} Nothing was imported.`
  return new PipelineError('INGEST_RECORD_INVALID', message, { context: { place } })
}
