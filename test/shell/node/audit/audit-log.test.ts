import { appendFileSync, readFileSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { AuditUnit } from '../../../../src/count/audit/audit.js'
import { type AuditEvent, designEvent } from '../../../../src/count/audit/audit-event.js'
import { auditLines } from '../../../../src/count/audit/audit-file.js'
import { growAudit } from '../../../../src/count/audit/draw/draw-audit.js'
import { labelEvent, undoEvent } from '../../../../src/count/audit/label/label-task.js'
import {
  createAuditLog,
  lockAudit,
  openAuditLog,
  readAudit,
} from '../../../../src/shell/node/audit/audit-log.js'
import { draw } from '../../../count/audit/audit-example.js'
import { manyPosts, NEITHER, PIVOT, RETREAT } from '../../../count/scored-posts.js'
import { failure as fault } from '../../../support/caught.js'
import { newFolder } from '../../cli/cli-harness.js'

const POSTS = manyPosts(40, 3)
const design = draw(POSTS, 10)
const task = { coder: 'a', isAdjudication: false, doubleCodeShare: 0 }
const give = (at: number, label: string | null): AuditEvent =>
  labelEvent(design.units[at] as AuditUnit, label, task, '2026-01-02T03:04:05.000Z')
const EVENTS = [
  give(0, RETREAT),
  give(1, PIVOT),
  undoEvent(task, null),
  give(1, NEITHER),
  give(2, null),
]

/** A file with the events, closed. */
async function written(events: readonly AuditEvent[] = EVENTS): Promise<string> {
  const path = newFolder().path('audit.jsonl')
  await (await createAuditLog(path, design, events)).close()
  return path
}
const linesOf = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n')

const forged = (...records: readonly object[]): string =>
  newFolder().write('audit.jsonl', auditLines(records))

it('is read as it was written: design, events, labels in force', async () => {
  const audit = await readAudit(await written())
  expect(audit.design).toEqual(design)
  expect(audit.events).toEqual(EVENTS)
  expect(audit.labels.map(({ label }) => label)).toEqual([RETREAT, NEITHER, null])
  expect([audit.tornLines, audit.lacksLineEnd]).toEqual([[], false])
})

it('is a line of JSON for the draw and each event', async () => {
  expect(linesOf(await written()).map((line) => JSON.parse(line) as unknown)).toEqual([
    design,
    ...EVENTS,
  ])
})

it('takes an enlargement as a line of its own', async () => {
  const path = await written()
  const larger = growAudit(design, POSTS, 20)
  const log = await openAuditLog(path)
  await log.append([
    designEvent(design, larger, null),
    labelEvent(larger.units[15] as AuditUnit, PIVOT, task, null),
  ])
  expect(log.design).toEqual(larger)
  await log.close()
  const audit = await readAudit(path)
  expect([audit.design, audit.labels.length]).toEqual([larger, 4])
  expect(linesOf(path).slice(0, EVENTS.length + 1)).toEqual(linesOf(await written()))
})

it('grows by appending, and what was there stays byte by byte', async () => {
  const path = await written(EVENTS.slice(0, 2))
  const before = readFileSync(path, 'utf8')
  const log = await openAuditLog(path)
  await Promise.all(EVENTS.slice(2).map((event) => log.append([event])))
  await log.close()
  expect(readFileSync(path, 'utf8').startsWith(before)).toBe(true)
  expect((await readAudit(path)).events).toEqual(EVENTS)
})

it('loses at most the torn line, wherever in its last line it was cut, never shortens, and goes on from there', async () => {
  const path = await written()
  const whole = readFileSync(path)
  const lastStart = whole.lastIndexOf(0x0a, whole.length - 2) + 1
  for (let end = lastStart; end <= whole.length; end += 7) {
    writeFileSync(path, whole.subarray(0, end))
    const isWhole = end >= whole.length - 1
    expect((await readAudit(path)).events).toEqual(isWhole ? EVENTS : EVENTS.slice(0, -1))
    const isTorn = !isWhole && end > lastStart
    const tornLines = isTorn ? [EVENTS.length + 1] : []
    expect((await readAudit(path)).tornLines).toEqual(tornLines)
    const log = await openAuditLog(path)
    await log.append([give(3, PIVOT)])
    await log.close()
    const audit = await readAudit(path)
    expect(audit.tornLines).toEqual(tornLines)
    expect(audit.events).toEqual([...(isWhole ? EVENTS : EVENTS.slice(0, -1)), give(3, PIVOT)])
    expect(readFileSync(path).subarray(0, end)).toEqual(whole.subarray(0, end))
  }
  // Only the line end is missing: nothing is lost.
  writeFileSync(path, whole.subarray(0, whole.length - 1))
  await (await openAuditLog(path)).close()
  expect(readFileSync(path)).toEqual(whole)
})

const unit = design.units[0] as AuditUnit
const stratum = design.strata.find(({ dealId }) => dealId === unit.dealId)
const withUnit = (changes: object): object => ({
  ...design,
  units: design.units.map((one) => (one === unit ? { ...one, ...changes } : one)),
})
// The command that writes it anew, in one line.
const OTHER_VERSION =
  /^[^\n]*expected schema to be "dealstance\/audit@3", got "dealstance\/audit@9"[^\n]*as audit wrote it[^\n]*$/

it.each<[string, object[], string | RegExp, string?]>([
  ['a unit in no stratum', [withUnit({ dealId: 'x' })], `${stratum?.sampleCount} units of deal`],
  ['a unit twice', [{ ...design, units: [...design.units, unit] }], 'every unit once'],
  ['a unit missing', [{ ...design, units: design.units.slice(1) }], /units of deal/],
  ['another schema', [{ ...design, schema: 'dealstance/audit@9' }], OTHER_VERSION],
  [
    'a label of a post not drawn',
    [design, { ...give(0, RETREAT), postId: 'nobody' }],
    'post "nobody" (line 2',
    'AUDIT_POST_UNKNOWN',
  ],
  [
    'a label outside the scheme',
    [design, { ...give(0, RETREAT), label: 'maybe' }],
    'label to be one of',
  ],
  [
    'an event of no kind',
    [design, { ...give(0, RETREAT), kind: 'x' }],
    'kind to be label, undo, grow, redraw or accept',
  ],
])('refuses %s', async (_name, records, words, code = 'AUDIT_INVALID') => {
  await expect(readAudit(forged(...records))).rejects.toThrow(fault(code, words))
})

it('refuses what is no audit file', async () => {
  await expect(readAudit(newFolder().write('x', 'postId,coder,label\n'))).rejects.toThrow(
    fault('AUDIT_INVALID', 'holds no design'),
  )
  await expect(readAudit(newFolder().write('x', ''))).rejects.toThrow(
    fault('AUDIT_INVALID', 'got an empty file'),
  )
  await expect(readAudit(newFolder().path('none'))).rejects.toThrow(
    fault('INPUT_MISSING', 'no file at this path'),
  )
})

it('is never overwritten by a new one', async () => {
  const path = await written()
  const before = readFileSync(path)
  await expect(createAuditLog(path, design)).rejects.toThrow(
    fault('OUTPUT_UNWRITABLE', 'got one that exists'),
  )
  expect(readFileSync(path)).toEqual(before)
  await expect(createAuditLog('/no/such/folder/x', design)).rejects.toThrow(
    fault('OUTPUT_UNWRITABLE', 'got a folder that does not exist'),
  )
})

const CHANGED = fault('AUDIT_LOCKED', 'another program changed')

it('appends nothing where another program wrote meanwhile', async () => {
  const path = await written()
  const log = await openAuditLog(path)
  appendFileSync(path, 'x')
  await expect(log.append([give(3, PIVOT)])).rejects.toThrow(CHANGED)
  await log.close()
  truncateSync(path, readFileSync(path).length - 1)
  expect((await readAudit(path)).events).toEqual(EVENTS)
})

it('takes 200,000 events at once, and one after them', async () => {
  const path = await written([])
  const log = await openAuditLog(path)
  await log.append(Array.from({ length: 200_000 }, (_, index) => give(index % 10, PIVOT)))
  await log.append([give(3, RETREAT)])
  await log.close()
  expect((await readAudit(path)).events).toHaveLength(200_001)
})

it('is held by one process at a time, from before it is read', async () => {
  const path = await written()
  const lock = await lockAudit(path, 'ana')
  const log = await openAuditLog(path, null, lock)
  unlinkSync(`${path}.lock`)
  await expect(log.append([give(3, PIVOT)])).rejects.toThrow(CHANGED)
  await log.close()
  expect((await readAudit(path)).events).toEqual(EVENTS)
})

it.each([
  ['a damaged line is refused', '{"kind":"label","coder":"a","label":"x}', true],
  ['a line of another kind too', 'postId,coder', true],
  ['the beginning of an event is left out', '{"kind":"label","coder":"a","no', false],
])('within the file %s', async (_name, line, isRefused) => {
  const path = await written()
  const [first = '', ...others] = linesOf(path)
  writeFileSync(path, `${[first, line, ...others].join('\n')}\n`)
  if (isRefused) await expect(readAudit(path)).rejects.toThrow(fault('AUDIT_INVALID', 'line 2'))
  else expect(await readAudit(path)).toMatchObject({ events: EVENTS, tornLines: [2] })
})
