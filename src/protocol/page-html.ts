export interface PageOptions {
  /** Which page the shell loads: its `data-view`. */
  readonly view: 'preview' | 'designer' | 'results' | 'test-state' | 'cost' | 'execution';
  readonly title: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /** 128 bits of randomness, for this one page. */
  readonly nonce: string;
  /** Of dist/webview/shell.js. */
  readonly scriptUri: string;
  /** Of the view's own chunk, which the shell asks for: it is fetched together with the shell. */
  readonly chunkUri: string;
  readonly styleUris: readonly string[];
  /** Of the folder that the shell's chunks are in, with its last slash. */
  readonly publicPath: string;
  /** BCP 47; `en` unless said. */
  readonly language?: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/**
 * The HTML of a page: a shell that can run its own script and nothing else. Everything is escaped; a nonce or source
 * that could end a directive of the policy is a mistake of the host's, and the page refuses to run rather than widen it.
 */
export function pageHtml(options: PageOptions): string {
  const nonce = /^[\w+/=-]+$/.test(options.nonce) ? options.nonce : 'refused';
  const source = /[;,]/.test(options.cspSource) ? "'none'" : options.cspSource;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source}`,
    `img-src ${source} data:`,
    `font-src ${source}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const links = options.styleUris.map((uri) => `    <link rel="stylesheet" href="${escapeHtml(uri)}">\n`).join('');
  return `<!doctype html>
<html lang="${escapeHtml(options.language ?? 'en')}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(options.title)}</title>
${links}    <link rel="preload" as="script" nonce="${escapeHtml(nonce)}" href="${escapeHtml(options.chunkUri)}">
  </head>
  <body>
    <div id="root" data-view="${escapeHtml(options.view)}" data-public-path="${escapeHtml(options.publicPath)}"></div>
    <script nonce="${escapeHtml(nonce)}" src="${escapeHtml(options.scriptUri)}"></script>
  </body>
</html>
`;
}
