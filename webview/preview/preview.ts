import { drawGraph } from '../../src/graph/draw.ts';
import { GRAPH_STYLE } from '../../src/graph/graph-style.ts';
import type { ExecutionSnapshot } from '../../src/protocol/execution-snapshot.ts';
import { Endpoint } from '../../src/protocol/endpoint.ts';
import { PREVIEW_HOST_MESSAGES, PREVIEW_PAGE_MESSAGES, type PreviewUpdate } from '../../src/protocol/preview.ts';
import { build, buildSvg } from '../dom.ts';
import { messageOf, type PageContext } from '../page.ts';
import { Navigation, type Direction } from '../navigation.ts';
import { createToolbar } from './toolbar.ts';
import { readViewportState, Viewport } from './viewport.ts';

const KEYS: Readonly<Record<string, Direction>> = {
  ArrowDown: 'down',
  ArrowUp: 'up',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Escape: 'out',
  Home: 'first',
  End: 'last',
};

/** What differs between the picture of a state machine and that of a pipeline. */
const WORDS: Readonly<Record<PreviewUpdate['kind'], Readonly<Record<'heading' | 'help' | 'empty', string>>>> = {
  definition: {
    heading: 'Workflow',
    help: 'Arrow keys follow the flow, Enter shows the state in the text, Escape leaves a region, plus and minus zoom.',
    empty: 'a definition is an object with StartAt and States.',
  },
  pipeline: {
    heading: 'Pipeline',
    help: 'Arrow keys follow the flow, Enter shows the resource in the text, plus and minus zoom.',
    empty: 'the template has no function, queue, table, bucket, topic, rule or state machine.',
  },
};

/** Mounts the preview: the graph of one definition or pipeline, which follows its text and leads to it. */
export function mount(context: PageContext): void {
  adoptStyle(GRAPH_STYLE);
  new Preview(context).start();
}

/** The pages' policy allows style sheets of files and of the script itself, but no `<style>` in the page. */
function adoptStyle(text: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

class Preview {
  readonly #context: PageContext;
  readonly #endpoint: Endpoint<typeof PREVIEW_PAGE_MESSAGES, typeof PREVIEW_HOST_MESSAGES>;
  readonly #viewport: Viewport;
  readonly #heading = build('h1', { class: 'visually-hidden' }, 'Workflow');
  readonly #canvas = build('div', { class: 'canvas' });
  readonly #banner = build('div', { class: 'banner', role: 'alert', hidden: '' });
  readonly #help = build('p', { class: 'visually-hidden', id: 'preview-help' }, WORDS.definition.help);
  #update: PreviewUpdate | undefined;
  #snapshot: ExecutionSnapshot | undefined;
  #navigation: Navigation | undefined;
  #elements = new Map<string, SVGElement>();
  #selected: string | undefined;
  /** The one node that Tab stops at. */
  #current: string | undefined;

  constructor(context: PageContext) {
    this.#context = context;
    const { root, port, state, report } = context;
    this.#endpoint = new Endpoint(port, PREVIEW_PAGE_MESSAGES, PREVIEW_HOST_MESSAGES, report);
    const zoomLabel = build('span', {});
    this.#viewport = new Viewport(this.#canvas, (viewport) => {
      zoomLabel.textContent = `${Math.round(viewport.zoom * 100)}%`;
      state.set(viewport);
    });
    root.replaceChildren(
      build(
        'div',
        { class: 'preview' },
        this.#heading,
        this.#banner,
        this.#help,
        this.#canvas,
        createToolbar(this.#viewport, zoomLabel),
      ),
    );
  }

  start(): void {
    this.#endpoint.on('graph', (update) => this.#show(update));
    this.#endpoint.on('select', ({ pointer }) => this.#select(pointer));
    this.#endpoint.on('snapshot', ({ snapshot }) => {
      this.#snapshot = snapshot;
      this.#draw();
    });
    this.#canvas.addEventListener('click', (event) => this.#click(event));
    this.#canvas.addEventListener('keydown', (event) => this.#key(event));
    this.#canvas.addEventListener('focusin', (event) => {
      const id = nodeOf(event.target)?.dataset.pointer;
      if (id !== undefined) this.#makeCurrent(id);
    });
    this.#ask(this.#endpoint.request('ready', undefined));
  }

  #ask(answer: Promise<unknown>): void {
    answer.catch((error: unknown) => this.#context.report(messageOf(error)));
  }

  #show(update: PreviewUpdate): void {
    // An older picture may arrive late; it must not take the place of a newer one.
    if (this.#update !== undefined && update.documentVersion < this.#update.documentVersion) return;
    this.#update = update;
    const { heading, help } = WORDS[update.kind];
    this.#heading.textContent = `${heading} ${update.title}`;
    this.#help.textContent = help;
    this.#draw();
    this.#showBanner(update);
  }

  #showBanner({ stale, problems, graph }: PreviewUpdate): void {
    const [problem] = problems;
    this.#canvas.classList.toggle('stale', stale && graph !== undefined);
    this.#banner.hidden = problem === undefined;
    if (problem === undefined) return;
    const go = build('button', { type: 'button', class: 'link' }, 'Show in text');
    go.addEventListener('click', () => this.#ask(this.#endpoint.request('revealProblem', { start: problem.start })));
    const what = stale && graph !== undefined ? 'The picture is of the last text that could be read. ' : '';
    this.#banner.replaceChildren(build('span', {}, `${what}${problem.message}`), go);
  }

  #draw(): void {
    const { graph, title = '', kind = 'definition' } = this.#update ?? {};
    const hadFocus = this.#canvas.contains(document.activeElement);
    if (graph === undefined || graph.nodes.length === 0) {
      this.#canvas.replaceChildren(
        build('p', { class: 'empty' }, `There is nothing to draw yet: ${WORDS[kind].empty}`),
      );
      this.#navigation = undefined;
      return;
    }
    const drawn = drawGraph(graph, {
      title: `${title}: ${WORDS[kind].heading.toLowerCase()}`,
      interactive: true,
      ...(this.#snapshot && { overlaySnapshot: this.#snapshot }),
    });
    const svg = buildSvg(drawn);
    svg.setAttribute('aria-describedby', this.#help.id);
    this.#canvas.replaceChildren(svg);
    this.#navigation = new Navigation(graph);
    this.#elements = new Map();
    for (const element of svg.querySelectorAll<SVGElement>('.node[role="button"]'))
      this.#elements.set(element.dataset.pointer ?? '', element);
    this.#viewport.setSize(
      Number(drawn.attributes.width),
      Number(drawn.attributes.height),
      readViewportState(this.#context.state.get()),
    );
    this.#makeCurrent(
      this.#current !== undefined && this.#elements.has(this.#current) ? this.#current : this.#navigation.first,
    );
    if (hadFocus && this.#current !== undefined) this.#elements.get(this.#current)?.focus({ preventScroll: true });
    this.#mark();
  }

  #select(pointer: string | undefined): void {
    this.#selected = pointer;
    const element = this.#mark();
    if (element && !this.#canvas.contains(document.activeElement)) {
      this.#makeCurrent(element.dataset.pointer);
      this.#viewport.show(element);
    }
  }

  /** Marks the selected state, or what is drawn around it. */
  #mark(): SVGElement | undefined {
    const id = this.#selected === undefined ? undefined : this.#navigation?.closest(this.#selected);
    for (const [pointer, element] of this.#elements) {
      element.classList.toggle('selected', pointer === id);
      if (pointer === id) element.setAttribute('aria-current', 'true');
      else element.removeAttribute('aria-current');
    }
    return id === undefined ? undefined : this.#elements.get(id);
  }

  #makeCurrent(id: string | undefined): void {
    if (this.#current !== undefined) this.#elements.get(this.#current)?.setAttribute('tabindex', '-1');
    this.#current = id;
    if (id !== undefined) this.#elements.get(id)?.setAttribute('tabindex', '0');
  }

  #click(event: MouseEvent): void {
    const id = nodeOf(event.target)?.dataset.pointer;
    if (id !== undefined && !this.#viewport.hasPanned) this.#reveal(id);
  }

  #reveal(id: string): void {
    this.#makeCurrent(id);
    this.#selected = id;
    this.#mark();
    this.#ask(this.#endpoint.request('reveal', { pointer: id }));
  }

  #key(event: KeyboardEvent): void {
    const id = nodeOf(event.target)?.dataset.pointer;
    if (id === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
    if (direction !== undefined) {
      const target = this.#elements.get(this.#navigation?.find(id, direction) ?? '');
      target?.focus({ preventScroll: true });
      if (target) this.#viewport.show(target);
    } else if (event.key === 'Enter' || event.key === ' ') this.#reveal(id);
    else if (event.key === '+' || event.key === '=') this.#viewport.zoomIn();
    else if (event.key === '-') this.#viewport.zoomOut();
    else if (event.key === '0') this.#viewport.fit();
    else if (event.key === '1') this.#viewport.reset();
    else return;
    event.preventDefault();
  }
}

/** The state that an event is about. */
function nodeOf(target: EventTarget | null): SVGElement | null {
  return target instanceof Element ? target.closest<SVGElement>('.node[role="button"]') : null;
}
