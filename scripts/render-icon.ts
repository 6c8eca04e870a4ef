/** Renders media/icon.svg to the PNG that the marketplace wants. Run by hand after a change of the picture. */
import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const svg = await readFile(new URL('../media/icon.svg', import.meta.url), 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.FANOUT_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
await page.setContent(`<style>body{margin:0;background:transparent}svg{display:block}</style>${svg}`);
await writeFile(new URL('../media/icon.png', import.meta.url), await page.screenshot({ omitBackground: true }));
await browser.close();
