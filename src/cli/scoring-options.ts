import type { OptionTable } from './command.js'

/** Options of how posts are scored, whatever becomes of them. */
export const SCORING_OPTIONS = {
  deals: { type: 'text', value: 'FILE', help: 'catalogue of deals instead of the one that ships' },
  deal: { type: 'list', value: 'ID', help: 'deal that the inputs are about (repeatable)' },
  evidence: { type: 'choice', choices: ['auto', 'on', 'off'], default: 'auto', help: 'deciding words; on: all, slower' },
  context: { type: 'choice', choices: ['on', 'off'], default: 'on', help: 'let replies see what they answer' },
  'any-language': { type: 'flag', help: "score posts in other languages than the model's" },
  'two-way': { type: 'flag', help: 'give the lean as the label: all take a side' },
  'min-probability': { type: 'number', value: 'P', default: 0, low: 0, high: 1, help: 'below it a post is unsure' },
} as const satisfies OptionTable
