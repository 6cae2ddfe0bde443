import { formatNumber } from '../../../base/text/format-count.js'
import { WHOSE_POSTS } from '../../../say/facts/report.js'
import { capitalise } from '../../../say/format/names.js'
import { splitRanges } from '../../../say/format/ranges.js'
import {
  addressOf,
  button,
  byId,
  copyText,
  element,
  fillList,
  hide,
  make,
  onClick,
  saveFile,
  setText,
} from '../dom.js'
import type {
  About,
  CheckView,
  ListName,
  PageFile,
  PageRequest,
  Picture,
  Whose,
} from '../page-messages.js'
import { KeptLabels } from './kept-labels.js'
import type { LabelDialog } from './label-dialog.js'
import type { Scorer } from './scorer.js'

/** Tries a task of the page, and shows how it ended. */
type Attempt = (task: () => Promise<string>) => Promise<void>

/** What the page around does. */
interface Around {
  /** Called when nothing is kept any more. */
  showErased(): Promise<void>
  /** Counts what was given by other moves. */
  countBy(about: About): Promise<void>
}

/** The finding and its check by hand: labels, result, and files to save. */
export class CheckPanel {
  readonly #scorer: Scorer
  readonly #attempt: Attempt
  readonly #around: Around
  readonly #dialog: LabelDialog
  readonly #facts = element('facts')
  readonly kept: KeptLabels
  #view: CheckView | null = null
  #asked: Promise<void> = Promise.resolve()

  constructor(scorer: Scorer, dialog: LabelDialog, attempt: Attempt, around: Around) {
    this.#scorer = scorer
    this.#dialog = dialog
    this.#attempt = attempt
    this.#around = around
    this.kept = new KeptLabels(around.showErased)
    onClick('#check-go', () => this.#read())
    onClick('[data-list]', (one) => this.#correct(one.dataset['list'] as ListName))
    onClick('#check-save', () => this.#save())
    onClick('#second-give', () => this.#give())
    onClick('#settle-alone', () => this.#read({ isAlone: true }))
    byId('accept', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault()
      void this.#accept(byId('why', HTMLInputElement).value.trim())
    })
    this.#facts.addEventListener('change', () => void this.#tell())
    onClick('#open-report', () => this.#report((file) => open(addressOf(file))))
    onClick('#save-report', () => this.#report(saveFile))
    onClick('[data-copy]', (one) => void this.#copy(one))
  }

  /**
   * Shows the scored thread with its stored labels.
   *
   * @param address of the thread; empty leaves the one that is kept
   */
  async open(address = ''): Promise<CheckView> {
    const view = await this.#send({ kind: 'check', kept: this.kept.all() })
    if (address === '' || address === view.facts.url) return view
    return await this.#send({ kind: 'tell', told: { facts: { url: address } } })
  }

  /** Asks the worker, and shows the thread as it is then. */
  async #send(request: PageRequest): Promise<CheckView> {
    const { view } = await this.#scorer.ask(request, 'checked')
    this.#show(view)
    return view
  }

  /** Takes a file of labels, says what it held, and leads to its move if that is another. */
  async load(text: string, whose?: Whose): Promise<string> {
    const { view, loaded } = await this.#scorer.ask({ kind: 'take', text, whose }, 'checked')
    this.#show(view)
    showHeading()
    const other = view.moves.find(({ dealId }) => dealId === loaded?.dealId)
    const go = () => void this.#turn({ kind: 'move', dealId: other?.dealId ?? '' })
    if (other) element('advice').replaceChildren(button('Go to that move', go))
    return loaded?.words ?? ''
  }

  /** Opens the posts that are next; shows the result where none is. */
  async #read(how: { isAlone?: boolean; isWhole?: boolean } = {}): Promise<void> {
    await this.#ask({ kind: 'begin', ...how })
    if (this.#view === null || this.#view.labels === null) return
    if (this.#view.next === null) showHeading()
    else this.#dialog.open(this)
  }

  /** Opens labels, to be corrected. */
  async #correct(list: ListName): Promise<void> {
    await this.#ask({ kind: 'reopen' })
    if (this.#view?.labels != null) this.#dialog.open(this, `#correct ${this.#view.lists[list]}`)
  }

  /** Turns to another move, or takes labels: then to what is left to read, or to the sentence. */
  async #turn(request: PageRequest, reads = true): Promise<void> {
    await this.#ask(request)
    if (reads && this.#view?.next != null) await this.#read()
    else showHeading()
  }

  /** Counts the thread in another way, and opens what is left to read. */
  async #countBy(about: About): Promise<void> {
    const before = this.#view
    await this.#around.countBy(about)
    // A click while the page counts leaves the view as it is.
    if (this.#view !== before && this.#view?.next != null) await this.#read()
  }

  /** Asks after what was asked before: the page drops a task that starts while another runs. */
  #ask(request: PageRequest): Promise<void> {
    const task = async (): Promise<string> => {
      await this.#send(request)
      return ''
    }
    this.#asked = this.#asked.then(() => this.#attempt(task))
    return this.#asked
  }

  async #accept(why: string): Promise<void> {
    if (!/\p{L}/u.test(why)) return element('why').focus()
    await this.#send({ kind: 'tell', told: { why } })
    byId('accept', HTMLFormElement).reset()
    showHeading()
  }

  get #fields(): HTMLInputElement[] {
    return [...this.#facts.querySelectorAll('input')]
  }

  async #tell(): Promise<void> {
    const facts = Object.fromEntries(this.#fields.map(({ name, value }) => [name, value]))
    await this.#send({ kind: 'tell', told: { facts } })
  }

  /** The questions, kept where they stay the same: somebody may be typing. */
  #showFacts({ asked, facts }: CheckView): void {
    hide('study', asked.length === 0)
    const shown = this.#fields.map(({ name }) => name)
    if (
      this.#facts.contains(document.activeElement) &&
      shown.join() === asked.map(({ fact }) => fact).join()
    )
      return
    const fields = asked.map(({ fact, what }) => {
      const field = make('input', {
        type: 'text',
        id: `fact-${fact}`,
        name: fact,
        maxlength: 2000,
        autocomplete: 'off',
      })
      field.value = facts[fact] ?? ''
      return make('div', {}, make('label', { for: field.id }, capitalise(what)), field)
    })
    this.#facts.replaceChildren(...fields)
  }

  async closed(): Promise<void> {
    await this.#send({ kind: 'check', kept: null })
    showHeading()
  }

  #show(view: CheckView): void {
    this.#view = view
    const { subject, claim, guess, heading, labels, leftOut, missing, next } = view
    const { picture, quotes } = view
    const isReady = claim !== null
    this.#showFacts(view)
    setText('results-heading', heading)
    setText('subject', subject ?? '')
    setText('given-subject', subject === null ? '' : ` · ${subject}`)
    hide('claim', !isReady)
    hide('doubts', isReady)
    hide('one-only', !isReady || view.ways.length === 0)
    element('claim-sentence').replaceChildren(...unbroken(claim?.sentence ?? ''))
    element('claim-footnote').replaceChildren(...unbroken(claim?.footnote ?? ''))
    hide('corrected', view.correction === null)
    setText('correction', view.correction ?? '')
    const { unsure } = view.lists
    hide('list-unsure', unsure.length === 0 || !isReady)
    setText('count-unsure', formatNumber(unsure.length))
    for (const id of ['copied', 'not-copied']) hide(id, true)
    hide('check-go', next === null)
    setText('check-go', next ?? '')
    const readWhole = () => void this.#read({ isWhole: true })
    const whole = view.whole === null ? [] : [button(view.whole, readWhole)]
    const { sameMove } = view
    const isSame = sameMove?.isSame ?? false
    const same = () => void this.#turn({ kind: 'same', isSame }, isSame)
    element('moves').replaceChildren(
      ...(sameMove === null ? [] : [button(sameMove.words, same)]),
      ...whole,
      ...view.moves.map(({ dealId, words }) =>
        button(words, () => void this.#turn({ kind: 'move', dealId })),
      ),
      ...view.ways.map(({ about, words }) => button(words, () => void this.#countBy(about))),
    )
    for (const id of ['drawn', 'check-kept']) hide(id, labels === null)
    hide('settle-alone', !view.isDisputed)
    hide('second-give', !view.canGive)
    hide('second-told', true)
    hide('labels-in', guess === null)
    hide('accept', !view.needsReason)
    fillList('missing', missing)
    element('picture').replaceChildren(
      ...(picture === null ? [] : [pictureOf(picture), make('p', {}, WHOSE_POSTS)]),
    )
    hide('counted', guess === null)
    element('guess-picture').replaceChildren(
      ...(guess?.words ?? []).map((words) => make('p', {}, words)),
      ...(guess?.picture == null ? [] : [pictureOf(guess.picture)]),
    )
    element('quotes').replaceChildren(...quotes.map(quoteOf))
    hide('left-out', leftOut.posts.length === 0)
    setText('left-out-words', leftOut.words)
    fillList('left-out-posts', leftOut.posts)
    this.kept.show()
  }

  async #save(): Promise<void> {
    // The view may be older than the last label.
    const { labels } = await this.#send({ kind: 'check', kept: null })
    if (labels !== null) saveFile(labels)
  }

  /** Saves the posts for a second reader. */
  #give(): Promise<void> {
    return this.#attempt(async () => {
      const { file } = await this.#scorer.ask({ kind: 'give' }, 'reported')
      saveFile(file)
      setText('second-file', file.name)
      hide('second-told', false)
      return ''
    })
  }

  async #copy(from: HTMLElement): Promise<void> {
    await copy(from)
    if (['claim-sentence', 'correction'].includes(from.dataset['copy'] ?? ''))
      await this.#scorer.ask({ kind: 'copied' }, 'checked')
  }

  #report(use: (file: PageFile) => void): Promise<void> {
    return this.#attempt(async () => {
      use((await this.#scorer.ask({ kind: 'report' }, 'reported')).file)
      return 'The report is written.'
    })
  }
}

/** How long a button says what it did, in milliseconds. */
const SAID_MS = 2000

/** Says on a button what it did, where the line that says it may be out of sight. */
function sayOn(button: HTMLElement, words: string): void {
  const former = button.dataset['words'] ?? button.textContent ?? ''
  button.dataset['words'] = former
  button.textContent = words
  setTimeout(() => {
    button.textContent = former
  }, SAID_MS)
}

/** Copies the text that a button names, and says so only if it was copied; else it is selected. */
async function copy(from: HTMLElement): Promise<void> {
  const text = element(from.dataset['copy'] ?? '')
  const isCopied = await copyText(text.textContent ?? '')
  if (isCopied) sayOn(from, 'Copied')
  else getSelection()?.selectAllChildren(text)
  hide('copied', !isCopied)
  hide('not-copied', isCopied)
}

/** A post to quote, with its button. */
function quoteOf(words: string, at: number): HTMLElement {
  const id = `quote-${at}`
  const name = `Copy the post ${at + 1}`
  const copier = make('button', { type: 'button', 'data-copy': id, 'aria-label': name }, 'Copy')
  copier.addEventListener('click', () => void copy(copier))
  return make('li', {}, make('p', { id, dir: 'auto' }, words), copier)
}

/** A text whose ranges of numbers no line breaks. */
const unbroken = (text: string): (Node | string)[] =>
  splitRanges(text).map((part, at) =>
    at % 2 === 0 ? part : make('span', { class: 'range' }, part),
  )

function pictureOf({ wide, narrow, alt }: Picture): HTMLElement {
  const [src, srcset] = [wide, narrow].map((svg) => `data:image/svg+xml,${encodeURIComponent(svg)}`)
  return make(
    'picture',
    {},
    make('source', { media: '(max-width: 40rem)', srcset }),
    make('img', { src, alt }),
  )
}

export function showHeading(): void {
  const heading = element('results-heading')
  heading.focus({ preventScroll: true })
  heading.scrollIntoView()
}
