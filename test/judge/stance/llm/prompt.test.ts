import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createScheme, STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { extractTextFeatures } from '../../../../src/judge/features/extract-features.js'
import { PostFeatures } from '../../../../src/judge/features/token.js'
import {
  createPromptRenderer,
  escapePost,
  fillPrompt,
  parsePrompt,
  truncateText,
} from '../../../../src/judge/stance/llm/render-prompt.js'
import type { StanceInput } from '../../../../src/judge/stance/stance-classifier.js'
import { CODE_POINT } from '../../../support/code-point.js'
import { forAny } from '../../../support/for-any.js'
import { INJECTIONS } from './injections.js'

const SHIPPED = readFileSync('models/llm/prompt.md', 'utf8')
const TEMPLATE = parsePrompt(SHIPPED)
const TARGET = { dealId: 'acme', mover: 'Acme', move: 'Acme leases its chips to Borealis.' }
const renderer = createPromptRenderer(TEMPLATE, STANCE_SCHEME)

const inputOf = (text: string, parent: string | null = null): StanceInput => ({
  features: extractTextFeatures(text, parent),
  target: TARGET,
})
const userOf = (text: string, parent: string | null = null) =>
  renderer.render(inputOf(text, parent)).user

describe('escapePost', () => {
  it('removes every character that opens or closes a section or a chat turn, or is invisible', () => {
    forAny(fc.oneof(fc.string({ unit: CODE_POINT }), fc.constantFrom(...INJECTIONS)), (text) => {
      const escaped = escapePost(text)
      expect(escaped).not.toMatch(/[<>]/)
      expect(escaped).not.toMatch(/\[\/?[A-Z_ ]{2,40}\]/)
      expect(escaped).not.toMatch(/[\u{e0000}-\u{e007f}]|\p{Cs}/u)
      expect(escaped.replace(/[\n\t]/g, '')).not.toMatch(/\p{Cc}/u)
    })
  })

  it('keeps words of any script', () => {
    for (const text of [
      'Smart. Very smart 🤡🚀',
      'זה מהלך חכם',
      '手を引いた',
      'a [1] b [sic] C[3]',
    ])
      expect(escapePost(text)).toBe(text)
    expect(escapePost('a < b & c\r\nd [INST]')).toBe('a &lt; b &amp; c\nd &#91;INST]')
  })

  it('truncates between characters', () => {
    expect([truncateText('ab🚀', 3), truncateText('ab🚀', 4), truncateText('abc', 2)]).toEqual([
      'ab',
      'ab🚀',
      'ab',
    ])
  })
})

describe('a prompt', () => {
  it('contains the scheme, the deal, the parent and the post in their sections', () => {
    const { system, user } = renderer.render(inputOf('Smart move.', 'They gave up?'))
    for (const label of STANCE_SCHEME.labels) expect(system).toContain(`- "${label}": `)
    expect(system).toContain('Judge the move, not the mood.')
    expect(user).toBe(
      'The company whose move is judged: Acme\nIts move: Acme leases its chips to Borealis.\n' +
        'The post that it answers:\n<parent>\nThey gave up?\n</parent>\nThe post to code:\n<post>\nSmart move.\n</post>',
    )
    expect(userOf('Alone.')).not.toMatch(/parent|root|\n\n/)
  })

  it('shows the thread’s root when it is not the parent', () => {
    const parent = extractTextFeatures('the middle', 'the top')
    const features = new PostFeatures({
      ...extractTextFeatures('the end'),
      parent,
      root: parent.root,
      depth: 2,
    })
    const { user } = renderer.render({ features, target: null })
    expect(user).toContain('<root>\nthe top\n</root>')
    expect(user).toContain('<parent>\nthe middle\n</parent>')
    expect(user).toContain('No move is named')
  })

  it('asks first whether a post is about the move and whom it hits, in eight rules and three examples', () => {
    const { system } = renderer.render(inputOf('x'))
    expect(system.match(/^1\. .*$/m)?.[0]).toContain('Is it about this move?')
    expect(system.match(/^2\. .*$/m)?.[0]).toContain('Whom does its verdict hit')
    const [, rules = ''] = system.split('\nRules:\n')
    expect(rules.match(/^\d\. /gm)).toHaveLength(8)
    expect(rules.match(/^- ".*" is "(?:retreat|shrewd pivot|neither)": /gm)).toHaveLength(3)
  })

  it('takes labels, definitions and question from a custom scheme, and nothing from the default scheme', () => {
    const scheme = createScheme({
      id: 'rumour',
      labels: ['support', 'refute', 'comment'],
      sides: ['support', 'refute'],
      neutral: 'comment',
      question: 'Does the post believe the rumour?',
      definitions: { support: 'believes it', refute: 'denies it', comment: 'neither of the two' },
    })
    const { system } = createPromptRenderer(TEMPLATE, scheme).render(inputOf('It is true.'))
    expect(system).toContain('Does the post believe the rumour?')
    expect(system).toContain(
      '- "support": believes it\n- "refute": denies it\n- "comment": neither of the two',
    )
    expect(system).toContain('one of "support", "refute", "comment"')
    for (const label of STANCE_SCHEME.labels) expect(system).not.toContain(`"${label}"`)
  })

  it('shows edited texts: with pseudonyms, no handle is left', () => {
    const hide = createPromptRenderer(TEMPLATE, STANCE_SCHEME, (text) =>
      text.replaceAll('@ann', '@u_1'),
    )
    const { user } = hide.render(inputOf('@ann no', 'said @ann'))
    expect(user).not.toContain('@ann')
    expect(user.match(/@u_1/g)).toHaveLength(2)
  })

  it('inserts values literally, without expanding placeholders or replacement patterns in them', () => {
    expect(fillPrompt('{{a}} {{b}}', { a: '{{b}} $& $1', b: '2' })).toBe('{{b}} $& $1 2')
    expect(userOf('{{move}} $& {{definitions}}')).toContain(
      '<post>\n{{move}} $&amp; {{definitions}}\n</post>',
    )
  })
})

describe('fifty prompt injections', () => {
  it('are fifty different posts', () =>
    expect([INJECTIONS.length, new Set(INJECTIONS).size]).toEqual([50, 50]))

  const [before = '', after = ''] = userOf('MARK').split('MARK')
  const [parentBefore = '', parentAfter = ''] = userOf('post', 'MARK').split('MARK')

  it.each(INJECTIONS)(
    'change a prompt only between their marks, as the post and as its parent: %j',
    (text) => {
      for (const [user, head, tail] of [
        [userOf(text), before, after],
        [userOf('post', text), parentBefore, parentAfter],
      ] as const) {
        expect(user.startsWith(head)).toBe(true)
        expect(user.endsWith(tail)).toBe(true)
        const inside = user.slice(head.length, user.length - tail.length)
        expect(inside).not.toMatch(/[<>]/)
      }
      expect(renderer.render(inputOf(text)).system).toBe(renderer.render(inputOf('MARK')).system)
    },
  )
})

describe('parsePrompt', () => {
  it('holds each text of a post on lines of its own between marks', () => {
    for (const name of ['root', 'parent', 'post'])
      expect(TEMPLATE.sections.get(name)).toMatch(
        new RegExp(`^<${name}>\\n\\{\\{text\\}\\}\\n</${name}>$`, 'm'),
      )
  })

  it('parses the shipped prompt with Windows line endings too', () => {
    expect(parsePrompt(SHIPPED.replaceAll('\n', '\r\n')).sections).toEqual(TEMPLATE.sections)
  })
})
