import type { PostFeatures } from '../../features/post-features.js'
import type { Token } from '../../features/token.js'

const FNV_PRIME = 16777619
const WORD_SEED = 0x811c9dc5
const CHARACTER_SEED = 0x2f0b4a27
const SPACE = 32

/** Final mix of MurmurHash3 (Appleby 2011, public domain), so that near strings land far apart. */
function avalanche(hash: number): number {
  let mixed = hash ^ (hash >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

function hashString(text: string, seed: number): number {
  let hash = seed
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME)
  return hash
}

/** Handles and addresses identify people and pages, not opinions: each becomes one placeholder. */
function spellingOf(token: Token): string {
  if (token.kind === 'mention') return '@user'
  if (token.kind === 'url' || token.kind === 'email') return 'http'
  return token.normal
}

const NEGATIONS: ReadonlySet<string> = new Set([
  'not',
  'no',
  'never',
  'nothing',
  'nobody',
  'none',
  'neither',
  'nor',
  'without',
  'hardly',
  'cannot',
])
/** How many words after a negation are marked. Choice: four reaches "not a very smart move" without crossing most clauses. */
const NEGATION_WINDOW = 4
const CLAUSE_END = /^[.,;:!?]/

export interface NgramOrders {
  /** Word n-grams, from and to (inclusive). */
  readonly words: readonly [number, number]
  /** Character n-grams, from and to (inclusive). */
  readonly characters: readonly [number, number]
  /** Mark words in the reach of a negation as features of their own. */
  readonly negation: boolean
}

/** Called with a 32-bit hash and the tokens that the n-gram covers: `[firstToken, lastToken]`, both inclusive. */
export type NgramVisitor = (hash: number, firstToken: number, lastToken: number) => void

/** Visits the word n-grams of a post after its leading handles; with `negation`, also each negated word. */
export function visitWordNgrams(features: PostFeatures, orders: NgramOrders, visit: NgramVisitor): void {
  const { tokens, addresseeTokenCount } = features
  const [from, to] = orders.words
  const hashes = new Int32Array(tokens.length)
  for (let index = addresseeTokenCount; index < tokens.length; index++) {
    hashes[index] = hashString(spellingOf(tokens[index] as Token), WORD_SEED)
  }
  let negatedUntil = -1
  for (let start = addresseeTokenCount; start < tokens.length; start++) {
    let hash = WORD_SEED
    for (let order = 1; order <= to && start + order <= tokens.length; order++) {
      hash = Math.imul(hash ^ (hashes[start + order - 1] as number), FNV_PRIME) + order
      if (order >= from) visit(avalanche(hash), start, start + order - 1)
    }
    if (!orders.negation) continue
    const normal = (tokens[start] as Token).normal
    if (NEGATIONS.has(normal)) negatedUntil = start + NEGATION_WINDOW
    else if (CLAUSE_END.test(normal)) negatedUntil = -1
    else if (start <= negatedUntil) visit(avalanche(Math.imul((hashes[start] as number) ^ 0x5bd1e995, FNV_PRIME)), start, start)
  }
}

/**
 * Visits the character n-grams of a post after its leading handles: lower case, white space as one space,
 * across word borders (scikit-learn's `analyzer='char'`).
 */
export class CharacterNgrams {
  #codes = new Uint16Array(1024)
  #owners = new Int32Array(1024)
  #length = 0

  #push(code: number, owner: number): void {
    if (this.#length === this.#codes.length) {
      const codes = new Uint16Array(this.#length * 2)
      const owners = new Int32Array(this.#length * 2)
      codes.set(this.#codes)
      owners.set(this.#owners)
      this.#codes = codes
      this.#owners = owners
    }
    this.#codes[this.#length] = code
    this.#owners[this.#length++] = owner
  }

  #layOut(features: PostFeatures): void {
    const { tokens, addresseeTokenCount } = features
    this.#length = 0
    for (let index = addresseeTokenCount; index < tokens.length; index++) {
      const token = tokens[index] as Token
      if (index > addresseeTokenCount && token.start > (tokens[index - 1] as Token).end) this.#push(SPACE, index)
      const spelling =
        token.kind === 'mention' || token.kind === 'url' || token.kind === 'email' ? spellingOf(token) : token.text.toLowerCase()
      for (let at = 0; at < spelling.length; at++) {
        const code = spelling.charCodeAt(at)
        this.#push(code === 0x2019 ? 39 : code, index)
      }
    }
  }

  visit(features: PostFeatures, orders: NgramOrders, visit: NgramVisitor): void {
    this.#layOut(features)
    const [from, to] = orders.characters
    const codes = this.#codes
    const owners = this.#owners
    const length = this.#length
    for (let start = 0; start < length; start++) {
      let hash = CHARACTER_SEED
      const last = Math.min(to, length - start)
      for (let order = 1; order <= last; order++) {
        const at = start + order - 1
        hash = Math.imul(hash ^ (codes[at] as number), FNV_PRIME)
        if (order >= from) visit(avalanche(hash + order), owners[start] as number, owners[at] as number)
      }
    }
  }
}
