import { describe, expect, it } from 'vitest'
import { type ListedComment, nestReplies } from '../../../src/read/copied/video-replies.js'

/**
 * "name", "name>named", with a number of replies, minutes of age, and "+" where more are offered.
 */
function list(...given: readonly (readonly [who: string, replyCount?: number, age?: number])[]) {
  const comments = given.map(([who, replyCount = 0, age]): ListedComment => {
    const [author = '', named = null] = who.replace('+', '').split('>')
    return { author, named, replyCount, hasMore: who.endsWith('+'), age: age ?? null }
  })
  return nestReplies(comments).map(
    ({ posts: answered, isGuessed }) => `${answered.join(' ')}${isGuessed ? '?' : ''}`,
  )
}

describe('nestReplies', () => {
  it('nests below a count where a comment names an account of its list, or the head answers in it', () => {
    expect(list(['a', 2], ['b'], ['c>b'], ['d'])).toEqual(['', '0', '1', ''])
    expect(list(['a', 2], ['b'], ['a>b'], ['d'])).toEqual(['', '0', '1', ''])
    expect(list(['a', 9], ['b'], ['c+'], ['d'])).toEqual(['', '0', '0', ''])
  })

  it('leaves a list closed where the comments below are too few: what they answer is a guess', () => {
    expect(list(['a', 2], ['b'], ['c', 1], ['d>c'])).toEqual(['', '?', '', '2'])
    expect(list(['a', 3], ['b'], ['c'])).toEqual(['', '?', '?'])
    expect(list(['a', 1, 60], ['b', 0, 1440])).toEqual(['', ''])
  })

  it('takes a list that does not show itself for a guess, unless all on the page are open', () => {
    expect(list(['a', 1], ['b'])).toEqual(['', '?'])
    expect(list(['a', 1], ['b>a'], ['c', 1], ['d'], ['e', 5])).toEqual(['', '0', '', '2?', ''])
    expect(list(['a', 1], ['b>a'], ['c', 1], ['d>c'], ['e', 1], ['f'])).toEqual([
      '',
      '0',
      '',
      '2',
      '',
      '4',
    ])
  })

  it('gives every post of the account that is named, and a guess where it has none or a head would answer itself', () => {
    expect(list(['a', 3], ['b'], ['a>b'], ['c>A'])).toEqual(['', '0', '1', '2 0'])
    expect(list(['a', 3], ['b>a'], ['c>gone'], ['a'])).toEqual(['', '0', '0?', '0?'])
  })
})
