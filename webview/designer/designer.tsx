import { ReactFlowProvider } from '@xyflow/react';
import { createRoot } from 'react-dom/client';
import { GRAPH_STYLE } from '../../src/graph/graph-style.ts';
import type { PageContext } from '../page.ts';
import { App } from './app.tsx';
import { Client } from './client.ts';
import { readKeptState } from './kept-state.ts';

/** Mounts the designer: a workflow's picture that is worked on, its text following each gesture, and it the text. */
export function mount(context: PageContext): void {
  // The pages' policy allows style sheets of files and of the script itself, but no `<style>` in the page.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(GRAPH_STYLE);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const client = new Client(context);
  const kept = readKeptState(context.state.get());
  createRoot(context.root).render(
    <ReactFlowProvider>
      <App client={client} kept={kept} keep={(state) => context.state.set(state)} report={context.report} />
    </ReactFlowProvider>,
  );
}
