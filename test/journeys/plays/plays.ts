import { createScheme } from '../../../src/base/scheme/stance-scheme.js'
import type { Play } from './make-scene.js'

const SIZES = [1, 2, 7, 8, 12, 19, 20, 21, 22, 30, 37, 41, 60, 61, 67, 80, 100, 101, 120, 200, 400]
const MIXES: Readonly<Record<string, readonly number[]>> = {
  'a tie': [0.35, 0.35, 0.3],
  'a small lead': [0.4, 0.3, 0.3],
  'a large lead': [0.25, 0.55, 0.2],
  'one side': [0.9, 0, 0.1],
  'few sides': [0.06, 0.04, 0.9],
}

const crowds: readonly Play[] = SIZES.flatMap((replyCount) =>
  Object.entries(MIXES).map(([mix, shares]) => ({
    name: `${replyCount} replies, ${mix}`,
    replyCount,
    shares,
  })),
)

const TIE = MIXES['a tie'] as readonly number[]
const LEAD = MIXES['a large lead'] as readonly number[]

/** A scheme with a label that is no side and not neutral. */
const FOURTH = createScheme({
  id: 'critics',
  labels: ['critical', 'supportive', 'neutral', 'unrelated'],
  sides: ['critical', 'supportive'],
  neutral: 'neutral',
})

/** One unusual thing, in a thread of 40 that is read and of 300 that is sampled. */
const TURNS: Readonly<Record<string, Omit<Play, 'name' | 'replyCount' | 'shares'>>> = {
  'under an opening post': { hasOpener: true },
  'with opening posts among them': { rootCount: 4, threadCount: 4 },
  'one account with a third': { accounts: 1 / 3 },
  'one account with most': { accounts: 0.9 },
  'twelve accounts': { accounts: 'few' },
  'nobody known': { accounts: 'unknown' },
  'one text many times': { repeated: 15 },
  'on two moves': { isOnTwo: true },
  'some skipped': { skipped: 3 },
  'some unreadable': { unclear: 4 },
  'most skipped': { skipped: 30 },
  'some not looked at': { open: 5 },
  'coders differ on one': { undecided: 1 },
  'a second reader': { second: [20, 1] },
  'posts deleted': { deleted: 3, reported: 350 },
  'all replies here': { reported: 300 },
  'a model as coder': { coderKind: 'model' },
  'a fourth label': { scheme: FOURTH },
  'no text names the company': { isUnnamed: true },
}

const turns: readonly Play[] = Object.entries(TURNS).flatMap(([turn, changes]) =>
  [40, 300].map((replyCount) => ({
    name: `${replyCount} replies, ${turn}`,
    replyCount,
    shares: LEAD,
    ...changes,
    ...(changes.scheme && { shares: [0.5, 0.2, 0.2, 0.1] }),
    ...(changes.reported === 300 && { reported: replyCount }),
  })),
)

/** The twelve situations of a newsroom. */
const newsroom: readonly Play[] = [
  { name: 'newsroom: a tie', replyCount: 29, shares: TIE },
  { name: 'newsroom: a tie, sampled', replyCount: 250, shares: TIE },
  { name: 'newsroom: one side, none for the other', replyCount: 25, shares: [0.64, 0, 0.36] },
  { name: 'newsroom: six replies', replyCount: 6, shares: LEAD },
  { name: 'newsroom: 600 posts', replyCount: 600, shares: LEAD },
  { name: 'newsroom: one loud account', replyCount: 37, shares: TIE, accounts: 13 / 37 },
  { name: 'newsroom: two moves', replyCount: 27, shares: LEAD, isOnTwo: true },
  { name: 'newsroom: another language', replyCount: 13, shares: TIE, isForeign: true },
  { name: 'newsroom: the wrong company', replyCount: 39, shares: LEAD, isUnnamed: true },
  { name: 'newsroom: 32 of 1,480 replies', replyCount: 32, shares: LEAD, reported: 1480 },
  { name: 'newsroom: half of the replies', replyCount: 70, shares: LEAD, reported: 139 },
  { name: 'newsroom: a second reader differs', replyCount: 45, shares: LEAD, second: [30, 5] },
]

const large: readonly Play[] = [
  { name: '1,000 replies, a small lead', replyCount: 1000, shares: [0.4, 0.3, 0.3] },
  { name: '2,000 replies, a tie', replyCount: 2000, shares: TIE, accounts: 'few' },
  { name: '2,000 replies, most are retreat', replyCount: 2000, shares: [0.75, 0.1, 0.15] },
  { name: '400 replies, a sample of 30', replyCount: 400, shares: LEAD, size: 30 },
  { name: '400 replies, a sample of 20', replyCount: 400, shares: LEAD, size: 20 },
  { name: '150 replies, all read', replyCount: 150, shares: LEAD, size: 150 },
]

/** Every play. Names are unique. */
export const PLAYS: readonly Play[] = [...crowds, ...turns, ...newsroom, ...large]
