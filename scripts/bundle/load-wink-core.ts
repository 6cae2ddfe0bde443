import { readBundleFile, readNumbers, readWords } from './read-bundle-file.js'
import { findWord } from './word-index.js'

type Places = Record<string, number>

/** Emulates an object that maps each word to its index, without creating a hundred thousand keys. */
function openHash(words: readonly string[]): Places {
  const slots = readNumbers('wink-words-index.bin')
  const own = new Map<string, number>()
  return new Proxy<Places>(Object.create(null), {
    get: (_, word: string) => {
      const place = own.get(word) ?? findWord(words, slots, word)
      return place === -1 ? undefined : place
    },
    set: (_, word: string, place: number) => {
      own.set(word, place)
      return true
    },
    deleteProperty: (_, word: string) => {
      own.delete(word)
      return true
    },
  })
}

/** Replaces `load-core-model.js` of wink's model with an equivalent object for the tokeniser. See `compactWink`. */
export default function loadCoreModel(): unknown {
  const core = JSON.parse(readBundleFile('wink-core.json').toString())
  const list = readWords('wink-words.bin')
  core.features.lexeme = { list, hash: openHash(list), intrinsicSize: list.length, index: list.length }
  core.lexicon = readNumbers('wink-lexicon.bin')
  core.xpansions = readNumbers('wink-expansions.bin')
  return core
}
