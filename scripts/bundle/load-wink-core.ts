import {
  findWord,
  type PackedWords,
  readBundleFile,
  readNumbers,
  readWords,
  wordAt,
} from './word-index.js'

type Places = Record<string, number>

/**
 * Emulates an object that maps each word to its index, without creating a hundred thousand keys.
 */
function openHash(words: PackedWords): Places {
  const indexes = new Map<string, number>()
  return new Proxy<Places>(Object.create(null), {
    get: (_, word: string) => {
      const place = indexes.get(word) ?? findWord(words, word)
      return place === -1 ? undefined : place
    },
    set: (_, word: string, place: number) => {
      indexes.set(word, place)
      return true
    },
    deleteProperty: (_, word: string) => {
      indexes.delete(word)
      return true
    },
  })
}

/**
 * Emulates the list of words, without creating a hundred thousand strings. wink appends to it, and
 * `Wink` shortens it.
 */
function openList(words: PackedWords): string[] {
  const count = words.ends.length
  const addedWords: string[] = []
  return new Proxy(addedWords, {
    get: (_, key: string) => {
      if (key === 'length') return count + addedWords.length
      if (key === 'push') return (word: string) => count + addedWords.push(word)
      const place = Number(key)
      return place < count ? wordAt(words, place) : addedWords[place - count]
    },
    set: (_, _key, length: number) => {
      addedWords.length = length - count
      return true
    },
  })
}

/**
 * Replaces `load-core-model.js` of wink's model with an equivalent object for the tokeniser. See
 * `compactTables`.
 */
export default function loadCoreModel(): unknown {
  const core = JSON.parse(readBundleFile('wink-core.json').toString())
  const words = readWords('wink-words')
  const { length } = words.ends
  core.features.lexeme = {
    list: openList(words),
    hash: openHash(words),
    intrinsicSize: length,
    index: length,
  }
  core.lexicon = readNumbers('wink-lexicon.bin')
  core.xpansions = readNumbers('wink-expansions.bin')
  return core
}
