/** `npm run workbench`: the packaged extension in a real VS Code, to try by hand. Ends with Ctrl-C. */
import path from 'node:path';
import { Host } from './host.ts';
import { makeFolder } from './temporary-folder.ts';

const { folder, remove } = await makeFolder(process.argv[2]);
const host = await Host.start({ vsix: [path.resolve('fanout-designer.vsix')], folder });
console.log(`VS Code with the extension: ${host.origin}/?folder=${encodeURIComponent(folder)}\nCtrl-C ends it.`);
await new Promise<void>((resolve) => process.once('SIGINT', () => resolve()));
await host.close();
await remove();
