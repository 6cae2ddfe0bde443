/** What tells coders when a post gets which label. */
interface Codebook {
  readonly definitions: Readonly<Record<string, string>>
  readonly examples: Readonly<Record<string, string>>
  readonly rules: readonly string[]
}

/** The codebook of the labels that ship. Its examples are invented. */
export function stanceCodebook([retreat, pivot, neither]: readonly [string, string, string]): Codebook {
  return {
    definitions: {
      [retreat]:
        'Weakness. The move shows the mover giving up or conceding a race, losing confidence, being behind or desperate, arming or feeding rivals, dumping what it should keep or cannot use, or dressing up numbers; or the deal is bad for the mover or cannot last. Also: agreeing with, or piling on to, a post that says so; mocking those who defend the move.',
      [pivot]:
        'Strength or good sense. The move is smart, rational, good business, money from idle assets, time bought, leverage, part of a long game; the mover is still in the race or wins by it; the deal is celebrated. Also: rejecting, belittling or mocking the other reading or those who hold it.',
      [neither]:
        'Takes neither side on the move. Questions asked in earnest, plain facts or news, jokes with no side, talk of other subjects, share-price chatter that does not judge the move, judgements about another company alone, a truly even balance.',
    },
    examples: {
      [retreat]: '“You only sublet the kitchen when the restaurant is empty.” “Great plan: pay your rival’s rent and call it vision.”',
      [pivot]:
        '“Idle machines earn nothing, rented ones pay for the next site.” “Yes, because taking money from everybody is how one loses.”',
      [neither]: '“Does anyone know when the contract starts?” “They own 7% of the buyer.” “Support has ignored my ticket for a week.”',
    },
    rules: [
      `Judge the move, not the mood. Angry or vulgar words do not make a ${retreat}; a happy post about something else is ${neither}.`,
      'A bet on the share price counts only if the post ties it to the move.',
      'Sarcasm: label what is meant, not what is written.',
      'A rhetorical question that plainly implies a side takes that side.',
      `Mixed posts take the side that the post ends on or gives more weight; if truly even, ${neither}. “They failed, but the deal is sensible” is a ${pivot}.`,
      `“Just a pump for the listing” or “a house of cards”, said of this deal: ${retreat}. A bare fact that could hint at it is ${neither}, unless the wording nudges.`,
      `Dislike of a person with no link to the move is ${neither}. “Bad for customers” alone is ${neither}; blaming the mover for quitting is a ${retreat}.`,
      'Do not guess from the deal or from what most posts say: decide from the words of this post and of the post that it answers.',
    ],
  }
}
