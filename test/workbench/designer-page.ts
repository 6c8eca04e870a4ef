/** What a person does in a designer of a real VS Code. */
import type { Frame, Locator, Page } from 'playwright-core';
import { until } from './host.ts';
import type { WorkbenchPage } from './workbench-page.ts';

export class DesignerPage {
  readonly frame: Frame;
  readonly #page: Page;

  constructor(workbench: WorkbenchPage, frame: Frame) {
    this.frame = frame;
    this.#page = workbench.page;
  }

  /** The designer that shows an element. */
  static async find(workbench: WorkbenchPage, selector = '.state-node'): Promise<DesignerPage> {
    return new DesignerPage(workbench, await workbench.webview(`.designer ${selector}`));
  }

  /** Opens a file, and its designer beside it. */
  static async open(workbench: WorkbenchPage, name: string): Promise<DesignerPage> {
    await workbench.openFile(name);
    await workbench.runCommand('Fanout: Open in Designer');
    return DesignerPage.find(workbench, `.canvas[aria-label="Workflow ${name}"]`);
  }

  /** Each designer that draws states now. */
  static async all(workbench: WorkbenchPage): Promise<DesignerPage[]> {
    const found: DesignerPage[] = [];
    for (const frame of workbench.page.frames()) {
      const states = frame.locator('.designer .state-node').filter({ visible: true });
      if ((await states.count().catch(() => 0)) > 0) found.push(new DesignerPage(workbench, frame));
    }
    return found;
  }

  get canvas(): Locator {
    return this.frame.locator('.canvas').first();
  }

  get states(): Locator {
    return this.frame.locator('.state-node.is-state');
  }

  state(name: string): Locator {
    return this.frame.locator(`.state-node.is-state[data-pointer$="/States/${name}"]`);
  }

  /** Presses a key on the canvas. */
  async press(key: string): Promise<void> {
    await this.canvas.focus();
    await this.#page.keyboard.press(key);
  }

  /** Goes to a state by its name, wherever the picture is scrolled to. */
  async select(name: string): Promise<void> {
    await this.press('/');
    await this.pick(name);
    await until(`${name} to be selected`, 10_000, async () => (await this.selected()).includes(name));
  }

  /** The names of the states that are selected. */
  async selected(): Promise<string[]> {
    const pointers = await this.frame.evaluate<string[]>(
      `[...document.querySelectorAll('.state-node[aria-pressed=true]')].map((node) => node.dataset.pointer)`,
    );
    return pointers.map((pointer) => pointer.slice(pointer.lastIndexOf('/') + 1));
  }

  /** Chooses in the list of the dialog that is open, by keys alone. */
  async pick(text: string): Promise<void> {
    await this.frame.locator('dialog[open] .pick-input').waitFor();
    await this.#page.keyboard.type(text);
    await this.frame.locator('dialog[open] .pick-item.active', { hasText: new RegExp(text, 'i') }).waitFor();
    await this.#page.keyboard.press('Enter');
    await this.frame.locator('dialog[open]').waitFor({ state: 'detached' });
  }

  /** Chooses in the menu of what is selected. */
  async choose(action: string): Promise<void> {
    await this.press('Shift+F10');
    await this.frame.locator('[role=menuitem]', { hasText: action }).press('Enter');
  }

  /** What a screen reader hears of what the keyboard is at on the canvas. */
  async activeLabel(): Promise<string> {
    const id = await this.canvas.getAttribute('aria-activedescendant');
    const label =
      id === null ? null : await this.frame.locator(`[id=${JSON.stringify(id)}]`).getAttribute('aria-label');
    return label ?? '';
  }
}
