/** What the scripts of the label page and of the report share: text that shows its controls, and new elements with text. */
export const SCRIPT_HELPERS = `// Controls have no picture of their own: they get that of Unicode's block 2400; half of a pair gets the replacement mark. Lengths stay.
const visible = (text) => text
  .replace(/[\\u0000-\\u0008\\u000b-\\u001f]/g, (letter) => String.fromCharCode(0x2400 + letter.charCodeAt(0)))
  .replace(/\\u007f/g, '\\u2421')
  .replace(/\\p{Surrogate}/gu, '\\ufffd')

function make(name, className, text) {
  const element = document.createElement(name)
  if (className) element.className = className
  if (text !== undefined) element.textContent = text
  return element
}`

/**
 * Script of the label page, plain JavaScript: it runs in the browser, where nothing of this package is. Text of posts goes in through
 * `textContent` alone. The next post shows when the server has answered, and the server answers when the disk has the label.
 */
export const LABEL_PAGE_SCRIPT = `
'use strict'
const byId = (id) => document.getElementById(id)
const labelButtons = [...document.querySelectorAll('button[data-label]')]
let state = null
let isBusy = false
let isOver = false
let shownAt = Date.now()
const gaps = []

${SCRIPT_HELPERS}

const timeFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })
const timeOf = (at) => /^\\d{4}-\\d\\d-\\d\\dT/.test(at) && !Number.isNaN(Date.parse(at)) ? timeFormat.format(new Date(at)).replace(' at ', ', ') : at
// Who wrote a post may sway a coder.
const byline = (post) => [byId('authors').checked ? post.author : null, post.createdAt === null ? null : timeOf(post.createdAt)]
  .flatMap((part) => part === null ? [] : '· ' + part).join(' ')

// What starts a branch is folded: what the post answers, and the buttons, stand on one screen with it.
function contextOf(title, post, isFolded) {
  const box = make(isFolded ? 'details' : 'section', 'context')
  box.setAttribute('aria-label', title)
  const heading = make(isFolded ? 'summary' : 'h3', '', title + ' ')
  box.append(heading)
  if (post === null) return box
  heading.append(make('bdi', '', visible(byline(post))))
  box.append(Object.assign(make('p', 'text', visible(post.text)), { dir: 'auto' }))
  return box
}

const ownerOf = (mover) => mover === null ? 'the move' : mover + (/['’]s$/i.test(mover) ? '' : /s$/i.test(mover) ? '’' : '’s') + ' move'

const moveOf = (unit) => unit.move === null ? ownerOf(unit.mover) : '“' + unit.dealName + '”'

// The labels of the coder here, the last first; each takes back itself and those after it.
function showLast() {
  byId('last').replaceChildren(...[...state.last].reverse().map(({ label, isInDoubt }, index) => {
    const name = (label ?? 'skipped') + (isInDoubt ? ' (in doubt)' : '')
    const button = Object.assign(make('button', '', (index === 0 ? 'last: ' : '') + name), { type: 'button' })
    button.setAttribute('aria-label', index === 0 ? 'take back the last label, ' + name : 'take back the last ' + (index + 1) + ' labels, to ' + name)
    button.addEventListener('click', () => undo(index + 1))
    return button
  }))
}

const saidBy = ({ coder, label, isInDoubt, note }) => {
  const remarks = [isInDoubt ? 'in doubt' : '', note ? '“' + note + '”' : ''].filter(Boolean).join(', ')
  return coder + ': ' + (label ?? 'skipped') + (remarks === '' ? '' : ' (' + visible(remarks) + ')')
}

// By the usual gap between labels: a pause is none of it.
function pace(leftCount) {
  if (gaps.length < 5 || leftCount === 0) return ''
  const usual = [...gaps].sort((one, other) => one - other)[Math.floor(gaps.length / 2)]
  return ', about ' + Math.ceil(leftCount * usual / 60000) + ' min'
}

function remark({ isInDoubt, note }) {
  byId('doubt').checked = isInDoubt
  byId('note').value = note
}

function show(next, said) {
  state = next
  shownAt = Date.now()
  showLast()
  const unit = state.unit
  byId('coder').textContent = (state.isAdjudication ? '· settle differences ' : '') + (parent === window ? '· coder ' + state.coder : '')
  const leftCount = state.totalCount - state.doneCount
  const skipped = state.skippedCount > 0 ? ', ' + state.skippedCount + ' skipped' : ''
  byId('counts').textContent = state.doneCount + ' of ' + state.totalCount + ' done, ' + leftCount + ' left' + pace(leftCount) + skipped
  byId('width').textContent = unit === null ? state.widthSoFar : ['Planned: ' + state.plannedWidth, state.widthSoFar].filter(Boolean).join('; ')
  for (const control of [byId('buttons'), byId('skip'), ...document.querySelectorAll('.remark')]) control.hidden = unit === null
  byId('progress').max = Math.max(1, state.totalCount)
  byId('progress').value = state.doneCount
  byId('heading').textContent = unit ? 'Judgement ' + (state.doneCount + 1) + ' of ' + state.totalCount : state.isNarrow ? 'Narrow enough' : 'All labelled'
  for (const id of ['post', 'question']) byId(id).hidden = unit === null
  byId('end').hidden = unit !== null
  byId('given').hidden = state.givenLabels.length === 0
  byId('given').textContent = 'Given so far: ' + state.givenLabels.map(saidBy).join('; ')
  const context = []
  if (unit) {
    byId('deal').textContent = unit.dealId === null
      ? document.body.dataset.noDeal
      : unit.move ?? 'Deal: ' + unit.dealName
    byId('deal').hidden = ['', unit.dealName].includes(byId('deal').textContent.replace(/[.!?…]+$/, ''))
    byId('question').textContent = document.body.dataset.question.replace('{move}', moveOf(unit))
    if (unit.root) context.push(contextOf('Start of the thread', unit.root, true))
    context.push(contextOf(unit.parentTitle, unit.parent, false))
    byId('post-by').textContent = visible(byline(unit.post))
    byId('post-text').textContent = visible(unit.post.text)
  } else {
    byId('post-text').textContent = ''
    byId('deal').hidden = true
    byId('more').hidden = state.more === null
    byId('more-words').textContent = state.more ?? ''
    byId('conclusion').replaceChildren(...state.conclusion.map((sentence) => make('li', '', sentence)))
  }
  byId('context').replaceChildren(...context)
  byId('context').hidden = context.length === 0
  for (const button of [...labelButtons, byId('skip')]) button.setAttribute('aria-disabled', String(unit === null))
  byId('undo').setAttribute('aria-disabled', String(state.last.length === 0))
  byId('fault').textContent = ''
  byId('status').textContent = said
  for (const id of ['main', 'context', 'post']) byId(id).scrollTop = 0
  byId('main').focus({ preventScroll: true })
}

async function ask(route, body) {
  if (parent !== window) return parent.answerLabel(route, body ?? {})
  const options = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(route, options)
  if (!response.ok) throw new Error(await response.text())
  return response.json()
}

async function send(route, body, said) {
  if (isBusy || isOver || state === null) return
  isBusy = true
  try {
    const next = await ask(route, { revision: state.revision, ...body })
    if (next.notTaken === null) {
      if (route === 'label') gaps.push(Date.now() - shownAt)
      // What a label was given with stands again when it is taken back.
      remark(route === 'undo' ? state.last.at(-1) : { isInDoubt: false, note: '' })
    }
    show(next, next.notTaken ?? said)
  } catch (error) {
    byId('fault').textContent = error instanceof TypeError
      ? 'The program has ended. Every label shown as done is on disk; start the same command to go on.'
      : 'Not taken: ' + error.message
  } finally {
    isBusy = false
  }
}

const label = (name) => {
  if (state !== null && state.unit !== null) send('label', { label: name, isInDoubt: byId('doubt').checked, note: byId('note').value.trim() }, (name === null ? 'Skipped' : 'Saved: ' + name) + '.')
}
async function undo(count = 1) {
  for (let step = 1; step <= count; step++) {
    if (state !== null && state.last.length > 0) await send('undo', {}, step === 1 ? 'The last label was taken back.' : 'The last ' + step + ' labels were taken back.')
  }
}
async function finish() {
  if (isBusy || isOver || state === null || state.unit !== null) return
  isOver = true
  await ask('finish', {}).catch(() => {})
  for (const id of ['end-note', 'more', 'finish']) byId(id).hidden = true
  byId('heading').textContent = 'All labelled. You can close this page.'
  byId('undo').setAttribute('aria-disabled', 'true')
}

for (const button of labelButtons) button.addEventListener('click', () => label(button.dataset.label))
byId('skip').addEventListener('click', () => label(null))
byId('undo').addEventListener('click', () => undo())
byId('finish').addEventListener('click', finish)
byId('more').addEventListener('click', () => send('more', {}, ''))
byId('authors').addEventListener('change', () => { if (state !== null) show(state, byId('status').textContent) })
// Beside the post where there is room, folded above it where there is not.
if (byId('codebook')) byId('codebook').open = matchMedia('(min-width: 64rem)').matches
document.addEventListener('keydown', (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target === byId('note')) {
    if (event.key === 'Enter' || event.key === 'Escape') byId('main').focus({ preventScroll: true })
    return
  }
  const isOnButton = event.target instanceof HTMLButtonElement || event.target instanceof HTMLInputElement || event.target.localName === 'summary'
  if (isOnButton && (event.key === ' ' || event.key === 'Enter')) return
  const key = event.key.toLowerCase()
  const button = labelButtons.find((one) => one.getAttribute('aria-keyshortcuts').split(' ').includes(key))
  if (button) label(button.dataset.label)
  else if (key === ' ') label(null)
  else if (key === 'u') undo()
  else if (key === '.' || key === '/') {
    if (state === null || state.unit === null) return
    if (key === '.') byId('doubt').checked = !byId('doubt').checked
    else byId('note').focus()
  } else if (key === '?' && byId('codebook')) byId('codebook').open = !byId('codebook').open
  else if (key === 'm' && state !== null && state.unit === null && state.more !== null) byId('more').click()
  else if (key === 'enter') finish()
  else return
  event.preventDefault()
})
ask('state').then((first) => show(first, ''), () => { byId('fault').textContent = 'The program has ended. Start the command again.' })
`
