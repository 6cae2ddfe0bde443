/**
 * Language models as classifiers: prompts, and a classifier over a connection that the caller provides. `openLlm` of `dealstance/node`
 * provides one.
 *
 * @module dealstance/llm
 */

export {
  createPromptRenderer,
  type PromptRenderer,
  type PromptTemplate,
  parsePrompt,
  type RenderedQuestion,
} from '../judge/stance/llm/render-prompt.js'
export { createLlmClassifier, type LlmClassifierOptions, type LlmPort, type LlmQuestion } from '../judge/stance/llm-classifier.js'
