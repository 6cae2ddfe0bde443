import { STANCE_SCHEME, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { isolate } from '../../base/text/right-to-left.js'
import { toPlainLine, truncateLine } from '../format/display-width.js'

/** Longest name in a sentence; a catalogue of one's own may hold anything. */
const MAX_NAME_WIDTH = 80
const MAX_MOVE_WIDTH = 200

/** A name from outside as part of a sentence: one line, nothing hidden in it, not longer than a name is. */
export function printableName(name: string, width = MAX_NAME_WIDTH): string {
  return truncateLine(toPlainLine(name.normalize('NFC')), width)
}

/** The move as a clause, without the full stop at its end. */
export function printableMove(move: string): string {
  return printableName(move.replace(/(?<![.\s])[.\s]+$/, ''), MAX_MOVE_WIDTH)
}

/** With a full stop, unless a mark ends the text already. */
export const withStop = (text: string): string => (/[!?…]["”’)]?$/.test(text) ? text : `${text}.`)

/** "xAI's", "Paramount Pictures'"; a name that is one already stays: "Moody's". */
export function possessive(name: string, apostrophe = "'"): string {
  if (/['’]s$/i.test(name)) return name
  return /s$/i.test(name) ? `${name}${apostrophe}` : `${name}${apostrophe}s`
}

export const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** How a sentence says that posts took a label. */
export interface Wording {
  /** "call it a retreat", behind a number of posts; `target` is null where there is none to name. */
  take(label: string, target: string | null, isOne: boolean): string
  /** "a shrewd pivot", where the verb stands already. */
  also(label: string): string
  /** "the rest neither", for the posts that took none of the sides; null when it cannot be said in a word. */
  readonly rest: string | null
  /** The name of a label among other words. */
  name(label: string): string
}

/**
 * The words for the labels that ship; labels of another scheme are quoted as codes, since nobody knows what verb they go with.
 *
 * @param scheme one's own, as the breakdown names it; null for none
 */
export function wordingFor(labels: readonly string[], scheme: StanceScheme | null = null): Wording {
  const { neutral } = scheme ?? STANCE_SCHEME
  const isDefault =
    scheme === null && labels.length === STANCE_SCHEME.labels.length && labels.every((label) => STANCE_SCHEME.labels.includes(label))
  if (isDefault) {
    const withArticle = (label: string): string => `${/^[aeiou]/i.test(label) ? 'an' : 'a'} ${label}`
    return {
      take: (label, target, isOne) =>
        label === neutral
          ? `${isOne ? 'takes' : 'take'} ${label} view of ${target ?? 'the move'}`
          : `${isOne ? 'calls' : 'call'} ${target ?? 'the move'} ${withArticle(label)}`,
      also: (label) => (label === neutral ? label : withArticle(label)),
      rest: neutral === null ? null : `the rest ${neutral}`,
      name: (label) => label,
    }
  }
  // The one mark that a sentence carries: without it the numbers behind a right-to-left label would change their order.
  const quoted = (label: string): string => `“${scheme === null ? printableName(label) : isolate(printableName(label))}”`
  return {
    take: (label, target, isOne) => `${isOne ? 'is' : 'are'} coded ${quoted(label)}${target === null ? '' : ` on ${target}`}`,
    also: quoted,
    rest: scheme === null || neutral === null ? null : `the rest ${quoted(neutral)}`,
    name: quoted,
  }
}
