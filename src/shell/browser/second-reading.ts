import { PipelineError } from '../../base/errors.js'
import { isRecord, parseJson } from '../../base/json-shape.js'
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
import { parseLabels } from './parse-labels.js'

/** A sample up to this size is read twice as a whole; of a larger one, the first posts are. */
const READ_WHOLE_COUNT = 60
const READ_TWICE_COUNT = 50

/** The posts of a sample for a second reader: no label, and nothing that the model says. */
interface Reading {
  readonly schema: typeof READING_SCHEMA
  /** Start of file names. */
  readonly name: string
  readonly design: AuditDesign
  /** View of each unit for the reader, in the order of the design. */
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
  const value = parseJson(text, () => null)
  const isReading = isRecord(value) && value['schema'] === READING_SCHEMA
  const design = isReading ? parseDesign(value['design'], 'the posts for a second reader') : null
  const shown: readonly unknown[] = isReading && Array.isArray(value['shown']) ? value['shown'] : []
  const isWhole = shown.length === design?.units.length && shown.every(isShownUnit)
  if (!isReading || design === null || !isWhole)
    throw new PipelineError(
      'AUDIT_INVALID',
      'expected the posts for a second reader, got another or a damaged file. Save it again with “Give this to a second reader”.',
    )
  const name = String(value['name']).replace(/[^\p{L}\p{N} ._-]/gu, '-')
  return { schema: READING_SCHEMA, name, design, shown: shown.filter(isShownUnit) }
}

const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string'

const isShownPost = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value['text'] === 'string' &&
  [value['author'], value['createdAt']].every(isTextOrNull)

function isShownUnit(value: unknown): value is ShownUnit {
  if (!isRecord(value) || !isShownPost(value['post'])) return false
  const { parent, opening, postId, parentTitle, mover, move, dealId, dealName } = value
  const above: readonly unknown[] = Array.isArray(opening) ? opening : [null]
  const isAbove = above.every(isShownPost) && (parent === null || isShownPost(parent))
  const isNamed = [mover, move, dealId, dealName].every(isTextOrNull)
  return isAbove && isNamed && typeof postId === 'string' && typeof parentTitle === 'string'
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
      conclude: () => ({ sentences: [SAVE_THEM], next: null }),
    })
  }

  #parse(): AuditFile {
    return parseLabels(this.#text, this.#reading.name)
  }

  get design(): AuditDesign {
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
      labels: { name, type: 'application/x-ndjson', content: this.#text },
    }
  }
}

const KEY_DIGITS = 32
const SAVE_THEM =
  'Go back, save your labels, and give the file to the first reader, who drops it on the same page.'
