import type { BenchmarkCase, Place } from './cases.js'
import type { Usage } from './run-node.js'

/** What was measured of a case in a checkout. */
export interface Result {
  readonly id: string
  readonly name: string
  /** The measured git ref; null for the working tree and for rivals. */
  readonly ref: string | null
  /** Number of posts that the times are told for; null for a time alone. */
  readonly postCount: number | null
  /** One entry per round, in the order of the rounds. */
  readonly usages: readonly Usage[]
  /** Reason of missing usages; null otherwise. */
  readonly failure: string | null
}

/** Lists the items of all rounds, the order reversed every second time, so that neither warm-up nor what ran before can win. */
export const orderOfRounds = <Item>(items: readonly Item[], roundCount: number): Item[] =>
  Array.from({ length: roundCount }, (_, index) => (index % 2 === 0 ? items : [...items].reverse())).flat()

const REASON_LENGTH = 300

/** Returns the reason of a failure in one line: the line that names the error, else the last. */
export function reasonOf(fault: unknown): string {
  const text = fault instanceof Error ? fault.message : String(fault)
  const line = /^\w*Error\b.*$/m.exec(text)?.[0] ?? text.trim().split('\n').at(-1) ?? ''
  return line.length > REASON_LENGTH ? `${line.slice(0, REASON_LENGTH)}…` : line
}

/** Measures all rounds of all cases. A case that fails is not tried again and does not stop the others. */
export async function measureCases(cases: readonly BenchmarkCase[], places: readonly Place[], rounds: number): Promise<Result[]> {
  const all = cases.flatMap((one) =>
    (one.isRival === true ? places.slice(0, 1) : places).map((place) => ({
      one,
      place,
      usages: [] as Usage[],
      failure: null as string | null,
    })),
  )
  for (const each of orderOfRounds(all, rounds)) {
    const { one, place, usages } = each
    if (each.failure !== null) continue
    const { ref } = place.checkout
    process.stderr.write(`${one.name}${ref === null ? '' : ` [${ref}]`}\n`)
    try {
      await one.prepare?.(place)
      usages.push(await one.measure(place))
    } catch (error) {
      each.failure = reasonOf(error)
      process.stderr.write(`FAILED ${one.id}: ${each.failure}\n`)
    }
  }
  return all.map(({ one, place, usages, failure }) => ({
    ...{ id: one.id, name: one.name, ref: one.isRival === true ? null : place.checkout.ref },
    ...{ postCount: one.postCount(place), usages: failure === null ? usages : [], failure },
  }))
}
