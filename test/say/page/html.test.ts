import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { html, jsonForScript, trusted } from '../../../src/say/page/html.js'
import { runCount } from '../../run-count.js'

const RUNS = { numRuns: runCount() }

describe('html', () => {
  it('escapes texts, joins lists, drops null, keeps markup', () => {
    expect(html`<p title="${'"\'<'}">${'a < b & c'}${null}${['<i>', html`<b>${1}</b>`]}</p>`.markup).toBe(
      '<p title="&quot;&#39;&lt;">a &lt; b &amp; c&lt;i&gt;<b>1</b></p>',
    )
    expect(html`${trusted('<hr>')}`.markup).toBe('<hr>')
  })

  it('lets no text become a tag or end an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(html`${text}`.markup).not.toMatch(/[<>"']/)
      }),
      RUNS,
    )
  })
})

describe('jsonForScript', () => {
  it('parses back to the value, and contains nothing that ends a script or starts a comment', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('</script>', '<!--', '\u2028', '\ud800')), (text) => {
        const { markup } = jsonForScript({ text })
        expect(markup).not.toMatch(/[<>&\u2028\u2029]/)
        expect(JSON.parse(markup)).toEqual({ text })
      }),
      RUNS,
    )
  })
})
