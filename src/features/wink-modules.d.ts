/** The parts of wink-nlp that its tokeniser is made of. The package types its whole alone. */

declare module 'wink-nlp/src/cache.js' {
  /** Words by their place, and what is known of each. */
  export interface WinkCache {
    /** Places of a word: one, or four numbers for each piece of a contraction; null for a word that wink does not know. */
    lookup(text: string): readonly number[] | null
    /** Place of a word, which wink knows from then on. */
    add(text: string, category: number): number
    value(lexeme: number): string
    /** Place of a word's normal form. */
    normal(lexeme: number): number
    /** Place of the normal form of a piece of a contraction, by the second number of its token. */
    nox(spacesAndExpansion: number): number
    property(lexeme: number, name: 'tokenType'): string
  }
  export default function createCache(
    core: import('wink-eng-lite-web-model/dist/load-core-model.js').WinkCore,
    features: () => object,
  ): WinkCache
}

declare module 'wink-nlp/src/compile-trex.js' {
  export default function compileTrex(trex: unknown): unknown
}

declare module 'wink-nlp/src/dd-wrapper.js' {
  import type { WinkCache } from 'wink-nlp/src/cache.js'

  export interface WinkDocument {
    readonly cache: WinkCache
    /** Four numbers a token: its word; spaces before it and the piece of a contraction that it is; two more. */
    readonly tokens: number[]
    readonly nonBreakingSpaces: object
  }
  export default function wrapDocument(document: WinkDocument): object
}

declare module 'wink-nlp/src/tokenizer.js' {
  export default function createTokenizer(trex: unknown, categories: unknown, preserve: unknown): (document: object, text: string) => void
}

declare module 'wink-eng-lite-web-model/dist/load-core-model.js' {
  export interface WinkCore {
    readonly features: { readonly lexeme: { readonly list: string[]; readonly hash: Record<string, number>; index: number } }
    readonly packing: { efList: readonly string[] }
    readonly trex: unknown
    readonly tcat: { readonly hash: Readonly<Record<'word' | 'punctuation', number>> }
    readonly preserve: unknown
  }
  export default function loadCoreModel(): WinkCore
}
