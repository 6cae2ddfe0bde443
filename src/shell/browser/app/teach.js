import { formatCount } from '../../../base/text/format-count.js';
import { unitKeyOf } from '../../../base/thread/unit-key.js';
import { make, visible } from './dom.js';
/** Posts that are shown for labelling at once. */
const DRAWN_COUNT = 10;
/** Labels that the person gave, by judgement, and the posts that wait for more. */
export class Teaching {
    #given = new Map();
    #into;
    #learn;
    /** @param learn called with all labels given so far */
    constructor(into, learn) {
        this.#into = into;
        this.#learn = learn;
    }
    /** Forgets the labels of another thread. */
    reset() {
        this.#given.clear();
    }
    /** Offers to draw posts; nothing where every post has a label. */
    offer(posts, labels) {
        const open = posts.filter((post) => post.status !== 'unscored' && !this.#given.has(unitKeyOf(unitOf(post))));
        const said = this.#given.size === 0 ? '' : `${formatCount(this.#given.size, 'label')} of yours learnt. `;
        const hint = make('p', { class: 'faint' }, `${said}Crowds differ: the model reads this one better after labels of yours.`);
        const draw = make('button', { type: 'button', id: 'draw' }, `Label ${Math.min(DRAWN_COUNT, open.length)} posts drawn at random`);
        draw.addEventListener('click', () => this.#ask(drawn(open), labels));
        this.#into.replaceChildren(hint, ...(open.length === 0 ? [] : [draw]));
    }
    #ask(posts, labels) {
        const chosen = new Map();
        const learn = make('button', { type: 'button', id: 'learn' }, 'Learn these labels');
        const fields = posts.map((post, index) => make('fieldset', {}, make('legend', { class: 'unseen' }, `Post ${index + 1} of ${posts.length}`), make('p', { class: 'text', dir: 'auto' }, visible(post.text)), ...labels.map((label) => {
            const radio = make('input', { type: 'radio', name: `taught-${index}`, value: label });
            radio.addEventListener('change', () => {
                chosen.set(post, label);
            });
            return make('label', { class: 'choice' }, radio, ` ${label}`);
        })));
        learn.addEventListener('click', () => {
            for (const [post, label] of chosen)
                this.#given.set(unitKeyOf(unitOf(post)), { ...unitOf(post), label });
            if (chosen.size > 0)
                this.#learn([...this.#given.values()]);
        });
        this.#into.replaceChildren(...fields, learn);
        fields[0]?.querySelector('input')?.focus();
    }
}
/** The judgement that is asked about: the post on its first deal. */
const unitOf = ({ threadId, id, deals }) => ({ threadId, postId: id, dealId: deals[0] ?? null });
/** Some of the posts, every choice equally likely. */
function drawn(posts) {
    const numbers = crypto.getRandomValues(new Uint32Array(posts.length));
    const order = posts.map((post, index) => ({ post, number: numbers[index] }));
    return order
        .sort((a, b) => a.number - b.number)
        .slice(0, DRAWN_COUNT)
        .map(({ post }) => post);
}
