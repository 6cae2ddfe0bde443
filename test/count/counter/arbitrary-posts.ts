import fc from 'fast-check'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { emptyLedger } from '../../../src/base/thread/capture-ledger.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { judge, scoredPost } from '../scored-posts.js'

const VERDICTS = [...STANCE_SCHEME.labels, 'unsure', 'unscored']
const DEALS = ['deal-a', 'deal-b', '__proto__', '']
const ledger = fc.record({
  reportedCount: fc.option(fc.nat(20)),
  capturedCount: fc.nat(20),
  deletedCount: fc.nat(2),
  otherLanguageCount: fc.nat(2),
  notes: fc.subarray(['a note', 'another note']),
  depthLimit: fc.option(fc.constantFrom('six levels', 'two pages')),
})

/**
 * Posts with every field that a breakdown uses. Few authors, threads and words, so that they
 * coincide. Ids are unique in their thread.
 */
export const arbitraryPosts: fc.Arbitrary<readonly ScoredPost[]> = fc
  .array(
    fc.record({
      thread: fc.nat(4),
      parent: fc.option(fc.nat(40)),
      author: fc.option(fc.constantFrom('ann', 'bob', 'cy', '__proto__', 'constructor', 'dee')),
      minute: fc.option(fc.nat(20)),
      text: fc.constantFrom(
        'They are giving up on it',
        'a fine deal for them',
        'lol',
        'they leased what they could not use',
      ),
      isRoot: fc.boolean(),
      node: fc.option(fc.constantFrom('deleted' as const, 'advert' as const), { freq: 8 }),
      isTruncated: fc.boolean(),
      ledger: fc.option(ledger, { freq: 4 }),
      stances: fc.uniqueArray(
        fc.record({ dealId: fc.constantFrom(...DEALS), verdict: fc.constantFrom(...VERDICTS) }),
        {
          selector: ({ dealId }) => dealId,
          maxLength: 3,
        },
      ),
      verdict: fc.constantFrom(...VERDICTS),
      sentiment: fc.double({ min: -1, max: 1, noNaN: true }),
      duplicateOf: fc.option(fc.nat(40), { freq: 4 }),
      isForeign: fc.boolean(),
      evidence: fc.option(
        fc.array(
          fc.record({
            text: fc.constantFrom('giving up', 'Giving up!', 'fine', 'leased', '…'),
            toward: fc.constantFrom(...STANCE_SCHEME.labels),
            weight: fc.double({ min: 0, max: 3, noNaN: true }),
          }),
          { maxLength: 3 },
        ),
      ),
    }),
    { maxLength: 40 },
  )
  .map((drafts) =>
    drafts.map((draft, index): ScoredPost => {
      const verdict = draft.stances[0]?.verdict ?? draft.verdict
      return {
        ...scoredPost(verdict, { id: `p${index}`, threadId: `t${draft.thread}` }, []),
        parentId: draft.parent === null ? null : `p${draft.parent}`,
        author: draft.author,
        createdAt:
          draft.minute === null
            ? null
            : `2026-03-01T10:${String(draft.minute).padStart(2, '0')}:00Z`,
        text: draft.text,
        meta: {
          role: draft.isRoot ? 'root' : 'reply',
          ...(draft.node !== null && { node: draft.node }),
          ...(draft.isTruncated && { truncated: true }),
          ...(draft.ledger !== null && { capture: { ...emptyLedger('bluesky'), ...draft.ledger } }),
        },
        stances: draft.stances.map((stance) => ({
          dealId: stance.dealId,
          by: 'text',
          ...judge(stance.verdict),
        })),
        sentiment: draft.sentiment,
        flags: [
          ...(draft.duplicateOf === null
            ? []
            : [`duplicate-of:t${draft.duplicateOf % 5}/p${draft.duplicateOf}`]),
          ...(draft.isForeign ? ['language:de'] : []),
        ],
        evidence: draft.evidence?.map((one) => ({ start: 0, end: 1, ...one })) ?? null,
      }
    }),
  )
