import { startWorker, unpack } from './unpack.js';
/** Said where a run ended because the person stopped it. */
export class StoppedError extends Error {
}
/** The worker as the page sees it: one question at a time, started anew after a stop. */
export class Scorer {
    #worker = null;
    #waiting = null;
    #encoder = null;
    /** Starts the worker, with the encoder where one was loaded before. */
    async start() {
        const ready = await this.#ask(null, () => { });
        if (ready.kind !== 'ready')
            throw new Error('expected the worker to be ready');
        return this.#encoder ? await this.loadEncoder(this.#encoder) : ready;
    }
    /** @param files kept for the next start */
    async loadEncoder(files) {
        const reply = await this.#ask({ kind: 'load-encoder', files, runtime: await unpack('runtime') }, () => { });
        if (reply.kind !== 'ready')
            throw new Error('expected the worker to be ready');
        this.#encoder = files;
        return reply;
    }
    async score(request, onProgress) {
        const reply = await this.#ask({ kind: 'score', ...request }, onProgress);
        if (reply.kind !== 'scored')
            throw new Error('expected scored posts');
        return reply.scored;
    }
    /** Ends what runs; the next question needs a `start` before it. */
    stop() {
        this.#worker?.then((worker) => worker.terminate());
        this.#worker = null;
        this.#waiting?.stop();
    }
    async #ask(request, onProgress) {
        return await new Promise((resolve, reject) => {
            const end = () => {
                this.#waiting = null;
            };
            this.#waiting = {
                take: (reply) => {
                    if (reply.kind === 'progress')
                        return onProgress(reply.doneCount, reply.totalCount);
                    end();
                    if (reply.kind === 'fault')
                        reject(new Error(reply.message));
                    else
                        resolve(reply);
                },
                stop: () => {
                    end();
                    reject(new StoppedError());
                },
            };
            this.#worker ??= this.#open();
            this.#worker.then((worker) => request && worker.postMessage(request), reject);
        });
    }
    async #open() {
        const worker = await startWorker();
        worker.onmessage = ({ data }) => this.#waiting?.take(data);
        worker.onerror = (event) => this.#waiting?.take({ kind: 'fault', message: event.message || 'the worker could not start' });
        return worker;
    }
}
