import { describe, expect, it } from 'vitest';
import { pageHtml } from '../../../src/protocol/page-html.ts';

const OPTIONS = {
  view: 'preview',
  title: 'm.asl.json',
  cspSource: 'https://*.vscode-cdn.net',
  nonce: 'q83vEjRWeJA=',
  scriptUri: 'https://x/shell.js',
  chunkUri: 'https://x/preview.js',
  styleUris: ['https://x/shell.css', 'https://x/preview.css'],
  publicPath: 'https://x/',
} as const;

describe('pageHtml', () => {
  it('lets the page run its own script and nothing else', () => {
    const html = pageHtml(OPTIONS);
    expect(html).toContain(
      `content="default-src 'none'; script-src 'nonce-q83vEjRWeJA='; style-src https://*.vscode-cdn.net; `.replaceAll(
        "'",
        '&#39;',
      ),
    );
    expect(html).not.toMatch(/unsafe|<style|style=/);
    expect(html).toContain('<script nonce="q83vEjRWeJA=" src="https://x/shell.js"></script>');
    expect(html).toContain('<div id="root" data-view="preview" data-public-path="https://x/"></div>');
    expect(html.match(/<link rel="stylesheet"/g)).toHaveLength(2);
    expect(html).toContain('<link rel="preload" as="script" nonce="q83vEjRWeJA=" href="https://x/preview.js">');
  });

  it('escapes all that it is given', () => {
    const bad = `"><script>alert('1')</script>&`;
    const html = pageHtml({
      ...OPTIONS,
      title: bad,
      scriptUri: bad,
      chunkUri: bad,
      styleUris: [bad],
      publicPath: bad,
      language: bad,
    });
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).toContain('<title>&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;</title>');
  });

  it('does not let a nonce or a source widen the policy', () => {
    const html = pageHtml({ ...OPTIONS, nonce: "x' 'unsafe-inline", cspSource: "x; script-src 'unsafe-inline'" });
    expect(html).not.toContain('unsafe');
  });
});
