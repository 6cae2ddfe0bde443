import { button, byId, element, hide, onClick, setText } from '../dom.js'
import type { About, MoveQuestion } from '../page-messages.js'
import { shortNameHint, shortNameOf, withOwner } from '../short-name.js'

const WHOSE = 'Whose move is this thread about?'

/** Whose move a thread is about: what the user said, and the dialog that asks. */
export class MoveDialog {
  readonly #mover = byId('mover', HTMLInputElement)
  readonly #move = byId('move', HTMLInputElement)
  readonly #title = byId('short-name', HTMLInputElement)
  readonly #dialog = byId('about-dialog', HTMLDialogElement)
  readonly #count: (asks: boolean) => Promise<void>
  /** The known move that is read first, where the user chose one of several. */
  #dealId: string | null = null
  /** The question about several moves of this thread; null before it. */
  #choice: MoveQuestion | null = null
  /** The company that the user wants although no post names it. */
  #sureOf: string | null = null
  /** The name of the move that its words give: it follows them until the user writes another. */
  #suggested = ''
  /** The company that the name may begin with: a change of it changes the name. */
  #owner = ''

  /** @param count counts what was given; asks first where `asks` */
  constructor(count: (asks: boolean) => Promise<void>) {
    this.#count = count
    byId('about', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault()
      this.#submit()
    })
    byId('about', HTMLFormElement).addEventListener('input', () => this.#suggest())
    onClick('#found-sure', () => {
      this.#sureOf = this.#mover.value.trim()
      this.#submit()
    })
    onClick('#found-yes', () => this.countBy({}))
    onClick('#found-both', () => this.countBy(this.#choice?.both?.about ?? {}))
    onClick('#found-no', () => {
      setText('about-title', WHOSE)
      this.#showOwn(true)
      this.#mover.focus()
    })
    onClick('#about-back', () => this.#dialog.close())
    onClick('#about-open', () =>
      this.ask(this.#choice ?? { question: null, moves: [], companies: [], isUnnamed: false }),
    )
  }

  about(): About {
    const mover = this.#mover.value.trim()
    if (mover === '') return this.#dealId === null ? {} : { dealId: this.#dealId }
    const title = this.#title.value.trim()
    return {
      mover,
      move: this.#move.value.trim(),
      ...(title !== '' && { title }),
      ...(mover === this.#sureOf && { isSure: true }),
    }
  }

  /** Fills in what was said before; nothing forgets it. */
  fill(about?: About): void {
    if (about === undefined) this.#choice = null
    const { mover = '', move = '', title = '', dealId, isSure = false } = about ?? {}
    this.#dealId = dealId ?? null
    this.#mover.value = mover
    this.#move.value = move
    this.#suggested = shortNameOf(mover, move)
    this.#title.value = title
    this.#owner = mover
    this.#sureOf = isSure ? mover : null
  }

  /** Fills in the name of the move for the sentence, and shows how it reads there. */
  #suggest(): void {
    const mover = this.#mover.value.trim()
    const name = shortNameOf(mover, this.#move.value.trim())
    const typed = this.#title.value
    const isOurs = typed === this.#suggested
    const title = isOurs ? name : withOwner(typed, this.#owner, mover)
    if (title !== typed) this.#title.value = title
    this.#suggested = name
    if (mover !== '') this.#owner = mover
    setText('short-hint', shortNameHint(mover, title.trim()))
  }

  show(): void {
    this.#dialog.showModal()
  }

  /** Asks whose move a thread is about, or which of the moves that were found is read first. */
  ask(asked: MoveQuestion): void {
    const { question, moves, companies, isUnnamed, isWrong, both } = asked
    const isChoice = moves.length > 1 || both !== undefined
    if (isChoice) this.#choice = asked
    hide('found-both', both === undefined)
    setText('found-both', both?.words ?? '')
    setText('found-shared', both?.note ?? '')
    setText('about-title', question ?? WHOSE)
    hide('about-fault', true)
    hide('about-dropped', true)
    this.#showOwn(question === null || isUnnamed)
    hide('found-sure', !isUnnamed || isWrong === true)
    hide('found-yes', isChoice)
    setText('found-no', isChoice ? 'Another move' : 'No, another move')
    const choices = moves.map(({ dealId, words }) => button(words, () => this.countBy({ dealId })))
    element('found-moves').replaceChildren(...(isChoice ? choices : []))
    const offer = companies.map((name) =>
      button(name, () => {
        this.#mover.value = name
        this.#suggest()
        this.#move.focus()
      }),
    )
    element('companies').replaceChildren(
      ...(offer.length === 0 ? [] : ['Is it one of these names? ', ...offer]),
    )
    this.show()
  }

  #showOwn(isOwn: boolean): void {
    hide('own', !isOwn)
    hide('found', isOwn)
  }

  #submit(): void {
    const fields = [this.#mover, this.#move, ...(this.#suggested === '' ? [this.#title] : [])]
    const empty = fields.find(({ value }) => value.trim() === '')
    if (empty === undefined) {
      this.#dialog.close()
      this.#count(true)
      return
    }
    hide('about-fault', false)
    empty.focus()
  }

  /** Counts by a move that is known, or by those that the posts name. */
  async countBy(about: About): Promise<void> {
    this.fill(about)
    this.#dialog.close()
    await this.#count(false)
  }
}
