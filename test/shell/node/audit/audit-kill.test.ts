import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../../src/base/statistics/random/seeded-random.js'
import { unitKeyOf } from '../../../../src/base/thread/unit-key.js'
import { type AuditEvent, labelsInForce } from '../../../../src/count/audit/audit-event.js'
import type { SessionState } from '../../../../src/count/audit/label/label-session.js'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { manyPosts, NEITHER, PIVOT, RETREAT } from '../../../count/scored-posts.js'
import { killCount, PLAYS_FAULTS } from '../../../support/run-count.js'
import { newFolder, toJsonl } from '../../cli/cli-harness.js'
import { startAudit } from './start-audit.js'

/** 200 in `npm run test:long`. */
const KILL_COUNT = killCount(2, 5, 200)
const SEED = 11

/** Null where the program was gone before it answered. */
async function ask(url: string, route: string, body?: object): Promise<SessionState | null> {
  const options = {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(url).origin },
    body: JSON.stringify(body),
  }
  try {
    return (await (
      await fetch(url + route, body === undefined ? {} : options)
    ).json()) as SessionState
  } catch {
    return null
  }
}

/** Labels at random, with undos, until the program is gone. */
async function labelUntilGone(url: string, first: SessionState | null, random: () => number) {
  let last = first
  let answeredCount = 0
  while (last !== null && last.unit !== null) {
    const isUndo = last.last.length > 0 && random() < 0.15
    const label = [RETREAT, PIVOT, NEITHER, null][Math.floor(random() * 4)] ?? null
    const next = await ask(url, isUndo ? 'undo' : 'label', {
      revision: last.revision,
      ...(!isUndo && { label }),
    })
    if (next === null) return { answeredCount, isInFlight: true, last }
    answeredCount += 1
    last = next
  }
  return { answeredCount, isInFlight: false, last }
}

/** What a coder sees of the labels: who said what of which unit. */
const inShort = (events: readonly AuditEvent[]): string[] =>
  labelsInForce(events).map((label) => `${unitKeyOf(label)} ${label.label}`)

describe('killed while labelling', () => {
  it.runIf(PLAYS_FAULTS)(
    `${KILL_COUNT} kills at random moments: no label is lost, none is doubled (seed ${SEED})`,
    { timeout: 30_000 + KILL_COUNT * 5_000 },
    async () => {
      const random = seededRandom(SEED)
      const folder = newFolder()
      const scored = folder.write('scored.jsonl', toJsonl(manyPosts(3000, 5)))
      let fileNumber = 1
      let path = folder.path('audit-1.jsonl')
      /** Events that the program said are on disk. */
      let known: readonly AuditEvent[] = []
      const counts = { answered: 0, inFlight: 0, keptInFlight: 0 }
      for (let kill = 0; kill < KILL_COUNT; kill++) {
        const {
          process: child,
          url,
          ended,
        } = await startAudit(scored, '--size', '2000', '--out', path)
        const state = await ask(url, 'state')
        // Nothing that was answered before the last kill is missing, nothing is there twice.
        expect(state?.revision).toBe(known.length)
        setTimeout(() => child.kill('SIGKILL'), Math.floor(random() * 250))
        const { answeredCount, isInFlight, last } = await labelUntilGone(url, state, random)
        const answered = last?.revision ?? known.length
        counts.answered += answeredCount
        counts.inFlight += isInFlight ? 1 : 0
        child.kill('SIGKILL')
        await ended
        const audit = await readAudit(path)
        // The one answer that was under way may be there or not; everything answered before it is.
        expect(audit.events.length - answered === 0 || audit.events.length - answered === 1).toBe(
          true,
        )
        counts.keptInFlight += audit.events.length - answered
        expect(audit.events.slice(0, known.length)).toEqual(known)
        const keys = audit.labels.map((label) => unitKeyOf(label))
        expect(new Set(keys).size).toBe(keys.length)
        expect(inShort(audit.events)).toEqual(
          audit.labels.map((label) => `${unitKeyOf(label)} ${label.label}`),
        )
        known = audit.events
        if (known.length > 1500) {
          path = folder.path(`audit-${(fileNumber += 1)}.jsonl`)
          known = []
        }
      }
      process.stderr.write(
        `${KILL_COUNT} kills, ${counts.answered} answers, ${counts.inFlight} under way at a kill, ${counts.keptInFlight} of them kept\n`,
      )
      expect(counts.answered).toBeGreaterThan(0)
    },
  )
})
