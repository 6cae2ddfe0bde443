import { EVERYDAY_NAMES } from '../../../src/judge/deals/deal-names.js'

export interface NameMatch {
  /** `@` of a handle, `#` of a hashtag, `$` of a cashtag; empty for a word. */
  readonly mark: '' | '@' | '#' | '$'
  readonly name: string
}

/** A pattern over all spellings of some companies. */
export interface NamePattern {
  /** Replaces names after their marks, from left to right, with the longest match at each position. */
  replace(text: string, replacementOf: (match: NameMatch) => string): string
  isIn(text: string): boolean
}

/** Minimum length of a name as the prefix of a longer handle, as in deal linking. Shorter ones are the start of many people's names. */
const MIN_HANDLE_START_LENGTH = 6
/** Suffixes that companies append to a shorter name in a handle. */
const HANDLE_ENDINGS = 'ai app co corp dev hq inc labs news support tech uk us'.split(' ')
/** Minimum length of a name that may take a bare s: "GMs" is often another word. */
const MIN_PLURAL_LENGTH = 4
/** Separators between the words of a name: "HD-DVD", "HD DVD", "HDDVD", "AT&T". */
const BETWEEN = '[^\\p{L}\\p{N}]{0,3}'
/** Positions where a name may be split, as in "Space X": before a capital, after at least four letters. */
const CAMEL_SEAM = /(?<=^[\p{L}\p{N}]{3,}\p{Ll})(?=\p{Lu})/u
const NO_WORD_CHARACTER = '(?![\\p{L}\\p{N}])'

const wordsOf = (name: string): string[] => (name.match(/[\p{L}\p{N}]+/gu) ?? []).flatMap((word) => word.split(CAMEL_SEAM))

/** A name that is another word in lower case: "UPS", "X". */
const needsCase = (name: string): boolean => name.length === 1 || (name === name.toUpperCase() && EVERYDAY_NAMES.has(name.toLowerCase()))

/** Matches letters in either case, since a regular expression cannot ignore case in only some parts. */
const caseless = (word: string): string =>
  [...word].map((letter) => (letter.toLowerCase() === letter.toUpperCase() ? letter : `[${bothCases(letter)}]`)).join('')

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
 * Compiles spellings of companies into one pattern. It finds names as words, also with a possessive or a bare s, as hashtags and handles, as
 * their prefixes, and as cashtags. Case is ignored, except for names that are other words in lower case.
 *
 * @param names    as written in the catalogue
 * @param isTicker whether the upper-case letters of a cashtag denote one of the companies
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
