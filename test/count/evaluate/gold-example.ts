import { toJsonl } from '../../support/jsonl.js'

/** A gold file of two posts on a deal that the catalogue does not hold. */
export const GOLD = toJsonl([
  { id: '1', deal: 'd', mover: 'Acme', move: 'sells', text: 'Acme gave up', label: 'retreat' },
  { id: '2', deal: 'd', mover: 'Acme', move: 'sells', text: 'who is the buyer', label: 'neither' },
])
