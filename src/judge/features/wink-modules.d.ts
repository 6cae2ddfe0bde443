/** Types for the modules of wink-nlp's tokeniser; the package only types its main module. */

declare module 'wink-nlp/src/cache.js' {
  /** Lexemes by index, with their properties. */
  export interface WinkCache {
    value(lexeme: number): string
    /** Index of the normal form of a word. */
    normal(lexeme: number): number
    /**
     * Index of the normal form of a piece of a contraction, from the second number of its token.
     */
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
    /**
     * Four numbers per token: its lexeme; preceding spaces and the piece of a contraction; two
     * more.
     */
    readonly tokens: number[]
    readonly nonBreakingSpaces: object
  }
  export default function wrapDocument(document: WinkDocument): object
}

declare module 'wink-nlp/src/tokenizer.js' {
  export default function createTokenizer(
    trex: unknown,
    categories: unknown,
    preserve: unknown,
  ): (document: object, text: string) => void
}

declare module 'wink-eng-lite-web-model/dist/load-core-model.js' {
  export interface WinkCore {
    readonly features: {
      readonly lexeme: {
        readonly list: string[]
        readonly hash: Record<string, number>
        index: number
      }
    }
    readonly packing: { efList: readonly string[] }
    readonly trex: unknown
    readonly tcat: { readonly hash: unknown }
    readonly preserve: unknown
  }
  export default function loadCoreModel(): WinkCore
}
