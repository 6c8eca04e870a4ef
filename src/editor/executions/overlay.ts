import * as vscode from 'vscode';
import type { ExecutionFeed } from '../../executions/execution-feed.ts';
import type { Designers } from '../designer/designer.ts';
import type { Previews } from '../preview/preview.ts';
import type { OnSnapshot } from '../run/run-session.ts';

/** As package.json contributes it. */
const DESIGNER = 'fanout.designer';

const keyOf = (definition: vscode.Uri): string => definition.with({ fragment: '' }).toString();

/** An execution on what shows a definition, for so many users. */
interface Drawn {
  readonly feed: ExecutionFeed;
  readonly key: string;
  readonly end: () => void;
  users: number;
}

/** What executions do, drawn on previews and designers of their definitions. */
export class Overlay {
  readonly #previews: Previews;
  readonly #designers: Designers;
  #drawn: Drawn[] = [];

  constructor(previews: Previews, designers: Designers) {
    this.#previews = previews;
    this.#designers = designers;
  }

  /** Draws what an execution has done so far, also in a preview or designer that is opened later. */
  readonly show: OnSnapshot = (definition, snapshot) => {
    this.#previews.showSnapshot(definition, snapshot);
    this.#designers.showSnapshot(definition, snapshot);
  };

  /** Draws an execution until as many have let go of it as have asked for it: closely while somebody sees it drawn. */
  follow(feed: ExecutionFeed, definition: vscode.Uri): vscode.Disposable {
    const key = keyOf(definition);
    let drawn = this.#drawn.find((each) => each.feed === feed && each.key === key);
    if (drawn === undefined) this.#drawn.push((drawn = { feed, key, end: this.#draw(feed, definition), users: 0 }));
    const held = drawn;
    held.users += 1;
    let isHeld = true;
    return new vscode.Disposable(() => {
      if (!isHeld) return;
      isHeld = false;
      held.users -= 1;
      if (held.users > 0) return;
      this.#drawn = this.#drawn.filter((each) => each !== held);
      held.end();
    });
  }

  #draw(feed: ExecutionFeed, definition: vscode.Uri): () => void {
    const attention = () => (this.#isSeen(definition) ? ('close' as const) : ('none' as const));
    if (feed.snapshot !== undefined) this.show(definition, feed.snapshot);
    const watching = feed.watch({ onSnapshot: (snapshot) => this.show(definition, snapshot) }, attention());
    const see = (): void => {
      watching.attention = attention();
    };
    const { tabGroups } = vscode.window;
    const seeing = [
      this.#previews.onDidChangeVisible(see),
      tabGroups.onDidChangeTabs(see),
      tabGroups.onDidChangeTabGroups(see),
    ];
    return () => {
      for (const each of seeing) each.dispose();
      watching.end();
    };
  }

  #isSeen(definition: vscode.Uri): boolean {
    return this.#previews.isVisible(definition) || vscode.window.tabGroups.all.some(showsDesigner);
    function showsDesigner({ activeTab }: vscode.TabGroup): boolean {
      const input = activeTab?.input;
      return (
        input instanceof vscode.TabInputCustom && input.viewType === DESIGNER && keyOf(input.uri) === keyOf(definition)
      );
    }
  }
}
