import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { Endpoint } from '../../protocol/endpoint.ts';
import type { MessageTable } from '../../protocol/messages.ts';
import { pageHtml, type PageOptions } from '../../protocol/page-html.ts';
import type { Services } from '../services.ts';

export interface PagePanelOptions<Out extends MessageTable, In extends MessageTable> {
  readonly view: PageOptions['view'];
  readonly title: string;
  readonly column: vscode.ViewColumn;
  /** What the host sends. */
  readonly hostMessages: Out;
  /** What the page sends. */
  readonly pageMessages: In;
}

/** A panel with one of our pages in it, and the channel to it. Everything ends with the panel. */
export interface PagePanel<Out extends MessageTable, In extends MessageTable> {
  readonly panel: vscode.WebviewPanel;
  readonly endpoint: Endpoint<Out, In>;
}

/** Opens a panel; handlers have to be on the endpoint before control returns to VS Code. */
export function openPagePanel<Out extends MessageTable, In extends MessageTable>(
  services: Services,
  options: PagePanelOptions<Out, In>,
): PagePanel<Out, In> {
  const { view, title, column } = options;
  const panel = vscode.window.createWebviewPanel(`fanout.${view}`, title, { viewColumn: column, preserveFocus: true });
  panel.iconPath = vscode.Uri.joinPath(services.context.extensionUri, 'media', 'fanout.svg');
  return fillPanel(services, panel, options);
}

/** Puts a page into a panel that VS Code, or we, have opened. */
export function fillPanel<Out extends MessageTable, In extends MessageTable>(
  { context, log }: Services,
  panel: vscode.WebviewPanel,
  { view, title, hostMessages, pageMessages }: Omit<PagePanelOptions<Out, In>, 'column'>,
): PagePanel<Out, In> {
  const folder = vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview');
  const { webview } = panel;
  webview.options = { enableScripts: true, localResourceRoots: [folder] };
  const uriOf = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
  const port = {
    // A hidden page drops what it is told; it asks again with `ready` when it is shown.
    post: (message: unknown) => void webview.postMessage(message),
    onMessage: (listener: (message: unknown) => void) => webview.onDidReceiveMessage(listener),
  };
  const endpoint = new Endpoint(port, hostMessages, pageMessages, (problem) => log.warn(`${view}: ${problem}`));
  panel.onDidDispose(() => endpoint.dispose());
  webview.html = pageHtml({
    view,
    title,
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    scriptUri: uriOf('shell.js'),
    chunkUri: uriOf(`${view}.js`),
    styleUris: [uriOf('shell.css'), uriOf(`${view}.css`)],
    publicPath: `${uriOf('')}/`.replace(/\/+$/, '/'),
    language: vscode.env.language,
  });
  return { panel, endpoint };
}
