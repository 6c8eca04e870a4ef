import { startPage, type Views } from './page.ts';
import type { VsCodeApi } from './vscode-api.ts';

declare function acquireVsCodeApi(): VsCodeApi;
// webpack's own: what its loader of chunks puts on the script elements that it adds.
declare let __webpack_nonce__: string;
declare let __webpack_public_path__: string;

const VIEWS: Views = {
  preview: () => import(/* webpackChunkName: "preview" */ './preview/preview.ts'),
  results: () => import(/* webpackChunkName: "results" */ './results/results.ts'),
};

const root = document.getElementById('root');
if (root !== null) {
  __webpack_nonce__ = document.currentScript?.nonce ?? '';
  __webpack_public_path__ = root.dataset.publicPath ?? '';
  void startPage(root, VIEWS, acquireVsCodeApi());
}
