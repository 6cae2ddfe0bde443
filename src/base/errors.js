/**
 * The error class of dealstance. The message states what was expected, what was found, where, and what to do.
 *
 * @example
 * try { parsePosts(text) } catch (error) {
 *   if (error instanceof PipelineError && error.code === 'INGEST_EMPTY') …
 * }
 */
export class PipelineError extends Error {
    code;
    context;
    constructor(code, message, options = {}) {
        super(message, options.cause === undefined ? undefined : { cause: options.cause });
        this.name = 'PipelineError';
        this.code = code;
        this.context = Object.freeze({ ...options.context });
    }
}
