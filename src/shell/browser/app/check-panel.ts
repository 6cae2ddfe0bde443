import type { SessionState } from '../../../count/audit/label/label-session.js'
import type { LabelRemark } from '../../../count/audit/label/label-task.js'
import { LIGHT_SYMBOLS } from '../../../say/card/result-card.js'
import { WHOSE_POSTS } from '../../../say/facts/report.js'
import type { CheckView, PageFile } from '../page-messages.js'
import { addressOf, byId, make, saveFile } from './dom.js'
import type { Scorer } from './scorer.js'

/** What the label page asks of the page around it. */
type AnswerLabel = (
  route: string,
  body: { readonly revision?: number; readonly label?: string | null } & LabelRemark,
) => Promise<SessionState | object>

/** Begins the names of what is kept in the browser. */
const PREFIX = 'dealstance labels '
/** Room for some hundred labels. */
const PROBE = 'x'.repeat(100_000)

const KEPT = 'Labels are kept in this browser, without the posts: score the same thread again to go on.'
const NOT_KEPT =
  'This browser keeps no labels: its storage is refused or full. Save them to a file before you close this page; dropped here, the file brings them back.'

/** The finding and its check by hand: labels, what they say, and what may be saved of it. */
export class CheckPanel {
  readonly #scorer: Scorer
  readonly #attempt: (said: string, task: () => Promise<string>) => Promise<void>
  readonly #dialog = byId('label-dialog', HTMLDialogElement)
  readonly #go = byId('check-go', HTMLButtonElement)
  readonly #erase = byId('check-erase', HTMLButtonElement)
  #view: CheckView | null = null
  /** The labels as this window knows them, and whether the browser keeps them. */
  #known: string | null = null
  #isKept = true
  #erased: readonly (readonly [string, string])[] = []

  constructor(scorer: Scorer, attempt: (said: string, task: () => Promise<string>) => Promise<void>) {
    this.#scorer = scorer
    this.#attempt = attempt
    this.#go.addEventListener('click', () => void this.#label())
    this.#erase.addEventListener('click', () => this.#eraseAll())
    this.#dialog.addEventListener('close', () => void this.#attempt('', () => this.#closed()))
    byId('label-back', HTMLElement).addEventListener('click', () => this.#dialog.close())
    for (const id of ['check-save', 'label-save']) byId(id, HTMLElement).addEventListener('click', () => void this.#saveLabels())
    byId('open-report', HTMLElement).addEventListener('click', () => void this.#report((file) => open(addressOf(file))))
    byId('save-report', HTMLElement).addEventListener('click', () => void this.#report(saveFile))
    byId('claim-copy', HTMLElement).addEventListener('click', () => void this.#copy())
    addEventListener('beforeunload', (event) => {
      if (!this.#isKept && this.#known !== null) event.preventDefault()
    })
    const answer: AnswerLabel = async (route, { revision = -1, label = null, ...remark }) => {
      if (route !== 'finish') return (await this.#scorer.ask({ kind: 'answer', route, revision, label, ...remark }, 'answered')).answer
      this.#dialog.close()
      return {}
    }
    Object.assign(window, { answerLabel: answer })
  }

  /** Shows what was scored, with the labels that were kept of it. */
  async open(): Promise<void> {
    this.#known = null
    const { view } = await this.#scorer.ask({ kind: 'check', kept: '' }, 'checked')
    const kept = readKept(PREFIX + view.key)
    this.#isKept = kept !== undefined && canKeep()
    if (kept == null) this.#show(view)
    else await this.load(kept)
  }

  /** Takes labels out of a file, or those that were kept. */
  async load(text: string): Promise<void> {
    const { view } = await this.#scorer.ask({ kind: 'check', kept: text }, 'checked')
    this.#known = readKept(PREFIX + view.key) ?? null
    this.keep(view.key, text)
    this.#show(view)
  }

  /** Stores labels. @throws where another window has stored others meanwhile */
  keep(key: string, text: string): void {
    const name = PREFIX + key
    const kept = readKept(name)
    if (this.#isKept && kept !== undefined && kept !== this.#known)
      throw new Error(
        'another window of this page gave labels too. Go back to the result, and score the thread again: all labels that were kept are there.',
      )
    this.#known = text
    try {
      localStorage.setItem(name, text)
    } catch {
      this.#isKept = false
    }
    this.#showKept()
  }

  async #label(): Promise<void> {
    await this.#attempt('Drawing the posts…', async () => {
      this.#show((await this.#scorer.ask({ kind: 'begin' }, 'checked')).view)
      return ''
    })
    const frame = document.importNode(byId('label-page', HTMLTemplateElement).content, true).firstElementChild
    if (!(frame instanceof HTMLIFrameElement) || this.#view?.labels == null) return
    this.#dialog.querySelector('iframe')?.remove()
    this.#dialog.append(frame)
    this.#dialog.showModal()
    frame.focus()
  }

  async #closed(): Promise<string> {
    this.#dialog.querySelector('iframe')?.remove()
    this.#show((await this.#scorer.ask({ kind: 'check', kept: null }, 'checked')).view)
    showHeading()
    return ''
  }

  #show(view: CheckView): void {
    this.#view = view
    const { card, claim, next, progress } = view
    byId('results-heading', HTMLElement).textContent = card.headline
    showCard(view)
    byId('check-progress', HTMLElement).textContent = progress
    byId('report-advice', HTMLElement).hidden = card.light !== 'unchecked'
    this.#go.hidden = next === null
    this.#go.textContent = next ?? ''
    byId('check-save', HTMLElement).hidden = view.labels === null
    byId('claim', HTMLElement).hidden = claim === null
    byId('claim-sentence', HTMLElement).textContent = claim?.sentence ?? ''
    byId('claim-short', HTMLElement).textContent = claim?.short ?? ''
    byId('claim-footnote', HTMLElement).textContent = claim?.footnote ?? ''
    this.#erased = []
    this.#showKept()
  }

  #showKept(): void {
    for (const id of ['check-kept', 'label-kept']) byId(id, HTMLElement).textContent = this.#isKept ? KEPT : NOT_KEPT
    for (const id of ['check-kept', 'label-kept']) byId(id, HTMLElement).classList.toggle('warning', !this.#isKept)
    this.#erase.hidden = this.#erased.length === 0 && listKept().length === 0
    this.#erase.textContent = this.#erased.length > 0 ? 'Put the erased labels back' : 'Erase all labels kept here'
  }

  /** Erases what is kept of any thread; until something else happens it can be put back. */
  #eraseAll(): void {
    const back = this.#erased
    const kept = listKept()
    void this.#attempt(back.length > 0 ? 'Putting back…' : 'Erasing…', async () => {
      for (const [name] of kept) localStorage.removeItem(name)
      for (const [name, text] of back) localStorage.setItem(name, text)
      await this.open()
      this.#erased = back.length > 0 ? [] : kept
      this.#showKept()
      return back.length > 0 ? 'The labels are back.' : 'Erased: this browser keeps no labels any more.'
    })
  }

  async #saveLabels(): Promise<void> {
    // The view may be older than the last label.
    const { view } = await this.#scorer.ask({ kind: 'check', kept: null }, 'checked')
    if (view.labels !== null) saveFile(view.labels)
  }

  #report(use: (file: PageFile) => void): Promise<void> {
    return this.#attempt('Writing the report…', async () => {
      use((await this.#scorer.ask({ kind: 'report' }, 'reported')).file)
      return 'The report holds the posts, the pictures as SVG and PNG, and the method.'
    })
  }

  async #copy(): Promise<void> {
    const sentence = byId('claim-sentence', HTMLElement)
    await navigator.clipboard.writeText(sentence.textContent ?? '').catch(() => getSelection()?.selectAllChildren(sentence))
    byId('claim-copy', HTMLElement).textContent = 'Copied'
  }
}

/** A result card but for its headline: what it is of above the button that checks it, its numbers below. */
function showCard({ card, picture }: CheckView): void {
  const { subject, light, status, basis, cautions, others } = card
  const listOf = (kind: string, lines: readonly string[]): HTMLElement[] =>
    lines.length === 0 ? [] : [make('ul', { class: kind }, ...lines.map((line) => make('li', {}, line)))]
  byId('card', HTMLElement).replaceChildren(
    ...(subject === null ? [] : [make('p', { class: 'subject' }, subject)]),
    make('p', { class: `light ${light}` }, make('span', { 'aria-hidden': 'true' }, LIGHT_SYMBOLS[light]), ` ${status}`),
    make('p', { class: 'faint' }, basis),
  )
  const lines = others.map(({ name, line }) => `${name}: ${line}`)
  byId('picture', HTMLElement).replaceChildren(
    ...(picture === null ? [] : [make('img', { src: `data:image/svg+xml,${encodeURIComponent(picture.svg)}`, alt: picture.alt })]),
    make('p', {}, WHOSE_POSTS),
    ...listOf('others', lines),
    ...listOf('cautions', cautions),
  )
}

/** Puts what was found before the reader's eyes. */
export function showHeading(): void {
  const heading = byId('results-heading', HTMLElement)
  heading.focus({ preventScroll: true })
  heading.scrollIntoView()
}

/** Null where nothing is kept under this name, undefined where the browser refuses. */
function readKept(name: string): string | null | undefined {
  try {
    return localStorage.getItem(name)
  } catch {
    return undefined
  }
}

function listKept(): [string, string][] {
  try {
    return Object.keys(localStorage).flatMap((name) => (name.startsWith(PREFIX) ? [[name, localStorage.getItem(name) ?? '']] : []))
  } catch {
    return []
  }
}

/** Whether the browser has room for labels, before the first of them is given. */
function canKeep(): boolean {
  const name = `${PREFIX}probe`
  try {
    localStorage.setItem(name, PROBE)
    localStorage.removeItem(name)
    return true
  } catch {
    return false
  }
}
