import { type Random, shuffled } from '../../src/base/statistics/random/seeded-random.js'

const VALUES = [
  'null',
  '[]',
  '{}',
  '""',
  '0',
  '-1',
  '1e999',
  '12345678901234567890',
  '"__proto__"',
  '{"__proto__":{"polluted":1}}',
  'true',
]
const PIECES = [
  ...VALUES,
  '\n',
  '"',
  ',',
  '\u0000',
  '\ud800',
  '}',
  ']',
  '&#x0;',
  '<p>',
  '@',
  '\t',
  '\u202e',
  '\ufeff',
  '0 ',
  '[',
  '{"',
]
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null/g

/**
 * Makes texts like a given one with something wrong. Takes microseconds, so that readers can be
 * given a hundred thousand of them.
 */
export function damager(text: string): (random: Random) => string {
  const lines = text.split('\n').filter((line) => line !== '')
  const tokens = [...text.matchAll(TOKEN)].map(({ index, 0: token }) => ({
    token,
    from: index,
    to: index + token.length,
  }))
  return (random) => {
    const below = (count: number) => Math.floor(random() * count)
    const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item
    const replace = (from: number, to: number, put: string) =>
      text.slice(0, from) + put + text.slice(to)
    const at = below(text.length + 1)
    const token = tokens.length === 0 ? { token: '', from: at, to: at } : pick(tokens)
    const anyPiece = () =>
      random() < 0.7
        ? pick(PIECES)
        : Array.from({ length: below(13) }, () => String.fromCharCode(32 + below(95))).join('')
    switch (below(7)) {
      case 0: {
        const other = below(text.length + 1)
        return replace(Math.min(at, other), Math.max(at, other), anyPiece())
      }
      case 1:
        return replace(at, at + below(9), anyPiece())
      case 2:
        return text.slice(0, at)
      // One JSON token for another, so that the text stays JSON more often.
      case 3:
        return replace(token.from, token.to, pick(VALUES))
      case 4:
        return replace(token.from, token.to, tokens.length === 0 ? anyPiece() : pick(tokens).token)
      case 5:
        return shuffled(lines, random)
          .slice(0, 1 + below(lines.length))
          .join('\n')
      default:
        return `${text.trimEnd()}\n${pick(lines)}\n`
    }
  }
}
