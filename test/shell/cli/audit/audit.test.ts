import { existsSync, readFileSync } from 'node:fs'
import { unzipSync, zipSync } from 'fflate'
import { readSheet } from 'read-excel-file/node'
import { describe, expect, it, vi } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { nameUnit, seedOfPosts, sortPopulation } from '../../../../src/count/audit/population.js'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { manyPosts, NEITHER, PIVOT, RETREAT, scoredPost } from '../../../count/scored-posts.js'
import {
  expectRefusal,
  labelsOf,
  labelTable,
  newFolder,
  onEachDeal,
  runCli,
  runWell,
  toJsonl,
} from '../cli-harness.js'

const folder = newFolder()
const POSTS = manyPosts(60, 5)
const SCORED = folder.write('scored.jsonl', toJsonl(POSTS))
const audit = (...argv: readonly string[]) => runCli(['audit', SCORED, ...argv])
let lastFile = 0
const newFile = (): string => folder.path(`audit-${(lastFile += 1)}.jsonl`)
const csv = (...rows: readonly string[]): string =>
  folder.write(`labels-${(lastFile += 1)}.csv`, labelTable(rows))
/** All posts labelled by one coder, in turn or with one label. */
const labelled = (coder = 'ana', label?: string): string =>
  folder.write(`labels-${(lastFile += 1)}.csv`, labelsOf(POSTS, label, coder))
/** 600 posts, every other one on two deals. */
const onTwoDeals = (labelOf: (index: number) => string) =>
  Array.from({ length: 600 }, (_, index) =>
    scoredPost(
      labelOf(index),
      { id: `w${index}` },
      index % 2 === 0 ? ['deal-a', 'deal-b'] : ['deal-a'],
    ),
  )

describe('audit --import', () => {
  it('writes the audit file without a page: all labels of the sample, the others counted', async () => {
    const out = newFile()
    const ran = await audit('--size', '20', '--import', labelled(), '--out', out)
    expect([ran.code, ran.stdout]).toEqual([0, ''])
    expect(ran.stderr).toMatch(
      /: 60 rows: 20 labels taken by 1 coder \(ana 20\), 40 left out, their posts not in the sample \(lines/,
    )
    expect(ran.stderr).toContain(
      `Drawn: 15 of 44 posts on deal-a (±19.4 percentage points), 5 of 16 on deal-b (±31.3); kept in ${out}`,
    )
    const { design, labels } = await readAudit(out)
    expect(design).toMatchObject({
      size: 20,
      seed: seedOfPosts(sortPopulation(POSTS).units.map(nameUnit)),
      model: 'test-model',
    })
    expect(labels).toHaveLength(20)
  })

  it('gives the same bytes for the same input at one time, which it keeps, and nothing new the second time', async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 2, 14), toFake: ['Date'] })
    const labels = labelled()
    const one = newFile()
    const other = newFile()
    await audit('--size', '20', '--seed', '7', '--import', labels, '--out', one)
    await audit('--size', '20', '--seed', '7', '--import', labels, '--out', other)
    const before = folder.read(one)
    expect(folder.read(other)).toBe(before)
    const again = await audit('--import', labels, '--out', one)
    expect(again.stderr).toMatch(/0 labels taken.*known already/)
    expect(folder.read(one)).toBe(before)
    expect(new Set((await readAudit(one)).labels.map(({ at }) => at))).toEqual(
      new Set(['2026-03-14T00:00:00.000Z']),
    )
    vi.useRealTimers()
  })

  it('keeps the time that a row brings, and refuses one that is none', async () => {
    const rows = (at: string) =>
      folder.write(
        'timed.csv',
        labelTable([`${POSTS[0]?.id},${RETREAT},${at}`], 'postId,label,labelledAt'),
      )
    const out = newFile()
    expectRefusal(
      await audit('--size', 'all', '--import', rows('14.3.26'), '--out', out),
      65,
      /line 2: expected labelledAt as an ISO 8601/,
    )
    await audit('--size', 'all', '--import', rows('2026-03-14T09:30+02:00'), '--out', out)
    expect((await readAudit(out)).labels.map(({ at }) => at)).toEqual(['2026-03-14T07:30:00.000Z'])
  })

  it('says what was skipped, how two coders agree, and the command that settles where they differ', async () => {
    const out = newFile()
    await audit('--size', '20', '--import', csv(), '--out', out)
    const ids = (await readAudit(out)).design.units.map(({ postId }) => postId)
    const of = (coder: string, labelOf: (at: number) => string) =>
      csv(...ids.map((id, at) => `${id},${coder},${labelOf(at)}`))
    const words = ['unreadable', 'skipped']
    const turn = (at: number): string => words[at - 18] ?? (at % 2 === 0 ? RETREAT : PIVOT)
    const first = await audit('--import', of('ana', turn), '--out', out)
    expect(first.stderr).toContain(
      '20 rows: 18 labels taken by 1 coder (ana 18), 1 skipped, 1 unreadable',
    )
    expect(first.stderr).not.toContain('two or more coders')
    const counted = await runCli(['aggregate', SCORED, '--audit', out])
    expect(counted.stderr).toContain('18 labels by hand; 20 of ')
    const second = await audit(
      '--import',
      of('bo', (at) => (at < 2 ? NEITHER : turn(at))),
      '--out',
      out,
    )
    // Krippendorff's alpha by hand: of 36 values 17 retreat, 17 pivot, 2 neither; 1 - (4 / 36) /
    // ((36² - 17² - 17² - 2²) / (36 · 35)).
    expect(second.stderr).toMatch(
      /18 posts read by two or more coders, alike on 16: Krippendorff's alpha 0\.80, 95% interval 0\.\d\d to 0\.\d\d/,
    )
    expect(second.stderr).toContain(
      `; 2 left to settle: npx --no dealstance audit ${SCORED} --out ${out} --adjudicate`,
    )
  })

  it('keeps in the sheet who labels, as --coder-kind says', async () => {
    const out = newFile()
    const sheet = folder.path('kinds.csv')
    const words = '--size 6 --coder ana --coder-kind person --export'.split(' ')
    await audit(...words, sheet, '--out', out)
    folder.write('kinds-done.csv', folder.read('kinds.csv').replaceAll(',ana,,', ',ana,Neither,'))
    const ran = await audit('--import', folder.path('kinds-done.csv'), '--out', out)
    expect([ran.code, ran.stderr]).toEqual([
      0,
      expect.stringMatching(/6 labels taken by 1 coder \(ana 6\)/),
    ])
    expect(ran.stderr).not.toContain('nobody said')
  })

  it('refuses --coder where every row names another coder', async () => {
    const out = newFile()
    const importing = (labels: string) =>
      audit('--size', '20', '--coder', 'ana', '--import', labels, '--out', out)
    expectRefusal(
      await importing(labelled('a')),
      64,
      /expected --coder ana with rows of that coder or of none, got \S+, whose column coder names a\. Leave --coder out/,
    )
    expect(existsSync(out)).toBe(false)
    const rows = POSTS.map(({ id }) => `${id},${RETREAT}`)
    expect(
      (await importing(folder.write('bare.csv', labelTable(rows, 'postId,label')))).stderr,
    ).toMatch(/by 1 coder \(ana 20\)/)
  })

  it.each([
    ['a post that was not scored', 'nobody,a,retreat', 'AUDIT_POST_UNKNOWN'],
    [
      'two labels of one coder',
      `${POSTS[0]?.id},a,${RETREAT}\n${POSTS[0]?.id},a,${PIVOT}`,
      'AUDIT_LABEL_CONFLICT',
    ],
  ])('refuses %s with 65 and one line, and writes no file', async (_name, rows, code) => {
    const out = newFile()
    const ran = await audit('--size', '20', '--import', csv(rows), '--out', out)
    expectRefusal(ran, 65, new RegExp(`^dealstance: ${code}: .*Nothing was imported\\.\n$`))
    expect(existsSync(out)).toBe(false)
  })
})

it('audit --adjudicate settles what coders differ on, and --export writes that alone with a row for each', async () => {
  const out = newFile()
  await audit('--size', '4', '--import', csv(), '--out', out)
  const units = (await readAudit(out)).design.units.map(({ postId }) => postId)
  const rows = units.flatMap((id, index) => [
    `${id},a,${RETREAT}`,
    `${id},b,${index < 2 ? PIVOT : RETREAT}`,
  ])
  await audit('--import', csv(...rows), '--out', out)
  const sheet = (await audit('--adjudicate', '--export', '-', '--coder', 'c', '--out', out)).stdout
    .trimEnd()
    .split('\r\n')
  expect(sheet.slice(1).map((row) => row.split(',').slice(1, 3).join())).toEqual(
    [0, 1].flatMap(() => [`a,${RETREAT}`, `b,${PIVOT}`, 'c,']),
  )
  const settled = folder.write(
    'settled.csv',
    sheet.slice(0, 4).join('\n').replace('c,,', `c,${NEITHER},`),
  )
  expect((await audit('--import', settled, '--out', out)).stderr).toContain(
    '1 label taken, 1 of them settled by c',
  )
  // Of a sheet without that column, --adjudicate says it.
  await audit('--import', csv(`${units[1]},a,${PIVOT}`), '--adjudicate', '--out', out)
  const { labels } = await readAudit(out)
  expect(labels.filter(({ isAdjudication }) => isAdjudication).map(({ label }) => label)).toEqual([
    NEITHER,
    PIVOT,
  ])
})

describe('audit --export and --size', () => {
  it('--export writes sample and labels, which another file of the same draw takes', async () => {
    const out = newFile()
    const other = newFile()
    await audit(
      '--size',
      '6',
      '--import',
      csv(...POSTS.slice(0, 40).map(({ id }) => `${id},a,${PIVOT}`)),
      '--out',
      out,
    )
    const exported = await audit('--export', '-', '--out', out)
    expect(exported.stdout.split('\r\n')).toHaveLength(8)
    await audit(
      '--size',
      '30',
      '--import',
      folder.write('exported.csv', exported.stdout),
      '--out',
      other,
    )
    const before = await readAudit(out)
    const after = await readAudit(other)
    const sorted = (labels: typeof before.labels): string[] =>
      labels.map(({ at: _, ...label }) => JSON.stringify(label)).sort()
    expect(sorted(after.labels)).toEqual(sorted(before.labels))
  })

  it.each(['±20', '+-20', '+/-20%'])(
    '--size %s picks what such an interval takes',
    async (points) => {
      const out = newFile()
      await audit('--size', points, '--export', folder.path('part.csv'), '--out', out)
      // All of up to 60.
      const { design } = await readAudit(out)
      const largest = design.strata.toSorted(
        (one, other) => other.populationCount - one.populationCount,
      )[0]
      expect(largest?.sampleCount).toBe(largest?.populationCount)
    },
  )

  // All of up to 60 posts of a deal.
  it('picks posts for ±10 points without --size', async () => {
    const out = newFile()
    const sheet = folder.path('standard.csv')
    const ran = await audit('--export', sheet, '--out', out)
    expect([ran.code, (await readAudit(out)).design.size]).toEqual([0, 60])
    expect(ran.stderr).toMatch(/All 60 posts are to be labelled; kept in/)
    // The coder's guide lies beside the sheet.
    const guide = folder.read('standard.guide.txt').replace(/\s+/g, ' ')
    for (const words of [
      ...Object.values(STANCE_SCHEME.definitions ?? {}),
      ...(STANCE_SCHEME.rules ?? []),
    ])
      expect(guide).toContain(words.replace(/\s+/g, ' '))
  })

  // By hand: N 600 and 300, z² / 4 d² = 784 at 3.5 points, 784 / (1 + 784 / N) = 340 and 217
  // labels.
  it('--size ±3.5 counts units where posts on two deals are judged twice', async () => {
    const out = newFile()
    const scored = folder.write('planned.jsonl', toJsonl(onTwoDeals(() => RETREAT)))
    await runWell([
      'audit',
      scored,
      '--size',
      '±3.5',
      '--export',
      folder.path('planned.csv'),
      '--out',
      out,
    ])
    expect((await readAudit(out)).design.size).toBe(557)
  })
})

describe('audit refuses', () => {
  it('a scored file that is not the one drawn from: AUDIT_MISMATCH, exit 65, the audit file as it was', async () => {
    const out = newFile()
    await audit('--size', '5', '--import', csv(), '--out', out)
    const before = folder.read(out)
    const other = folder.write('other.jsonl', toJsonl(POSTS.slice(1)))
    const ran = await runCli(['audit', other, '--out', out])
    expectRefusal(ran, 65, /^dealstance: AUDIT_MISMATCH: .*take a new sample/)
    expect(folder.read(out)).toBe(before)
  })

  it('a smaller size, another seed than the file was drawn with: exit 64', async () => {
    const out = newFile()
    await audit('--size', '5', '--import', csv(), '--out', out)
    for (const option of ['--size', '--seed'])
      expectRefusal(await audit(option, '4', '--out', out), 64, 'The sample is taken already')
  })

  it('refuses labels without a deal of posts on several, and takes them for each deal when told so', async () => {
    const twice = onTwoDeals((index) => (index % 3 === 0 ? RETREAT : PIVOT))
    const scored = folder.write('twice.jsonl', toJsonl(twice))
    const truth = (_: unknown, index: number) => (index % 25 < 14 ? RETREAT : PIVOT)
    const labels = folder.write('twice.csv', labelsOf(twice, truth))
    const out = folder.path('twice.audit.jsonl')
    const argv = ['audit', scored, '--size', '400', '--import', labels, '--out', out]
    expectRefusal(
      await runCli(argv),
      65,
      /AUDIT_DEAL_MISSING: .*twice\.csv, line 2: .*2 deals \(deal-a, deal-b\)\. Add the column dealId; \* stands for each deal/,
    )
    expect((await runCli(['aggregate', scored, '--audit', out])).code).toBe(66)
    folder.write('twice.csv', onEachDeal(labelsOf(twice, truth)))
    const taken = await runWell([...argv, '--accept', 'a test'])
    expect(taken.stderr).toMatch(
      /twice\.csv: 600 rows: 400 labels taken by 1 coder \(ana 400\), 500 left out, their posts not in the sample \(lines \d+(, \d+){4} and 495 more\)/,
    )
    expect(taken.stderr).toContain(
      'Drawn: 232 of 600 posts on deal-a (±5.1 percentage points), 168 of 300 on deal-b (±5.1); a post on two deals counts twice; kept in',
    )
    expect((await runCli(['aggregate', scored, '--audit', out])).stderr).toContain(
      '400 labels by hand; 400 of 900 posts were to be labelled, a post on two moves twice.',
    )
    for (const deal of ['deal-a', 'deal-b']) {
      const argv = ['cite', scored, '--audit', out, '--deal', deal, '--format', 'json']
      const claim = JSON.parse((await runWell(argv)).stdout)
      const { low, high } = claim.shares[0]
      // By row 14 of 25 are a retreat; deal-b has every second row, of which 0.57 are.
      expect(low).toBeLessThanOrEqual(0.57)
      expect(high).toBeGreaterThanOrEqual(0.55)
    }
  })
})

describe('audit in a spreadsheet', () => {
  it('--export sheet.xlsx keeps ids as texts below the move, with labels to choose from; --import takes it back', async () => {
    const ids = POSTS.map((_, index) => `12345678901234567${String(index).padStart(2, '0')}`)
    const long = folder.write(
      'long.jsonl',
      toJsonl(POSTS.map((post, index) => ({ ...post, id: ids[index] ?? '', parentId: null }))),
    )
    const out = newFile()
    const sheet = folder.path('sheet.xlsx')
    const run = (...argv: readonly string[]) =>
      runWell(['audit', long, '--size', '6', '--out', out, ...argv])
    await run('--coder', 'ana', '--export', sheet)
    const parts = unzipSync(readFileSync(sheet))
    const xml = new TextDecoder().decode(parts['xl/worksheets/sheet1.xml'])
    const rows = (await readSheet(sheet)) as readonly (readonly unknown[])[]
    const at = rows.findIndex((row) => row.includes('postId'))
    const header = rows[at] as readonly string[]
    const guide = ((await readSheet(sheet, 'guide')) as readonly (readonly unknown[])[]).map(
      ([line]) => line,
    )
    for (const label of STANCE_SCHEME.labels)
      expect(guide).toContain(`${label}: ${STANCE_SCHEME.definitions?.[label]}`)
    for (const rule of STANCE_SCHEME.rules ?? [])
      expect(guide.some((line) => String(line).endsWith(`. ${rule}`))).toBe(true)
    expect(header.slice(0, 3)).toEqual(['label', 'text', 'parent'])
    expect(xml).toContain(`<pane ySplit="${at + 1}" topLeftCell="A${at + 2}"`)
    expect(xml).toContain(
      `sqref="A${at + 2}:A${at + 7}"><formula1>"retreat,shrewd pivot,neither,skipped,unreadable"</formula1>`,
    )
    const place = header.indexOf('postId')
    expect(rows.slice(at + 1).map((row) => typeof row[place])).toEqual(
      Array.from({ length: 6 }, () => 'string'),
    )
    expect(rows.slice(at + 1).every((row) => ids.includes(String(row[place])))).toBe(true)
    // What a coder fills in: the first cell of each row.
    const filled = xml.replaceAll(/<row r="(\d+)">/g, (row, line) =>
      Number(line) > at + 1
        ? `${row}<c r="A${line}" t="inlineStr"><is><t>retreat</t></is></c>`
        : row,
    )
    const back = folder.write(
      'filled.xlsx',
      zipSync({ ...parts, 'xl/worksheets/sheet1.xml': new TextEncoder().encode(filled) }),
    )
    expect((await run('--import', back)).stderr).toContain(
      '6 rows: 6 labels taken by 1 coder (ana 6)',
    )
    expect((await readAudit(out)).labels).toHaveLength(6)
  })

  it.each([
    [30, ['--double-code', '0.2'], 6],
    [30, [], 30],
    [60, [], 50],
  ])('of %d posts, with %j, gives a second coder %d to label', async (size, share, rowCount) => {
    const sheet = folder.path(`second-${size}.csv`)
    const drawn = ['--size', String(size), '--out', newFile()]
    await audit(...drawn, '--coder', 'ana', '--export', sheet)
    const labelled = readFileSync(sheet, 'utf8').replaceAll(',ana,,', `,ana,${RETREAT},`)
    expect(labelled.startsWith('\ufeffpostId')).toBe(true)
    await audit(...drawn, '--import', folder.write('back.csv', labelled))
    await audit(...drawn, ...share, '--coder', 'bo', '--export', sheet)
    const text = readFileSync(sheet, 'utf8')
    expect(text.trimEnd().split('\r\n').length - 1).toBe(rowCount)
  })

  it('asks about a person with the name of a model, and writes nothing', async () => {
    const out = newFile()
    const argv = ['--size', '5', '--out', out, '--coder-kind', 'person']
    for (const coder of ['gpt-4o', 'ChatGPT', 'Claude-3 Opus', 'test-model'])
      expectRefusal(await audit(...argv, '--coder', coder, '--export', '-'), 64, 'Is coder "')
    const sheet = folder.write(
      'by-model.csv',
      labelsOf(POSTS, () => RETREAT, 'gpt-4.1'),
    )
    expectRefusal(await audit(...argv, '--import', sheet), 64, 'Is coder "gpt-4.1" a person?')
    expect(existsSync(out)).toBe(false)
    expect((await audit(...argv, '--coder', 'Claude Martin', '--export', '-')).code).toBe(0)
  })

  it('refuses an empty file of labels by what it lacks', async () => {
    const argv = ['--size', '5', '--out', newFile(), '--import', folder.write('void.csv', '')]
    expectRefusal(await audit(...argv), 65, 'void.csv: expected labels, got no bytes')
  })
})
