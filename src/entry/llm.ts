/**
 * Language models as classifiers: prompts, and a classifier over a connection that the caller provides. `openLlm` of `dealstance/node`
 * provides one.
 *
 * @module dealstance/llm
 */

export { type PromptTemplate, parsePrompt } from '../stance/llm/prompt-template.js'
export { createPromptRenderer, type PromptRenderer, type RenderedQuestion } from '../stance/llm/render-prompt.js'
export { createLlmClassifier, type LlmClassifierOptions, type LlmPort, type LlmQuestion } from '../stance/llm-classifier.js'
