import { EVERYDAY_NAMES } from '../../src/deals/everyday-words.js'

/** A name as it stands in a text, and the mark that it hangs on. */
export interface NameMatch {
  /** Handle, hashtag, cashtag; empty for a word. */
  readonly mark: '' | '@' | '#' | '$'
  readonly name: string
}

/** A pattern over all spellings of some companies. */
export interface NamePattern {
  /** Replaces what stands behind the mark, left to right, the longest name at each place. */
  replace(text: string, replacementOf: (match: NameMatch) => string): string
  isIn(text: string): boolean
}

/** Shortest name that a longer handle may begin with, as where deals are linked: shorter ones begin many people's names. */
const MIN_HANDLE_START_LENGTH = 6
/** What companies put after a shorter name in a handle. */
const HANDLE_ENDINGS = 'ai app co corp dev hq inc labs news support tech uk us'.split(' ')
/** A shorter name takes no bare s: "GMs" is another word as often. */
const MIN_PLURAL_LENGTH = 4
/** What may stand between the words of a name: "HD-DVD", "HD DVD", "HDDVD", "AT&T". */
const BETWEEN = '[^\\p{L}\\p{N}]{0,3}'
/** Where "SpaceX" may be written "Space X": before a capital, behind four letters or more. */
const CAMEL_SEAM = /(?<=^[\p{L}\p{N}]{3,}\p{Ll})(?=\p{Lu})/u
const NO_WORD_CHARACTER = '(?![\\p{L}\\p{N}])'

const wordsOf = (name: string): string[] => (name.match(/[\p{L}\p{N}]+/gu) ?? []).flatMap((word) => word.split(CAMEL_SEAM))

/** A name that small letters make another word: "UPS", "X". */
function needsCase(name: string): boolean {
  return name.length === 1 || (name === name.toUpperCase() && EVERYDAY_NAMES.has(name.toLowerCase()))
}

/** Letters in either case, one by one: a regular expression cannot be blind to case in parts. */
function caseless(word: string): string {
  return [...word].map((letter) => (letter.toLowerCase() === letter.toUpperCase() ? letter : `[${bothCases(letter)}]`)).join('')
}

const bothCases = (letter: string): string => [...new Set([letter.toLowerCase(), letter.toUpperCase()])].join('')

function wordPattern(name: string): string {
  const spell = needsCase(name) ? String : caseless
  const body = name
    .split('/')
    .map((part) => wordsOf(part).map(spell).join(BETWEEN))
    .join('\\s?/\\s?')
  const mayTakeS = name.length >= MIN_PLURAL_LENGTH && !/s$/i.test(name)
  return `${body}${mayTakeS ? `(?=[sS]?${NO_WORD_CHARACTER})` : NO_WORD_CHARACTER}`
}

function handlePattern(name: string): string {
  const body = wordsOf(name).map(caseless).join('_?')
  return name.length >= MIN_HANDLE_START_LENGTH ? body : `${body}(?=(?:${HANDLE_ENDINGS.map(caseless).join('|')})?(?![\\p{L}\\p{N}_]))`
}

/**
 * Compiles spellings of companies into one pattern. Names are found as words, also with a possessive or a bare s behind them, as hashtags and
 * handles and as the beginning of longer ones, and as cashtags. Case does not count, but for names that are words when small.
 *
 * @param names    as written in the catalogue
 * @param isTicker whether the letters of a cashtag, in capitals, stand for one of the companies
 */
export function compileNames(names: readonly string[], isTicker: (letters: string) => boolean = () => false): NamePattern {
  const longestFirst = [...new Set(names)].filter((name) => wordsOf(name).length > 0).sort((a, b) => b.length - a.length)
  const anyOf = (pattern: (name: string) => string): string => (longestFirst.length === 0 ? '(?!)' : longestFirst.map(pattern).join('|'))
  const pattern = new RegExp(
    [
      `(?<mark>[@#])(?<handle>${anyOf(handlePattern)})`,
      `\\$(?<ticker>[A-Za-z]{1,5})${NO_WORD_CHARACTER}`,
      `(?<![\\p{L}\\p{N}@#_])(?<word>${anyOf(wordPattern)})`,
    ].join('|'),
    'gu',
  )
  const replace: NamePattern['replace'] = (text, replacementOf) =>
    text.replace(pattern, (whole: string, ...found: unknown[]) => {
      const { mark, handle, ticker, word } = found.at(-1) as Readonly<Record<string, string | undefined>>
      if (word !== undefined) return replacementOf({ mark: '', name: word })
      if (handle !== undefined) return `${mark}${replacementOf({ mark: mark as '@' | '#', name: handle })}`
      return ticker !== undefined && isTicker(ticker.toUpperCase()) ? `$${replacementOf({ mark: '$', name: ticker })}` : whole
    })
  return Object.freeze({
    replace,
    isIn: (text: string) => {
      let isFound = false
      replace(text, ({ name }) => {
        isFound = true
        return name
      })
      return isFound
    },
  })
}
