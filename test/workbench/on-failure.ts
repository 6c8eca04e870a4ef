/** What VS Code showed when a test failed: a picture, and the texts that a person would read first. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach } from 'vitest';
import { Host } from './host.ts';

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const { page } of Host.running) {
    const shot = path.resolve('test-results', 'failures', `${task.name.replaceAll(/[^\w]+/g, '-')}.png`);
    await mkdir(path.dirname(shot), { recursive: true });
    await page.screenshot({ path: shot }).catch(() => undefined);
    for (const part of ['.notifications-toasts', '.quick-input-widget', '.monaco-dialog-box', '.statusbar']) {
      const shown = page.locator(part).filter({ visible: true });
      const text = (await shown.allInnerTexts().catch(() => [])).join(' ').replaceAll(/\s+/g, ' ').trim();
      if (text !== '') console.log(`VS Code showed in ${part}: ${text}`);
    }
  }
});
