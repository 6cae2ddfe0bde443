import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../../../count/scored-posts.js'
import { expectRefusal, newFolder, runCli, runWell, toJsonl } from '../cli-harness.js'

const folder = newFolder()
const FIXTURES = 'test/fixtures/coded'
const TEXTS = (JSON.parse(readFileSync(`${FIXTURES}/argilla.json`, 'utf8')) as Fields[]).map(
  ({ fields }) => fields.text,
)
interface Fields {
  readonly fields: { readonly text: string }
}
const POSTS = TEXTS.map((text, index) =>
  scoredPost(RETREAT, { id: `q${index + 1}`, threadId: 't1', text }),
)
const scored = folder.write('scored.jsonl', toJsonl(POSTS))

const ANA = '6f1d1c9e-3a60-4f0e-9d52-0c1a2b3c4d01'
const BEN = '6f1d1c9e-3a60-4f0e-9d52-0c1a2b3c4d02'

describe('audit --import', () => {
  it.each([
    ['prodigy.jsonl', 'towers-ana', 'towers-ben', '2026-03-14T09:20:00.000Z', true],
    ['label-studio.json', 'ana@example.org', '2', '2026-03-14T09:20:00.120Z', true],
    ['argilla.json', ANA, BEN, null, false],
    ['argilla-server.json', ANA, BEN, '2026-03-14T09:20:00.120Z', true],
  ])('takes a label of each coder, with its time, from %s', async (name, ana, ben, at, hasSkip) => {
    const out = folder.path(`${name}.audit.jsonl`)
    await runWell(['audit', scored, '--import', `${FIXTURES}/${name}`, '--out', out])
    const { labels } = await readAudit(out)
    const of = (coder: string) =>
      labels.filter((one) => one.coder === coder).map(({ postId, label }) => `${postId} ${label}`)
    expect(of(ana).sort()).toEqual([`q1 ${RETREAT}`, `q2 ${PIVOT}`, `q3 ${NEITHER}`])
    const skipped = hasSkip ? ['q3 null'] : []
    expect(of(ben).sort()).toEqual([`q1 ${RETREAT}`, `q2 ${NEITHER}`, ...skipped])
    const first = labels.find(({ coder, postId }) => coder === ana && postId === 'q1')
    if (at === null) expect(Date.parse(first?.at ?? '')).toBeGreaterThan(Date.now() - 60_000)
    else expect(first?.at).toBe(at)
  })

  it('names the record of a fault, and takes nothing', async () => {
    const records = readFileSync(`${FIXTURES}/argilla.json`, 'utf8')
    const faults = [
      [records.replace('"shrewd pivot"', '"pivot"'), '"pivot" (record 2)'],
      [records.replaceAll('"label"', '"stance"'), 'or to one named label, got 2 (stance, note)'],
      [records.replace('"id": "q2",', ''), 'record 2: expected the id of its post as postId'],
      ['[{"words":"q1"}]', 'expected records of Prodigy (db-out), Label Studio (JSON) or Argilla'],
    ] as const
    for (const [text, says] of faults) {
      const file = folder.write('fault.json', text)
      const out = folder.path('no.audit.jsonl')
      expectRefusal(await runCli(['audit', scored, '--import', file, '--out', out]), 65, says)
      expect(existsSync(out)).toBe(false)
    }
  })
})

describe('audit --export', () => {
  it('writes a row for each coder and label with its time; takes it back', async () => {
    const out = folder.path('all.audit.jsonl')
    const all = folder.path('all.csv')
    const source = `${FIXTURES}/prodigy.jsonl`
    await runWell(['audit', scored, '--import', source, '--out', out])
    await runWell(['audit', scored, '--out', out, '--export', all])
    const [head = '', ...rows] = readFileSync(all, 'utf8').trim().split('\r\n')
    expect(head.split(',').at(-1)).toBe('labelledAt')
    expect(rows).toHaveLength(6)
    expect(rows.filter((row) => row.endsWith('2026-03-14T09:20:12.000Z'))).toHaveLength(1)
    const copy = folder.path('copy.audit.jsonl')
    await runWell(['audit', scored, '--import', all, '--out', copy])
    const before = await readAudit(out)
    expect(new Set((await readAudit(copy)).labels)).toEqual(new Set(before.labels))

    // A label changed in the sheet has the time of the change, not that of the first.
    const changed = rows.map((row) => {
      const cells = row.split(',')
      const isChanged = row.startsWith('q3,towers-ana,')
      return isChanged ? cells.with(2, PIVOT).with(9, 'read again').join(',') : row
    })
    const sheet = folder.write('changed.csv', [head, ...changed].join('\r\n'))
    await runWell(['audit', scored, '--import', sheet, '--out', copy])
    const after = (await readAudit(copy)).labels.find(
      ({ postId, label }) => postId === 'q3' && label === PIVOT,
    )
    expect(Date.parse(after?.at ?? '')).toBeGreaterThan(Date.now() - 60_000)
  })
})
