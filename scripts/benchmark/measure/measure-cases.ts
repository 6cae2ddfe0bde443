import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { BenchmarkCase } from '../cases.js'
import type { Checkout } from '../checkouts.js'
import type { Kit } from '../kit.js'
import { reasonOf } from '../reason.js'
import type { Result } from '../result.js'
import { median, orderOfRounds } from '../rounds.js'

interface Measured {
  readonly one: Pick<BenchmarkCase, 'id' | 'name' | 'unit' | 'target' | 'isAlternative'>
  readonly checkout: Checkout
  readonly values: number[]
  missing: string | null
  hasFailed: boolean
}

/** Measures all rounds of all cases. A failed case has a reason, is not retried, and does not stop the others. */
export function measureCases(
  cases: readonly Measured['one'][],
  checkouts: readonly Checkout[],
  { kit, rounds }: { readonly kit: Pick<Kit, 'folder' | 'missing'>; readonly rounds: number },
): Result[] {
  const all = cases.flatMap((one) =>
    (one.isAlternative === true ? checkouts.slice(0, 1) : checkouts).map((checkout): Measured => {
      return { one, checkout, values: [], missing: kit.missing.get(one.id) ?? null, hasFailed: false }
    }),
  )
  for (const measured of orderOfRounds(all, rounds)) if (measured.missing === null) measureInProcess(measured, kit.folder)
  return all.map(({ one: { id, name, unit, target }, checkout: { ref }, values, missing, hasFailed }) => ({
    ...{ id, name, unit, target, ref },
    median: missing === null ? median(values) : null,
    values,
    missing,
    hasFailed,
  }))
}

const SCRIPT = fileURLToPath(new URL('measure-case.ts', import.meta.url))

function measureInProcess(measured: Measured, kit: string): void {
  const { one, checkout, values } = measured
  process.stderr.write(`${one.name}${checkout.ref === null ? '' : ` [${checkout.ref}]`}\n`)
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    ['--import', 'tsx', SCRIPT, one.id, kit, String(values.length + 1)],
    { encoding: 'utf8', cwd: checkout.folder, maxBuffer: 2 ** 26 },
  )
  if (status !== 0) {
    const reason = reasonOf(error ?? stderr)
    // A failure in an older tree is not a failure of this one.
    measured.hasFailed = checkout.ref === null
    measured.missing = checkout.ref === null ? `it failed: ${reason}` : `it fails there: ${reason}`
    process.stderr.write(`FAILED ${one.id}: ${reason}\n`)
    return
  }
  const answer = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as { readonly value?: number; readonly missing?: string }
  if (answer.value === undefined) measured.missing = answer.missing ?? 'it gave no value'
  else values.push(answer.value)
}
