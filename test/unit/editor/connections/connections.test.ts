import { expect, it, vi } from 'vitest';
import { Connections } from '../../../../src/editor/connections/connections.ts';

vi.mock('vscode', () => ({
  l10n: { t: (text: string) => text },
  workspace: { isTrusted: true },
  EventEmitter: class {
    readonly event = (): void => undefined;
    fire(): void {}
    dispose(): void {}
  },
}));

type Constructor = ConstructorParameters<typeof Connections>;

it('asks the connection that was chosen, also before it is kept', async () => {
  let keep: () => void = () => undefined;
  const workspaceState = { get: () => undefined, update: () => new Promise<void>((resolve) => (keep = resolve)) };
  const context = { workspaceState, storageUri: undefined } as unknown as Constructor[0];
  const connections = new Connections(context, { info: () => undefined } as unknown as Constructor[1]);
  const choice = {
    kind: 'endpoint',
    url: 'http://127.0.0.1:4566',
    region: 'eu-central-1',
    profile: undefined,
  } as const;
  const chosen = connections.choose(choice);
  expect((await connections.connect()).choice).toEqual(choice);
  keep();
  await chosen;
  connections.dispose();
});
