/** Number of threads of our encoder and of the one for comparison. */
export const ENCODER_THREAD_COUNT = 2
