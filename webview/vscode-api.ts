import type { Port } from '../src/protocol/endpoint.ts';

/** What `acquireVsCodeApi()` gives, once a page. */
export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** The page's end of the channel to its host. Messages of any other origin than the page's own are not for us. */
export function createPort(api: VsCodeApi, page: Window): Port {
  return {
    post: (message) => api.postMessage(message),
    onMessage: (listener) => {
      const receive = (event: MessageEvent<unknown>): void => {
        if (event.origin === page.origin) listener(event.data);
      };
      page.addEventListener('message', receive);
      return { dispose: () => page.removeEventListener('message', receive) };
    },
  };
}
