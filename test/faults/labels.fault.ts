import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/base/statistics/random/seeded-random.js'
import type { SessionState } from '../../src/count/audit/label/label-session.js'
import { readAudit } from '../../src/shell/node/audit/audit-log.js'
import { manyPosts, NEITHER, RETREAT } from '../count/scored-posts.js'
import { newFolder, startApart, toJsonl } from '../shell/cli/cli-harness.js'
import { startAudit } from '../shell/node/audit/start-audit.js'
import { IS_LONG, runCount } from '../support/run-count.js'

/** Ten minutes in the long run. */
const SOAK_MS = runCount() >= 20_000 ? 600_000 : 60_000
const SEED = 7
const POSTS = manyPosts(300, 5)

const run = (...argv: readonly string[]) => startApart(argv).ended

/** A folder with scored posts and their drawn sample. */
async function drawn(posts = POSTS) {
  const folder = newFolder()
  const scored = folder.write('a.jsonl', toJsonl(posts))
  const audit = folder.path('a.audit.jsonl')
  const { code, stderr } = await run(
    'audit',
    scored,
    '--size',
    'all',
    '--export',
    folder.path('s.csv'),
  )
  expect(code, stderr).toBe(0)
  return { folder, scored, audit }
}

/** A sheet with one coder's labels of some posts. */
const sheetOf = (posts: readonly { id: string; threadId: string }[], coder: string) =>
  [
    'postId,threadId,coder,label',
    ...posts.map(({ id, threadId }) => `${id},${threadId},${coder},${NEITHER}`),
  ].join('\n')

const importSheet = (scored: string, sheet: string) =>
  startApart(['audit', scored, '--import', sheet, '--coder-kind', 'person'])

/**
 * Labels post after post on the page until it is gone.
 *
 * @returns the posts whose label was acknowledged
 */
async function labelAll(url: string, acknowledged: string[]): Promise<void> {
  try {
    let state = (await (await fetch(`${url}state`)).json()) as SessionState
    while (state.unit !== null) {
      const response = await fetch(`${url}label`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: new URL(url).origin },
        body: JSON.stringify({ revision: state.revision, label: RETREAT }),
      })
      if (response.status !== 200) return
      acknowledged.push(state.unit.postId)
      state = (await response.json()) as SessionState
    }
  } catch {
    // The page was stopped.
  }
}

/** The posts that a coder labelled, as the file has them. */
const keptOf = async (audit: string, coder: string): Promise<Set<string>> =>
  new Set(
    (await readAudit(audit)).labels.flatMap((one) => (one.coder === coder ? [one.postId] : [])),
  )

const lostOf = async (audit: string, coder: string, posts: readonly string[]) => {
  const kept = await keptOf(audit, coder)
  return posts.filter((id) => !kept.has(id))
}

// Found: an import beside an open page deleted 32 of 1,091 labels that the page had acknowledged.
// Each has an audit of its own: the others run while the last one soaks.
describe.concurrent('two writers of one audit', () => {
  it('an import beside an open page is told who holds the file, and loses nothing', async () => {
    const { folder, scored, audit } = await drawn()
    const page = await startAudit(scored, '--coder', 'ana', '--coder-kind', 'person')
    const acknowledged: string[] = []
    const labelling = labelAll(page.url, acknowledged)
    const { code, stderr } = await importSheet(
      scored,
      folder.write('z.csv', sheetOf(POSTS.slice(0, 5), 'zoe')),
    ).ended
    expect(code, stderr).toBe(75)
    expect(stderr).toContain(`process ${page.process.pid} on `)
    expect(stderr).toContain('audit of coder ana')
    await labelling
    page.process.kill('SIGTERM')
    await page.ended
    expect(acknowledged.length).toBeGreaterThan(20)
    expect(await lostOf(audit, 'ana', acknowledged)).toEqual([])
    expect(existsSync(`${audit}.lock`)).toBe(false)
  })

  it('a second page waits, and takes over from one that was killed', async () => {
    const { scored, audit } = await drawn()
    const first = await startAudit(scored, '--coder', 'ana', '--coder-kind', 'person')
    const acknowledged: string[] = []
    const labelling = labelAll(first.url, acknowledged)
    const second = startAudit(scored, '--coder', 'zoe', '--coder-kind', 'person')
    await wait(500)
    first.process.kill('SIGKILL')
    const { url, process: child, ended } = await second
    await labelling
    const others: string[] = []
    await labelAll(url, others)
    child.kill('SIGTERM')
    await ended
    expect(others.length).toBeGreaterThan(20)
    expect(await lostOf(audit, 'ana', acknowledged)).toEqual([])
    expect(await lostOf(audit, 'zoe', others)).toEqual([])
  })

  it('imports that start together take turns, also over the lock of a process that is gone', async () => {
    const { folder, scored, audit } = await drawn()
    const page = await startAudit(scored, '--coder', 'gone', '--coder-kind', 'person')
    page.process.kill('SIGKILL')
    await page.ended
    expect(existsSync(`${audit}.lock`)).toBe(true)
    const coders = ['ana', 'ben', 'cyd', 'dan']
    const runs = await Promise.all(
      coders.map(
        (coder, at) =>
          importSheet(
            scored,
            folder.write(`${coder}.csv`, sheetOf(POSTS.slice(at * 9, at * 9 + 9), coder)),
          ).ended,
      ),
    )
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0])
    for (const coder of coders) expect((await keptOf(audit, coder)).size).toBe(9)
    expect([`${audit}.lock`, `${audit}.lock.lock`].filter(existsSync)).toEqual([])
  })

  it('a lock that names no process, or one of another machine, is named and kept', async () => {
    const { folder, scored, audit } = await drawn()
    const sheet = folder.write('z.csv', sheetOf(POSTS.slice(0, 5), 'zoe'))
    const before = readFileSync(audit, 'utf8')
    const other = {
      pid: 1,
      host: 'elsewhere',
      start: null,
      id: 'x',
      work: 'audit',
      machine: 'far',
      at: 'noon',
    }
    writeFileSync(`${audit}.lock`, JSON.stringify(other))
    const { code, stderr } = await importSheet(scored, sheet).ended
    expect([code, stderr]).toEqual([
      75,
      expect.stringContaining('process 1 on far: audit, since noon'),
    ])
    expect(readFileSync(audit, 'utf8')).toBe(before)
    rmSync(`${audit}.lock`)
    writeFileSync(`${audit}.lock`, '')
    // Five seconds old, it is what a process left that was stopped before it wrote its number.
    expect((await importSheet(scored, sheet).ended).code).toBe(0)
  })

  it(`${SOAK_MS / 1000} s of pages, imports and kills lose no label that was acknowledged (seed ${SEED})`, async () => {
    const random = seededRandom(SEED)
    const { folder, scored, audit } = await drawn()
    const sheet = folder.write('empty.csv', readFileSync(audit))
    const until = Date.now() + SOAK_MS
    const counts = { rounds: 0, labels: 0, imports: 0, kills: 0 }
    // A machine that does much else gets through few rounds.
    while (Date.now() < until || counts.labels <= 50 || counts.imports === 0) {
      counts.rounds += 1
      writeFileSync(audit, readFileSync(sheet))
      const acknowledged: string[] = []
      const page = await startAudit(scored, '--coder', 'ana', '--coder-kind', 'person')
      const labelling = labelAll(page.url, acknowledged)
      const imports = ['zoe', 'yan'].map((coder, at) => {
        const path = folder.write(
          `${coder}.csv`,
          sheetOf(POSTS.slice(at * 40, at * 40 + 40), coder),
        )
        return { coder, ...importSheet(scored, path) }
      })
      await wait(random() * 1500)
      const isKilled = random() < 0.7
      page.process.kill(isKilled ? 'SIGKILL' : 'SIGTERM')
      if (random() < 0.5) {
        await wait(random() * 600)
        imports[0]?.child.kill('SIGKILL')
        counts.kills += 1
      }
      const codes = await Promise.all(imports.map(async ({ ended }) => (await ended).code))
      await Promise.all([page.ended, labelling])
      counts.kills += Number(isKilled)
      counts.labels += acknowledged.length
      expect(await lostOf(audit, 'ana', acknowledged)).toEqual([])
      for (const [at, { coder }] of imports.entries()) {
        const { size } = await keptOf(audit, coder)
        // All or nothing, and all of what ended well.
        expect(codes[at] === 0 ? [40] : [0, 40]).toContain(size)
        counts.imports += Number(size === 40)
      }
    }
    process.stderr.write(`${JSON.stringify(counts)}\n`)
  })
})

// Found: all 200,000 were on disk, yet the import ended in 70, a stack overflow.
it.runIf(IS_LONG)('an import of 200,000 labels ends in 0', async () => {
  const posts = manyPosts(200_000, 5)
  const { folder, scored, audit } = await drawn(posts)
  const { code, stderr } = await importSheet(scored, folder.write('all.csv', sheetOf(posts, 'ana')))
    .ended
  expect(code, stderr).toBe(0)
  expect((await keptOf(audit, 'ana')).size).toBe(200_000)
})
