import type { Claim } from '../../src/say/cite/cite.js'
import type { Cheat, Cheats, Played } from './cheat.js'
import { type Desk, Refusal } from './cheat-harness.js'
import { sharesOf } from './world.js'

/** What may come of a cheat; the last two must not. */
export type Verdict = 'refused' | 'true' | 'said' | 'assumed' | 'FALSE' | 'SILENT'

export interface Outcome {
  readonly verdict: Verdict
  /** The code of a refusal, else what was printed beside what is true. */
  readonly printed: string
}

/** What the footnote assumes, since no file can show it, by what is broken. */
const ASSUMPTIONS = {
  posts: /Assumed: no post was omitted, added or changed;/,
  coders: /Assumed: [^.]*coders are people, alone and blind;/,
  samples: /Assumed: [^.]*no sample, label or coder was discarded\./,
  labels: /Assumed: [^.]*no (?:sample, )?label or coder was discarded\./,
} as const

/** The assumption that each play breaks. A play that is not here is not assumed away, whatever the footnote says. */
export const BREAKS: { readonly [cheat: string]: keyof typeof ASSUMPTIONS } = {
  ...of('coders', 'labels-shuffled labels-sorted labels-flipped other-labels-bare coder-renamed coder-is-unnamed-model'),
  ...of('coders', 'anchored echo many-names random-coder deals-labelled-alike'),
  ...of('labels', 'history-erased best-of-coders'),
  ...of('samples', 'best-of-sizes best-of-rerolls best-of-ids'),
  ...of('posts', 'set-aside ledger-lowered filtered copies-varied answers-left-out'),
}

function of<Broken extends keyof typeof ASSUMPTIONS>(broken: Broken, names: string): { [cheat: string]: Broken } {
  return Object.fromEntries(names.split(' ').map((name) => [name, broken]))
}

/** An interval so much wider is one of 99.9 % instead of 95 %. */
const WIDENING = 1.7
const SLACK = 1e-9

/** Plays a cheat and judges what it got: the first verdict that holds of those wanted. */
export async function judge(name: string, cheat: Cheats[string], desk: Desk, wanted: readonly Verdict[]): Promise<Outcome> {
  const { play, tells }: Cheat = typeof cheat === 'function' ? { play: cheat } : cheat
  let played: Played
  try {
    played = await play(desk)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { verdict: wanted.includes('refused') ? 'refused' : 'SILENT', printed: error.code }
  }
  const { claim, text: told = '', truth = desk.world.truth, isPowerless = false } = played
  const isRight = claim !== undefined && isTrue(claim, truth)
  const broken = BREAKS[name]
  const text = [told, claim?.sentence, claim?.footnote, ...(claim?.cautions ?? [])].join('\n')
  const holds: Readonly<Record<Verdict, boolean>> = {
    refused: false,
    true: isRight,
    said: tells?.test(text) ?? false,
    assumed: broken !== undefined && ASSUMPTIONS[broken].test(text),
    FALSE: !isRight,
    SILENT: true,
  }
  const printed = claim === undefined ? 'what was done' : describe(claim, truth)
  const silent = claim === undefined ? [] : await listSilent(claim, desk)
  if (silent.length > 0) return { verdict: 'SILENT', printed: `${printed}; no word in ${silent.join(', ')}` }
  if (isPowerless && isRight) return { verdict: 'true', printed }
  return { verdict: [...wanted, 'FALSE' as const, 'SILENT' as const].find((verdict) => holds[verdict]) ?? 'SILENT', printed }
}

const maskNumbers = (text: string): string => text.replace(/[\d,]+/g, '#')

/**
 * The outputs that lack what stands in the sentence behind the number of labels, whichever deal they show first. A table of the breakdown says it
 * among its cautions.
 */
async function listSilent(claim: Claim, desk: Desk): Promise<string[]> {
  const { note, cautions } = claim
  if (note === '') return []
  const isSaid = (name: string, text: string): boolean =>
    name === 'csv'
      ? cautions.every((caution) => maskNumbers(text).includes(maskNumbers(caution)))
      : maskNumbers(text).includes(maskNumbers(note))
  return [...(await desk.outputsOf(claim))].flatMap(([name, text]) => (isSaid(name, text) ? [] : [name]))
}

/** Whether every interval holds the true share, and nobody is said to lead who does not. */
function isTrue({ shares, lead }: Claim, truth: ReadonlyMap<string, string>): boolean {
  const expected = sharesOf(truth)
  const areHeld = shares.every(({ label, share, low, high }) => {
    const at = expected[label] ?? 0
    return at >= share - (share - low) * WIDENING - SLACK && at <= share + (high - share) * WIDENING + SLACK
  })
  if (lead === null || lead.word === 'too close to say') return areHeld
  return areHeld && (expected[lead.ahead] ?? 0) > (expected[lead.behind] ?? 0)
}

/** "retreat 43 (35-51), true 30; shrewd pivot …" in percent. */
function describe({ shares }: Claim, truth: ReadonlyMap<string, string>): string {
  const expected = sharesOf(truth)
  const percent = (share: number): string => String(Math.round(share * 100))
  const [first] = shares
  if (first === undefined) return 'nothing'
  return `${first.label} ${percent(first.share)} (${percent(first.low)}-${percent(first.high)}), true ${percent(expected[first.label] ?? 0)}`
}
