import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createAuditLog, readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { expectRefusal, labelTable, newFolder, runCli, runWell } from '../cli-harness.js'

const folder = newFolder()
const BALTIC = 'Halvorsen sells its ferry arm to Baltic Lines.'
const STATE = 'Halvorsen sells its ferry arm back to the state.'
const ofBaltic = folder.path('baltic.jsonl')
const ofState = folder.path('state.jsonl')
const labels = folder.path('baltic.audit.jsonl')
const ofOther = folder.path('state.audit.jsonl')
const POSTS = folder.write(
  'posts.csv',
  [
    'id,author,text',
    ...Array.from(
      { length: 30 },
      (_, index) => `${index},u${index},they quit because they lost ${index}`,
    ),
  ].join('\n'),
)
const csv = folder.write(
  'labels.csv',
  labelTable(Array.from({ length: 30 }, (_, index) => `${index},ana,retreat`)),
)
const DIFFERS = `given about “${BALTIC}” by Halvorsen, got posts about “${STATE}” by Halvorsen`

const classify = (move: string, ...more: readonly string[]) =>
  runCli([
    'classify',
    POSTS,
    '--model',
    'linear-en',
    '--mover',
    'Halvorsen',
    '--move',
    move.replace('Halvorsen ', ''),
    ...more,
  ])

await classify(BALTIC, '--out', ofBaltic)
await classify(STATE, '--out', ofState)
await runWell(['audit', ofBaltic, '--size', '24', '--import', csv])

describe('labels given about another move of the same deal id (were taken for this one)', () => {
  it('an audit names mover and move of its deals', async () => {
    const { design } = await readAudit(labels)
    expect(design.deals).toEqual([
      { id: 'halvorsen-sells-ferry-arm', mover: 'Halvorsen', move: BALTIC },
    ])
  })

  it.each([
    ['cite', () => runCli(['cite', ofState, '--audit', labels])],
    ['aggregate', () => runCli(['aggregate', ofState, '--audit', labels])],
    ['audit --import', () => runCli(['audit', ofState, '--import', csv, '--out', labels])],
    ['classify --learn', () => classify(STATE, '--learn', labels)],
  ])('%s refuses them: AUDIT_MISMATCH', async (_name, run) => {
    const ran = await run()
    expectRefusal(ran, 65, /^dealstance: AUDIT_MISMATCH: .*\n$/m)
    expect(ran.stderr).toContain(DIFFERS)
    expect(ran.stderr).toContain('Give the posts of that move, or take a new sample')
  })

  it('the same move in another file of scores is taken', async () => {
    const again = folder.path('again.jsonl')
    await classify(BALTIC, '--min-probability', '0.5', '--out', again)
    expect((await runCli(['aggregate', again, '--audit', labels])).code).toBe(0)
    expect((await classify(BALTIC, '--learn', labels)).code).toBe(0)
  })

  it('an audit that names no moves, as older ones, goes on working', async () => {
    const { design, events } = await readAudit(labels)
    const { deals: _, ...older } = design
    const path = folder.path('older.audit.jsonl')
    await (await createAuditLog(path, older, events)).close()
    expect((await runCli(['aggregate', ofBaltic, '--audit', path])).code).toBe(0)
    expect(
      (await runCli(['audit', ofBaltic, '--size', '28', '--import', csv, '--out', path])).code,
    ).toBe(0)
  })

  it('a table of labels whose move or mover is another one is refused', async () => {
    const sheet = folder.path('sheet.csv')
    await runWell(['audit', ofBaltic, '--export', sheet, '--out', labels])
    const text = readFileSync(sheet, 'utf8')
    for (const [given, other] of [
      [BALTIC, STATE],
      [',Halvorsen,', ',Baltic Lines,'],
    ] as const) {
      writeFileSync(sheet, text.replaceAll(given, other))
      const ran = await runCli([
        'audit',
        ofBaltic,
        '--size',
        '24',
        '--import',
        sheet,
        '--out',
        folder.path('new.audit.jsonl'),
      ])
      expectRefusal(
        ran,
        65,
        /AUDIT_MISMATCH: .*sheet\.csv, line 2: expected the (move|mover) of deal "halvorsen-sells-ferry-arm"/,
      )
    }
    await runWell(['audit', ofState, '--size', '24', '--export', sheet, '--out', ofOther])
    writeFileSync(sheet, text)
    expect(
      (await runCli(['audit', ofState, '--import', sheet, '--out', ofOther])).stderr,
    ).toContain('AUDIT_MISMATCH')
  })
})
