import { parentPort, workerData } from 'node:worker_threads'
import type { Thread } from '../../../base/thread/thread.js'
import { answerJobs } from '../file/start-worker.js'
import { loadModel } from '../model/load-model.js'
import { type Order, type ScoredRows, type ScoringSettings, ThreadScorer } from './thread-scorer.js'

// Scores batches until the thread is terminated.
if (parentPort !== null) {
  const settings = workerData as ScoringSettings
  let scorer: ThreadScorer | null = null
  const score = async ({ threads, originals }: Order): Promise<ScoredRows[]> => {
    // A worker uses one core.
    scorer ??= new ThreadScorer(
      settings,
      loadModel(settings.modelId, { encoderThreadCount: 1, onSlowRuntime: () => {} }),
    )
    const parts: ScoredRows[] = []
    for await (const rows of scorer.score(JSON.parse(threads) as Thread[], originals))
      parts.push(rows)
    return parts
  }
  answerJobs(parentPort, score, (parts) => parts.map(({ bytes }) => bytes.buffer))
}
