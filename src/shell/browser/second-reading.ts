import * as v from 'valibot'
import { PipelineError } from '../../base/errors.js'
import { listOf, onlyOf, parseShape, TEXT } from '../../base/json-shape.js'
import { sha256OfText } from '../../base/text/sha256-text.js'
import { unitKeyOf } from '../../base/thread/unit-key.js'
import type { AuditDesign, AuditUnit } from '../../count/audit/audit.js'
import type { AuditEvent } from '../../count/audit/audit-event.js'
import { type AuditFile, auditLines } from '../../count/audit/audit-file.js'
import {
  createLabelSession,
  type LabelLog,
  type LabelSession,
} from '../../count/audit/label/label-session.js'
import type { ShownUnit } from '../../count/audit/label/show-unit.js'
import { parseDesign } from '../../count/audit/parse-audit-line.js'
import { secondKeyOf } from './kept-threads.js'
import { answerSession, type LabelAnswer, SECOND_CODER } from './label-answers.js'
import { type Kept, type PageFile, READING_SCHEMA, type SecondView } from './page-messages.js'
import { jsonLinesFile, parseLabels } from './parse-labels.js'

/** A sample up to this size is read twice as a whole; of a larger one, the first posts are. */
const READ_WHOLE_COUNT = 60
const READ_TWICE_COUNT = 50

const NULLABLE = v.nullable(TEXT)
const SHOWN_POST = onlyOf({ author: NULLABLE, createdAt: NULLABLE, text: TEXT })
/** The posts of a sample for a second reader: no label, and nothing that the model says. */
const READING = onlyOf({
  schema: v.literal(READING_SCHEMA),
  // Start of file names.
  name: TEXT,
  design: v.unknown(),
  // View of each unit for the reader, in the order of the design.
  shown: listOf(
    onlyOf({
      postId: TEXT,
      dealId: NULLABLE,
      mover: NULLABLE,
      move: NULLABLE,
      dealName: NULLABLE,
      post: SHOWN_POST,
      parent: v.nullable(SHOWN_POST),
      parentTitle: TEXT,
      opening: listOf(SHOWN_POST),
    }),
  ),
})
interface Reading extends Pick<v.InferOutput<typeof READING>, 'schema' | 'name'> {
  readonly design: AuditDesign
  readonly shown: readonly ShownUnit[]
}

/** The file for a second reader. @param design the sample of one move */
export function renderReading(
  name: string,
  design: AuditDesign,
  show: (unit: AuditUnit) => ShownUnit,
): PageFile {
  const isWhole = design.units.length <= READ_WHOLE_COUNT
  const units = isWhole ? design.units : design.units.slice(0, READ_TWICE_COUNT)
  const strata = design.strata.map((stratum) => ({
    ...stratum,
    sampleCount: units.filter(({ dealId }) => dealId === stratum.dealId).length,
  }))
  const { sizesBefore: _sizesBefore, ...rest } = design
  const reading: Reading = {
    schema: READING_SCHEMA,
    name,
    design: { ...rest, size: units.length, strata, units },
    shown: units.map(show),
  }
  return {
    name: `${name}.second-reader.json`,
    type: 'application/json',
    content: `${JSON.stringify(reading)}\n`,
  }
}

function parseReading(text: string): Reading {
  try {
    const value = parseShape(READING, JSON.parse(text), '', '', {
      code: 'AUDIT_INVALID',
      advice: '',
    })
    const design = parseDesign(value.design, '')
    if (value.shown.length === design.units.length)
      return { ...value, name: value.name.replace(/[^\p{L}\p{N} ._-]/gu, '-'), design }
  } catch {}
  throw new PipelineError(
    'AUDIT_INVALID',
    'expected the posts for a second reader, got another or a damaged file. Save it again with “Give this to a second reader”.',
  )
}

/** The reading of a sample by a second person, who sees no label of the first. */
export class SecondReading implements LabelLog {
  readonly #reading: Reading
  readonly #key: string
  readonly #keep: (key: string, text: string) => void
  readonly #session: LabelSession
  #text: string
  #file: AuditFile

  /**
   * @param text of the file that {@link renderReading} wrote
   * @param kept may hold labels that were given before
   * @throws {PipelineError} `AUDIT_INVALID` for any other file
   */
  constructor(text: string, kept: Kept, keep: (key: string, text: string) => void) {
    this.#reading = parseReading(text)
    this.#keep = keep
    const first = auditLines([this.#reading.design])
    this.#key = secondKeyOf(sha256OfText(first, KEY_DIGITS))
    this.#text = kept[this.#key] ?? first
    this.#file = this.#parse()
    const { units } = this.#reading.design
    const shownOf = new Map(
      units.map((unit, at) => [unitKeyOf(unit), this.#reading.shown[at] as ShownUnit]),
    )
    this.#session = createLabelSession({
      log: this,
      task: {
        coder: SECOND_CODER,
        coderKind: 'person',
        doubleCodeShare: 0,
        isAdjudication: false,
      },
      show: (unit) => shownOf.get(unitKeyOf(unit)) as ShownUnit,
      now: () => new Date().toISOString(),
    })
  }

  #parse() {
    return parseLabels(this.#text, this.#reading.name)
  }

  get design() {
    return this.#file.design
  }

  get events(): readonly AuditEvent[] {
    return this.#file.events
  }

  async append(events: readonly AuditEvent[]): Promise<void> {
    this.#text += auditLines(events)
    this.#file = this.#parse()
    this.#keep(this.#key, this.#text)
  }

  answer(request: LabelAnswer) {
    return answerSession(this.#session, request)
  }

  view(): SecondView {
    const { doneCount, totalCount, unit } = this.#session.state()
    const name = `${this.#reading.name}.${SECOND_CODER}.audit.jsonl`
    return {
      doneCount,
      totalCount,
      move: unit?.move ?? this.#reading.shown[0]?.move ?? null,
      labels: jsonLinesFile(name, this.#text),
    }
  }
}

const KEY_DIGITS = 32
