/** Threads that an encoder is given, ours and the one compared with. */
export const ENCODER_THREAD_COUNT = 2
