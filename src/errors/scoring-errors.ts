import type { ErrorEntry } from './error-entry.js'

/** Errors of deals, labels and models, and of training and evaluation. */
export const SCORING_ERRORS = {
  DEALS_INVALID: {
    exit: 'data',
    when: 'A catalogue of deals does not have the form that it needs.',
    advice: 'Correct the entry that the message names.',
  },
  DEALS_ALIAS_SHARED: {
    exit: 'data',
    when: 'A name that should point to one deal belongs to two.',
    advice: 'Keep it as an alias of one deal, or list it among the parties of both.',
  },
  DEALS_ID_UNKNOWN: { exit: 'usage', when: 'The catalogue holds no deal of this id.', advice: 'Choose an id of the catalogue.' },
  SCHEME_INVALID: {
    exit: 'data',
    when: 'A coding scheme does not have the form that it needs.',
    advice: 'Correct the field that the message names.',
  },
  SCHEME_MISMATCH: {
    exit: 'data',
    when: 'Two inputs use different coding schemes.',
    advice: 'Give the scheme that the posts were labelled under.',
  },
  MODEL_MISSING: {
    exit: 'missing',
    when: 'A file of the model does not exist.',
    advice: "Restore the model's folder, or install the package again.",
  },
  MODEL_UNKNOWN: {
    exit: 'usage',
    when: 'There is no model of this name.',
    advice: 'Choose one of the models that the message lists, or give the folder of your own.',
  },
  MODEL_INVALID: {
    exit: 'data',
    when: 'A file of a model is damaged or belongs to another version.',
    advice: 'Restore the file, or train the model again.',
  },
  MODEL_LABELS_MISMATCH: {
    exit: 'data',
    when: "The model's labels are not those of the scheme.",
    advice: 'Use a model that was trained on the scheme.',
  },
  MODEL_RUNTIME_UNAVAILABLE: {
    exit: 'again',
    when: 'The library that runs the model cannot be loaded.',
    advice: 'Install the optional dependencies, or take --model linear-en.',
  },
  PROMPT_INVALID: {
    exit: 'data',
    when: 'The template of the prompt does not have the form that it needs.',
    advice: 'Correct the template at the place that the message names.',
  },
  LLM_UNAVAILABLE: {
    exit: 'again',
    when: 'The server of the language model does not answer.',
    advice: 'Run the command again: answers that came are kept.',
  },
  LLM_REFUSED: {
    exit: 'data',
    when: 'The server of the language model refuses the requests.',
    advice: 'Correct the address, the key or the name of the model.',
  },
  LLM_MODEL_CHANGED: {
    exit: 'data',
    when: 'The server answers with another model than before.',
    advice: 'Name the exact version with --llm-model, or start a new cache with --llm-cache.',
  },
  LLM_PROBABILITIES_MISSING: {
    exit: 'data',
    when: 'An option needs probabilities, and the language model gives none.',
    advice: 'Ask for several samples with --llm-samples, or leave the option out.',
  },
  LLM_CACHE_INVALID: {
    exit: 'data',
    when: 'The file of kept answers is damaged or is another kind of file.',
    advice: 'Name another file with --llm-cache.',
  },
  LLM_CACHE_LOCKED: {
    exit: 'again',
    when: 'Another run is using the same file of kept answers.',
    advice: 'Wait until that run has ended, or name another file with --llm-cache.',
  },
  TRAIN_DATA_INVALID: {
    exit: 'data',
    when: 'There are too few labelled posts to train on, or they do not have the form that is needed.',
    advice: 'Add or correct the labels that the message names.',
  },
  GOLD_INVALID: {
    exit: 'data',
    when: 'A file of labelled posts does not have the form that it needs.',
    advice: 'Correct the line that the message names.',
  },
  CORPUS_INVALID: {
    exit: 'data',
    when: 'The corpus does not have the form that it needs.',
    advice: 'Run npm run check-corpus for the whole list of faults.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>
