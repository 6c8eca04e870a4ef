import { startPage, type Views } from './page.ts';
import type { VsCodeApi } from './vscode-api.ts';

declare function acquireVsCodeApi(): VsCodeApi;
// webpack's own: what its loader of chunks puts on the script elements that it adds.
declare let __webpack_nonce__: string;
declare let __webpack_public_path__: string;

const VIEWS: Views = {
  preview: () => import(/* webpackChunkName: "preview" */ './preview/preview.ts'),
  designer: () => import(/* webpackChunkName: "designer" */ './designer/designer.tsx'),
  cost: () => import(/* webpackChunkName: "cost" */ './cost/cost.ts'),
  results: () => import(/* webpackChunkName: "results" */ './results/results.ts'),
  execution: () => import(/* webpackChunkName: "execution" */ './execution/execution.ts'),
  'test-state': () => import(/* webpackChunkName: "test-state" */ './test-state/test-state.ts'),
};

const root = document.getElementById('root');
if (root !== null) {
  /* eslint-disable @typescript-eslint/no-unused-vars -- webpack's loader of chunks reads them. */
  __webpack_nonce__ = document.currentScript?.nonce ?? '';
  __webpack_public_path__ = root.dataset.publicPath ?? '';
  /* eslint-enable @typescript-eslint/no-unused-vars */
  void startPage(root, VIEWS, acquireVsCodeApi());
}
