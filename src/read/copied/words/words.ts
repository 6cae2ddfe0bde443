import de from './de.json' with { type: 'json' }
import en from './en.json' with { type: 'json' }
import es from './es.json' with { type: 'json' }
import fr from './fr.json' with { type: 'json' }
import ja from './ja.json' with { type: 'json' }
import others from './others.json' with { type: 'json' }
import patterns from './patterns.json' with { type: 'json' }
import pt from './pt.json' with { type: 'json' }
import social from './social.json' with { type: 'json' }

/** Alternatives of regular expressions by name: a text, or a list of them. */
type Patterns = Readonly<Record<string, string | readonly string[]>>

/** The last two have what X prints in 33 more languages, and other networks in eleven of them. */
const LANGUAGES: readonly Patterns[] = [en, de, fr, es, pt, ja, others, social]
const COMMON: Patterns = patterns

const filled = new Map<string, string>()

/**
 * Words of pages by name, in six languages, and what social networks print in more: alternatives of
 * a regular expression in lower case. What two languages share stands in one of them.
 *
 * @throws {RangeError} for an unknown name
 */
export function wordsFor(name: string): string {
  const known = filled.get(name)
  if (known !== undefined) return known
  const sources = [COMMON, ...LANGUAGES].flatMap((words) => words[name] ?? [])
  if (sources.length === 0)
    throw new RangeError(`expected the name of words or a pattern of pages, got "${name}"`)
  const made = fillIn(sources.join('|'))
  filled.set(name, made)
  return made
}

/**
 * Puts words where a pattern names them: `${reply}`.
 *
 * @param sitePatterns patterns of one site, which come first
 */
export const fillIn = (source: string, sitePatterns: Patterns = {}): string =>
  source.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const pattern = sitePatterns[name]
    return pattern === undefined ? wordsFor(name) : fillIn([pattern].flat().join('|'), sitePatterns)
  })
