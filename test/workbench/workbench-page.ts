/** What a person does in VS Code, by the names that they would use for it. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { until } from './host.ts';

const SHOTS = path.resolve('test-results', 'screenshots');

export class WorkbenchPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /**
   * Runs a command from the palette, as shown there, wherever it stands in the list. One that was opened before the
   * command was offered never has it, and is opened anew.
   */
  async runCommand(title: string): Promise<void> {
    const rows = this.quickInput.locator('.monaco-list-row');
    const choose = async (): Promise<boolean> => {
      const labels = (await rows.allInnerTexts()).map((row) => row.split('\n')[0] ?? '');
      const exact = labels.findIndex((label) => label === title || label === `${title}…`);
      const at = exact < 0 ? labels.findIndex((label) => label.startsWith(title)) : exact;
      if (at < 0) return false;
      return rows
        .nth(at)
        .click({ timeout: 1000 })
        .then(
          () => true,
          () => false,
        );
    };
    await until(`the command ${title}`, 30_000, async () => {
      await this.openPalette(`>${title}`);
      return until('its row', 3000, choose).then(
        () => true,
        () => false,
      );
    });
  }

  /** The palette's rows for a text. */
  async listCommands(text: string): Promise<string[]> {
    await this.openPalette(`>${text}`);
    await this.page.waitForTimeout(500);
    const rows = await this.quickInput.locator('.monaco-list-row').allInnerTexts();
    await this.page.keyboard.press('Escape');
    // Else the next F1 may come while it closes.
    await this.quickInput.waitFor({ state: 'hidden' });
    return rows.map((row) => row.split('\n')[0] ?? '');
  }

  /**
   * Types into the palette; F1 also works from within a webview. A step that is just closing is the same input: what is
   * typed waits until the palette has put its own `>` there, and F1 comes again if it was lost.
   */
  async openPalette(text: string): Promise<void> {
    const input = this.quickInput.locator('input[type=text]');
    const isThere = async (): Promise<boolean> =>
      (await input.isVisible()) && (await input.inputValue({ timeout: 1000 }).catch(() => '')) === '>';
    await until('the palette', 20_000, async () => {
      await this.page.keyboard.press('F1');
      return until('its input', 2000, isThere)
        .then(() => input.fill(text, { timeout: 2000 }))
        .then(
          () => true,
          () => false,
        );
    });
  }

  /** Waits for the step of a wizard whose placeholder or prompt has this text. */
  async waitForStep(text: RegExp): Promise<void> {
    await until(`a step with ${String(text)}`, 15_000, async () => {
      const placeholder = await this.quickInput
        .locator('input[type=text]')
        .getAttribute('placeholder')
        .catch(() => '');
      return text.test(`${placeholder ?? ''} ${await this.quickInput.innerText().catch(() => '')}`);
    });
  }

  /** Chooses the row with this text in the list that is open. */
  async pick(text: string): Promise<void> {
    const row = this.quickInput.locator('.monaco-list-row', { hasText: text }).first();
    await row.waitFor();
    await row.click();
  }

  /** Opens the context menu of a row, and chooses an entry: a menu takes no click that comes just after it was opened. */
  async chooseFromMenu(row: Locator, entry: string): Promise<void> {
    await row.click({ button: 'right' });
    const menu = this.page.locator('.monaco-menu');
    await menu.getByText(entry).waitFor();
    await until(`${entry} to be chosen`, 15_000, async () => {
      await menu
        .getByText(entry)
        .click({ timeout: 2000 })
        .catch(() => undefined);
      return menu.waitFor({ state: 'hidden', timeout: 1000 }).then(
        () => true,
        () => false,
      );
    });
  }

  /** Accepts the open step as it stands. */
  async accept(): Promise<void> {
    await this.page.keyboard.press('Enter');
  }

  /**
   * Waits until the dialog that asks for a file shows the name that it proposes: before, it puts that in place of what is
   * typed, and what is accepted may be accepted twice, so that it asks whether to replace the file that was just written.
   */
  async waitForFileDialog(proposed: string): Promise<void> {
    const input = this.quickInput.locator('input[type=text]');
    await until(`a dialog with ${proposed}`, 15_000, async () =>
      (await input.inputValue({ timeout: 1000 }).catch(() => '')).endsWith(proposed),
    );
  }

  /** Types into the open step without accepting it. */
  async typeInStep(text: string): Promise<void> {
    await this.quickInput.locator('input[type=text]').fill(text);
  }

  async goBack(): Promise<void> {
    await this.quickInput.locator('.quick-input-titlebar .codicon-quick-input-back').click();
  }

  /** Opens a file by its name, as the palette does without its `>`. */
  async openFile(name: string): Promise<void> {
    await this.openPalette(name);
    await this.quickInput.locator('.monaco-list-row', { hasText: name }).first().click();
    await this.waitForEditor(name);
  }

  /** A command that comes before the editor has the focus does not find it, and asks which file is meant. */
  private async waitForEditor(name: string): Promise<void> {
    await this.page.locator('.tab.active', { hasText: name }).first().waitFor();
    const text = this.page.locator(`.editor-group-container.active .monaco-editor.focused[data-uri$="${name}"]`);
    // What is open as something else than text has none.
    await text
      .first()
      .waitFor({ timeout: 5000 })
      .catch(() => undefined);
  }

  /** Opens a file that the Explorer shows: the palette also finds none that came after the window was opened. */
  async openFromExplorer(name: string): Promise<void> {
    await this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).dblclick();
    await this.waitForEditor(name);
  }

  /** Goes to a place of the text that has the focus; both count from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.quickInput.locator('input[type=text]');
    await input.waitFor();
    await input.fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  tab(name: string): Locator {
    return this.page.locator('.tab', { hasText: name }).first();
  }

  /** Errors and warnings as the status bar counts them. */
  async problems(): Promise<{ errors: number; warnings: number }> {
    // Shown as two numbers, errors first.
    const text = await this.page.locator('#status\\.problems').innerText();
    const [errors, warnings] = (text.match(/\d+/g) ?? []).map(Number);
    if (errors === undefined || warnings === undefined) throw new Error(`The status bar shows no counts: ${text}`);
    return { errors, warnings };
  }

  toast(text: RegExp | string): Locator {
    return this.page.locator('.notification-toast', { hasText: text }).first();
  }

  /** The document of the webview whose page has this element. */
  async webview(selector: string): Promise<Frame> {
    let found: Frame | undefined;
    await until(`a webview with ${selector}`, 30_000, async () => {
      for (const frame of this.page.frames())
        if (
          await frame
            .locator(selector)
            .first()
            .isVisible()
            .catch(() => false)
        )
          found = frame;
      return found !== undefined;
    });
    if (!found) throw new Error(`No webview has ${selector}`);
    return found;
  }

  /** A picture under test-results/screenshots, to be looked at. */
  async screenshot(name: string): Promise<void> {
    await mkdir(SHOTS, { recursive: true });
    await this.page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
  }
}
