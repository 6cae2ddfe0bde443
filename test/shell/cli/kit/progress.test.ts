import { describe, expect, it } from 'vitest'
import { createTextLog, lastLine } from '../../../../src/shell/cli/kit/command.js'
import { startProgress } from '../../../../src/shell/cli/kit/progress.js'

/** A progress bar with a clock that the test controls. */
function bar({ isTTY = true, isQuiet = false } = {}) {
  let written = ''
  let time = 0
  const stderr = { write: (text: string) => (written += text), isTTY }
  const io = { stdin: (async function* () {})(), stdout: stderr, stderr, env: {} }
  const progress = startProgress(200, { io, isQuiet }, { next: 'now counting', now: () => time })
  return {
    advanceTo: (milliseconds: number, doneCount: number): string => {
      time = milliseconds
      written = ''
      progress.advance(doneCount)
      return written
    },
    end: (): string => {
      written = ''
      progress.end()
      return written
    },
  }
}

const TEXT =
  'read as\n    lines 19, 36: stands without a mention; taken as a reply of its own, not as more of the post above'

function written(terminal: { readonly isTTY?: boolean; readonly columns?: number }): string {
  let text = ''
  createTextLog({ write: (data: string | Uint8Array) => (text += String(data)), ...terminal }).info(
    TEXT,
  )
  return text
}

it('a message is wrapped at words on a terminal, each line under its own indent, and written whole elsewhere', () => {
  const first = '    lines 19, 36: stands without a mention; taken'
  const others = ['      as a reply of its own, not as more of the', '      post above']
  expect(written({ isTTY: true, columns: 50 })).toBe(['read as', first, ...others, ''].join('\n'))
  expect(written({})).toBe(`${TEXT}\n`)
})

describe('the progress bar', () => {
  it('shows nothing in the first second, then progress and time left, and erases itself at the end', () => {
    const shown = bar()
    expect(shown.advanceTo(999, 50)).toBe('')
    expect(shown.advanceTo(2000, 100)).toMatch(
      /█{15}░{15} 50% {2}100 of 200 posts, 50 a second, 2 s left$/,
    )
    expect(shown.advanceTo(2050, 102)).toBe('')
    expect(shown.advanceTo(4000, 200)).toMatch(
      /100% {2}200 of 200 posts, 50 a second, now counting$/,
    )
    lastLine.erase()
    expect(shown.end()).toBe('')
    shown.advanceTo(5000, 100)
    expect(shown.end()).toBe('\r\u001b[K')
  })

  it('leaves no trace of short work', () => {
    const shown = bar()
    shown.advanceTo(400, 200)
    expect(shown.end()).toBe('')
  })

  it.each([{ isTTY: false }, { isQuiet: true }])('is not drawn with %j', (options) => {
    const shown = bar(options)
    expect(shown.advanceTo(5000, 100) + shown.end()).toBe('')
  })
})
