import { again, data, type ErrorEntry, missing, usage } from './error-entry.js'

/** Errors of deals, labels and models, and of training and evaluation. */
export const SCORING_ERRORS = {
  DEALS_INVALID: data('A catalogue of deals does not have the form that it needs.', 'Correct the entry that the message names.'),
  DEALS_ALIAS_SHARED: data(
    'A name that should point to one deal belongs to two.',
    'Keep it as an alias of one deal, or list it among the parties of both.',
  ),
  DEALS_ID_UNKNOWN: usage('The catalogue holds no deal of this id.', 'Choose an id of the catalogue.'),
  SCHEME_INVALID: data('A coding scheme does not have the form that it needs.', 'Correct the field that the message names.'),
  SCHEME_MISMATCH: data('Two inputs use different coding schemes.', 'Give the scheme that the posts were labelled under.'),
  MODEL_MISSING: missing('A file of the model does not exist.', "Restore the model's folder, or install the package again."),
  MODEL_UNKNOWN: usage(
    'There is no model of this name.',
    'Choose one of the models that the message lists, or give the folder of your own.',
  ),
  MODEL_INVALID: data('A file of a model is damaged or belongs to another version.', 'Restore the file, or train the model again.'),
  MODEL_LABELS_MISMATCH: data("The model's labels are not those of the scheme.", 'Use a model that was trained on the scheme.'),
  MODEL_RUNTIME_UNAVAILABLE: again(
    'The library that runs the model cannot be loaded.',
    'Install the optional dependencies, or take --model linear-en.',
  ),
  PROMPT_INVALID: data(
    'The template of the prompt does not have the form that it needs.',
    'Correct the template at the place that the message names.',
  ),
  LLM_UNAVAILABLE: again('The server of the language model does not answer.', 'Run the command again: answers that came are kept.'),
  LLM_REFUSED: data('The server of the language model refuses the requests.', 'Correct the address, the key or the name of the model.'),
  LLM_MODEL_CHANGED: data(
    'The server answers with another model than before.',
    'Name the exact version with --llm, or start a new cache with --llm-cache.',
  ),
  LLM_PROBABILITIES_MISSING: data(
    'An option needs probabilities, and the language model gives none.',
    'Take a server that lists log probabilities, or leave the option out.',
  ),
  LLM_CACHE_INVALID: data('The file of kept answers is damaged or is another kind of file.', 'Name another file with --llm-cache.'),
  LLM_CACHE_LOCKED: again(
    'Another run is using the same file of kept answers.',
    'Wait until that run has ended, or name another file with --llm-cache.',
  ),
  LEARN_LABELS_MISSING: data(
    'There are no labels to learn, or none for any deal of a thread.',
    'Label a sample of the thread first, or classify it without learning.',
  ),
  LEARN_PROBABILITIES_MISSING: data('A model shall learn labels, and gives no probabilities.', 'Take a model that gives them.'),
  TRAIN_DATA_INVALID: data(
    'There are too few labelled posts to train on, or they do not have the form that is needed.',
    'Add or correct the labels that the message names.',
  ),
  GOLD_INVALID: data('A file of labelled posts does not have the form that it needs.', 'Correct the line that the message names.'),
  CORPUS_INVALID: data('The corpus does not have the form that it needs.', 'Run npm run check-corpus for the whole list of faults.'),
} as const satisfies Readonly<Record<string, ErrorEntry>>
